"""What the calendar does to the demo's people: rain, heat, good resolutions, holidays."""

from datetime import datetime, timedelta
from math import cos, tau

from pulse.demo.cast import JAKARTA, LONDON, SAIGON, TAIPEI

YEAR = 365.25
# topic and place: the day of the year at which it is worst (or best), by how much, and how sharply
SEASONS = {
    ("parking", JAKARTA): (15, -0.15, 1),  # the rains of January
    ("parking", SAIGON): (258, -0.15, 1),  # those of September
    ("parking", TAIPEI): (160, -0.15, 1),  # plum rains
    ("parking", LONDON): (350, -0.15, 1),  # dark afternoons
    ("office_environment", TAIPEI): (205, -0.35, 3),  # when the air conditioning gives up
    ("office_environment", LONDON): (205, -0.3, 4),
    ("office_environment", SAIGON): (105, -0.3, 3),
    ("office_environment", JAKARTA): (270, -0.15, 3),
    ("gym", TAIPEI): (12, 0.25, 8),  # good resolutions
    ("gym", LONDON): (12, 0.4, 8),
    ("gym", JAKARTA): (12, 0.15, 8),
}
# the days around which many are away, by place
HOLIDAYS = {
    JAKARTA: ((3, 22), (12, 27)),
    SAIGON: ((2, 8),),
    TAIPEI: ((2, 8),),
    LONDON: ((8, 16), (12, 27)),
}


def season(topic: str, location: str, day: datetime) -> float:
    """How much better or worse a topic is at this time of the year."""
    if (topic, location) not in SEASONS:
        return 0.0
    peak, size, sharp = SEASONS[topic, location]
    turn = (day.timetuple().tm_yday - peak) / YEAR
    return size * float(((1 + cos(tau * turn)) / 2) ** sharp)


def is_holiday(location: str, start: datetime, length: timedelta) -> bool:
    """Whether one of the place's holidays falls into the time from `start` on."""
    days = [start.replace(year=year, month=m, day=d) for m, d in HOLIDAYS[location] for year in _years(start, length)]
    return any(start <= day < start + length for day in days)


def _years(start: datetime, length: timedelta) -> set[int]:
    return {start.year, (start + length).year}
