"""A line as small as a word: levels over time, without axes. Where something is hidden the line has a gap."""

from collections.abc import Sequence
from dataclasses import dataclass

from pulse.results.bands import Level

WIDTH, HEIGHT, MARGIN = 88, 24, 3
LEAST_SPAN = 20  # points: less movement than this looks as calm as it is


@dataclass(frozen=True)
class Spark:
    """Pieces of a line as SVG points, and where its last level stands, if the newest is known."""

    lines: Sequence[str]
    end: tuple[float, float] | None


def spark(levels: Sequence[Level | None]) -> Spark | None:
    """The line of these levels, oldest first; none for fewer than two."""
    known = [level.middle for level in levels if level]
    if len(known) < 2:
        return None
    spread = max(max(known) - min(known), LEAST_SPAN)
    bottom = (max(known) + min(known) - spread) / 2

    def at(index: int, level: Level) -> tuple[float, float]:
        across = MARGIN + index * (WIDTH - 2 * MARGIN) / (len(levels) - 1)
        down = HEIGHT - MARGIN - (level.middle - bottom) / spread * (HEIGHT - 2 * MARGIN)
        return round(across, 1), round(down, 1)

    pieces: list[list[tuple[float, float]]] = [[]]
    for index, level in enumerate(levels):
        if level:
            pieces[-1].append(at(index, level))
        elif pieces[-1]:
            pieces.append([])
    lines = [" ".join(f"{x},{y}" for x, y in piece) for piece in pieces if piece]
    newest = levels[-1]
    return Spark(lines, at(len(levels) - 1, newest) if newest else None)
