"""How the five answers are spread, cycle by cycle, as a chart shows it."""

from collections.abc import Callable, Mapping, Sequence

from pulse.dashboard.drawing import Share, Shares
from pulse.dashboard.rounds import Asked, Round, When
from pulse.results.disclosure import Cell


def spread(
    released: Mapping[tuple[Cell, str, str], tuple[int, ...]],
    cell: Cell,
    asked: Asked,
    rounds: Sequence[Round],
    *,
    answers: tuple[str, ...],
    day: Callable[[When], str],
) -> Shares | None:
    """The shares of a question in a cell, oldest first; none where not one of them is released."""
    shares = [
        Share(each.day, day(each.when), released.get((cell, each.id, asked.key)), asked=asked.key in each.questions)
        for each in reversed(rounds)
    ]
    return Shares(asked.name, answers, shares) if any(each.percents for each in shares) else None
