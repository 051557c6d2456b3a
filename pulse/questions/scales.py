"""Scales: which answers a question takes."""

FACES5 = "faces5"
OPEN = "open"
FACES5_OPTIONS = (1, 2, 3, 4, 5)


def options(scale: str) -> tuple[int, ...]:
    """The answers of a scale in rising order, 1 very bad and 5 very good; an open question has none."""
    if scale == FACES5:
        return FACES5_OPTIONS
    if scale == OPEN:
        return ()
    raise ValueError(f"{scale!r} is not a scale")


def is_valid(scale: str, value: object) -> bool:
    """Whether `value` is an answer on this scale: a whole number, so neither true nor 3.0."""
    return type(value) is int and value in options(scale)
