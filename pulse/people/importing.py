"""Reading a file of people: every bad row is named at once, by its line and column.

A column that the file does not have leaves what is known as it is; an empty cell empties it.
A cell that begins like a formula is text like any other.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from pulse.i18n import N_
from pulse.organisation import names
from pulse.people import cells
from pulse.people.cells import CellRefused
from pulse.people.files import text, workbook
from pulse.people.files.headings import REQUIRED, Headings, headings
from pulse.people.files.problems import BadFile, Problem, refused

READERS: dict[str, Callable[[str], object]] = {
    "person_id": cells.number,
    "name": cells.name,
    "email": cells.email,
    "unit": cells.path,
    "location": cells.path,
    "language": cells.language,
    "time_zone": cells.time_zone,
    "manager_id": cells.manager,
    "tenure_start": cells.day,
    "phone": cells.phone,
    "status": cells.status,
}
COLUMNS = tuple(READERS)
MOST_PEOPLE = 250_000
Record = tuple[int, list[str], dict[int, workbook.Cell]]  # a line, its cells, and those that cannot be read
FIELDS = {"person_id": "number", "manager_id": "manager_number", "status": "active"}  # others bear the column's name


@dataclass(frozen=True, slots=True)
class Row:
    """One person as the file has them. Fields whose column is not in `given` say nothing."""

    line: int
    number: str
    name: str
    email: str | None
    unit: tuple[str, ...]
    location: tuple[str, ...]
    language: str | None
    time_zone: str | None
    manager_number: str | None
    tenure_start: date | None
    phone: str | None
    active: bool
    given: frozenset[str]


@dataclass(frozen=True)
class PeopleFile:
    """Everything that a file says: its people, how its columns were read, and what is worth a look."""

    rows: list[Row]
    read_as: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()
    notes: tuple[Problem, ...] = ()


def parse(data: bytes) -> list[Row]:
    """The people of a file; `BadFile` names everything that is wrong with it."""
    return read(data).rows


def read(data: bytes) -> PeopleFile:
    """A file of people, CSV or XLSX, with what it says about itself; `BadFile` names everything wrong with it."""
    found, notes = _records(data)
    line, texts, troubles = next(found, (1, [], {}))
    if not texts:
        raise refused(N_("The file is empty."))
    problems = [workbook.named(troubles[at], line, texts[at][:40]) for at in sorted(troubles)]
    if problems:
        raise BadFile(problems)
    header = headings(texts, line)
    rows = []
    for record in found:
        if (row := _row(record, header, problems)) is not None:
            rows.append(row)
        if len(rows) > MOST_PEOPLE:
            raise refused(N_("The file holds more than %(most)s people. Send it in parts."), most=MOST_PEOPLE)
    problems += _doubles(rows)
    if not rows and not problems:
        raise refused(N_("The file has a header but no people."))
    if problems:
        raise BadFile(sorted(problems, key=lambda problem: problem.line or 0))
    return PeopleFile(rows, header.read_as, header.left_out, (*notes, *_spellings(rows)))


def _records(data: bytes) -> tuple[Iterator[Record], list[Problem]]:
    if data.startswith(workbook.OLD_MARK):
        raise refused(workbook.OLD)
    if not data.startswith(workbook.MARK):
        return ((line, texts, {}) for line, texts in text.records(text.decoded(data))), []
    sheet = workbook.sheet(data)
    said = Problem(
        N_("The workbook has several sheets. The first, “%(name)s”, is read."), (("name", sheet.name[:60]),)
    )
    return _of_workbook(data, sheet), [said] if sheet.others else []


def _of_workbook(data: bytes, sheet: workbook.Sheet) -> Iterator[Record]:
    """The rows of a sheet, each as wide as the first: Excel leaves out what is empty at the end."""
    width = 0
    for line, found in workbook.rows(data, sheet):
        while found and not found[-1].trouble and not found[-1].text.strip():
            found.pop()
        width = width or len(found)
        texts = [cell.text for cell in found] + [""] * (width - len(found))
        yield line, texts, {at: cell for at, cell in enumerate(found) if cell.trouble}


def _row(record: Record, header: Headings, problems: list[Problem]) -> Row | None:
    line, texts, troubles = record
    if len(texts) != len(header.columns):
        sentence = N_("This row has %(cells)s cells, the header has %(columns)s.")
        problems.append(Problem(sentence, (("cells", len(texts)), ("columns", len(header.columns))), line=line))
        return None
    found: dict[str, object] = {}
    before = len(problems)
    for at, column in header.read:
        if at in troubles:
            problems.append(workbook.named(troubles[at], line, column))
            continue
        try:
            found[FIELDS.get(column, column)] = READERS[column](cells.plain(texts[at]))
        except CellRefused as told:
            problems.append(Problem(told.sentence, tuple(told.values.items()), line, column))
    return Row(line=line, given=header.given, **{**EMPTY, **found}) if len(problems) == before else None  # type: ignore[arg-type]


EMPTY = {FIELDS.get(column, column): READERS[column]("") for column in COLUMNS if column not in REQUIRED}


def _doubles(rows: Sequence[Row]) -> Iterator[Problem]:
    sentences = {
        "person_id": N_("This person is already on line %(first)s."),
        "email": N_("This address is already on line %(first)s."),
    }
    for column, sentence in sentences.items():
        first: dict[str, int] = {}
        for row in rows:
            value = row.number if column == "person_id" else row.email
            if value is not None and first.setdefault(value, row.line) != row.line:
                yield Problem(sentence, (("first", first[value]),), row.line, column)


def _spellings(rows: Sequence[Row]) -> Iterator[Problem]:
    """Paths that differ only in how they are written, and units of which each stands above the other."""
    for column in ("unit", "location"):
        lines: dict[tuple[str, ...], int] = {}
        for row in rows:
            lines.setdefault(getattr(row, column), row.line)
        yield from _written_twice(column, lines)
        yield from _each_above_the_other(column, lines)


def _written_twice(column: str, lines: Mapping[tuple[str, ...], int]) -> Iterator[Problem]:
    sentence = N_("“%(given)s” is read as “%(first)s” of line %(line)s: only the spelling differs.")
    first: dict[tuple[str, ...], tuple[str, ...]] = {}
    for path, line in lines.items():
        same = first.setdefault(tuple(map(names.key, path)), path)
        if same != path:
            said = (("given", "/".join(path)), ("first", "/".join(same)), ("line", lines[same]))
            yield Problem(sentence, said, line, column)


def _each_above_the_other(column: str, lines: Mapping[tuple[str, ...], int]) -> Iterator[Problem]:
    sentence = N_(
        "“%(upper)s” stands above “%(lower)s” here, and below it in line %(line)s. Two units are made of it."
    )
    above: dict[tuple[str, str], int] = {}
    for path, line in lines.items():
        steps = [(names.key(upper), names.key(lower)) for upper, lower in combinations(path, 2)]
        for upper, lower in steps:
            if (lower, upper) in above and upper != lower:
                yield Problem(
                    sentence, (("upper", upper), ("lower", lower), ("line", above[lower, upper])), line, column
                )
        above |= {pair: line for pair in steps if pair not in above}
