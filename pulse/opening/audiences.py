"""Whom an audience reaches if its survey opened now, and what would show of them, for whoever chooses it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.cycles.lifecycle import quarter
from pulse.cycles.queries import Placement
from pulse.opening.expectation import last_participation
from pulse.opening.roster import settle
from pulse.opening.standing import standing
from pulse.organisation import queries as organisations
from pulse.organisation.blocks import FormedBlock, Place, TooFewPeople
from pulse.organisation.queries import OrganisationView
from pulse.people import queries as people
from pulse.results.disclosure import Cell
from pulse.results.forecast import USUAL_PARTICIPATION, forecast
from pulse.results.sight import Trees
from pulse.schedule.recurrence import wall_time
from pulse.surveys.audiences.audience import Audience, Reach


def reach(session: Session, organisation_id: str, audience: Audience, *, now: datetime) -> Reach:
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
    asked = audience.asked(trees.units, trees.locations, blocks)
    called = {person for block in asked.values() for person in block.people}
    inside = audience.within(trees.units, trees.locations)
    wanted = {person for person, place in places.items() if inside(place.unit, place.location)}
    numbers, bands = _shown(session, house, trees, audience, asked)
    return replace(
        frame,
        people=len(called),
        left=len(wanted - called),
        others=len(called - wanted),
        numbers=numbers,
        bands=bands,
    )


def _shown(
    session: Session, house: OrganisationView, trees: Trees, audience: Audience, asked: Mapping[str, FormedBlock]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The parts that would show as numbers, and as bands: those inside alone, as no other is asked in full."""
    placed = [Placement(at, block.unit, block.location, 0) for at, block in enumerate(asked.values())]
    invited = {at: len(block.people) for at, block in enumerate(asked.values())}
    share = last_participation(session, house.id)
    share = USUAL_PARTICIPATION if share is None else share
    will = forecast(placed, invited, trees.units, trees.locations, house.k, share)
    inside = audience.within(trees.units, trees.locations)
    crossed = bool(audience.units and audience.locations)

    def named(cells: Iterable[Cell]) -> tuple[str, ...]:
        shown = (
            trees.label(cell)
            for cell in cells
            if inside(cell.unit or trees.units.root.id, cell.location or trees.locations.root.id)
            and (crossed or not (cell.unit and cell.location))
        )
        return tuple(sorted(shown))

    return named(will.numbers), named(will.bands)
