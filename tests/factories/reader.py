"""Somebody who reads every page that any role gets, over HTTP, and writes down what is said of each part.

What is known of how many answered is worked out from what stands there: a share in whole points, its
interval, and the public number of those invited. Nothing here asks the gate.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import product
from math import ceil, floor, sqrt
from urllib.parse import parse_qs, urlsplit

from flask import Flask
from flask.testing import FlaskClient

from pulse.disclosure_audit.released import Round, Statement
from pulse.results.disclosure import Cell
from tests.factories.people import logged_in

EXACT = re.compile(r"(\d+)(?: ?%)?(?: \(?(\d+)–(\d+)\)?)?")
BAND = re.compile(r"(\d+)–(\d+)(?: ?%)?")
TOPIC = "canteen"
Z = 1.959963984540054


@dataclass
class Said:
    """What stands of one part: a number or a band, perhaps with an interval and the shares of the five answers."""

    low: int
    high: int
    interval: tuple[int, int] | None = None
    shares: tuple[int, ...] | None = None
    narrowed: bool = False  # a manager of the part read it too

    def and_also(self, other: "Said") -> "Said":
        """The same part on another page; two pages never differ."""
        assert (self.low, self.high) == (other.low, other.high), (self, other)
        assert self.interval is None or other.interval in (None, self.interval)
        interval, shares = self.interval or other.interval, self.shares or other.shares
        return Said(self.low, self.high, interval, shares, self.narrowed or other.narrowed)


@dataclass
class Row:
    """A table row: where its link leads, and its fields as text."""

    href: str = ""
    fields: list[str] = field(default_factory=list)


class Tables(HTMLParser):
    """The rows of a page's tables under the id of the section or the heading they belong to."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, list[Row]] = {}
        self._section = ""
        self._open = False
        self.instead = "instead, the nearest part that can be shown" in page  # then its own figures are another part's
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        """Begin a section, a row or a field."""
        given = dict(attributes)
        if tag == "section":
            self._section = given.get("aria-labelledby") or ""
        elif tag == "tr":
            self.found.setdefault(self._section, []).append(Row())
        elif tag in {"td", "th"} and self._rows:
            self._rows[-1].fields.append("")
            self._open = True
        elif tag == "a" and self._open and self._rows:
            self._rows[-1].href = given.get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        """End a field."""
        if tag in {"td", "th"}:
            self._open = False

    def handle_data(self, data: str) -> None:
        """Text of a field."""
        if self._open and self._rows:
            row = self._rows[-1]
            row.fields[-1] = " ".join(f"{row.fields[-1]} {data}".replace("\u00a0", " ").split())

    @property
    def _rows(self) -> list[Row]:
        return self.found.get(self._section, [])


def said(text: str) -> Said | None:
    """What a field says; None where it is hidden."""
    if found := BAND.fullmatch(text):
        return Said(int(found[1]), int(found[2]))
    if found := EXACT.fullmatch(text):
        points = int(found[1])
        return Said(points, points, (int(found[2]), int(found[3])) if found[2] else None)
    return None


@dataclass
class Reader:
    """Everything read so far, by part."""

    known: dict[Cell, Said] = field(default_factory=dict)
    pages: int = 0

    def note(self, cell: Cell, found: Said | None, *, narrowed: bool = False) -> None:
        """Write down what a page says of a part."""
        if found is not None:
            found.narrowed = narrowed
            self.known[cell] = self.known[cell].and_also(found) if cell in self.known else found

    def read(self, client: FlaskClient, cell: Cell, *, narrowed: bool) -> None:
        """The pages of one part: its topic, its topics by unit and by location, its overview."""
        query = "&".join(f"{name}={id}" for name, id in (("unit", cell.unit), ("location", cell.location)) if id)
        self._topic(self._get(client, f"/dashboard/topics/{TOPIC}?{query}"), cell, narrowed)
        for by in ("unit", "location"):
            self._topics(self._get(client, f"/dashboard/topics?{query}&by={by}"), cell, narrowed)
        self._get(client, f"/dashboard/?{query}")

    def _get(self, client: FlaskClient, path: str) -> Tables:
        answer = client.get(path)
        assert answer.status_code == 200, path
        self.pages += 1
        return Tables(answer.get_data(as_text=True))

    def _topic(self, page: Tables, cell: Cell, narrowed: bool) -> None:
        shown = [row.fields for row in page.found.get("trend-title", [])][-1:]
        spread = [row.fields for row in page.found.get("spread", [])][-1:]
        for fields in () if page.instead else shown:
            found = said(fields[1]) if len(fields) > 1 else None
            if found and spread and found.low == found.high:
                found.shares = tuple(int(text.split()[0].rstrip("%")) for text in spread[0][1:])
            self.note(cell, found, narrowed=narrowed)
            if len(fields) > 2:
                self.note(Cell(), said(fields[2]))
        for row in page.found.get("by-unit", []) + page.found.get("by-location", []):
            if row.href:
                self.note(place(row.href), said(row.fields[1]), narrowed=narrowed)

    def _topics(self, page: Tables, cell: Cell, narrowed: bool) -> None:
        heads = page.found.get("parts", [])[:1]
        for row in page.found.get("parts", [])[1:]:
            if row.href and "Canteen" in heads[0].fields:
                self.note(place(row.href), said(row.fields[heads[0].fields.index("Canteen")]), narrowed=narrowed)
        titled = [rows for name, rows in page.found.items() if name.startswith("topics-")]
        for row in (row for rows in titled for row in rows):
            if row.fields[:1] == ["Canteen"] and len(titled) == 1 and not page.instead:
                self.note(cell, said(row.fields[-1]), narrowed=narrowed)


def place(href: str) -> Cell:
    """The part that a link leads to."""
    query = parse_qs(urlsplit(href).query)
    return Cell(query.get("unit", [""])[0], query.get("location", [""])[0])


def everybody(app: Flask, organisation_id: str, cells: Iterable[Cell], managed: Iterable[Cell]) -> Reader:
    """Read as HR of the whole, and as the manager and the HR of each of some parts."""
    reader = Reader()
    hr = logged_in(app, organisation_id)
    for cell in cells:
        reader.read(hr, cell, narrowed=False)
    for cell in managed:
        grant = {"unit_id": cell.unit or None, "location_id": cell.location or None}
        for role in ("manager", "hr"):
            reader.read(logged_in(app, organisation_id, role, **grant), cell, narrowed=role == "manager")
    for path in ("/actions/", "/announcements/"):
        page = hr.get(path)
        assert page.status_code == 200
        assert not re.search(r"\d\s?%", re.sub(r"<[^>]+>", " ", page.get_data(as_text=True)))  # they tell of no share
    return reader


def interval(favourable: int, n: int, invited: int) -> tuple[int, int]:
    """Wilson's interval with the finite population correction, in whole points rounded outwards."""
    p, unsure = favourable / n, (max(0.0, (invited - n) / (invited - 1)) if invited > 1 else 0.0)
    if not unsure:
        low = high = p
    else:
        weight = Z * Z * unsure / n
        middle = (p + weight / 2) / (1 + weight)
        reach = Z / (1 + weight) * sqrt(p * (1 - p) * unsure / n + weight * unsure / (4 * n))
        low, high = max(0.0, middle - reach), min(1.0, middle + reach)
    return floor(low * 100 + 1e-9), ceil(high * 100 - 1e-9)


def answers(of: Said, invited: int, least: int) -> list[tuple[int, ...]]:
    """Every way how many chose each of the five options that agrees with what stands there.

    Where the shares of the five are not shown, favourable ones stand for the last option.
    """
    found = []
    for n in range(least, invited + 1):
        favourable = {
            content
            for content in range(max(0, (of.low - 1) * n // 100), min(n, (of.low + 1) * n // 100 + 1) + 1)
            if (200 * content + n) // (2 * n) == of.low and of.interval in (None, interval(content, n, invited))
        }
        if favourable:
            found += [options for options in _options(of, n, favourable) if sum(options[3:]) in favourable]
    return found


def _options(of: Said, n: int, favourable: Iterable[int]) -> Iterator[tuple[int, ...]]:
    if of.shares is None:
        return ((n - content, 0, 0, 0, content) for content in favourable)
    reach = [range(max(0, ceil((share - 1) * n / 100)), (share + 1) * n // 100 + 1) for share in of.shares]
    return (options for options in product(*reach) if sum(options) == n and _rounded(options) == of.shares)


def _rounded(options: tuple[int, ...]) -> tuple[int, ...]:
    """Whole percents that add up to 100; what is left over goes to the largest rests, the first of equals before."""
    n = sum(options)
    found = [100 * number // n for number in options]
    for at in sorted(range(len(options)), key=lambda at: -(100 * options[at] % n))[: 100 - sum(found)]:
        found[at] += 1
    return tuple(found)


def statements(
    known: Mapping[Cell, Said], inside: Mapping[Cell, frozenset[int]], invited: Mapping[int, int], k: int
) -> Iterator[Statement]:
    """What was read, as statements about unknown counts."""
    for cell, of in known.items():
        blocks = inside[cell]
        people = sum(invited[block] for block in blocks)
        if of.low != of.high:
            least, most = (k + 1, people) if of.narrowed else (k, people)
            yield Statement(cell, blocks, (least, most), None, (of.low, of.high))
            continue
        cases = answers(of, people, k)
        assert cases, (cell, of, people)
        n, favourable = _span(map(sum, cases)), _span(sum(options[3:]) for options in cases)
        options = tuple(_span(of_one) for of_one in zip(*cases, strict=True)) if of.shares else ()
        yield Statement(cell, blocks, n, favourable, (of.low, of.high), options)


def _span(numbers: Iterable[int]) -> tuple[int, int]:
    every = list(numbers)
    return min(every), max(every)


def as_round(reader: Reader, inside: Mapping[Cell, frozenset[int]], invited: Mapping[int, int], k: int) -> Round:
    """One cycle as the attacker has it."""
    hidden = tuple((cell, blocks) for cell, blocks in inside.items() if cell not in reader.known)
    return Round(k, invited, tuple(statements(reader.known, inside, invited, k)), hidden)
