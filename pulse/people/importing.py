"""Reading a file of people: every bad row is named at once, by its line and column.

A column that the file does not have leaves what is known as it is; an empty cell empties it.
A cell that begins like a formula is text like any other.
"""

import csv
import io
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from pulse.i18n import N_
from pulse.people import cells
from pulse.people.cells import CellRefused

REQUIRED = ("person_id", "name")
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
UTF_16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_STARTS_OF_ARCHIVES = (b"PK", b"\xd0\xcf\x11\xe0")  # XLSX and XLS


@dataclass(frozen=True)
class Problem:
    """One thing to mend in the file. `sentence` is a msgid that `values` fills."""

    sentence: str
    values: tuple[tuple[str, object], ...] = ()
    line: int | None = None
    column: str | None = None

    def __str__(self) -> str:
        place = [f"Line {self.line}"] if self.line else []
        place += [self.column] if self.column else []
        said = self.sentence % dict(self.values) if self.values else self.sentence
        return ", ".join(place) + ": " + said if place else said


class BadFile(ValueError):
    """A file that is not imported, with everything there is to mend in it."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.sentences))

    @property
    def sentences(self) -> list[str]:
        """Each problem in one line of English, for the terminal."""
        return [str(problem) for problem in self.problems]


@dataclass(frozen=True)
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


def parse(data: bytes) -> list[Row]:
    """The people of a CSV file; `BadFile` names everything that is wrong with it."""
    records = _records(_text(data))
    header = _header(next(records, (1, []))[1])
    problems: list[Problem] = []
    rows = [row for line, texts in records if (row := _row(line, header, texts, problems))]
    problems += _doubles(rows)
    if not rows and not problems:
        raise BadFile([Problem(N_("The file has a header but no people."))])
    if problems:
        raise BadFile(sorted(problems, key=lambda problem: problem.line or 0))
    return rows


def _text(data: bytes) -> str:
    if data.startswith(_STARTS_OF_ARCHIVES):
        raise BadFile([Problem(N_("This is a spreadsheet, not a CSV file. Save it as “CSV UTF-8” and try again."))])
    try:
        text = data.decode("utf-16" if data.startswith(UTF_16_MARKS) else "utf-8-sig")
    except UnicodeDecodeError:
        raise BadFile([Problem(N_("The file is not UTF-8 text. Save it as “CSV UTF-8” and try again."))]) from None
    if not text.strip():
        raise BadFile([Problem(N_("The file is empty."))])
    return text


def _delimiter(text: str) -> str:
    """What parts the columns of the header: Excel writes semicolons where the comma is in the numbers."""
    header = text.lstrip().partition("\n")[0]
    return max(",;\t", key=header.count)


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the line it begins on; blank ones are passed over."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True, delimiter=_delimiter(text))
    line = 1
    while True:
        try:
            texts = next(reader, None)
        except csv.Error:
            raise BadFile([Problem(N_("The quotation marks do not match from here on."), line=line)]) from None
        if texts is None:
            return
        if any(cell.strip() for cell in texts):
            yield line, texts
        line = reader.line_num + 1


def _header(texts: list[str]) -> list[str]:
    names = [cell.strip().lower() for cell in texts]
    problems = [_unknown_column(name) for name in names if name not in READERS]
    problems += [_about(name, N_("This column is there twice.")) for name in COLUMNS if names.count(name) > 1]
    problems += [_about(name, N_("This column is missing.")) for name in REQUIRED if name not in names]
    if problems:
        raise BadFile(problems)
    return names


def _unknown_column(name: str) -> Problem:
    sentence = N_("“%(column)s” is not a column Pulse knows. The columns are: %(columns)s.")
    return Problem(sentence, (("column", name[:60]), ("columns", ", ".join(COLUMNS))), line=1)


def _about(column: str, sentence: str) -> Problem:
    return Problem(sentence, line=1, column=column)


def _row(line: int, header: list[str], texts: list[str], problems: list[Problem]) -> Row | None:
    if len(texts) != len(header):
        sentence = N_("This row has %(cells)s cells, the header has %(columns)s.")
        problems.append(Problem(sentence, (("cells", len(texts)), ("columns", len(header))), line=line))
        return None
    found: dict[str, object] = {}
    before = len(problems)
    for column, text in zip(header, texts, strict=True):
        try:
            found[column] = READERS[column](cells.plain(text))
        except CellRefused as refused:
            problems.append(Problem(refused.sentence, tuple(refused.values.items()), line, column))
    return _made(line, found, frozenset(header)) if len(problems) == before else None


def _made(line: int, found: dict[str, object], given: frozenset[str]) -> Row:
    names = {"person_id": "number", "manager_id": "manager_number", "status": "active"}
    empty: dict[str, object] = {column: READERS[column]("") for column in COLUMNS if column not in REQUIRED}
    return Row(line=line, given=given, **{names.get(column, column): v for column, v in (empty | found).items()})  # type: ignore[arg-type]


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
