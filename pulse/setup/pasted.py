"""People pasted into a box, one a line: name, e-mail and perhaps a unit, as a spreadsheet gives them."""

import re
from collections.abc import Iterator

from pulse.i18n import N_
from pulse.people import cells
from pulse.people.cells import CellRefused
from pulse.people.files.problems import BadFile, Problem
from pulse.people.importing import EMPTY, READERS, Row

MOST = 200
_PARTS = re.compile(r"[\t;,]")
_ANGLED = re.compile(r"([^<>]*)<([^<>]*)>(.*)")


def pasted(text: str) -> list[Row]:
    """The people in a text; `BadFile` names each line that cannot be read. An address is the person's number."""
    rows: list[Row] = []
    problems: list[Problem] = []
    lines: dict[str, int] = {}
    for line, written in _written(text):
        row = _row(line, written, problems)
        if row is None:
            continue
        first = lines.setdefault(row.number, line)
        if first != line:
            problems.append(Problem(N_("This address is already on line %(first)s."), (("first", first),), line))
        rows.append(row)
    if not rows and not problems:
        problems.append(Problem(N_("Write at least one line: a name and an e-mail address.")))
    if len(rows) > MOST:
        problems.append(
            Problem(N_("These are more than %(most)s people. Bring them in as a file."), (("most", MOST),))
        )
    if problems:
        raise BadFile(problems)
    return rows


def _written(text: str) -> Iterator[tuple[int, str]]:
    return ((line, each.strip()) for line, each in enumerate(text.splitlines(), 1) if each.strip(" \t,;"))


def _row(line: int, written: str, problems: list[Problem]) -> Row | None:
    parts = _parts(written)
    at = next((place for place, part in enumerate(parts) if "@" in part), None)
    if at is None:
        problems.append(Problem(N_("There is no e-mail address on this line."), (), line))
        return None
    others = [part for place, part in enumerate(parts) if place != at]
    name = others[0] if others and others[0] else parts[at].partition("@")[0]
    given = {"name": name, "email": parts[at], "unit": others[1] if len(others) > 1 else ""}
    found: dict[str, object] = {}
    for column, value in given.items():
        try:
            found[column] = READERS[column](cells.plain(value))
        except CellRefused as told:
            problems.append(Problem(told.sentence, tuple(told.values.items()), line))
            return None
    columns = frozenset({"person_id", "name", "email"} | ({"unit"} if given["unit"] else set()))
    return Row(line=line, given=columns, **{**EMPTY, **found, "number": str(found["email"])[: cells.LONGEST_NUMBER]})  # type: ignore[arg-type]


def _parts(written: str) -> list[str]:
    """`Name <address>, unit` or `name, address, unit`, with tabs or semicolons as well."""
    angled = _ANGLED.fullmatch(written)
    if angled:
        name, address, rest = (part.strip(" \t\"',;") for part in angled.groups())
        return [name, address, rest]
    return [part.strip(" \"'") for part in _PARTS.split(written)]
