"""The organisation's own colour: which shade of it can be read, in both lights."""

import re
from collections.abc import Iterable

READABLE = 4.5  # WCAG 2, for words of any size
WHITE, BLACK = (255, 255, 255), (0, 0, 0)
LIGHT, DARK = ("#ffffff", "#f7f7fa"), ("#14151c", "#1d1f29")  # what the mark stands on, as the tokens say
STEPS = 50
_COLOUR = re.compile(r"#[0-9a-f]{6}")

Triple = tuple[int, int, int]


def is_colour(text: str) -> bool:
    """Whether it is written `#1a6b3c`."""
    return _COLOUR.fullmatch(text) is not None


def contrast(one: str, other: str) -> float:
    """How far two colours stand apart, from 1 to 21, as WCAG 2 counts."""
    low, high = sorted((_luminance(_triple(one)), _luminance(_triple(other))))
    return (high + 0.05) / (low + 0.05)


def for_light(colour: str) -> str:
    """The shade for light pages and under white words: the colour, or so much darker that it can be read."""
    return _shade(colour, LIGHT, BLACK)


def for_dark(colour: str) -> str:
    """The shade for dark pages: the colour, or so much lighter that it can be read."""
    return _shade(colour, DARK, WHITE)


def _shade(colour: str, grounds: Iterable[str], towards: Triple) -> str:
    shades = (_mixed(colour, towards, step / STEPS) for step in range(STEPS + 1))
    against = tuple(grounds)
    return next(shade for shade in shades if all(contrast(shade, ground) >= READABLE for ground in against))


def _mixed(colour: str, towards: Triple, part: float) -> str:
    parts = (round(one + (other - one) * part) for one, other in zip(_triple(colour), towards, strict=True))
    return "#" + "".join(f"{one:02x}" for one in parts)


def _triple(colour: str) -> Triple:
    red, green, blue = bytes.fromhex(colour.removeprefix("#"))
    return red, green, blue


def _luminance(colour: Triple) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in (one / 255 for one in colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
