"""Changing who may log in. Each refusal is one sentence; at least one administrator always remains."""

from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from pulse.audit_log.operations import record
from pulse.i18n import N_
from pulse.organisation.operations import lock
from pulse.organisation.queries import own
from pulse.people import addresses, roles
from pulse.people.links.operations import INVITE, RESET, end_links, make_link, post_link, post_notice
from pulse.people.models import Account, AccountLink, RoleGrant, StaffSession
from pulse.people.operations import AddressTaken, add_account, end_sessions, grant
from pulse.people.passwords import NOT_YET
from pulse.people.queries import administrators
from pulse.web.access import Viewer

OWN_RIGHTS = N_("You cannot take away your own rights as an administrator. Another administrator can.")
OWN_ACCOUNT = N_("You cannot close your own account. Another administrator can.")
LAST_ADMIN = N_("Nobody else could set up anything any more. Make somebody else an administrator first.")
LAST_ROLE = N_("This is their only role. Give another one first, or close the account.")
TWICE = N_("They have this role already.")
CLOSED = N_("This account is closed. Open it again first.")
JOINED = N_("They have chosen a password already, so there is no invitation to take back. You can close the account.")


class AccountRefused(ValueError):
    """A change of an account that is not made; `sentence` says why and can be translated."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def invite(
    session: Session,
    by: Viewer,
    *,
    email: str,
    name: str,
    role: str,
    unit_id: str | None,
    location_id: str | None,
    now: datetime,
) -> str:
    """Add an account whose owner chooses a password by a link; gives its id. The link is made elsewhere."""
    account_id = add_account(
        session,
        by.organisation_id,
        email=email,
        name=name,
        password=None,
        role=role,
        language=own(session, by.organisation_id).language,
        unit_id=unit_id,
        location_id=location_id,
    )
    _record(session, by, "account.invited", account_id, _role(role, unit_id, location_id), now)
    return account_id


def withdraw(session: Session, by: Viewer, account_id: str, *, now: datetime) -> None:
    """Take an invitation back: the account, which nobody ever used, is gone."""
    account = _locked(session, by, account_id)
    if account.password_hash != NOT_YET:
        raise AccountRefused(JOINED)
    details = {"name": account.name}
    for table in (AccountLink, RoleGrant, StaffSession):
        session.execute(
            delete(table).where(table.organisation_id == by.organisation_id, table.account_id == account_id)
        )
    session.delete(account)
    _record(session, by, "account.withdrawn", account_id, details, now)


def give_role(
    session: Session,
    by: Viewer,
    account_id: str,
    role: str,
    *,
    unit_id: str | None,
    location_id: str | None,
    now: datetime,
    but: str | None = None,
) -> None:
    """Give one more role; log-ins of the account end, but the one of the token with the hash `but`."""
    _locked(session, by, account_id)
    same = (RoleGrant.role == role, RoleGrant.unit_id == unit_id, RoleGrant.location_id == location_id)
    theirs = (RoleGrant.organisation_id == by.organisation_id, RoleGrant.account_id == account_id)
    if session.scalar(select(func.count()).select_from(RoleGrant).where(*theirs, *same)):
        raise AccountRefused(TWICE)
    grant(session, by.organisation_id, account_id, role, unit_id=unit_id, location_id=location_id)
    end_sessions(session, by.organisation_id, account_id, now=now, but=but)
    _record(session, by, "role.granted", account_id, _role(role, unit_id, location_id), now)


def take_role(
    session: Session, by: Viewer, account_id: str, grant_id: str, *, now: datetime, but: str | None = None
) -> None:
    """Take a role away, unless it is the only one, the own administrator's, or the last administrator's."""
    _locked(session, by, account_id)
    theirs = (RoleGrant.organisation_id == by.organisation_id, RoleGrant.account_id == account_id)
    kept = session.scalars(select(RoleGrant).where(*theirs)).all()
    taken = next((one for one in kept if one.id == grant_id), None)
    if taken is None:
        return  # somebody else was quicker
    if taken.role == roles.ADMIN and account_id == by.account_id:
        raise AccountRefused(OWN_RIGHTS)
    if taken.role == roles.ADMIN:
        _keep_an_admin(session, by.organisation_id, account_id)
    if len(kept) == 1:
        raise AccountRefused(LAST_ROLE)
    session.delete(taken)
    end_sessions(session, by.organisation_id, account_id, now=now, but=but)
    _record(session, by, "role.taken", account_id, _role(taken.role, taken.unit_id, taken.location_id), now)


def rename(
    session: Session, by: Viewer, account_id: str, *, name: str, email: str, now: datetime, but: str | None = None
) -> None:
    """Change the name and the address; with another address links end, and log-ins but the one with the hash `but`."""
    account, email = _locked(session, by, account_id), addresses.plain(email)
    new = {"name": name, "email": email}
    changed = {field: value for field, value in new.items() if getattr(account, field) != value}
    if not changed:
        return
    others = (Account.organisation_id == by.organisation_id, Account.email == email, Account.id != account_id)
    if session.scalar(select(Account.id).where(*others)) is not None:
        raise AddressTaken(f"There is already an account for {email}.")
    details = {field: {"before": getattr(account, field), "after": value} for field, value in changed.items()}
    account.name, account.email = name, email
    session.flush()
    if "email" in changed:
        end_sessions(session, by.organisation_id, account_id, now=now, but=but)
        end_links(session, by.organisation_id, account_id, now=now)
    _record(session, by, "account.changed", account_id, details, now)


def close(session: Session, by: Viewer, account_id: str, *, now: datetime) -> None:
    """Let somebody in no more: their log-ins and links end; their name stays where they did something."""
    account = _locked(session, by, account_id)
    if account_id == by.account_id:
        raise AccountRefused(OWN_ACCOUNT)
    _keep_an_admin(session, by.organisation_id, account_id)
    if not account.active:
        return
    account.active = False
    end_sessions(session, by.organisation_id, account_id, now=now)
    end_links(session, by.organisation_id, account_id, now=now)
    _record(session, by, "account.disabled", account_id, {}, now)


def reopen(session: Session, by: Viewer, account_id: str, *, now: datetime) -> None:
    """Let somebody in again, with the roles and the password they had."""
    account = _locked(session, by, account_id)
    if not account.active:
        account.active = True
        _record(session, by, "account.enabled", account_id, {}, now)


def make_or_post_link(session: Session, by: Viewer, account_id: str, *, post: bool, now: datetime) -> str | None:
    """Have a new link sent, or make one to hand over; those that were made before end."""
    account = _locked(session, by, account_id)
    if not account.active:
        raise AccountRefused(CLOSED)
    purpose = RESET if account.password_hash else INVITE
    end_links(session, by.organisation_id, account_id, now=now)
    _record(session, by, "account.link", account_id, {}, now)
    if not post:
        return make_link(session, by.organisation_id, account_id, purpose, now=now)
    post_link(session, by.organisation_id, account_id, purpose, now=now)
    return None


def log_everywhere_out(session: Session, by: Viewer, account_id: str, *, now: datetime, but: str | None = None) -> int:
    """End all log-ins of an account, but one (by its token's hash); how many there were."""
    ended = end_sessions(session, by.organisation_id, account_id, now=now, but=but)
    if ended:
        _record(session, by, "account.logged_out", account_id, {}, now)
    return ended


def end_own(session: Session, by: Viewer, chosen: str, *, now: datetime) -> bool:
    """End one of one's own log-ins, known by the beginning of its token's hash; False if it has ended."""
    theirs = (StaffSession.organisation_id == by.organisation_id, StaffSession.account_id == by.account_id)
    live = session.scalars(select(StaffSession).where(*theirs, StaffSession.ended_at.is_(None))).all()
    found = next((one for one in live if handle(one.token_hash) == chosen), None)
    if found is None:
        return False
    found.ended_at = now
    _record(session, by, "session.ended", "", {}, now)
    return True


def handle(token_hash: str) -> str:
    """By what a page names a log-in: enough to tell one's own apart."""
    return token_hash[:16]


def change_own(session: Session, by: Viewer, *, name: str, language: str) -> None:
    """Change one's own name and language."""
    account = session.get_one(Account, (by.organisation_id, by.account_id))
    account.name, account.language = name, language


def change_own_password(session: Session, by: Viewer, password_hash: str, *, but: str, now: datetime) -> None:
    """Keep another password; all other log-ins and all links end."""
    account = session.get_one(Account, (by.organisation_id, by.account_id))
    account.password_hash = password_hash
    end_sessions(session, by.organisation_id, by.account_id, now=now, but=but)
    end_links(session, by.organisation_id, by.account_id, now=now)
    post_notice(session, by.organisation_id, by.account_id, now=now)
    _record(session, by, "account.password_set", by.account_id, {}, now)


def _locked(session: Session, by: Viewer, account_id: str) -> Account:
    """The account, while nobody else changes who may log in: two administrators could remove each other."""
    lock(session, by.organisation_id)
    account = session.get(Account, (by.organisation_id, account_id))
    if account is None:
        raise LookupError(f"there is no account {account_id}")
    return account


def _keep_an_admin(session: Session, organisation_id: str, without: str) -> None:
    """Refuse when only this account could set up anything."""
    if administrators(session, organisation_id) == {without}:
        raise AccountRefused(LAST_ADMIN)


def _role(role: str, unit_id: str | None, location_id: str | None) -> dict[str, object]:
    return {"role": role, "unit": unit_id or "", "location": location_id or ""}


def _record(
    session: Session, by: Viewer, action: str, subject: str, details: Mapping[str, object], now: datetime
) -> None:
    of = by.organisation_id
    record(session, of, actor=by.account_id, action=action, subject=subject, details=details, now=now)
