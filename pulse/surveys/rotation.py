"""How a long survey is asked in shorter pieces, pure: topics take turns, or each browser draws some of them.

Turns are equal for everybody and known beforehand. Forms are drawn in the browser, which tells nobody which: their
questions say something of the whole organisation only.
"""

from collections.abc import Sequence
from typing import TypeVar

Topic = TypeVar("Topic")

MOST_TAPS = 8  # more questions at once are not answered with care
SECONDS_A_TAP = 5
EVERY = (None, 2, 3, 4)  # cycles over which the topics may take turns; None: all of them each time
FORMS = (None, 2, 3)  # forms of which each browser may draw one; None: everybody is asked everything
LEAST_FOR_FORMS = 300  # with fewer people a third of them says too little even of the whole


def turn(topics: Sequence[Topic], over: int | None, number: int) -> list[Topic]:
    """The topics of the cycle before which the series opened `number` others.

    They are dealt like cards: any `over` cycles in a row ask each topic once, and no two differ by more than one in
    length. With fewer topics than cycles, each comes up sooner.
    """
    piles = min(over or 1, len(topics)) or 1
    return list(topics[number % piles :: piles])


def deal(topics: Sequence[Topic], forms: int | None) -> list[list[Topic]]:
    """The topics of each form, dealt like cards: as many each, but for one. None where there is nothing to draw."""
    if forms is None or min(forms, len(topics)) < 2:
        return []
    return [turn(topics, forms, number) for number in range(min(forms, len(topics)))]


def taps(topics: int, over: int | None, *, always: int) -> int:
    """How many questions the longest of so many cycles or forms asks, of which some come always."""
    piles = min(over or 1, topics) or 1
    return -(-topics // piles) + always


def seconds(tapped: int) -> int:
    """About how long so many questions take."""
    return tapped * SECONDS_A_TAP
