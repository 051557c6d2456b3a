"""An action as somebody wants it and as it is kept; the rules, and a sentence for each that is broken."""

import hashlib
import unicodedata
from collections.abc import Collection
from dataclasses import astuple, dataclass, replace
from datetime import date

from pulse.i18n import N_
from pulse.organisation.names import HIDDEN
from pulse.results.disclosure import Cell

STATUSES = ("planned", "under_way", "done", "dropped")
OPEN = ("planned", "under_way")  # what can still be overdue
SIZES = ("S", "M", "L")
LONGEST_WHAT, LONGEST_WHY, LONGEST_OWNER = 200, 2000, 120
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 12, 31)
MOST_POINTS = 100
_BREAKS = {"\n", "\r", "\t"}
_JOINERS = {"\u200c", "\u200d"}  # invisible, but part of how some words are spelt


class ActionRefused(ValueError):
    """An action that cannot be kept: which field, and a msgid that says why; `values` fills it."""

    def __init__(self, field: str, sentence: str, **values: object) -> None:
        self.field, self.sentence, self.values = field, sentence, values
        super().__init__(sentence % values if values else sentence)


@dataclass(frozen=True)
class ActionDraft:
    """An action as somebody wants it. No places: the whole organisation."""

    topic: str
    what: str
    why: str
    owner: str
    impact: str
    effort: str
    starts: date
    due: date
    status: str = "planned"
    expected_points: int | None = None
    places: tuple[Cell, ...] = ()

    def checked(self) -> "ActionDraft":
        """The draft as it is kept, texts trimmed; `ActionRefused` at the first rule that is broken."""
        for field in ("impact", "effort"):
            size(field, getattr(self, field))
        if self.status not in STATUSES:
            raise ActionRefused("status", N_("Please choose one from the list."))
        days(self.starts, self.due)
        points(self.expected_points)
        return replace(
            self, what=what(self.what), why=why(self.why), owner=owner(self.owner), places=tidy(self.places)
        )

    @property
    def version(self) -> str:
        """A fingerprint: two people who edit the same action hold different ones."""
        written = replace(self, places=tuple(sorted(self.places, key=lambda cell: (cell.unit, cell.location))))
        return hashlib.sha256(repr(astuple(written)).encode()).hexdigest()[:32]


def _text(field: str, text: str, most: int, *, lines: bool = False) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()
    allowed = _JOINERS | _BREAKS if lines else _JOINERS
    if any(unicodedata.category(each) in HIDDEN for each in text if each not in allowed):
        raise ActionRefused(field, N_("This text holds invisible or control characters."))
    if len(text) > most:
        raise ActionRefused(field, N_("This is longer than %(most)s characters."), most=most)
    return text


def what(text: str) -> str:
    """What will be done: needed, one line."""
    if not text.strip():
        raise ActionRefused("what", N_("Please say what will be done."))
    return _text("what", text, LONGEST_WHAT)


def why(text: str) -> str:
    """Why: may be empty."""
    return _text("why", text, LONGEST_WHY, lines=True)


def owner(text: str) -> str:
    """Who sees to it: needed."""
    if not text.strip():
        raise ActionRefused("owner", N_("Please say who sees to it: an action without an owner is not done."))
    return _text("owner", text, LONGEST_OWNER)


def size(field: str, given: str) -> str:
    """Impact or effort: S, M or L."""
    if given not in SIZES:
        raise ActionRefused(field, N_("Please choose small, medium or large."))
    return given


def days(starts: date, due: date) -> None:
    """It begins, and is due no earlier than that."""
    for field, day in (("starts", starts), ("due", due)):
        if not FIRST_DAY <= day <= LAST_DAY:
            raise ActionRefused(
                field, N_("Please give a day from %(first)s to %(last)s."), first=FIRST_DAY.year, last=LAST_DAY.year
            )
    if due < starts:
        raise ActionRefused("due", N_("It cannot be due before it starts: please choose a later day."))


def points(given: int | None) -> None:
    """By how much the favourable share should rise: whole points, or nothing."""
    if given is not None and not -MOST_POINTS <= given <= MOST_POINTS:
        raise ActionRefused("expected_points", N_("Please give whole points from -100 to 100, or leave it empty."))


def tidy(places: Collection[Cell]) -> tuple[Cell, ...]:
    """Every place once; the whole organisation holds all others, and none means the whole."""
    found = tuple(dict.fromkeys(Cell(cell.unit, cell.location) for cell in places))
    return (Cell(),) if not found or Cell() in found else found


@dataclass(frozen=True)
class NamedPlace:
    """A part that an action is for or an announcement concerns, and what it was called."""

    cell: Cell
    label: str


@dataclass(frozen=True)
class ActionView:
    """One action; no places would mean that it is for nobody, so there is at least one."""

    id: str
    topic: str
    what: str
    why: str
    owner: str
    impact: str
    effort: str
    starts: date
    due: date
    status: str
    expected_points: int | None
    places: tuple[NamedPlace, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The parts that it is for."""
        return tuple(place.cell for place in self.places)

    @property
    def draft(self) -> ActionDraft:
        """What it says, as an editor begins with it."""
        fields = {name: getattr(self, name) for name in ActionDraft.__dataclass_fields__ if name != "places"}
        return ActionDraft(**fields, places=self.cells)

    @property
    def version(self) -> str:
        """Tells whether somebody else changed it meanwhile."""
        return self.draft.version
