"""What the next opening can be expected to show, for whoever sets it up: from today's roster, in names and numbers."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.cycles.lifecycle import quarter
from pulse.opening.foreseen import expected_share, foreseen
from pulse.opening.roster import Standing as StandingBlock
from pulse.opening.roster import settle
from pulse.opening.standing import standing
from pulse.organisation import queries as organisations
from pulse.organisation.blocks import Place, TooFewPeople
from pulse.organisation.queries import OrganisationView
from pulse.organisation.tree import Tree
from pulse.people import queries as people
from pulse.results.disclosure import Cell
from pulse.results.forecast import Forecast
from pulse.results.sight import Trees
from pulse.schedule.recurrence import wall_time
from pulse.surveys.audiences.audience import Audience
from pulse.surveys.audiences.queries import audience

NAMED = 8  # so many parts are named, of the others it is told how many they are


@dataclass(frozen=True)
class Names:
    """Some names, and how many more there are."""

    named: tuple[str, ...] = ()
    more: int = 0

    @property
    def count(self) -> int:
        """How many there are in all."""
        return len(self.named) + self.more

    @classmethod
    def of(cls, labels: Iterable[str]) -> "Names":
        """The first few of these."""
        every = tuple(labels)
        return cls(every[:NAMED], max(0, len(every) - NAMED))


@dataclass(frozen=True)
class Expectation:
    """What a page tells of it. Without `whole` not even the organisation as a whole would show.

    `of`: how many people there are, where a survey asks only some of them.
    """

    invited: int
    k: int
    k_inv: int
    percent: int
    measured: bool
    by_phone: int
    by_letter: int
    whole: bool = False
    numbers: Names = Names()
    bands: Names = Names()
    crossings: int = 0
    hidden: Names = Names()
    of: int | None = None

    @property
    def too_few(self) -> bool:
        """Whether a check-in cannot open at all."""
        return self.invited < self.k_inv

    @property
    def shown(self) -> int:
        """How many units and locations would show by themselves."""
        return self.numbers.count + self.bands.count

    @property
    def parts(self) -> int:
        """How many units and locations have people at all."""
        return self.shown + self.hidden.count


@dataclass(frozen=True)
class Choice:
    """Thresholds, and the share of people that answers."""

    k: int
    k_inv: int
    participation: float
    measured: bool = False


@dataclass(frozen=True)
class _Basis:
    """What there is today: the trees, where people stand, the blocks of this quarter, the ways to people."""

    organisation: OrganisationView
    trees: Trees
    places: Mapping[str, Place]
    blocks: Mapping[str, StandingBlock]
    reached: tuple[int, int]
    audience: Audience = field(default_factory=Audience)


def what_will_show(session: Session, organisation_id: str, *, now: datetime, survey_id: str = "") -> Expectation:
    """The parts that would show, and those that would not, if the next check-in opened now.

    With a survey: among those whom it asks.
    """
    basis = _basis(session, organisation_id, now)
    if survey_id:
        basis = replace(basis, audience=audience(session, organisation_id, survey_id))
    here, expected = basis.organisation, expected_share(session, basis.organisation)
    return _expected(basis, Choice(here.k, here.k_inv, expected.share, expected.measured))


def what_would_show(
    session: Session, organisation_id: str, choices: Sequence[Choice], *, now: datetime
) -> list[Expectation]:
    """The same for each choice that somebody could make."""
    basis = _basis(session, organisation_id, now)
    return [_expected(basis, choice) for choice in choices]


def _basis(session: Session, organisation_id: str, now: datetime) -> _Basis:
    organisation = organisations.own(session, organisation_id)
    trees = Trees(organisations.units(session, organisation_id), organisations.locations(session, organisation_id))
    found = people.invitable(session, organisation_id)
    places = {person.id: Place(person.unit_id, person.location_id) for person in found}
    ways = people.counts(session, organisation_id)
    season = quarter(wall_time(now, organisation.time_zone))
    blocks = standing(session, organisation_id, season)
    return _Basis(organisation, trees, places, blocks, (ways.by_phone, ways.by_letter))


def _expected(basis: _Basis, choice: Choice) -> Expectation:
    trees, places = basis.trees, basis.places
    percent = round(100 * choice.participation)
    frame = Expectation(len(places), choice.k, choice.k_inv, percent, choice.measured, *basis.reached)
    try:
        formed = settle(trees.units, trees.locations, places, basis.blocks, choice.k_inv)
    except TooFewPeople:
        return frame
    whom = basis.audience
    asked = whom.asked(trees.units, trees.locations, formed)
    if not whom.everybody:
        called = sum(len(block.people) for block in asked.values())
        frame = replace(frame, invited=called, of=len(places), by_phone=0, by_letter=0)
    peopled = _peopled(set(places.values()), trees)
    will = foreseen(trees, asked, choice.k, choice.participation, audience=whom, peopled=peopled)
    return _told(frame, will, trees, crossed=bool(whom.units and whom.locations))


def _peopled(places: set[Place], trees: Trees) -> list[Cell]:
    """Every unit and location with somebody in it or below, in the order of the trees."""
    units = _above(trees.units, {place.unit for place in places})
    locations = _above(trees.locations, {place.location for place in places})
    return [Cell("", location) for location in locations] + [Cell(unit) for unit in units]


def _above(tree: Tree, ids: set[str]) -> list[str]:
    filled = tree.above(ids)
    return [node.id for depth, node in tree.walk() if depth and node.id in filled]


def _told(frame: Expectation, will: Forecast, trees: Trees, *, crossed: bool) -> Expectation:
    def names(cells: Iterable[Cell]) -> Names:
        return Names.of(trees.label(cell) for cell in cells if cell.kind in {1, 2} or crossed)

    return replace(
        frame,
        whole=Cell() in will.shown,
        numbers=names(will.numbers),
        bands=names(will.bands),
        crossings=0 if crossed else sum(1 for cell in will.shown if cell.unit and cell.location),
        hidden=names(will.hidden),
    )
