"""Whether an attack did better than guessing: hits against chance, order against none. Pure.

The game: for every person of a group the attacker names one record of that group. Whoever guesses blindly hits
one in each group on average, however large it is, so hits over many groups follow a Poisson law whose mean is the
number of groups. That law's tail is at least as heavy as that of any set of guesses fixed before the truth is known.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt

from scipy.stats import norm, poisson, rankdata

NOTHING = -8.0  # the z of no hit at all, where the exact value is without end
SUSPICIOUS, CAUGHT = 3.0, 4.5  # between the two an attack is tried once more on fresh data


@dataclass(frozen=True)
class Score:
    """How many were named rightly, of how many, and how many blind guessing would name."""

    hits: int = 0
    asked: int = 0
    chance: float = 0.0

    def __add__(self, other: "Score") -> "Score":
        return Score(self.hits + other.hits, self.asked + other.asked, self.chance + other.chance)

    @property
    def share(self) -> float:
        """The part named rightly."""
        return self.hits / self.asked if self.asked else 0.0

    @property
    def z(self) -> float:
        """The one-sided exact p-value as a normal deviate."""
        if not self.hits:
            return NOTHING
        return max(NOTHING, float(norm.isf(poisson.sf(self.hits - 1, self.chance))))

    def __str__(self) -> str:
        chance = self.chance / self.asked if self.asked else 0.0
        return f"{self.share:7.1%} of {self.asked}, chance {chance:.1%}, z {self.z:+.1f}"


@dataclass(frozen=True)
class Trend:
    """Rank correlation of true order and traced order, over groups: finds order that is there only faintly."""

    total: float = 0.0
    variance: float = 0.0

    def __add__(self, other: "Trend") -> "Trend":
        return Trend(self.total + other.total, self.variance + other.variance)

    @property
    def z(self) -> float:
        """The two-sided p-value as a deviate; by chance the sum of (m - 1) rho varies by the sum of m - 1."""
        if not self.variance:
            return NOTHING
        return max(NOTHING, float(norm.isf(min(1.0, 2 * norm.sf(abs(self.total) / sqrt(self.variance))))))

    def __str__(self) -> str:
        return f"rank correlation {self.total / self.variance if self.variance else 0:+.3f}, z {self.z:+.1f}"


def hits(guesses: Mapping[str, str], truth: Mapping[str, str], group_of: Mapping[str, str]) -> Score:
    """The score of naming a record for each person; `group_of` tells the group of each true record."""
    sizes: dict[str, int] = {}
    for record in truth.values():
        sizes[group_of[record]] = sizes.get(group_of[record], 0) + 1
    asked = [person for person in truth if person in guesses]
    right = sum(guesses[person] == truth[person] for person in asked)
    return Score(right, len(asked), sum(1 / sizes[group_of[truth[person]]] for person in asked))


def trend(groups: Iterable[tuple[Sequence[float], Sequence[float]]]) -> Trend:
    """The pooled correlation of (when people answered, where their records lie) of each group."""
    found = Trend()
    for times, places in groups:
        size = len(times)
        if size > 2 and len(set(places)) > 1:
            found += Trend(_correlation(times, places) * (size - 1), size - 1)
    return found


def _correlation(one: Sequence[float], two: Sequence[float]) -> float:
    first, second = rankdata(one), rankdata(two)
    first, second = first - first.mean(), second - second.mean()
    return float((first @ second) / sqrt((first @ first) * (second @ second)))


def limit(attacks: int, z: float = SUSPICIOUS) -> float:
    """The z that the best of so many attacks passes as seldom as a single one passes `z` (Bonferroni)."""
    return float(norm.isf(norm.sf(z) / attacks))
