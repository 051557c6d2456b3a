"""Reading the people who are asked, one by one; and what a file would change."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from pulse.delivery.queries import reach, suppressed
from pulse.organisation.queries import locations, own, units
from pulse.organisation.tree import Tree
from pulse.people.changes import Defaults, Diff, Known, compare, taken_addresses
from pulse.people.importing import BadFile, Row
from pulse.people.models import Person
from pulse.people.ways import way

PAGE = 50


@dataclass(frozen=True)
class ListedPerson:
    """One line of the list of people."""

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
    """People by name, a page at a time; `search` looks into name, number and e-mail.

    `with_returned`: tell why mail comes back from an address, for administrators alone.
    """
    wanted = [Person.organisation_id == organisation_id]
    if search.strip():
        text = search.strip().lower()
        columns = (Person.name, Person.number, Person.email)
        wanted.append(or_(*(func.lower(column).contains(text, autoescape=True) for column in columns)))
    found = session.scalar(select(func.count()).select_from(Person).where(*wanted)) or 0
    last = max(1, -(-found // PAGE))
    page = min(max(page, 1), last)
    order = (func.lower(Person.name), Person.number)
    rows = session.scalars(select(Person).where(*wanted).order_by(*order).limit(PAGE).offset((page - 1) * PAGE)).all()
    trees = units(session, organisation_id), locations(session, organisation_id)
    set_up = {name for name, there in vars(reach(session, organisation_id)).items() if there}
    returned = suppressed(session, organisation_id) if with_returned else {}
    return PeoplePage(tuple(_listed(row, *trees, set_up, returned) for row in rows), found, page, last)


def _listed(row: Person, work: Tree, places: Tree, set_up: set[str], returned: Mapping[str, str]) -> ListedPerson:
    return ListedPerson(
        row.number,
        row.name,
        row.email,
        work.label(row.unit_id),
        places.label(row.location_id),
        row.active,
        way(set_up, email=bool(row.email), phone=bool(row.phone)),
        returned.get(row.email or ""),
    )


def known(session: Session, organisation_id: str) -> list[Known]:
    """Everybody as they are now, to compare with a file."""
    work, places = _paths(units(session, organisation_id)), _paths(locations(session, organisation_id))
    people = session.scalars(select(Person).where(Person.organisation_id == organisation_id))
    return [
        Known(
            id=person.id,
            number=person.number,
            name=person.name,
            email=person.email,
            unit=work[person.unit_id],
            location=places[person.location_id],
            language=person.language,
            time_zone=person.time_zone,
            manager_number=person.manager_number,
            tenure_start=person.tenure_start,
            phone=person.phone,
            active=person.active,
        )
        for person in people
    ]


def _paths(tree: Tree) -> dict[str, tuple[str, ...]]:
    above = {id: [tree.nodes[at].name for at in tree.ancestors(id)] for id in tree.nodes}
    return {id: tuple(reversed(found[:-1])) for id, found in above.items()}


def import_preview(session: Session, organisation_id: str, rows: list[Row]) -> Diff:
    """What importing the rows would change; `BadFile` when it cannot be done."""
    people = known(session, organisation_id)
    if problems := taken_addresses(people, rows):
        raise BadFile(problems)
    return compare(people, rows, defaults(session, organisation_id))


def defaults(session: Session, organisation_id: str) -> Defaults:
    """What a person has whose row does not say."""
    organisation = own(session, organisation_id)
    return Defaults(organisation.language, organisation.time_zone)
