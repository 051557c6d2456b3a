"""Reading accounts: everybody who may log in, one of them, and the log-ins of one."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.delivery.queries import posted
from pulse.organisation.messages import named
from pulse.organisation.queries import locations, units
from pulse.organisation.tree import Tree
from pulse.people.accounts.operations import handle
from pulse.people.lifetime import is_alive
from pulse.people.models import Account, AccountLink, RoleGrant, StaffSession


@dataclass(frozen=True)
class Held:
    """A role that somebody has; `reach` is empty where it reaches everything."""

    id: str
    role: str
    reach: str


@dataclass(frozen=True)
class Member:
    """An account; `joined`: its owner has chosen a password."""

    id: str
    name: str
    email: str
    language: str
    roles: tuple[Held, ...]
    active: bool
    joined: bool


@dataclass(frozen=True)
class Standing:
    """What an administrator may need to know of an account: its log-ins, its open link, mails that did not go."""

    log_ins: int
    link_until: datetime | None
    mail_waits: bool
    mail_failed: bool


@dataclass(frozen=True)
class LogIn:
    """One log-in that holds: where, since when, when last used; `here`: the one of this very request."""

    handle: str
    device: str
    since: datetime
    seen: datetime
    here: bool


def members(session: Session, organisation_id: str) -> list[Member]:
    """Everybody who may log in, could with a password, or could once."""
    accounts = session.scalars(
        select(Account).where(Account.organisation_id == organisation_id).order_by(Account.name, Account.id)
    ).all()
    held = _held(session, organisation_id)
    return [_member(one, held) for one in sorted(accounts, key=lambda one: not one.active)]


def member(session: Session, organisation_id: str, account_id: str) -> Member | None:
    """One of them."""
    account = session.get(Account, (organisation_id, account_id))
    return _member(account, _held(session, organisation_id, account_id)) if account else None


def standing(session: Session, organisation_id: str, account_id: str, *, now: datetime) -> Standing:
    """How it stands with an account."""
    until = session.scalar(
        select(AccountLink.expires_at)
        .where(AccountLink.organisation_id == organisation_id, AccountLink.account_id == account_id)
        .where(AccountLink.used_at.is_(None), AccountLink.expires_at > now)
        .order_by(AccountLink.expires_at.desc())
        .limit(1)
    )
    mails = posted(session, organisation_id, account_id)
    live = len(log_ins(session, organisation_id, account_id, now=now))
    return Standing(live, until, bool(mails.waiting), bool(mails.failed) and not mails.waiting and until is None)


def log_ins(
    session: Session, organisation_id: str, account_id: str, *, now: datetime, here: str | None = None
) -> list[LogIn]:
    """The log-ins of an account that hold, the last used first; `here`: the hash of this request's token."""
    rows = session.scalars(
        select(StaffSession)
        .where(StaffSession.organisation_id == organisation_id, StaffSession.account_id == account_id)
        .where(StaffSession.ended_at.is_(None))
        .order_by(StaffSession.seen_at.desc(), StaffSession.token_hash)
    )
    return [
        LogIn(handle(row.token_hash), row.device or "", row.created_at, row.seen_at, row.token_hash == here)
        for row in rows
        if is_alive(created_at=row.created_at, seen_at=row.seen_at, ended_at=None, now=now)
    ]


def password_hash(session: Session, organisation_id: str, account_id: str) -> str:
    """What a password of this account is checked against."""
    return session.get_one(Account, (organisation_id, account_id)).password_hash


def _member(account: Account, held: dict[str, list[Held]]) -> Member:
    return Member(
        account.id,
        account.name,
        account.email,
        account.language,
        tuple(held.get(account.id, ())),
        account.active,
        bool(account.password_hash),
    )


def _held(session: Session, organisation_id: str, account_id: str | None = None) -> dict[str, list[Held]]:
    """The roles of each account, or of one, by title."""
    trees = units(session, organisation_id), locations(session, organisation_id)
    wanted = select(RoleGrant).where(RoleGrant.organisation_id == organisation_id)
    if account_id is not None:
        wanted = wanted.where(RoleGrant.account_id == account_id)
    found: dict[str, list[Held]] = {}
    for grant in session.scalars(wanted.order_by(RoleGrant.role, RoleGrant.id)):
        found.setdefault(grant.account_id, []).append(Held(grant.id, grant.role, _reach(grant, *trees)))
    return found


def _reach(grant: RoleGrant, work: Tree, places: Tree) -> str:
    if grant.unit_id is not None:
        return named(work, grant.unit_id) if grant.unit_id in work.nodes else ""
    known = grant.location_id is not None and grant.location_id in places.nodes
    return named(places, grant.location_id or "") if known else ""
