"""What a lot is planned from, read once: today's blocks, and what the last cycle of the series showed."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from pulse.answers import queries as answered
from pulse.cycles import queries as cycles
from pulse.cycles.lifecycle import quarter
from pulse.cycles.queries import Placement
from pulse.opening.foreseen import expected_share
from pulse.opening.near import cells_above
from pulse.opening.roster import settle
from pulse.opening.sampling import Before, Need, Ticket, draw, needed, unknown, vanishing
from pulse.opening.standing import standing
from pulse.organisation import queries as organisations
from pulse.organisation.blocks import FormedBlock, Place
from pulse.organisation.tree import Tree
from pulse.people import queries as people
from pulse.results.bands import Level
from pulse.results.disclosure import Cell, members
from pulse.results.forecast import forecast
from pulse.results.queries import levels
from pulse.schedule.queries import SeriesView, one_series
from pulse.schedule.recurrence import wall_time
from pulse.schedule.surroundings import LEAST_FOR_LOT, MARGINS, Askable, Lot
from pulse.surveys.audiences.queries import audience


@dataclass(frozen=True)
class Drawn:
    """The blocks that are asked this time, and what is frozen of how they were drawn."""

    blocks: frozenset[str]
    sample: Mapping[str, float]


def drawn(
    session: Session, series: SeriesView, units: Tree, locations: Tree, blocks: Mapping[str, FormedBlock], rng: Random
) -> Drawn | None:
    """Whom the lot asks; None where everybody is: no margin is wished, or it would take nearly all of them."""
    if series.margin is None:
        return None
    chances = tickets(units, locations, blocks)
    need = needed(chances, series.margin, before(session, series.organisation_id, series.id, chances))
    if need is None:
        return None
    everybody = sum(ticket.people for ticket in chances)
    return Drawn(draw(chances, need.blocks, rng), {"people": everybody, "blocks": len(chances), "effect": need.effect})


def askable(session: Session, organisation_id: str, series_id: str, *, now: datetime, survey_id: str = "") -> Askable:
    """What a lot would mean if it were drawn now, for whoever sets it up; of too few people nothing is said.

    `survey_id`: what a series that is not made yet is going to ask.
    """
    found = people.invitable(session, organisation_id)
    if len(found) < LEAST_FOR_LOT:
        return Askable(len(found))
    house = organisations.own(session, organisation_id)
    units, locations = organisations.units(session, organisation_id), organisations.locations(session, organisation_id)
    places = {person.id: Place(person.unit_id, person.location_id) for person in found}
    season = quarter(wall_time(now, house.time_zone))
    everybody = settle(units, locations, places, standing(session, organisation_id, season), house.k_inv)
    series = one_series(session, organisation_id, series_id)
    whom = audience(session, organisation_id, series.survey_id if series else survey_id)
    blocks = whom.asked(units, locations, everybody)
    reached = sum(len(block.people) for block in blocks.values())
    if reached < LEAST_FOR_LOT:
        return Askable(reached)
    chances = tickets(units, locations, blocks)
    known = before(session, organisation_id, series_id, chances)
    invited = {number: ticket.people for number, ticket in enumerate(chances)}
    placed = [
        Placement(at, blocks[ticket.id].unit, blocks[ticket.id].location, 0) for at, ticket in enumerate(chances)
    ]
    share = sum(question.answering for question in known) / len(known)
    will = forecast(placed, invited, units, locations, house.k, share)
    shown = [cell for cell in will.shown if cell.kind in {1, 2}]
    lots = {margin: _meaning(needed(chances, margin, known), chances, shown) for margin in MARGINS}
    return Askable(reached, lots)


def _meaning(need: Need | None, chances: Sequence[Ticket], shown: Sequence[Cell]) -> Lot | None:
    if need is None:
        return None
    asked = round(sum(ticket.people for ticket in chances) * need.blocks / len(chances))
    return Lot(asked, vanishing(shown, chances, need.blocks), len(shown))


def tickets(units: Tree, locations: Tree, blocks: Mapping[str, FormedBlock]) -> list[Ticket]:
    """Blocks as tickets. Its place is the top of its locations; where all are at one place, the top of its units."""
    above = cells_above(units, locations)
    places = {id: _top(locations, block.location) for id, block in blocks.items()}
    if len(set(places.values())) == 1:
        places = {id: _top(units, block.unit) for id, block in blocks.items()}
    return [
        Ticket(
            id,
            len(block.people),
            places[id],
            frozenset(Cell(unit, place) for unit, place in above((block.unit, block.location))),
        )
        for id, block in sorted(blocks.items())
    ]


def _top(tree: Tree, id: str) -> str:
    """The node just below the root, or the root."""
    way = tree.ancestors(id)
    return way[max(0, len(way) - 2)]


def before(session: Session, organisation_id: str, series_id: str, chances: Sequence[Ticket]) -> list[Before]:
    """The questions of the last published cycle of a series, as everybody may know them; else what is usual."""
    published = answered.published_cycles(session, organisation_id)
    newest = next((id for id in cycles.of_series(session, organisation_id, series_id) if id in published), None)
    cells = {cell for ticket in chances for cell in ticket.cells}
    rounds = cycles.rounds(session, organisation_id, [newest]) if newest else []
    shown = levels(session, organisation_id, cells, rounds)
    asked = _asked(session, organisation_id, newest, cells) if newest else Counter()
    whole = {key: level for (cell, _, key), level in shown.items() if cell == Cell() and level.is_exact}
    parts: dict[str, dict[Cell, tuple[Level, int]]] = {key: {} for key in whole}
    for (cell, _, key), level in shown.items():
        if key in whole:
            parts[key][cell] = level, asked[cell]
    return [
        Before(level.share, min(1.0, level.n / asked[Cell()]), parts[key])
        for key, level in whole.items()
        if level.share is not None and level.n
    ] or [unknown(expected_share(session, organisations.own(session, organisation_id)).share)]


def _asked(session: Session, organisation_id: str, cycle_id: str, cells: Collection[Cell]) -> Counter[Cell]:
    """How many were asked in each cell of a cycle."""
    trees = organisations.units(session, organisation_id), organisations.locations(session, organisation_id)
    placed = cycles.placements(session, organisation_id, [cycle_id])[cycle_id]
    invited = {block.index: block.invited for block in placed}
    inside = members(cells, placed, *trees)
    return Counter({cell: sum(invited[block] for block in blocks) for cell, blocks in inside.items()})
