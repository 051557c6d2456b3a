"""Everything that is kept about one person, for themselves and, without what is theirs alone, for administrators.

Administrators are not told who picked up a ballot, what somebody chose for their messages, and when those went: the
same as on every other page. Whoever has a fresh link from their own mailbox sees it all.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from pulse.ballots.models import Issued
from pulse.cycles.models import Cycle
from pulse.delivery.models import OutboxMessage, Suppressed
from pulse.invitations.models import BlockMember, Invitation
from pulse.organisation.models import Block
from pulse.organisation.queries import locations, units
from pulse.organisation.tree import Tree
from pulse.people.models import Account, Person, Preference, RoleGrant, StaffSession
from pulse.protection.mentions import Names
from pulse.protection.queries import account_of, entries_naming


@dataclass(frozen=True)
class AskedIn:
    """A check-in that somebody was invited to. `picked_up_on` is for themselves alone, a day late."""

    check_in: str
    opened: datetime
    ended: datetime
    place: str
    time_zone: str
    picked_up_on: date | None = None


@dataclass(frozen=True)
class Sent:
    """One message; for the person alone, as its time tells the hour that they chose."""

    kind: str
    due: datetime
    sent: datetime | None
    trouble: str | None


@dataclass(frozen=True)
class WroteDown:
    """An entry of the audit log that names them."""

    at: datetime
    action: str


@dataclass(frozen=True)
class LogIn:
    """One log-in of theirs."""

    began: datetime
    last_seen: datetime
    ended: datetime | None
    device: str | None


@dataclass(frozen=True)
class Login:
    """The account that they log in with as staff."""

    name: str
    email: str
    language: str
    active: bool
    roles: tuple[str, ...]
    log_ins: tuple[LogIn, ...]


@dataclass(frozen=True)
class Holdings:
    """All of it. `own`: shown to the person themselves."""

    own: bool
    person: Mapping[str, object]
    choices: Mapping[str, object] | None
    asked: tuple[AskedIn, ...]
    groups: tuple[tuple[str, str], ...]
    sent: tuple[Sent, ...]
    came_back: tuple[tuple[str, str], ...]
    log: tuple[WroteDown, ...]
    account: Login | None
    has_account: bool

    def document(self) -> dict[str, object]:
        """As JSON; what is not shown is not there."""
        whole = asdict(self)
        hidden = () if self.own else ("choices", "sent")
        shown = {name: value for name, value in whole.items() if name not in {*hidden, "own"}}
        if not self.own:
            for one in shown["asked"]:
                del one["picked_up_on"]
        return shown


def holdings(session: Session, organisation_id: str, person_id: str, *, own: bool, now: datetime) -> Holdings | None:
    """What is kept about a person; None when there is nobody."""
    row = session.get(Person, (organisation_id, person_id))
    if row is None or row.erased_on is not None:
        return None
    trees = units(session, organisation_id), locations(session, organisation_id)
    account_id = account_of(session, organisation_id, row.email)
    names = Names.of(row.id, row.number, row.name, row.email, row.phone, account_id)
    return Holdings(
        own=own,
        person=_person(row, *trees),
        choices=_choices(session, organisation_id, person_id) if own else None,
        asked=_asked(session, organisation_id, person_id, trees[1], now.date() if own else None),
        groups=_groups(session, organisation_id, person_id),
        sent=_sent(session, organisation_id, person_id) if own else (),
        came_back=_came_back(session, organisation_id, row.email, every=own),
        log=tuple(WroteDown(one.at, one.action) for one in entries_naming(session, organisation_id, names)),
        account=None if own or account_id is None else _account(session, organisation_id, account_id),
        has_account=account_id is not None,
    )


def _person(row: Person, work: Tree, places: Tree) -> dict[str, object]:
    fields = ("number", "name", "email", "phone", "language", "time_zone", "manager_number", "tenure_start")
    found = {name: getattr(row, name) for name in fields}
    return {
        **found,
        "unit": work.label(row.unit_id),
        "location": places.label(row.location_id),
        "active": row.active,
        "left_on": row.left_on,
    }


def _choices(session: Session, organisation_id: str, person_id: str) -> dict[str, object] | None:
    row = session.get(Preference, (organisation_id, person_id))
    return {name: getattr(row, name) for name in ("channel", "hour", "language", "stopped")} if row else None


def _asked(
    session: Session, organisation_id: str, person_id: str, places: Tree, before: date | None
) -> tuple[AskedIn, ...]:
    """Each check-in; `before`: pick-ups of earlier days are told."""
    theirs = and_(
        Issued.organisation_id == Invitation.organisation_id,
        Issued.cycle_id == Invitation.cycle_id,
        Issued.person_id == Invitation.person_id,
    )
    rows = session.execute(
        select(
            Cycle.occurrence, Cycle.opens_at, Cycle.answer_until, Invitation.location_id, Invitation.zone, Issued.day
        )
        .join(Cycle, and_(Cycle.organisation_id == Invitation.organisation_id, Cycle.id == Invitation.cycle_id))
        .outerjoin(Issued, theirs)
        .where(Invitation.organisation_id == organisation_id, Invitation.person_id == person_id)
        .order_by(Cycle.opens_at.desc())
    )
    return tuple(
        AskedIn(
            occurrence,
            opens_at,
            until,
            places.label(place) if place in places.nodes else "",
            zone,
            day if before is not None and day is not None and day < before else None,
        )
        for occurrence, opens_at, until, place, zone, day in rows
    )


def _groups(session: Session, organisation_id: str, person_id: str) -> tuple[tuple[str, str], ...]:
    block = and_(
        Block.organisation_id == BlockMember.organisation_id,
        Block.quarter == BlockMember.quarter,
        Block.id == BlockMember.block_id,
    )
    rows = session.execute(
        select(BlockMember.quarter, Block.label)
        .join(Block, block)
        .where(BlockMember.organisation_id == organisation_id, BlockMember.person_id == person_id)
        .order_by(BlockMember.quarter.desc())
    )
    return tuple((quarter, label) for quarter, label in rows)


def _sent(session: Session, organisation_id: str, person_id: str) -> tuple[Sent, ...]:
    row = OutboxMessage
    rows = session.execute(
        select(row.kind, row.due_at, row.sent_at, row.error)
        .where(row.organisation_id == organisation_id, row.recipient == person_id)
        .order_by(row.due_at.desc())
    )
    return tuple(Sent(*found) for found in rows)


def _came_back(
    session: Session, organisation_id: str, email: str | None, *, every: bool
) -> tuple[tuple[str, str], ...]:
    """The address, where mail came back from it; that a chat does not know them tells which one they chose."""
    if not email:
        return ()
    theirs = Suppressed.address == email
    if every:
        theirs = theirs | Suppressed.address.endswith(f":{email}", autoescape=True)
    rows = session.execute(
        select(Suppressed.address, Suppressed.reason).where(Suppressed.organisation_id == organisation_id, theirs)
    )
    return tuple((address, reason) for address, reason in rows)


def _account(session: Session, organisation_id: str, account_id: str) -> Login:
    row = session.get_one(Account, (organisation_id, account_id))
    of = RoleGrant.organisation_id == organisation_id, RoleGrant.account_id == account_id
    roles = session.scalars(select(RoleGrant.role).where(*of).order_by(RoleGrant.role))
    columns = StaffSession.created_at, StaffSession.seen_at, StaffSession.ended_at, StaffSession.device
    began = session.execute(
        select(*columns)
        .where(StaffSession.organisation_id == organisation_id, StaffSession.account_id == account_id)
        .order_by(StaffSession.created_at.desc())
    )
    log_ins = tuple(LogIn(*one) for one in began)
    return Login(row.name, row.email, row.language, row.active, tuple(roles), log_ins)
