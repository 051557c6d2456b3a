"""Scales: which answers a question takes, and when a branch of it is asked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

FACES5 = "faces5"
AGREE5 = "agree5"
POINTS10 = "points10"
YESNO = "yesno"
SINGLE = "single"
MULTIPLE = "multiple"
OPEN = "open"

COMMENT = "comment"  # the open question that most surveys end with: a comment without a question's name is one to it
YES, NO = 1, 2
NOT_ASKED = -1  # counted for a branch: who answered its parent and was not asked, or did not answer
PEOPLE = -2  # counted where one person chooses several: how many people the counts are about

_FIXED: Mapping[str, tuple[int, ...]] = {
    FACES5: (1, 2, 3, 4, 5),
    AGREE5: (1, 2, 3, 4, 5),
    POINTS10: tuple(range(11)),
    YESNO: (YES, NO),
    OPEN: (),
}
_UNHAPPY: Mapping[str, tuple[int, ...]] = {
    FACES5: (1, 2),
    AGREE5: (1, 2),
    POINTS10: tuple(range(7)),
    YESNO: (NO,),
}
FIVE_STEPS = frozenset({FACES5, AGREE5})
LISTED = frozenset({SINGLE, MULTIPLE})  # the question brings its own options
PARENTS = frozenset(_UNHAPPY)
BRANCHES = frozenset({SINGLE, MULTIPLE, OPEN})
SCALES = frozenset(_FIXED) | LISTED

Answer = int | tuple[int, ...]  # several options, in rising order, on the scale "multiple" alone


def options(scale: str, own: Sequence[int] = ()) -> tuple[int, ...]:
    """The answers of a scale in rising order, the happiest last; an open question has none.

    `own` are the numbers of the question's own options, for scales that have none themselves.
    """
    if scale in LISTED:
        return tuple(own)
    if scale in _FIXED:
        return _FIXED[scale]
    raise ValueError(f"{scale!r} is not a scale")


def is_open(scale: str) -> bool:
    """Whether it is answered in words."""
    return scale == OPEN


def is_valid(scale: str, value: object, own: Sequence[int] = ()) -> bool:
    """Whether `value` is an answer on this scale: a whole number, so neither true nor 3.0.

    On `multiple` it is a list of whole numbers in rising order, none twice and at least one.
    """
    if scale != MULTIPLE:
        return type(value) is int and value in options(scale, own)
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(type(option) is int and option in own for option in value)
        and list(value) == sorted(set(value))
    )


def unhappy_answers(scale: str) -> tuple[int, ...]:
    """The answers after which a branch asks why; none on scales that know no better and worse."""
    return _UNHAPPY.get(scale, ())


def unhappy(scale: str, value: object) -> bool:
    """Whether a branch is asked after this answer."""
    return type(value) is int and value in unhappy_answers(scale)


@dataclass(frozen=True)
class Answerable:
    """A question as ballots are checked and counted by it: without its words.

    `drawn`: it stands in forms of which each browser draws one, and so is counted for the whole organisation only.
    """

    scale: str
    own: tuple[int, ...] = ()
    parent: str | None = None
    drawn: bool = False

    @property
    def options(self) -> tuple[int, ...]:
        """Its answers in rising order; none for an open question."""
        return options(self.scale, self.own)

    @property
    def counted(self) -> tuple[int, ...]:
        """What is counted of it in each group, besides its answers how many people those are about."""
        if not self.options:
            return ()
        people = (PEOPLE,) if self.scale == MULTIPLE else ()
        return (*people, *((NOT_ASKED,) if self.parent else ()), *self.options)

    def people(self, counts: Mapping[int, int]) -> int:
        """How many people the counts of a group are about."""
        return counts[PEOPLE] if self.scale == MULTIPLE else sum(counts.values())

    @property
    def is_steps(self) -> bool:
        """Whether it is counted on five steps, the last two of which are favourable."""
        return self.scale in FIVE_STEPS and self.parent is None

    def takes(self, value: object) -> bool:
        """Whether `value` is one of its answers."""
        return is_valid(self.scale, value, self.own)


Questions = Mapping[str, Answerable]


def may_be_asked(questions: Questions, key: str, answers: Mapping[str, object]) -> bool:
    """Whether somebody who gave these answers was asked a question: a branch only after an unhappy answer."""
    parent = questions[key].parent
    return parent is None or (parent in questions and unhappy(questions[parent].scale, answers.get(parent)))
