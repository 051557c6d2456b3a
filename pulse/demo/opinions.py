"""What the demo's people think, cycle by cycle: different by place and unit, and slow to move."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from pulse.counting.inner import OpenBallot, OpenComment
from pulse.demo.cast import JAKARTA, LONDON, SAIGON, ZONES, Character
from pulse.demo.seasons import is_holiday, season
from pulse.questions.scales import FACES5, Answer, unhappy

FORTNIGHT = timedelta(weeks=2)
SKIPS = 0.05
COMMENT = "comment"
# topic: how people in Jakarta, Ho Chi Minh City, Taipei and London feel on the scale of 1 to 5
FEELINGS = {
    "canteen": (2.95, 3.45, 3.9, 3.3),
    "meeting_rooms": (3.6, 3.7, 3.1, 3.5),
    "rest_areas": (3.6, 3.7, 3.8, 3.7),
    "gym": (3.8, 3.7, 4.2, 3.9),
    "parking": (3.05, 3.25, 3.25, 3.2),
    "technology": (3.8, 3.9, 4.1, 4.2),
    "office_environment": (3.7, 3.7, 3.8, 3.8),
    "overall": (3.8, 3.8, 3.9, 3.8),
}
# what a unit and everything below it feels differently
UNITS = {
    ("Operations", "rest_areas"): -0.4,
    ("Operations", "technology"): -0.25,
    ("Operations", "meeting_rooms"): 0.15,
    ("Operations/Production", "office_environment"): -0.3,
    ("Operations/Production/Assembly", "rest_areas"): -0.3,
    ("Operations/Production/Painting", "office_environment"): -0.5,
    ("Operations/Production/Packing", "canteen"): -0.2,
    ("Operations/Logistics", "technology"): -0.5,
    ("Operations/Logistics/Warehouse", "rest_areas"): -0.3,
    ("Operations/Quality", "office_environment"): 0.3,
    ("Product", "technology"): 0.2,
    ("Product", "meeting_rooms"): -0.15,
    ("Product/Engineering/Software", "office_environment"): -0.3,
    ("Product/Design", "office_environment"): 0.3,
    ("Customers/Support", "office_environment"): -0.4,
    ("Customers/Support", "rest_areas"): -0.2,
    ("Customers/Sales", "parking"): 0.2,
    ("Customers/Sales", "meeting_rooms"): -0.2,
    ("Office", "parking"): 0.25,
    ("Office/Finance", "technology"): -0.3,
    ("Office/People", "overall"): 0.2,
}
# how much a place moves from the first cycle of the history to the last
DRIFTS = {("technology", LONDON): -0.75, ("office_environment", JAKARTA): 0.2, ("rest_areas", SAIGON): 0.15}
# who takes part: in the first cycle, in the last, less around holidays, and less in some units
FIRST, LAST, AWAY = 0.6, 0.75, 0.8
BUSY = {"Customers/Sales": 0.8, "Operations/Production/Packing": 0.85, "Office": 1.1, "Product": 1.05}
DAY = 0.35  # how much one person differs from one time to the next


@dataclass(frozen=True)
class Turn:
    """Something that happens at a place: from which of so many cycles on, and how it changes a topic."""

    topic: str
    location: str
    since: Callable[[int], int]
    steps: tuple[float, ...]  # in its first cycle, in the next, and so on; the last one stays

    def effect(self, number: int, of: int) -> float:
        """How much it changes the topic in a cycle."""
        passed = number - self.since(of)
        return 0.0 if passed < 0 else self.steps[min(passed, len(self.steps) - 1)]


def middle(of: int) -> int:
    """The cycle in the middle of the history."""
    return of // 2


def later(of: int) -> int:
    """Ten cycles before the end of twenty-six."""
    return of * 8 // 13


def last(of: int) -> int:
    """The last closed cycle."""
    return max(0, of - 1)


SECOND_COUNTER = Turn("canteen", JAKARTA, middle, (0.2, 0.4))
LOST_CAR_PARK = Turn("parking", SAIGON, last, (-0.7,))
HEAVY_RAIN = Turn("parking", JAKARTA, last, (-0.2,))
TURNS = (SECOND_COUNTER, LOST_CAR_PARK, HEAVY_RAIN)


@dataclass(frozen=True)
class Stage:
    """A cycle's place in the history, and the day on which it opens."""

    number: int
    of: int
    opens: datetime

    @property
    def progress(self) -> float:
        """0 at the first cycle, 1 at the last."""
        return self.number / max(1, self.of - 1)


def feeling(topic: str, unit: str, location: str, stage: Stage) -> float:
    """What the people of a place and unit feel on average."""
    at_home = FEELINGS[topic][list(ZONES).index(location)]
    own = sum(UNITS.get((above, topic), 0.0) for above in _upwards(unit))
    moved = DRIFTS.get((topic, location), 0.0) * stage.progress
    turned = sum(t.effect(stage.number, stage.of) for t in TURNS if (t.topic, t.location) == (topic, location))
    return at_home + own + moved + turned + season(topic, location, stage.opens)


def _upwards(unit: str) -> list[str]:
    """The path of a unit and of those above it."""
    steps = unit.split("/")
    return ["/".join(steps[: depth + 1]) for depth in range(len(steps))]


def taking_part(unit: str, location: str, stage: Stage) -> float:
    """The share of a place and unit that sends a ballot."""
    share = FIRST + (LAST - FIRST) * stage.progress
    for above in _upwards(unit):
        share *= BUSY.get(above, 1.0)
    return share * (AWAY if is_holiday(location, stage.opens, FORTNIGHT) else 1.0)


def present(people: Sequence[Character], stage: Stage, rng: Random) -> list[int]:
    """Who sends a ballot this time, by their number in the list."""
    shares = {home: taking_part(*home, stage) for home in _homes(people)}
    return [number for number, one in enumerate(people) if rng.random() < shares[one.unit, one.location]]


def ballots(
    people: Sequence[tuple[Character, int]],
    stage: Stage,
    topics: Sequence[str],
    said: Mapping[str, str],
    rng: Random,
) -> list[OpenBallot]:
    """One ballot for each of the people, who come with their block; `said`: comments by person's number."""
    mood = {
        home: {topic: feeling(topic, *home, stage) for topic in topics} for home in _homes(one for one, _ in people)
    }
    return [
        OpenBallot(
            block,
            _answers(one, mood[one.unit, one.location], rng),
            (OpenComment(COMMENT, said[one.number]),) if one.number in said else (),
            one.language,
        )
        for one, block in people
    ]


def _homes(people: Iterable[Character]) -> set[tuple[str, str]]:
    return {(one.unit, one.location) for one in people}


def _answers(one: Character, mood: Mapping[str, float], rng: Random) -> dict[str, int]:
    return {
        topic: min(5, max(1, round(common + one.moods[topic] + rng.gauss(0, DAY))))
        for topic, common in mood.items()
        if rng.random() >= SKIPS
    }


# what bothers people about the canteen, by the option's number in the bank, and how often it is said
REASONS = {1: 4, 2: 5, 3: 3, 4: 6, 5: 3, 6: 1, 7: 2, 8: 1, 9: 1}
SECOND_COUNTER_EASED = {2: 3, 4: 2}
SAY_WHY = 0.85


def in_detail(
    cast: Sequence[OpenBallot],
    people: Sequence[tuple[Character, int]],
    stage: Stage,
    asked: Collection[str],
    rng: Random,
) -> list[OpenBallot]:
    """The same ballots with what was asked beside the topics, and without topics that were not."""
    return [
        replace(ballot, answers={**{key: value for key, value in ballot.answers.items() if key in asked}, **more})
        for ballot, (one, _) in zip(cast, people, strict=True)
        for more in [_more(one, ballot.answers.get("canteen"), stage, asked, rng)]
    ]


def _more(one: Character, canteen: object, stage: Stage, asked: Collection[str], rng: Random) -> dict[str, Answer]:
    found: dict[str, Answer] = {}
    if unhappy(FACES5, canteen) and rng.random() < SAY_WHY:
        found["canteen_why"] = _reasons(one.location, stage, rng)
    content = one.moods["overall"]
    if "trust_in_anonymity" in asked and rng.random() >= SKIPS:
        found["trust_in_anonymity"] = min(5, max(1, round(3.7 + 0.5 * stage.progress + content + rng.gauss(0, 0.5))))
    if "enps" in asked and rng.random() >= SKIPS:
        found["enps"] = min(10, max(0, round(7.8 + 2 * content + rng.gauss(0, 0.8))))
    return found


def _reasons(location: str, stage: Stage, rng: Random) -> tuple[int, ...]:
    """One to three of them; a second counter makes queues shorter."""
    eased = location == SECOND_COUNTER.location and stage.number >= SECOND_COUNTER.since(stage.of)
    weights = REASONS | (SECOND_COUNTER_EASED if eased else {})
    return tuple(sorted(set(rng.choices(list(weights), list(weights.values()), k=rng.choice((1, 1, 2, 3))))))
