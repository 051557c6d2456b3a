"""What people of the demo organisation wrote: by hand, in four languages, none of it twice.

The files in `remarks/` say of each comment which issue it is about, where it was written (empty:
anywhere) and whether before or after what was done about it there.
"""

import csv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from pulse.demo.cast import JAKARTA, SAIGON, TAIPEI, Character
from pulse.demo.opinions import last, later, middle

FOLDER = Path(__file__).parent / "remarks"
FILES = {"en": "en", "id": "id", "zh_Hant": "zh-Hant", "vi": "vi"}
BEFORE, AFTER, ANY = "before", "after", "any"
USUAL = 24  # comments in a cycle, of some 800 people
ONE_IN = 5  # of so many people who take part, one writes at most
# what was done where: comments that tell before from after are about this
DONE: dict[str, Callable[[int], int]] = {JAKARTA: middle, TAIPEI: later, SAIGON: last}


@dataclass(frozen=True)
class Remark:
    """One comment, and who could have written it when."""

    issue: str
    location: str
    language: str
    phase: str
    text: str

    def fits(self, number: int, of: int) -> bool:
        """Whether it could have been written in a cycle."""
        if self.phase == ANY:
            return True
        return (number < DONE[self.location](of)) == (self.phase == BEFORE)


@cache
def remarks() -> tuple[Remark, ...]:
    """Every comment of the files."""
    return tuple(
        Remark(row["issue"], row["location"], language, row["phase"], row["text"])
        for name, language in FILES.items()
        for row in csv.DictReader((FOLDER / f"{name}.csv").read_text(encoding="utf-8").splitlines())
    )


def by_cycle(written: Sequence[Remark], of: int, most: int, rng: Random) -> list[list[Remark]]:
    """Which comments belong to which cycle: each to one at most, and about as many to each."""
    found: list[list[Remark]] = [[] for _ in range(of)]
    for remark in rng.sample(written, len(written)):
        fitting = [number for number in range(of) if len(found[number]) < most and remark.fits(number, of)]
        if fitting:
            found[min(fitting, key=lambda number: len(found[number]))].append(remark)
    return found


def said(remarks: Sequence[Remark], present: Sequence[Character], rng: Random) -> Mapping[str, str]:
    """Who wrote what, by the person's number: somebody of the right place and language, once each."""
    found: dict[str, str] = {}
    for remark in remarks:
        fitting = [
            one.number
            for one in present
            if one.number not in found and one.language == remark.language and remark.location in {one.location, ""}
        ]
        if fitting:
            found[rng.choice(fitting)] = remark.text
    return found
