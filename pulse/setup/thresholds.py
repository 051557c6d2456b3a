"""How large the smallest group must be, so that it will show: from how many answers stand behind a figure."""

from math import comb

CERTAIN = 0.93  # how sure it is that a group of the smallest size shows
SMALL = 150  # with fewer people five answers stand behind a figure
OFFERED = (5, 7, 10)
SHARES = (55, 65, 70, 75)  # per cent of people who may be expected to answer
LEAST_BEYOND = 3  # so many more people than answers, whatever is expected


def usual_k(people: int) -> int:
    """How many answers stand behind a figure of an organisation of this size, unless somebody chooses."""
    return 5 if people < SMALL else 7


def smallest_group(k: int, percent: int) -> int:
    """The fewest people of whom at least `k` answer with enough certainty, if each does with this probability."""
    size = k + LEAST_BEYOND
    while chance(size, k, percent / 100) < CERTAIN:
        size += 1
    return size


def chance(people: int, k: int, share: float) -> float:
    """How probable it is that at least `k` of so many people answer."""
    return sum(comb(people, n) * share**n * (1 - share) ** (people - n) for n in range(k, people + 1))
