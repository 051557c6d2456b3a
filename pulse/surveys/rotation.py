"""Which topics a cycle asks when they take turns, pure: equal for everybody, and known beforehand."""

from collections.abc import Sequence
from typing import TypeVar

Topic = TypeVar("Topic")

MOST_TAPS = 8  # more questions at once are not answered with care
SECONDS_A_TAP = 5
EVERY = (None, 2, 3, 4)  # cycles over which the topics may take turns; None: all of them each time


def turn(topics: Sequence[Topic], over: int | None, number: int) -> list[Topic]:
    """The topics of the cycle before which the series opened `number` others.

    They are dealt like cards: any `over` cycles in a row ask each topic once, and no two differ by more than one in
    length. With fewer topics than cycles, each comes up sooner.
    """
    piles = min(over or 1, len(topics)) or 1
    return list(topics[number % piles :: piles])


def taps(topics: int, over: int | None, *, always: int) -> int:
    """How many questions the longest cycle asks, of which some come always."""
    piles = min(over or 1, topics) or 1
    return -(-topics // piles) + always


def seconds(tapped: int) -> int:
    """About how long so many questions take."""
    return tapped * SECONDS_A_TAP
