"""What the demo's people think, cycle by cycle: different by place and department, and slow to move."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

from pulse.closing.inner import OpenBallot, OpenComment
from pulse.demo.cast import Character
from pulse.demo.comments import AFTER, ANY, BEFORE, JAKARTA, REMARKS, TAIPEI, Remark

TAKES_PART = 0.74
BUSY = {"Customers/Sales": 0.5}  # so few that they are sometimes hidden
SKIPS = 0.05
COMMENT = "comment"
# topic: how people in Jakarta and Taipei feel on the scale of 1 to 5
FEELINGS = {
    "canteen": (2.9, 3.8),
    "meeting_rooms": (3.6, 3.5),
    "rest_areas": (3.4, 3.7),
    "gym": (3.6, 3.9),
    "parking": (2.8, 3.2),
    "technology": (3.7, 3.9),
    "office_environment": (3.6, 3.7),
    "overall": (3.7, 3.8),
}
# what a department feels differently
DEPARTMENTS = {
    ("Operations", "rest_areas"): -0.6,
    ("Operations", "technology"): -0.4,
    ("Product", "meeting_rooms"): -0.3,
    ("Product", "technology"): 0.4,
    ("Customers", "office_environment"): -0.4,
    ("Office", "parking"): 0.5,
}
# how much a place moves from the first cycle of the history to the last
DRIFTS = {("meeting_rooms", TAIPEI): -0.4, ("office_environment", JAKARTA): 0.3, ("gym", JAKARTA): 0.2}
NEW_KITCHEN = 1.0  # what it did for the canteen in Jakarta, half-way through
TEMPER, DAY = 0.8, 0.35  # how much people differ, and one person from one time to the next


@dataclass(frozen=True)
class Stage:
    """Where in the history a cycle lies."""

    number: int
    of: int

    @property
    def phase(self) -> str:
        """Before or after the new kitchen."""
        return BEFORE if self.number < self.of / 2 else AFTER

    @property
    def progress(self) -> float:
        """0 at the first cycle, 1 at the last."""
        return self.number / max(1, self.of - 1)


def feeling(topic: str, one: Character, stage: Stage) -> float:
    """What the people of a place and department feel on average."""
    at_home = FEELINGS[topic][one.location == TAIPEI]
    moved = DRIFTS.get((topic, one.location), 0.0) * stage.progress
    kitchen = NEW_KITCHEN if (topic, one.location, stage.phase) == ("canteen", JAKARTA, AFTER) else 0.0
    return at_home + DEPARTMENTS.get((one.department, topic), 0.0) + moved + kitchen


def ballots(
    people: Sequence[tuple[Character, int]], stage: Stage, topics: Sequence[str], rng: Random
) -> list[OpenBallot]:
    """The ballots of one cycle; `people` come with the block they stand in."""
    present = [(one, block) for one, block in people if rng.random() < BUSY.get(one.unit, TAKES_PART)]
    said = _comments(present, stage, rng)
    return [
        OpenBallot(
            block,
            _answers(one, stage, topics, rng),
            (OpenComment(COMMENT, said[number].text),) if number in said else (),
            one.language,
        )
        for number, (one, block) in enumerate(present)
    ]


def _answers(one: Character, stage: Stage, topics: Sequence[str], rng: Random) -> dict[str, int]:
    return {
        topic: min(5, max(1, round(feeling(topic, one, stage) + _temper(one, topic) + rng.gauss(0, DAY))))
        for topic in topics
        if rng.random() >= SKIPS
    }


def _temper(one: Character, topic: str) -> float:
    """What somebody thinks of a topic, compared with their colleagues: the same in every cycle."""
    return Random(f"{one.number} {topic}").gauss(0, TEMPER)  # noqa: S311 - nothing secret


def remarks(stage: Stage) -> list[Remark]:
    """The comments of one cycle: each belongs to exactly one of the cycles it fits into."""
    found = []
    for phase in (BEFORE, AFTER, ANY):
        stages = [n for n in range(stage.of) if phase in {ANY, Stage(n, stage.of).phase}]
        mine = [remark for remark in REMARKS if remark.phase == phase]
        found += [remark for i, remark in enumerate(mine) if stages and stages[i % len(stages)] == stage.number]
    return found


def _comments(present: Sequence[tuple[Character, int]], stage: Stage, rng: Random) -> dict[int, Remark]:
    """Who wrote what: somebody of the right place and language, once each."""
    said: dict[int, Remark] = {}
    for remark in remarks(stage):
        fitting = [
            number
            for number, (one, _) in enumerate(present)
            if number not in said and (one.location, one.language) == (remark.location, remark.language)
        ]
        if fitting:
            said[rng.choice(fitting)] = remark
    return said
