"""Reading persons and staff accounts."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BindParameter, ColumnElement, Select, String, and_, bindparam, case, func, or_, select, true
from sqlalchemy.orm import Session, aliased

from pulse.database import Rows
from pulse.delivery.models import Suppressed
from pulse.delivery.queries import WAYS, is_set_up, reach
from pulse.driver import Question
from pulse.organisation.queries import locations, organisations, units
from pulse.organisation.tree import Tree
from pulse.people import addresses, roles
from pulse.people.lifetime import is_alive
from pulse.people.models import Account, Person, Preference, RoleGrant, StaffSession
from pulse.people.passwords import NOT_YET
from pulse.people.ways import EMAIL, GATEWAY, SLIPS, WITHOUT_MAIL, way
from pulse.web.access import Grant, Viewer


@dataclass(frozen=True)
class InvitablePerson:
    """Somebody who can be asked now: at work, and there is a way to them."""

    id: str
    unit_id: str
    location_id: str
    time_zone: str
    language: str
    way: str


@dataclass(frozen=True)
class Addressee:
    """Whom a message goes to, in which language and by which way; without an address on file, it is empty."""

    name: str
    email: str
    language: str
    time_zone: str
    phone: str = ""
    way: str = EMAIL
    stopped: bool = False  # wants no invitations and reminders


@dataclass(frozen=True)
class PeopleCounts:
    """How many people there are, and by which way they can be asked, going by what is on file."""

    active: int
    by_email: int
    by_phone: int
    by_letter: int
    inactive: int

    @property
    def reachable(self) -> int:
        """Everybody who can be asked."""
        return self.by_email + self.by_phone + self.by_letter

    @property
    def not_yet_reachable(self) -> int:
        """Active people to whom there is no way: they are not asked yet."""
        return self.active - self.reachable


@dataclass(frozen=True)
class StaffMember:
    """One account with its roles in words."""

    id: str
    name: str
    email: str
    roles: tuple[tuple[str, str], ...]
    active: bool


def invitable(session: Session, organisation_id: str) -> list[InvitablePerson]:
    """Active people to whom there is a way, in the order of their ids (which are random)."""
    columns = Person.id, Person.unit_id, Person.location_id, Person.time_zone, Person.language
    set_up = _set_up(session, organisation_id)
    rows = session.execute(_active(organisation_id, *columns).order_by(Person.id))
    return [
        InvitablePerson(row.id, row.unit_id, row.location_id, row.time_zone, row.language, taken)
        for row in rows
        if (taken := _way(set_up, *row[:4]))
    ]


def zones(session: Session, organisation_id: str) -> set[str]:
    """The time zones in which somebody can be asked.

    Each tick asks it of everybody, so of one table: what people chose and which mail came back changes the way to
    them, never whether there is one.
    """
    set_up = _set_up(session, organisation_id)
    ways: list[ColumnElement[bool]] = [Person.email.is_not(None)]
    ways += [Person.phone.is_not(None)] if GATEWAY in set_up else []
    ways += [true()] if SLIPS in set_up else []
    asked = select(Person.time_zone).where(Person.organisation_id == organisation_id, Person.active, or_(*ways))
    return set(session.scalars(asked.distinct()))


def asked_without_mail(session: Session, organisation_id: str) -> bool:
    """Whether nobody has an e-mail address and another way leads to people: then no mail server is needed."""
    with_mail = select(Person.id).where(
        Person.organisation_id == organisation_id, Person.email.is_not(None), Person.active
    )
    others = _set_up(session, organisation_id) & set(WITHOUT_MAIL)
    return bool(others) and session.execute(with_mail.limit(1)).first() is None


def sizes(session: Session, organisation_id: str) -> tuple[int, int]:
    """How many people are active, and how many pairs of a unit and a location they fill."""
    where = (Person.organisation_id == organisation_id, Person.active)
    pairs = select(func.count().label("people")).where(*where).group_by(Person.unit_id, Person.location_id).subquery()
    found, teams = session.execute(select(func.sum(pairs.c.people), func.count())).one()
    return int(found or 0), int(teams)


def addressee(rows: Rows, organisation_id: str, person_id: str) -> Addressee | None:
    """Where to write to a person; None when they left, or can be asked by a printed letter alone, or not at all."""
    row = rows.execute(*addressee_question(organisation_id, person_id)).first()
    taken = _way(_ways_of(row), *row[:4]) if row else None
    if row is None or taken is None or taken == SLIPS:
        return None
    stopped = bool(row.stopped)
    return Addressee(row.name, row.email or "", row.language, row.time_zone, row.phone or "", taken, stopped)


def addressee_question(organisation_id: str, person_id: str) -> Question:
    """The statement and the values by which `addressee` asks."""
    return _ADDRESSEE, {"organisation": organisation_id, "person": person_id}


def waits_for_a_way(rows: Rows, organisation_id: str, person_id: str) -> bool:
    """Whether somebody who wants messages could be sent them as soon as a channel is set up."""
    row = rows.execute(*addressee_question(organisation_id, person_id)).first()
    return row is not None and not row.stopped and _way(_ways_of(row), *row[:4]) is None


def _active(organisation_id: str | BindParameter[str], *columns: Any) -> Select[Any]:
    """Active people: first the four facts by which `_way` finds the way to each, then these columns."""
    strange = aliased(Suppressed)  # the chat that they chose does not know them
    chosen = case((strange.address.is_(None), Preference.channel))
    facts = (
        Person.email.is_not(None).label("has_email"),
        Person.phone.is_not(None).label("has_phone"),
        chosen.label("chosen"),
        Suppressed.address.is_not(None).label("came_back"),
    )
    mine = and_(Preference.organisation_id == Person.organisation_id, Preference.person_id == Person.id)
    returned = and_(Suppressed.organisation_id == Person.organisation_id, Suppressed.address == Person.email)
    there = Preference.channel + ":" + Person.email == strange.address
    return (
        select(*facts, *columns)
        .select_from(Person)
        .outerjoin(Preference, mine)
        .outerjoin(Suppressed, returned)
        .outerjoin(strange, and_(strange.organisation_id == Person.organisation_id, there))
        .where(Person.organisation_id == organisation_id, Person.active)
    )


# Built once, as every message that goes out asks it.
_ADDRESSEE = _active(
    bindparam("organisation", type_=String),
    Person.name,
    Person.email,
    func.coalesce(Preference.language, Person.language).label("language"),
    Person.time_zone,
    Person.phone,
    Preference.stopped,
    *is_set_up(bindparam("organisation", type_=String)),
).where(Person.id == bindparam("person"))


def _set_up(session: Session, organisation_id: str) -> set[str]:
    return {channel for channel, there in vars(reach(session, organisation_id)).items() if there}


def _ways_of(row: Any) -> set[str]:
    return {way for way in WAYS if getattr(row, f"has_{way}")}


def _way(set_up: set[str], email: bool, phone: bool, chosen: str | None, came_back: bool) -> str | None:
    return way(set_up, email=email, phone=phone, chosen=chosen, came_back=came_back)


def counts(session: Session, organisation_id: str) -> PeopleCounts:
    """How many people are active, reachable and inactive. What somebody chose for themselves is not looked at."""
    has_email, has_phone = Person.email.is_not(None), Person.phone.is_not(None)
    rows = session.execute(
        select(Person.active, has_email, has_phone, func.count())
        .where(Person.organisation_id == organisation_id, Person.erased_on.is_(None))
        .group_by(Person.active, has_email, has_phone)
    )
    set_up, ways, inactive = _set_up(session, organisation_id), Counter[str | None](), 0
    for is_active, with_email, with_phone, people in rows:
        if is_active:
            ways[way(set_up, email=with_email, phone=with_phone)] += people
        else:
            inactive += people
    return PeopleCounts(ways.total(), ways[EMAIL], ways[GATEWAY], ways[SLIPS], inactive)


def may_begin(session: Session) -> bool:
    """Whether nobody has begun here: there is no organisation but a demo."""
    return all(one.is_demo for one in organisations(session))


def needs_first_set_up(session: Session) -> bool:
    """Whether that is all there is to do: nobody could log in anywhere."""
    return may_begin(session) and session.scalar(select(Account.id).limit(1)) is None


def account_names(session: Session, organisation_id: str, ids: Collection[str]) -> dict[str, str]:
    """The names behind account ids, for pages that only know ids."""
    rows = session.execute(
        select(Account.id, Account.name).where(Account.organisation_id == organisation_id, Account.id.in_(ids))
    )
    return {row.id: row.name for row in rows}


def administrators(session: Session, organisation_id: str) -> set[str]:
    """The accounts that can log in and set up everything: an invitation that nobody took up is none."""
    account = and_(Account.organisation_id == RoleGrant.organisation_id, Account.id == RoleGrant.account_id)
    wanted = select(RoleGrant.account_id).join(Account, account)
    can = RoleGrant.role == roles.ADMIN, Account.active, Account.password_hash != NOT_YET
    return set(session.scalars(wanted.where(RoleGrant.organisation_id == organisation_id, *can)))


def staff(session: Session, organisation_id: str) -> list[StaffMember]:
    """Who may log in, with their roles and how far those reach."""
    trees = units(session, organisation_id), locations(session, organisation_id)
    granted = session.scalars(select(RoleGrant).where(RoleGrant.organisation_id == organisation_id)).all()
    held: dict[str, list[tuple[str, str]]] = {}
    for grant in granted:
        held.setdefault(grant.account_id, []).append((grant.role, _reach(grant, *trees)))
    accounts = session.scalars(
        select(Account).where(Account.organisation_id == organisation_id).order_by(Account.name, Account.id)
    )
    return [
        StaffMember(one.id, one.name, one.email, tuple(sorted(held.get(one.id, ()))), one.active) for one in accounts
    ]


def _reach(grant: RoleGrant, work: Tree, places: Tree) -> str:
    if grant.unit_id is not None:
        return work.label(grant.unit_id)
    return places.label(grant.location_id) if grant.location_id is not None else ""


@dataclass(frozen=True)
class Credentials:
    """What a log-in is checked against."""

    account_id: str
    password_hash: str


@dataclass(frozen=True)
class SessionOwner:
    """The staff member behind a live session."""

    viewer: Viewer
    seen_at: datetime


def credentials(session: Session, organisation_id: str, email: str) -> Credentials | None:
    """The account that an address belongs to, unless it may no longer log in."""
    row = session.execute(
        select(Account.id, Account.password_hash).where(
            Account.organisation_id == organisation_id,
            Account.email == addresses.plain(email.replace("\0", "")),
            Account.active,
        )
    ).first()
    return Credentials(row.id, row.password_hash) if row else None


def session_owner(session: Session, token_hash: str, now: datetime) -> SessionOwner | None:
    """Whose session a token stands for; None when it has ended, or was never begun."""
    kept = session.scalar(select(StaffSession).where(StaffSession.token_hash == token_hash))
    if kept is None or not is_alive(created_at=kept.created_at, seen_at=kept.seen_at, ended_at=kept.ended_at, now=now):
        return None
    account = session.get(Account, (kept.organisation_id, kept.account_id))
    if account is None or not account.active:
        return None
    viewer = Viewer(
        account.organisation_id, account.id, account.name, account.language, _grants(session, account), account.email
    )
    return SessionOwner(viewer, kept.seen_at)


def _grants(session: Session, account: Account) -> tuple[Grant, ...]:
    rows = session.execute(
        select(RoleGrant.role, RoleGrant.unit_id, RoleGrant.location_id)
        .where(RoleGrant.organisation_id == account.organisation_id, RoleGrant.account_id == account.id)
        .order_by(RoleGrant.role, RoleGrant.id)
    )
    return tuple(Grant(*row) for row in rows)


def active_among(session: Session, organisation_id: str, ids: Collection[str]) -> set[str]:
    """Those of these people who have not left."""
    rows = session.scalars(
        select(Person.id).where(Person.organisation_id == organisation_id, Person.id.in_(list(ids)), Person.active)
    )
    return set(rows)
