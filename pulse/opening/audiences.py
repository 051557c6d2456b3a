"""Whom an audience reaches if its survey opened now, and what would show of them, for whoever chooses it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.cycles.lifecycle import quarter
from pulse.opening.foreseen import expected_share, foreseen
from pulse.opening.roster import settle
from pulse.opening.standing import standing
from pulse.organisation import queries as organisations
from pulse.organisation.blocks import FormedBlock, Place, TooFewPeople
from pulse.organisation.queries import OrganisationView
from pulse.people import queries as people
from pulse.results.disclosure import Cell
from pulse.results.sight import Trees
from pulse.schedule.recurrence import wall_time
from pulse.surveys.audiences.audience import Audience, Reach
from pulse.surveys.audiences.queries import audience


def reach(session: Session, organisation_id: str, whom: Audience, *, now: datetime) -> Reach:
    """How many people are asked, how many of the chosen parts are not, and which parts would show."""
    house = organisations.own(session, organisation_id)
    trees = Trees(organisations.units(session, organisation_id), organisations.locations(session, organisation_id))
    found = people.invitable(session, organisation_id)
    places = {person.id: Place(person.unit_id, person.location_id) for person in found}
    season = quarter(wall_time(now, house.time_zone))
    frame = Reach(of=len(places), least=house.k_inv, k=house.k)
    try:
        blocks = settle(trees.units, trees.locations, places, standing(session, organisation_id, season), house.k_inv)
    except TooFewPeople:
        return frame
    asked = whom.asked(trees.units, trees.locations, blocks)
    called = {person for block in asked.values() for person in block.people}
    inside = whom.within(trees.units, trees.locations)
    wanted = {person for person, place in places.items() if inside(place.unit, place.location)}
    numbers, bands = _shown(session, house, trees, whom, asked)
    return replace(
        frame,
        people=len(called),
        left=len(wanted - called),
        others=len(called - wanted),
        numbers=numbers,
        bands=bands,
    )


def people_asked(session: Session, organisation_id: str, survey_id: str, *, now: datetime) -> int:
    """How many people a survey would ask now: of those whom it names, or of all; a new one has no id."""
    whom = audience(session, organisation_id, survey_id)
    if whom.everybody:
        return people.sizes(session, organisation_id)[0]
    return reach(session, organisation_id, whom, now=now).people


def _shown(
    session: Session, house: OrganisationView, trees: Trees, whom: Audience, asked: Mapping[str, FormedBlock]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parts that would show as numbers, and as bands: those inside alone, as no other is asked in full."""
    will = foreseen(trees, asked, house.k, expected_share(session, house).share, audience=whom)
    crossed = bool(whom.units and whom.locations)

    def named(cells: Iterable[Cell]) -> tuple[str, ...]:
        return tuple(sorted(trees.label(cell) for cell in cells if crossed or not (cell.unit and cell.location)))

    return named(will.numbers), named(will.bands)
