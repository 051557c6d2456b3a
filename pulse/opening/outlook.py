"""What would show before and after a change of the people or of the trees, when the next quarter forms its blocks."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.cycles.lifecycle import quarter
from pulse.opening.foreseen import expected_share, foreseen
from pulse.organisation import queries as organisations
from pulse.organisation.blocks import TooFewPeople, form_blocks
from pulse.organisation.quarters import local_day, next_quarter
from pulse.organisation.queries import OrganisationView
from pulse.people.roll.outlook import Outlook, Roster
from pulse.results.disclosure import Cell
from pulse.results.forecast import Forecast
from pulse.results.sight import Trees
from pulse.schedule.recurrence import wall_time


def outlook(session: Session, organisation_id: str, before: Roster, after: Roster, *, now: datetime) -> Outlook:
    """The parts that would show otherwise, if as many answer as last time."""
    organisation = organisations.own(session, organisation_id)
    share = expected_share(session, organisation).share
    season = quarter(wall_time(now, organisation.time_zone))
    has_blocks = bool(organisations.blocks(session, organisation_id, season))
    since = next_quarter(local_day(now, organisation.time_zone)) if has_blocks else None
    was, will = (_expected(roster, organisation, share) for roster in (before, after))
    if will is None:
        return Outlook(since, opens=False)
    was = was or Forecast()
    old, new = Trees(before.units, before.locations), Trees(after.units, after.locations)
    return Outlook(
        since,
        True,
        len(_parts(was.shown)),
        len(_parts(will.shown)),
        lost=_named(set(was.shown) - set(will.shown), old),
        gained=_named(set(will.shown) - set(was.shown), new),
        coarser=_named(set(was.numbers) & set(will.bands), new),
        finer=_named(set(was.bands) & set(will.numbers), new),
    )


def _expected(roster: Roster, organisation: OrganisationView, share: float) -> Forecast | None:
    try:
        formed = form_blocks(roster.units, roster.locations, roster.places, organisation.k_inv)
    except TooFewPeople:
        return None
    blocks = {str(index): block for index, block in enumerate(formed)}
    return foreseen(Trees(roster.units, roster.locations), blocks, organisation.k, share)


def _parts(cells: Collection[Cell]) -> list[Cell]:
    """Units and locations; what lies where they cross is too much to name."""
    return [cell for cell in cells if cell.kind in {0, 1, 2}]


def _named(cells: Collection[Cell], trees: Trees) -> tuple[str, ...]:
    return tuple(sorted(trees.label(cell) for cell in _parts(cells)))
