"""The board and the chart of impact by effort, as values."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pulse.actions.draft import OPEN, SIZES, ActionView
from pulse.actions.reach import concerns, exists, may_change, may_move
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight

NEXT = {"planned": "under_way", "under_way": "done", "done": "under_way", "dropped": "planned"}
QUICK_WIN = {("M", "S"), ("L", "S")}  # impact, effort


@dataclass(frozen=True)
class Place:
    """Where an action applies; `gone` when the unit or location is no more."""

    cell: Cell
    label: str
    gone: bool


@dataclass(frozen=True)
class Card:
    """An action as a viewer meets it on a day."""

    action: ActionView
    topic: str
    places: Sequence[Place]
    days_left: int
    can_change: bool
    can_move: bool = False

    @property
    def is_open(self) -> bool:
        """Whether there is still something to do."""
        return self.action.status in OPEN

    @property
    def days_over(self) -> int:
        """For how many days it should have been done; 0 when it is not late, or no longer open."""
        return max(0, -self.days_left) if self.is_open else 0

    @property
    def quick_win(self) -> bool:
        """Much for little, and still to be done."""
        return self.is_open and (self.action.impact, self.action.effort) in QUICK_WIN

    @property
    def next(self) -> str:
        """The status that its button leads to."""
        return NEXT[self.action.status]


@dataclass(frozen=True)
class Wanted:
    """What the board is narrowed to; empty means everything."""

    topic: str = ""
    owner: str = ""
    where: Cell | None = None

    def __bool__(self) -> bool:
        """Whether it narrows at all."""
        return bool(self.topic or self.owner or self.where)

    def fits(self, eyes: Sight, action: ActionView) -> bool:
        """Whether an action is among what is wanted."""
        right = self.topic in ("", action.topic) and self.owner in ("", action.owner)
        return right and (self.where is None or concerns(eyes.trees, self.where, action.cells))


@dataclass(frozen=True)
class Chart:
    """Open actions by impact and effort, numbered by rank."""

    ranked: Sequence[tuple[int, Card]]

    def at(self, impact: str, effort: str) -> list[tuple[int, Card]]:
        """The actions of one field with their ranks."""
        return [each for each in self.ranked if (each[1].action.impact, each[1].action.effort) == (impact, effort)]

    @property
    def quick_wins(self) -> list[Card]:
        """Much for little, the best first."""
        return [card for _, card in self.ranked if card.quick_win]


@dataclass(frozen=True)
class BoardPage:
    """Everything the board shows. `any_seen` is false where there is no action at all."""

    any_seen: bool
    columns: Mapping[str, Sequence[Card]]
    chart: Chart
    wanted: Wanted
    topics: Mapping[str, str]
    owners: Sequence[str]
    places: Sequence[tuple[Cell, str]]


def card(action: ActionView, eyes: Sight, topics: Mapping[str, str], today: date) -> Card:
    """One action as the viewer meets it."""
    places = [Place(each.cell, *_called(each.cell, each.label, eyes)) for each in action.places]
    return Card(
        action,
        topics.get(action.topic, action.topic),
        places,
        (action.due - today).days,
        may_change(eyes, action.cells),
        may_move(eyes, action.cells),
    )


def _called(cell: Cell, kept: str, eyes: Sight) -> tuple[str, bool]:
    """What the part is called today, else as it was called when it was last there."""
    return (eyes.trees.label(cell), False) if exists(eyes.trees, cell) else (kept, True)


def columns(cards: Iterable[Card]) -> dict[str, list[Card]]:
    """Cards by status: what is open with the next due first, the rest with the latest due first."""
    found: dict[str, list[Card]] = {"planned": [], "under_way": [], "done": [], "dropped": []}
    for each in sorted(cards, key=lambda each: (each.action.due, each.action.what)):
        found[each.action.status].append(each)
    for status in ("done", "dropped"):
        found[status].reverse()
    return found


def chart(cards: Iterable[Card]) -> Chart:
    """The open actions: quick wins first, then by impact less effort."""
    ranked = sorted((each for each in cards if each.is_open), key=_rank)
    return Chart(list(enumerate(ranked, 1)))


def _rank(each: Card) -> tuple[object, ...]:
    impact, effort = SIZES.index(each.action.impact), SIZES.index(each.action.effort)
    return not each.quick_win, effort - impact, -impact, each.action.due, each.action.what
