"""Reading the people who are asked, one by one; and what a file would change."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from pulse.delivery.queries import reach, suppressed
from pulse.organisation import names
from pulse.organisation.blocks import Place
from pulse.organisation.queries import locations, own, units
from pulse.organisation.tree import Tree
from pulse.people.changes import Defaults, Diff, circles, closed_places, compare, led, taken_addresses
from pulse.people.files.problems import BadFile
from pulse.people.importing import Row
from pulse.people.known import Known
from pulse.people.models import Person
from pulse.people.roll.afterwards import Facts, after_import, roster
from pulse.people.roll.outlook import Roster
from pulse.people.ways import way

PAGE = 50


@dataclass(frozen=True)
class ListedPerson:
    """One line of the list of people."""

    id: str
    number: str
    name: str
    email: str | None
    unit: str
    location: str
    active: bool
    way: str | None
    comes_back: str | None = None


@dataclass(frozen=True)
class PeoplePage:
    """One page of the list."""

    people: tuple[ListedPerson, ...]
    found: int
    page: int
    last: int


def people_page(
    session: Session, organisation_id: str, *, search: str = "", page: int = 1, with_returned: bool = False
) -> PeoplePage:
    """People by name, a page at a time; `search` looks into name, number, e-mail, unit and location.

    `with_returned`: tell why mail comes back from an address, for administrators alone.
    """
    wanted = [*_there(organisation_id)]
    trees = units(session, organisation_id), locations(session, organisation_id)
    if search.strip():
        text = search.strip().lower()
        columns = (Person.name, Person.number, Person.email)
        looked_at = [func.lower(column).contains(text, autoescape=True) for column in columns]
        for column, tree in ((Person.unit_id, trees[0]), (Person.location_id, trees[1])):
            looked_at.append(column.in_(_called(tree, text)))
        wanted.append(or_(*looked_at))
    found = session.scalar(select(func.count()).select_from(Person).where(*wanted)) or 0
    last = max(1, -(-found // PAGE))
    page = min(max(page, 1), last)
    order = (func.lower(Person.name), Person.number)
    rows = session.scalars(select(Person).where(*wanted).order_by(*order).limit(PAGE).offset((page - 1) * PAGE)).all()
    channels = set_up(session, organisation_id)
    returned = suppressed(session, organisation_id) if with_returned else {}
    return PeoplePage(tuple(_listed(row, *trees, channels, returned) for row in rows), found, page, last)


def _called(tree: Tree, text: str) -> set[str]:
    """The nodes of this name, and all below them; never the root, which is everybody."""
    found: set[str] = set()
    for depth, node in tree.walk():
        if depth and node.id not in found and text in names.key(node.name):
            found |= tree.subtree(node.id)
    return found


def _listed(row: Person, work: Tree, places: Tree, set_up: set[str], returned: Mapping[str, str]) -> ListedPerson:
    return ListedPerson(
        row.id,
        row.number,
        row.name,
        row.email,
        work.label(row.unit_id),
        places.label(row.location_id),
        row.active,
        way(set_up, email=bool(row.email), phone=bool(row.phone)),
        returned.get(row.email or ""),
    )


_KNOWN = tuple(name for name in Known.__dataclass_fields__ if name not in {"unit", "location"})


def known(session: Session, organisation_id: str) -> list[Known]:
    """Everybody as they are now, to compare with a file."""
    work, places = _paths(units(session, organisation_id)), _paths(locations(session, organisation_id))
    columns = (getattr(Person, name) for name in _KNOWN)
    people = session.execute(select(Person.unit_id, Person.location_id, *columns).where(*_there(organisation_id)))
    return [
        Known(unit=work[unit_id], location=places[location_id], **dict(zip(_KNOWN, found, strict=True)))
        for unit_id, location_id, *found in people
    ]


def _there(organisation_id: str) -> tuple[ColumnElement[bool], ...]:
    """Everybody but those who were erased, of whom a bare id may be left."""
    return Person.organisation_id == organisation_id, Person.erased_on.is_(None)


def _paths(tree: Tree) -> dict[str, tuple[str, ...]]:
    above = {id: [tree.nodes[at].name for at in tree.ancestors(id)] for id in tree.nodes}
    return {id: tuple(reversed(found[:-1])) for id, found in above.items()}


def import_preview(session: Session, organisation_id: str, rows: Sequence[Row], *, whole: bool = False) -> Diff:
    """What importing the rows would change; `BadFile` when it cannot be done."""
    usual, trees = defaults(session, organisation_id), both_trees(session, organisation_id)
    return checked(known(session, organisation_id), led(trees, rows), usual, trees, whole=whole)


def both_trees(session: Session, organisation_id: str) -> dict[str, Tree]:
    """The trees by the columns that name their nodes."""
    return {"unit": units(session, organisation_id), "location": locations(session, organisation_id)}


def checked(
    people: Sequence[Known],
    rows: Sequence[Row],
    usual: Defaults,
    trees: Mapping[str, Tree],
    *,
    whole: bool,
    same: Collection[str] = (),
) -> Diff:
    """What the rows would change; `BadFile` names those that do not fit what is known."""
    problems = [*taken_addresses(people, rows), *circles(people, rows), *closed_places(trees, rows)]
    if problems:
        raise BadFile(sorted(problems, key=lambda problem: problem.line or 0))
    return compare(people, rows, usual, whole=whole, same=same)


@dataclass(frozen=True)
class PersonView:
    """What the page of one person shows."""

    known: Known
    unit_id: str
    location_id: str
    left_on: date | None


def person(session: Session, organisation_id: str, person_id: str) -> PersonView | None:
    """One person as they are now."""
    row = session.get(Person, (organisation_id, person_id))
    if row is None or row.erased_on:
        return None
    trees = both_trees(session, organisation_id)
    unit, location = _paths(trees["unit"])[row.unit_id], _paths(trees["location"])[row.location_id]
    known_as = Known(unit=unit, location=location, **{name: getattr(row, name) for name in _KNOWN})
    return PersonView(known_as, row.unit_id, row.location_id, row.left_on)


def person_id_of(session: Session, organisation_id: str, number: str) -> str | None:
    """Who has this number."""
    where = (Person.organisation_id == organisation_id, Person.number == number)
    return session.scalar(select(Person.id).where(*where))


def around_move(
    session: Session, organisation_id: str, number: str, unit_id: str, location_id: str
) -> tuple[Roster, Roster]:
    """Everybody who could be asked, before one person moves and afterwards."""
    now, trees = facts(session, organisation_id), both_trees(session, organisation_id)
    channels = set_up(session, organisation_id)
    before = roster(now.values(), trees["unit"], trees["location"], channels)
    now[number] = replace(now[number], place=Place(unit_id, location_id))
    return before, roster(now.values(), trees["unit"], trees["location"], channels)


def facts(session: Session, organisation_id: str) -> dict[str, Facts]:
    """What decides who can be asked, of everybody, by their numbers."""
    columns = Person.number, Person.id, Person.unit_id, Person.location_id, Person.email, Person.phone, Person.active
    rows = session.execute(select(*columns).where(*_there(organisation_id)).order_by(Person.id))
    return {
        number: Facts(id, Place(unit_id, location_id), bool(email), bool(phone), active)
        for number, id, unit_id, location_id, email, phone, active in rows
    }


def set_up(session: Session, organisation_id: str) -> set[str]:
    """The channels that the organisation has besides mail."""
    return {name for name, there in vars(reach(session, organisation_id)).items() if there}


def around_import(
    session: Session, organisation_id: str, rows: Sequence[Row], *, whole: bool
) -> tuple[Roster, Roster]:
    """Everybody who could be asked, before these rows are imported and afterwards."""
    now, trees = facts(session, organisation_id), both_trees(session, organisation_id)
    channels = set_up(session, organisation_id)
    before = roster(now.values(), trees["unit"], trees["location"], channels)
    return before, after_import(now, led(trees, rows), trees["unit"], trees["location"], channels, whole=whole)


def defaults(session: Session, organisation_id: str) -> Defaults:
    """What a person has whose row does not say."""
    organisation = own(session, organisation_id)
    return Defaults(organisation.language, organisation.time_zone)
