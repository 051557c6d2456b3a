"""What blocks can be expected to show, with one share of answers for every page that tells it beforehand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.answers import queries as answered
from pulse.cycles import queries as cycles
from pulse.organisation.blocks import FormedBlock
from pulse.organisation.queries import OrganisationView
from pulse.results.disclosure import Cell
from pulse.results.forecast import Forecast, forecast
from pulse.results.queries import participation
from pulse.results.sight import Trees
from pulse.surveys.audiences.audience import Audience

EVERYBODY = Audience()


@dataclass(frozen=True)
class Share:
    """Which share of those asked can be expected to answer; `measured`: as in the last check-in."""

    share: float
    measured: bool


def expected_share(session: Session, here: OrganisationView) -> Share:
    """That of the newest published check-in; before there is one, what the organisation said it expects."""
    share = last_participation(session, here.id)
    return Share(here.participation / 100 if share is None else share, share is not None)


def last_participation(session: Session, organisation_id: str) -> float | None:
    """Which share of those invited answered the newest published check-in."""
    published = answered.published_cycles(session, organisation_id)
    newest = next((id for id, _, _ in cycles.timeline(session, organisation_id) if id in published), None)
    if newest is None:
        return None
    found = participation(session, organisation_id, [newest])[newest]
    return min(1.0, found.answered / found.invited) if found.invited else None


@dataclass(frozen=True)
class _Placed:
    """A block as the gate looks at it."""

    index: int
    unit_id: str
    location_id: str


def foreseen(
    trees: Trees,
    blocks: Mapping[str, FormedBlock],
    k: int,
    share: float,
    *,
    audience: Audience = EVERYBODY,
    peopled: Collection[Cell] = (),
) -> Forecast:
    """What shows if this share of these blocks answers: of an audience the parts inside alone."""
    placed = [_Placed(index, block.unit, block.location) for index, block in enumerate(blocks.values())]
    invited = {index: len(block.people) for index, block in enumerate(blocks.values())}
    will = forecast(placed, invited, trees.units, trees.locations, k, share, peopled=peopled)
    if audience.everybody:
        return will
    kinds = (will.numbers, will.bands, will.hidden)
    return Forecast(*(tuple(cell for cell in cells if _inside(cell, trees, audience)) for cells in kinds))


def _inside(cell: Cell, trees: Trees, audience: Audience) -> bool:
    """Whether a part lies wholly inside; one unit at one place is named where both are chosen."""
    within = audience.within(trees.units, trees.locations)
    return within(cell.unit or trees.units.root.id, cell.location or trees.locations.root.id)
