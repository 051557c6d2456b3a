"""What calendars of countries and of their parts are called, and their weekends."""

from collections.abc import Collection

from babel.core import get_global
from flask_babel import get_locale
from flask_babel import gettext as _

from pulse.schedule.almanac import codes, part_names
from pulse.web.writing import by_name, listed


def weekend_in_words(weekend: Collection[int]) -> str:
    """`Saturday, Sunday`."""
    names = get_locale().days["stand-alone"]["wide"]
    return str(listed(names[weekday] for weekday in sorted(weekend)))


def country_of_zone(zone: str) -> str:
    """The country in which a time zone lies, where its holidays are known; else nothing."""
    found = get_global("zone_territories").get(get_global("zone_aliases").get(zone, zone), "")
    return found if found in codes() else ""


def country_of(code: str) -> str:
    """The country of a calendar's code."""
    return code.partition("-")[0]


def calendar_name(code: str) -> str:
    """`Germany, Bayern`; a country that has no name here by its code."""
    country, _dash, part = code.partition("-")
    name = get_locale().territories.get(country, country)
    return str(listed([name, part_names(country).get(part, part)])) if part else name


def countries(is_root: bool) -> list[tuple[str, str]]:
    """Every country whose holidays are known, by name; before them, what it is without one."""
    names = get_locale().territories
    known = sorted(((names[code], code) for code in codes() if code in names), key=lambda one: by_name(one[0]))
    nothing = _("None: only Saturdays and Sundays are off") if is_root else _("The same as the place above it")
    return [("", nothing), *((code, name) for name, code in known)]


def parts(country: str) -> list[tuple[str, str]]:
    """The parts of a country with holidays of their own, by name; none where there are none."""
    named = sorted(part_names(country).items(), key=lambda one: (by_name(one[1]), one[0]))
    rest = ((f"{country}-{part}", name) for part, name in named)
    return [(country, _("The whole country")), *rest] if named else []
