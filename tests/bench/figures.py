"""A measured figure beside what it is compared with: a row, a table, a file."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

OUTPUT = Path(__file__).resolve().parents[2] / "var" / "bench.json"


@dataclass(frozen=True)
class Row:
    """What was measured, against what, and whether it is good enough.

    `most` and `least` bound `ours` or, with `of="ratio"`, the ratio; a row without either is told only. `paired` is
    the ratio where each turn has one of its own: on a machine that others use, two medians may be of other moments.
    """

    name: str
    ours: float
    reference: float | None
    unit: str
    against: str
    most: float | None = None
    least: float | None = None
    of: str = "ours"
    paired: float | None = None

    @property
    def ratio(self) -> float | None:
        """Ours as a share of the reference."""
        if self.paired is not None:
            return self.paired
        return self.ours / self.reference if self.reference else None

    @property
    def held(self) -> bool | None:
        """Whether the budget is kept; None where there is none."""
        if self.most is None and self.least is None:
            return None
        value = self.ours if self.of == "ours" else self.ratio or 0.0
        return (self.most is None or value <= self.most) and (self.least is None or value >= self.least)

    @property
    def budget(self) -> str:
        """The bound in words."""
        if self.held is None:
            return ""
        bound = f"at most {self.most:g}" if self.most is not None else f"at least {self.least:g}"
        return bound if self.of == "ours" else f"{bound} of it"


def interleaved(ours: Callable[[], float], reference: Callable[[], float], times: int = 7) -> tuple[float, float]:
    """Measure both in turn, again and again, so that a busy moment meets both; the median of each."""
    pairs = [(ours(), reference()) for _ in range(times)]
    return median(one for one, _ in pairs), median(other for _, other in pairs)


def cpu_ms(work: Callable[[], object], times: int) -> float:
    """Milliseconds of this process's time that one piece of work takes: other people's load does not count."""
    began = time.process_time()
    for _ in range(times):
        work()
    return (time.process_time() - began) / times * 1000


def show(row: Row) -> str:
    """One line of the table."""
    verdict = {None: "", True: "ok", False: "MISSED"}[row.held]
    reference = "" if row.reference is None else f"{row.reference:,.4g}"
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    measured = f"{row.name:<44} {row.ours:>9,.4g} {reference:>9} {ratio:>6}  {row.unit:<12}"
    return f"{measured} {row.budget:<20} {verdict:<7} {row.against}".rstrip()


HEAD = f"{'':<44} {'ours':>9} {'other':>9} {'ratio':>6}  {'unit':<12} {'budget':<20} {'':<7} the other is"


def plain(row: Row) -> dict[str, object]:
    """What other programs read."""
    facts = {"name": row.name, "ours": row.ours, "reference": row.reference, "ratio": row.ratio, "unit": row.unit}
    return {**facts, "against": row.against, "budget": row.budget, "held": row.held}


def keep(rows: Sequence[Row]) -> str:
    """Write the rows to `var/bench.json`; gives what stands there."""
    text = json.dumps([plain(row) for row in rows], indent=1)
    OUTPUT.parent.mkdir(exist_ok=True)
    OUTPUT.write_text(text + "\n")
    return text
