"""Time zones by their IANA names, from the tzdata that comes with Pulse."""

from functools import cache
from zoneinfo import available_timezones

_PLACES = ("Africa", "America", "Antarctica", "Arctic", "Asia", "Atlantic", "Australia", "Europe", "Indian", "Pacific")


@cache
def known() -> frozenset[str]:
    """Every zone there is, old names too."""
    return frozenset(available_timezones())


@cache
def to_choose() -> tuple[str, ...]:
    """Those to offer in a list: real places, and UTC."""
    return ("UTC", *sorted(zone for zone in known() if zone.split("/")[0] in _PLACES))
