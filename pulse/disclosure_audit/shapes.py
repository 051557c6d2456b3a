"""What is unknown of one part: columns to be filled with counts, and what always holds between them. Pure.

A question on five steps has a column for each answer. A question with several answers a person has one for the
people beside those for the options, as nobody is told who chose what together. The branches of a question stand
beside it, as whoever answered them was unhappy there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pulse.questions.scales import FACES5, MULTIPLE, NOT_ASKED, PEOPLE, Answerable, Questions, unhappy

Amounts = Mapping[int, float]  # by column
Column = tuple[str, int]  # question, option


@dataclass(frozen=True)
class Shape:
    """The columns of a question, those that add up to all who answered, and sums that are never above zero."""

    columns: tuple[Column, ...]
    people: tuple[int, ...]
    unhappy: tuple[int, ...] = ()
    laws: tuple[Amounts, ...] = field(default=())

    def at(self, question: str, options: Sequence[int]) -> tuple[int, ...]:
        """The places of these columns."""
        return tuple(self.columns.index((question, option)) for option in options)


def shape_of(question: str, questions: Questions) -> Shape:
    """A question with its branches."""
    asked = questions[question]
    columns = [(question, option) for option in asked.counted]
    people = tuple(at for at, (_, option) in enumerate(columns) if asked.scale != MULTIPLE or option == PEOPLE)
    few = tuple(at for at, (_, option) in enumerate(columns) if unhappy(asked.scale, option))
    laws = [] if asked.scale != MULTIPLE else _several(columns, question, asked, dict.fromkeys(people, 1.0))
    for key, branch in questions.items():
        if branch.parent == question and branch.counted:
            columns += [(key, option) for option in branch.counted]
            laws += _asked_why(columns, key, branch, people, few)
    return Shape(tuple(columns), people, few, tuple(laws))


def _several(columns: Sequence[Column], key: str, asked: Answerable, answered: Amounts) -> list[Amounts]:
    """Nobody chose an option twice, and whoever answered chose one."""
    chosen = [columns.index((key, option)) for option in asked.options]
    return [*(_less({at: 1.0}, answered) for at in chosen), _less(answered, dict.fromkeys(chosen, 1.0))]


def _asked_why(
    columns: Sequence[Column], key: str, branch: Answerable, people: Sequence[int], few: Sequence[int]
) -> list[Amounts]:
    """A branch is about those who answered its parent, and was answered by unhappy ones alone."""
    everybody = dict.fromkeys(people, 1.0)
    unasked = {columns.index((key, NOT_ASKED)): 1.0}
    answered = _less(everybody, unasked)
    laws = [_less(answered, dict.fromkeys(few, 1.0)), _less(unasked, everybody)]
    if branch.scale == MULTIPLE:
        about = {columns.index((key, PEOPLE)): 1.0}
        return [*laws, _less(about, everybody), _less(everybody, about), *_several(columns, key, branch, answered)]
    chosen = dict.fromkeys((columns.index((key, option)) for option in branch.options), 1.0)
    return [*laws, _less(answered, chosen), _less(chosen, answered)]


def _less(one: Amounts, other: Amounts) -> Amounts:
    return {at: one.get(at, 0.0) - other.get(at, 0.0) for at in {*one, *other}}


FIVE = shape_of("", {"": Answerable(FACES5)})
