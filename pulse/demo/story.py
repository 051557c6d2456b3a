"""What the demo organisation did about what people said: one thing that helped, one that did not, one too young."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from pulse.actions.draft import ActionDraft
from pulse.announcements.wording import Words
from pulse.demo.announced import BOOKING_RULES, COVERED_PARKING, NEW_COUNTER, Texts
from pulse.demo.cast import JAKARTA, LONDON, SAIGON, TAIPEI
from pulse.demo.opinions import FORTNIGHT, last, later, middle
from pulse.results.disclosure import Cell


@dataclass(frozen=True)
class Calendar:
    """The days of the history: `opening` is that of the current cycle, after `of` others."""

    opening: datetime
    of: int
    now: datetime

    def before(self, number: int) -> date:
        """A Thursday, four days before a cycle opened."""
        return self._opens(number) - timedelta(days=4)

    def within(self, number: int) -> date:
        """A Wednesday, while a cycle was open."""
        return self._opens(number) + timedelta(days=2)

    def _opens(self, number: int) -> date:
        return (self.opening - (self.of - number) * FORTNIGHT).date()

    def soon(self, days: int) -> date:
        """So many days from today; earlier, if negative."""
        return self.now.date() + timedelta(days=days)

    def morning(self, day: date) -> datetime:
        """An instant of that day; of today, if it is still to come."""
        return min(self.now, datetime.combine(day, time(3), UTC))


@dataclass(frozen=True)
class Told:
    """An announcement: its texts by language, when it was published, and at which cycle's end it was shown."""

    texts: Texts
    published: Callable[[Calendar], date]
    shown: Callable[[int], int]

    @property
    def words(self) -> dict[str, Words]:
        """The texts as an announcement has them."""
        return {language: Words(title, text) for language, (title, text) in self.texts.items()}


@dataclass(frozen=True)
class Deed:
    """One action. `where`: paths of units and locations, either may be empty."""

    topic: str
    what: str
    why: str
    owner: str
    impact: str
    effort: str
    starts: Callable[[Calendar], date]
    due: Callable[[Calendar], date]
    status: str
    where: tuple[tuple[str, str], ...]
    expected: int | None = None
    told: Told | None = None

    def draft(self, days: Calendar, cells: Sequence[Cell]) -> ActionDraft:
        """The action as it is kept, with its days."""
        return ActionDraft(
            topic=self.topic,
            what=self.what,
            why=self.why,
            owner=self.owner,
            impact=self.impact,
            effort=self.effort,
            starts=self.starts(days),
            due=self.due(days),
            status=self.status,
            expected_points=self.expected,
            places=tuple(cells),
        )


DEEDS = (
    Deed(
        topic="canteen",
        what="A second counter and a new menu in the Jakarta canteen",
        why="Many wrote that the queue eats up their break and that every week tastes the same.",
        owner="Sari Kusuma",
        impact="L",
        effort="M",
        starts=lambda days: days.before(middle(days.of)),
        due=lambda days: days.within(middle(days.of)),
        status="done",
        where=(("", JAKARTA),),
        expected=10,
        told=Told(NEW_COUNTER, lambda days: days.within(middle(days.of)), lambda of: middle(of) + 1),
    ),
    Deed(
        topic="meeting_rooms",
        what="Booking rules for the meeting rooms in Taipei",
        why="Rooms are booked and stay empty, while others look for one.",
        owner="Lin Mei-ling",
        impact="M",
        effort="S",
        starts=lambda days: days.before(later(days.of)),
        due=lambda days: days.within(later(days.of)),
        status="done",
        where=(("", TAIPEI),),
        expected=8,
        told=Told(BOOKING_RULES, lambda days: days.within(later(days.of)), lambda of: later(of) + 1),
    ),
    Deed(
        topic="parking",
        what="Covered motorbike parking at the Ho Chi Minh City plant",
        why="The car park next door was sold. Who comes after half past seven finds no place, and seats get wet.",
        owner="Nguyễn Minh Khoa",
        impact="L",
        effort="L",
        starts=lambda days: days.within(last(days.of)),
        due=lambda days: days.soon(55),
        status="under_way",
        where=(("", SAIGON),),
        expected=12,
        told=Told(COVERED_PARKING, lambda days: days.before(days.of), lambda of: of),
    ),
    Deed(
        topic="technology",
        what="New hand scanners for the warehouses",
        why="The old ones lose the network between the shelves.",
        owner="Budi Santoso",
        impact="M",
        effort="S",
        starts=lambda days: days.soon(2),
        due=lambda days: days.soon(6),
        status="planned",
        where=(("Operations/Logistics", ""),),
        expected=10,
    ),
    Deed(
        topic="office_environment",
        what="Quiet booths for calls in customer support",
        why="In the open room everybody hears every call.",
        owner="Grace Walker",
        impact="M",
        effort="M",
        starts=lambda days: days.soon(-60),
        due=lambda days: days.soon(-9),
        status="under_way",
        where=(("Customers/Support", JAKARTA), ("Customers/Support", LONDON)),
        expected=5,
    ),
)
