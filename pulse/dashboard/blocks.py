"""What people answered to one question, as a page shows it: a line for each answer; from released values alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pulse.dashboard.listed import Listed
from pulse.dashboard.moves import Move
from pulse.dashboard.rounds import When
from pulse.questions.scales import LISTED, MULTIPLE, NOT_ASKED, POINTS10
from pulse.results.bands import Level, together
from pulse.results.choices import DETRACTORS, PROMOTERS, Choices, Enps

PASSIVES = range(7, 9)

Words = Mapping[str, Sequence[str]]  # by scale: its answers; of 0 to 10 the three groups, the best first


@dataclass(frozen=True)
class Line:
    """One answer: the share that chose it, and the time before."""

    name: str
    level: Level
    before: Level | None = None


@dataclass(frozen=True)
class Block:
    """One question in the newest check-in that asked it, in the part `label`.

    `n` and `enps` come with numbers alone. `rest`: who was not asked why, or did not say. `move`: where a question on
    five steps stands. `silent`: why nothing could be shown, however many answered. `since`: the check-in before.
    """

    key: str
    text: str
    scale: str
    label: str
    when: When
    lines: Sequence[Line] = ()
    n: int | None = None
    rest: Level | None = None
    enps: Enps | None = None
    enps_before: Enps | None = None
    since: When | None = None
    move: Move | None = None
    silent: str = ""
    parent: str = ""
    branches: Sequence["Block"] = ()

    @property
    def is_hidden(self) -> bool:
        """Whether nothing of it can be shown."""
        return not self.lines and self.move is None

    @property
    def is_multiple(self) -> bool:
        """Whether one person may have chosen several."""
        return self.scale == MULTIPLE

    @property
    def has_before(self) -> bool:
        """Whether there is anything to compare with."""
        return any(line.before for line in self.lines)


def lines(asked: Listed, now: Choices, before: Choices | None, words: Words) -> list[Line]:
    """The answers in their own order; reasons and what could be chosen together by their share, the largest first.

    Of those that stand in one band none is put before another by more than is released.
    """
    if asked.scale == POINTS10:
        return _groups(now, before, words[POINTS10])
    names = asked.options if asked.scale in LISTED else dict(enumerate(words[asked.scale], 1))
    then = before.shares if before else {}
    made = [
        Line(names.get(option, str(option)), level, then.get(option))
        for option, level in sorted(now.shares.items(), key=lambda each: _place(names, each[0]))
        if option != NOT_ASKED
    ]
    by_share = asked.scale == MULTIPLE or asked.parent is not None
    return sorted(made, key=lambda line: -line.level.middle) if by_share else made


def _place(names: Mapping[int, str], option: int) -> int:
    return list(names).index(option) if option in names else len(names)


def _groups(now: Choices, before: Choices | None, names: Sequence[str]) -> list[Line]:
    groups = zip(names, (PROMOTERS, PASSIVES, DETRACTORS), strict=True)
    return [
        Line(name, together(now.shares, options), together(before.shares, options) if before else None)
        for name, options in groups
    ]
