"""Making accounts, giving roles, logging in."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from secrets import token_hex

from sqlalchemy import delete, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pulse.audit_log.operations import record
from pulse.organisation.names import slug
from pulse.organisation.operations import found
from pulse.organisation.queries import by_slug, locations, units
from pulse.people import addresses, passwords, roles, throttle
from pulse.people.lifetime import is_alive
from pulse.people.models import Account, LogInAttempt, RoleGrant, StaffSession
from pulse.people.passwords import NOT_YET
from pulse.people.starting import NewAdmin, NewOrganisation

ACTOR = "command line"  # who changes accounts from outside of the pages


class AddressTaken(ValueError):
    """An account with this e-mail address exists already."""


def add_account(
    session: Session,
    organisation_id: str,
    *,
    email: str,
    name: str,
    password: str | None,
    role: str,
    language: str,
    unit_id: str | None = None,
    location_id: str | None = None,
) -> str:
    """Let somebody log in, with one role; give the account's id. Without a password they choose it by a link."""
    roles.check(role, unit_id=unit_id, location_id=location_id)
    email = addresses.plain(email)
    same = select(Account.id).where(Account.organisation_id == organisation_id, Account.email == email)
    if session.scalar(same) is not None:
        raise AddressTaken(f"There is already an account for {email}.")
    account = Account(
        organisation_id=organisation_id,
        id=token_hex(16),
        email=email,
        name=name,
        password_hash=passwords.hash_password(password) if password is not None else NOT_YET,
        language=language,
        active=True,
    )
    session.add(account)
    session.flush()  # the grant refers to it
    grant(session, organisation_id, account.id, role, unit_id=unit_id, location_id=location_id)
    return account.id


def grant(
    session: Session,
    organisation_id: str,
    account_id: str,
    role: str,
    *,
    unit_id: str | None = None,
    location_id: str | None = None,
) -> None:
    """Give an account one more role, for a subtree; the root, or neither, means everything."""
    if unit_id == units(session, organisation_id).root.id:
        unit_id = None
    if location_id == locations(session, organisation_id).root.id:
        location_id = None
    roles.check(role, unit_id=unit_id, location_id=location_id)
    made = RoleGrant(
        organisation_id=organisation_id,
        id=token_hex(16),
        account_id=account_id,
        role=role,
        unit_id=unit_id,
        location_id=location_id,
    )
    session.add(made)
    session.flush()


def start_session(
    session: Session,
    organisation_id: str,
    account_id: str,
    token_hash: str,
    *,
    now: datetime,
    device: str | None = None,
) -> None:
    """Begin a log-in: the table holds the token's hash alone."""
    made = StaffSession(
        organisation_id=organisation_id,
        token_hash=token_hash,
        account_id=account_id,
        created_at=now,
        seen_at=now,
        ended_at=None,
        device=device,
    )
    session.add(made)
    record(session, organisation_id, actor=account_id, action="log_in.done", subject="", details={}, now=now)


def notice_session(session: Session, token_hash: str, *, now: datetime) -> None:
    """Remember that a session was used just now."""
    live = (StaffSession.token_hash == token_hash) & StaffSession.ended_at.is_(None)
    session.execute(update(StaffSession).where(live).values(seen_at=now))


def end_session(session: Session, token_hash: str, *, now: datetime) -> None:
    """End a log-in for good; harmless when it has ended."""
    live = (StaffSession.token_hash == token_hash) & StaffSession.ended_at.is_(None)
    owner = session.execute(
        update(StaffSession)
        .where(live)
        .values(ended_at=now)
        .returning(StaffSession.organisation_id, StaffSession.account_id)
    ).first()
    if owner:
        record(
            session,
            owner.organisation_id,
            actor=owner.account_id,
            action="session.ended",
            subject="",
            details={},
            now=now,
        )


def end_sessions(
    session: Session, organisation_id: str, account_id: str, *, now: datetime, but: str | None = None
) -> int:
    """End every log-in of an account, but that of one token's hash; how many there were that still held."""
    theirs = StaffSession.organisation_id == organisation_id, StaffSession.account_id == account_id
    ended = session.execute(
        update(StaffSession)
        .where(*theirs, StaffSession.ended_at.is_(None), StaffSession.token_hash != (but or ""))
        .values(ended_at=now)
        .returning(StaffSession.created_at, StaffSession.seen_at)
    ).all()
    return sum(is_alive(created_at=row[0], seen_at=row[1], ended_at=None, now=now) for row in ended)


def count_attempt(session: Session, counted: str, *, now: datetime, known: bool = False) -> datetime | None:
    """Count a log-in before its password is looked at; gives the time to wait for when it is too early.

    `counted`: a hash of the address, or of a browser that is `known` for it.
    """
    session.execute(delete(LogInAttempt).where(LogInAttempt.last_at < now - throttle.FORGOTTEN))
    if not known and (braked := throttle.braked_until(_hundredth(session), now)):
        return braked
    if session.get(LogInAttempt, counted) is None:
        try:
            with session.begin_nested():
                session.add(LogInAttempt(email_hash=counted, failures=0, last_at=now))
        except IntegrityError:
            pass  # the same address is being tried somewhere else at this moment
    kept = session.get_one(LogInAttempt, counted, with_for_update=True, populate_existing=True)
    until = throttle.wait_until(kept.failures, kept.last_at)
    if until > now:
        return until
    kept.failures, kept.last_at = kept.failures + 1, now
    return None


def _hundredth(session: Session) -> datetime | None:
    newest = select(LogInAttempt.last_at).order_by(LogInAttempt.last_at.desc())
    return session.scalar(newest.offset(throttle.MOST_ADDRESSES - 1).limit(1))


def note_failure(
    session: Session, organisation_id: str, account_id: str | None, counted: str, *, now: datetime
) -> None:
    """Write down that a password was wrong; of an address without an account nothing, in as much time."""
    session.execute(update(LogInAttempt).where(LogInAttempt.email_hash == counted).values(last_at=now))
    if account_id is not None:
        record(session, organisation_id, actor=account_id, action="log_in.failed", subject="", details={}, now=now)


def forget_attempts(session: Session, counted: str) -> None:
    """The right password was given: begin to count anew."""
    session.execute(delete(LogInAttempt).where(LogInAttempt.email_hash == counted))


def set_up(session: Session, new: NewOrganisation, admin: NewAdmin, *, now: datetime) -> tuple[str, str]:
    """Found the first organisation with its first administrator, who sees the results too; give both ids."""
    k, k_inv = new.thresholds
    organisation_id = found(
        session,
        name=new.name,
        slug=_free_slug(session, new.name),
        language=new.language,
        time_zone=new.time_zone,
        k=k,
        k_inv=k_inv,
        is_demo=False,
        danger_contacts=new.danger_contacts,
    )
    account_id = add_account(session, organisation_id, role=roles.ADMIN, language=new.language, **asdict(admin))
    grant(session, organisation_id, account_id, roles.HR)
    done = {"action": "organisation.founded", "subject": new.name}
    record(session, organisation_id, actor=account_id, **done, details={"k": k, "k_inv": k_inv}, now=now)
    return organisation_id, account_id


def _free_slug(session: Session, name: str) -> str:
    wanted = slug(name)
    return wanted if by_slug(session, wanted) is None else f"{wanted[:51]}-{token_hex(4)}"


def set_password(session: Session, organisation_id: str, email: str, password: str, *, now: datetime) -> str | None:
    """Give an account a new password and end its sessions; its id, or None if nobody has this address."""
    values = {"password_hash": passwords.hash_password(password), "active": True}
    return _change_account(session, organisation_id, email, "account.password_set", values, now)


def disable_account(session: Session, organisation_id: str, email: str, *, now: datetime) -> bool:
    """Let an account in no more and end its sessions; False if nobody has this address."""
    return _change_account(session, organisation_id, email, "account.disabled", {"active": False}, now) is not None


def _change_account(
    session: Session, organisation_id: str, email: str, action: str, values: Mapping[str, object], now: datetime
) -> str | None:
    of = (Account.organisation_id == organisation_id, Account.email == addresses.plain(email))
    account_id = session.scalar(update(Account).where(*of).values(**values).returning(Account.id))
    if account_id is None:
        return None
    end_sessions(session, organisation_id, account_id, now=now)
    record(session, organisation_id, actor=ACTOR, action=action, subject=account_id, details={}, now=now)
    return str(account_id)
