"""The closed cycles as columns, those under way, and how many took part."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.answers import queries as answers
from pulse.ballots.queries import collected_before
from pulse.cycles import queries as cycles
from pulse.cycles.queries import RoundView
from pulse.dashboard.asking import Asking
from pulse.dashboard.lifetimes import ALWAYS, Lifetime
from pulse.dashboard.listed import listed
from pulse.dashboard.queries.elsewhere import Elsewhere, elsewhere
from pulse.dashboard.rounds import Round, When, counted, drawn, told_apart
from pulse.organisation.queries import own
from pulse.results.queries import asked_in_part, participation
from pulse.schedule.recurrence import wall_time

COLUMNS = 8
POINTS = 26


@dataclass(frozen=True)
class OpenCycle:
    """A cycle under way: at least so many have collected their ballot."""

    when: When
    at_least: int
    invited: int
    until: datetime


@dataclass(frozen=True)
class Turnout:
    """How many of the invited answered in a closed cycle, from the public board; `of` how many these were drawn."""

    when: When
    accepted: int
    invited: int
    of: int | None = None

    @property
    def percent(self) -> int | None:
        """In whole points, halves rounded up; none where nobody was invited."""
        return (200 * self.accepted + self.invited) // (2 * self.invited) if self.invited else None


@dataclass(frozen=True)
class Past:
    """The closed cycles that a page tells of, newest first, and the span of every other one."""

    rounds: Sequence[Round]
    spans: Sequence[tuple[str, datetime, datetime]]  # id, opening and end of every closed cycle, newest first
    running: Sequence[OpenCycle]
    page: int
    last: int
    elsewhere: Elsewhere = field(default_factory=lambda: Elsewhere({}))
    others: Sequence[Round] = ()

    @property
    def heard(self) -> Sequence[Round]:
        """Those whose comments are shown: also those that asked only some parts, as these have no other whole."""
        return [*self.shown, *self.others]

    @property
    def shown(self) -> Sequence[Round]:
        """Those of the table."""
        return self.rounds[:COLUMNS]

    @property
    def is_demo(self) -> bool:
        """Whether any of it is made up."""
        return any(each.origin == "demo" for each in self.rounds)

    @property
    def has_more(self) -> bool:
        """Whether there are older cycles than these."""
        return (self.page - 1) * COLUMNS + len(self.rounds) < len(self.spans)


def past(
    session: Session, organisation_id: str, asking: Asking, *, now: datetime, lifetime: Lifetime = ALWAYS
) -> Past:
    """The cycles of the asked-for page and those before them, as far as a trend shows them.

    A part that is closed, or came in the stead of another, has those of its lifetime.
    """
    timeline = cycles.timeline(session, organisation_id)
    if lifetime != ALWAYS:
        zone = own(session, organisation_id).time_zone
        timeline = [span for span in timeline if lifetime.holds(wall_time(span[1], zone).date())]
    published = answers.published_cycles(session, organisation_id)
    others = elsewhere(session, organisation_id, asking.cell, published)
    closed = [span for span in timeline if span[0] in published and span[0] not in others]
    last = max(1, -(-len(closed) // COLUMNS))
    page = min(asking.page, last)
    begin = (page - 1) * COLUMNS
    window = closed[begin:] if asking.everything else closed[begin : begin + POINTS]
    under_way = [id for id, opens, _ in timeline if id not in published and opens <= now]
    return Past(
        rounds(session, organisation_id, [id for id, _, _ in window], asking),
        closed,
        _running(session, organisation_id, under_way, now),
        page,
        last,
        others,
        rounds(session, organisation_id, [id for id, *_ in timeline if id in others][:COLUMNS], asking),
    )


def rounds(session: Session, organisation_id: str, ids: Sequence[str], asking: Asking) -> list[Round]:
    """These cycles with what they asked, newest first, in one query."""
    found = cycles.rounds(session, organisation_id, ids) if ids else []
    partly = asked_in_part(session, organisation_id, ids)
    return [
        Round(
            each.id,
            when,
            counted(each.content, asking.html_language, asking.overall),
            each.k,
            each.invited,
            each.origin,
            each.answer_until,
            partly.get(each.id, frozenset()),
            drawn(each.content),
            listed(each.content, asking.html_language),
        )
        for each, when in zip(found, told_apart([_start(each) for each in found]), strict=True)
    ]


def _start(cycle: RoundView) -> datetime:
    return datetime.fromisoformat(cycle.occurrence)


def turnouts(session: Session, organisation_id: str, shown: Sequence[Round]) -> list[Turnout]:
    """Participation of the whole organisation in these cycles, in their order."""
    ids = [each.id for each in shown]
    found, lots = participation(session, organisation_id, ids), cycles.samples(session, organisation_id, ids)
    return [
        Turnout(
            each.when, found[each.id].answered, found[each.id].invited, lots[each.id][0] if each.id in lots else None
        )
        for each in shown
    ]


def _running(session: Session, organisation_id: str, ids: Sequence[str], now: datetime) -> list[OpenCycle]:
    found = cycles.rounds(session, organisation_id, ids) if ids else []
    return [
        OpenCycle(
            when,
            collected_before(session, organisation_id, each.id, now.date()),
            each.invited,
            each.answer_until,
        )
        for each, when in zip(found, told_apart([_start(each) for each in found]), strict=True)
    ]
