"""The holidays of countries and their parts, from the package `holidays`: loaded only when somebody asks."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from pulse.i18n import locale_of

ENGLISH = "en_US"  # what they have no names for in the reader's language
LONGEST_SHORT = 3  # a name with no more letters is another code
_PART = r"[A-Z0-9]{1,9}"  # so that a code is never longer than its column


class CalendarUnknown(ValueError):
    """No country and no part of one has this code."""


@dataclass(frozen=True)
class Almanac:
    """What is known of a country or a part of it: its weekend, and its holidays in the years asked for."""

    weekend: frozenset[int]
    days: dict[date, str]


@cache
def codes() -> dict[str, tuple[str, ...]]:
    """Every country that is known, with its parts: `DE` with `BY` and others."""
    import holidays

    found = holidays.list_supported_countries()
    return {
        country: tuple(sorted(part for part in found[country] if re.fullmatch(_PART, part, re.ASCII)))
        for country in sorted(found)
        if len(country) == len("ID")
    }


@cache
def part_names(country: str) -> dict[str, str]:
    """What the parts of a country are called, by their codes; nothing for a country that is not known."""
    offered = codes().get(country, ())
    if not offered:
        return {}
    import holidays

    named = holidays.country_holidays(country).get_subdivision_aliases()
    return {part: _latin(named.get(part) or [part]) for part in offered}


def _latin(names: list[str]) -> str:
    """The last of these names that is in plain letters, or else the last."""
    return next((name for name in reversed(names) if name.isascii()), names[-1])


def is_code(text: str) -> bool:
    """Whether this has the form of a code; whether there is such a country is another question."""
    return re.fullmatch(rf"[A-Z]{{2}}(-{_PART})?", text, re.ASCII) is not None


def almanac(code: str, years: range, language: str) -> Almanac:
    """The days off of a code like `ID` or `DE-BY`; `CalendarUnknown` when there is no such country or part."""
    country, _, part = code.partition("-")
    every = codes() if is_code(code) else {}
    if country not in every:
        raise CalendarUnknown(f"no holidays are known for {code[:20]!r}")
    if part and part not in every[country]:
        raise CalendarUnknown(f"{country} has no part {part[:20]!r} with holidays of its own")
    import holidays

    known = holidays.country_holidays(country, subdiv=part or None, years=years, language=_language(country, language))
    return Almanac(frozenset(known.weekend), {day: name for day, name in sorted(known.items()) if day.year in years})


def _language(country: str, language: str) -> str | None:
    """The reader's language where the names exist in it, else English, else the country's own."""
    import holidays

    names = holidays.country_holidays(country).supported_languages
    own = locale_of(language)
    return next((each for each in (f"{own.language}_{own.territory}", own.language, ENGLISH) if each in names), None)
