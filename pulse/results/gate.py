"""The one gate: whatever leaves this stage as a figure was made here, of counts that nobody else sees. Pure.

At the close PARTITION-k decided of which cells anything is kept (rules 1 to 4), and the publishing which
of them may be exact (5 and 6). Here it is applied, to every page, mail, claim and audit alike.
"""

from dataclasses import dataclass

from pulse.results.bands import Level, level, percents


@dataclass(frozen=True)
class Counts:
    """The hidden counts behind a figure, by option; they never leave this stage."""

    options: tuple[int, ...]
    exact: bool

    @property
    def n(self) -> int:
        """How many answered."""
        return sum(self.options)

    @property
    def favourable(self) -> int:
        """How many chose 4 or 5."""
        return sum(self.options[3:])


@dataclass(frozen=True)
class Released:
    """What may be said of a cell's answers to one question: a level; the five shares only where it is exact."""

    level: Level
    percents: tuple[int, ...] | None


def gate(counts: Counts, *, least: int, near: bool) -> Released | None:
    """What may be shown; None where fewer than `least` answered. `near`: another cycle's numbers forbid this one's."""
    if counts.n < least:
        return None
    shown = level(counts.favourable, counts.n, may_be_exact=counts.exact and not near)
    return Released(shown, percents(counts.options) if shown.is_exact else None)
