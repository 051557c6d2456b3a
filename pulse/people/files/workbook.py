"""Workbooks of Excel (XLSX): the rows of the first sheet as text, read piece by piece.

Only what was typed is read: a cell with a formula is refused, as the value beside it may be from another day.
Markup that could grow or reach out (document types, entities) is refused, and so is a file that would unpack to too
much.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from posixpath import join, normpath
from xml.parsers import expat

from pulse.i18n import N_
from pulse.people.files.problems import BadFile, Problem, refused

MARK = b"PK"
OLD_MARK = b"\xd0\xcf\x11\xe0"  # of .xls, and of workbooks with a password
NOT_A_WORKBOOK = N_(
    "This is no Excel workbook that can be read. In Excel choose Save as, then “Excel Workbook (.xlsx)”, and try "
    "again."
)
OLD = N_(
    "This is an old Excel file (.xls), or one with a password. Save it without password as “Excel Workbook (.xlsx)”, "
    "and try again."
)
TOO_LARGE = N_("This workbook would unpack to more than %(most)s MB. Leave out what you do not need.")
FORMULA = N_("This cell holds a formula. Copy the column in Excel, paste it as values, save, and try again.")
ERROR = N_("This cell holds an error of Excel: %(given)s.")
MOST_BYTES = 512 * 1024 * 1024
MOST_SHARED = 64 * 1024 * 1024  # bytes of the texts that cells share
MOST_SMALL = 8 * 1024 * 1024  # bytes of every part that is neither these nor a sheet
MOST_STRINGS = 1_000_000  # texts that cells share
MOST_ELEMENTS = 100_000  # sheets, links and styles; Excel keeps 65,490 styles
MOST_PIECES = 1000  # of one text, each of some kilobytes; a cell of Excel has 32,767 letters
MOST_COLUMNS = 200
CHUNK = 1 << 16
_ROOT, _LINKS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_LETTERS = re.compile(r"([A-Z]{1,3})[0-9]+")
_DAY_FORMATS = {*range(14, 18), 22, *range(27, 32), 36, *range(50, 59)}
_NOT_A_DAY = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
EPOCHS = {False: date(1899, 12, 30), True: date(1904, 1, 1)}


_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    LookupError,
    ValueError,
    ArithmeticError,
    OSError,
    EOFError,
    RuntimeError,
)


class _Unsafe(ValueError):
    """Markup that no spreadsheet program writes."""


@dataclass
class Cell:
    """One cell: its text, or what is wrong with it."""

    text: str = ""
    trouble: str | None = None


@dataclass
class Sheet:
    """The sheet that is read, and how many others there are."""

    name: str
    path: str
    others: int
    from_1904: bool


@contextmanager
def _reading() -> Iterator[None]:
    """Whatever is wrong with a workbook is said in one sentence."""
    try:
        yield
    except BadFile:
        raise
    except _BROKEN:
        raise refused(NOT_A_WORKBOOK) from None


def sheet(data: bytes) -> Sheet:
    """The sheet that is read: the first that can be seen; `BadFile` when the workbook cannot be read."""
    with _reading(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        if sum(info.file_size for info in archive.infolist()) > MOST_BYTES:
            raise refused(TOO_LARGE, most=MOST_BYTES // 1024 // 1024)
        return _first_sheet(archive)


def rows(data: bytes, of: Sheet) -> Iterator[tuple[int, list[Cell]]]:
    """Each row of a sheet that holds anything, with its number; `BadFile` when it cannot be read."""
    with _reading(), zipfile.ZipFile(io.BytesIO(data)) as archive:
        reader = _Reader(_strings(archive), _days(archive), of.from_1904)
        yield from reader.rows(_pieces(archive, of.path))


def _pieces(archive: zipfile.ZipFile, path: str, most: int = MOST_BYTES) -> Iterator[bytes]:
    left = most
    with archive.open(path) as part:
        while piece := part.read(CHUNK):
            left -= len(piece)
            if left < 0:
                raise refused(TOO_LARGE, most=most // 1024 // 1024)
            yield piece


def _parser() -> expat.XMLParserType:
    def refuse(*_anything: object) -> None:
        raise _Unsafe

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartDoctypeDeclHandler = parser.EntityDeclHandler = refuse
    parser.buffer_text = True
    return parser


def _elements(archive: zipfile.ZipFile, path: str, wanted: Collection[str]) -> list[tuple[str, dict[str, str]]]:
    """The elements of these names of a small part, in order."""
    found: list[tuple[str, dict[str, str]]] = []

    def start(name: str, marks: dict[str, str]) -> None:
        if _local(name) in wanted:
            found.append((_local(name), {_local(mark): value for mark, value in marks.items()}))
        if len(found) > MOST_ELEMENTS:
            raise _Unsafe

    parser = _parser()
    parser.StartElementHandler = start
    for piece in _pieces(archive, path, MOST_SMALL):
        parser.Parse(piece, False)
    parser.Parse(b"", True)
    return found


def _local(name: str) -> str:
    return name.rpartition(" ")[2]


def _first_sheet(archive: zipfile.ZipFile) -> Sheet:
    found = _elements(archive, _ROOT, {"sheet", "workbookPr"})
    sheets = [marks for name, marks in found if name == "sheet" and marks.get("state", "visible") == "visible"]
    from_1904 = any(name == "workbookPr" and marks.get("date1904") in {"1", "true"} for name, marks in found)
    links = {marks["Id"]: marks["Target"] for _name, marks in _elements(archive, _LINKS, {"Relationship"})}
    first = sheets[0]
    target = links[first["id"]]
    path = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
    return Sheet(first["name"], path, len(sheets) - 1, from_1904)


def _strings(archive: zipfile.ZipFile) -> list[str]:
    """The texts that cells share."""
    path = "xl/sharedStrings.xml"
    return _Strings().read(_pieces(archive, path, MOST_SHARED)) if path in archive.namelist() else []


@dataclass
class _Strings:
    """Collects shared texts; what is spoken beside Chinese letters (`rPh`) is no part of them."""

    found: list[str] = field(default_factory=list)
    parts: list[str] = field(default_factory=list)
    inside: dict[str, bool] = field(default_factory=lambda: {"t": False, "rPh": False})

    def read(self, pieces: Iterator[bytes]) -> list[str]:
        """All of them, in order."""
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        for piece in pieces:
            parser.Parse(piece, False)
        parser.Parse(b"", True)
        return self.found

    def _start(self, name: str, _marks: dict[str, str]) -> None:
        if _local(name) in self.inside:
            self.inside[_local(name)] = True

    def _end(self, name: str) -> None:
        if _local(name) in self.inside:
            self.inside[_local(name)] = False
        elif _local(name) == "si":
            self.found.append("".join(self.parts))
            self.parts.clear()
            if len(self.found) > MOST_STRINGS:
                raise _Unsafe

    def _text(self, data: str) -> None:
        if self.inside["t"] and not self.inside["rPh"]:
            self.parts.append(data)


def _days(archive: zipfile.ZipFile) -> set[int]:
    """The styles whose numbers are days."""
    if "xl/styles.xml" not in archive.namelist():
        return set()
    found = _elements(archive, "xl/styles.xml", {"numFmt", "cellXfs", "cellStyles", "xf"})
    formats = {
        int(marks["numFmtId"])
        for name, marks in found
        if name == "numFmt" and re.search("[dmy]", _NOT_A_DAY.sub("", marks.get("formatCode", "")), re.IGNORECASE)
    }
    names = [name for name, _marks in found]
    if "cellXfs" not in names:
        return set()
    begin = names.index("cellXfs") + 1
    end = names.index("cellStyles") if "cellStyles" in names[begin:] else len(names)
    styles = [marks for name, marks in found[begin:end] if name == "xf"]
    return {at for at, marks in enumerate(styles) if int(marks.get("numFmtId", 0)) in _DAY_FORMATS | formats}


@dataclass
class _Reader:
    """Reads the rows of a sheet while its markup passes by."""

    strings: list[str]
    days: set[int]
    from_1904: bool
    line: int = 0
    at: int = 0
    marks: dict[str, str] = field(default_factory=dict)
    parts: list[str] = field(default_factory=list)
    collecting: bool = False
    formula: bool = False
    cells: list[Cell] = field(default_factory=list)
    done: list[tuple[int, list[Cell]]] = field(default_factory=list)

    def rows(self, pieces: Iterator[bytes]) -> Iterator[tuple[int, list[Cell]]]:
        """Each row that holds anything."""
        parser = _parser()
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        for piece in pieces:
            parser.Parse(piece, False)
            yield from self.done
            self.done.clear()
        parser.Parse(b"", True)
        yield from self.done

    def _start(self, name: str, marks: dict[str, str]) -> None:
        name = _local(name)
        if name == "row":
            self.line = int(marks.get("r", self.line + 1))
            self.at, self.cells = 0, []
        elif name == "c":
            self.at = _column(marks["r"]) if "r" in marks else self.at
            self.marks, self.formula = marks, False
            self.parts.clear()
        elif name == "f":
            self.formula = True
        elif name in {"v", "t"}:
            self.collecting = True

    def _end(self, name: str) -> None:
        name = _local(name)
        if name in {"v", "t"}:
            self.collecting = False
        elif name == "c":
            self._keep(self._cell())
        elif name == "row" and any(cell.text.strip() or cell.trouble for cell in self.cells):
            self.done.append((self.line, self.cells))

    def _text(self, data: str) -> None:
        if self.collecting:
            self.parts.append(data)
        if len(self.parts) > MOST_PIECES:
            raise _Unsafe

    def _keep(self, cell: Cell) -> None:
        if self.at < MOST_COLUMNS:
            self.cells += [Cell() for _missing in range(self.at - len(self.cells))]
            self.cells.append(cell)
        self.at += 1

    def _cell(self) -> Cell:
        given, kind = "".join(self.parts), self.marks.get("t", "n")
        if self.formula:
            return Cell(given, FORMULA)
        if kind == "e":
            return Cell(given, ERROR)
        if kind == "s":
            return Cell(self.strings[int(given)] if given else "")
        if kind == "b":
            return Cell("TRUE" if given == "1" else "FALSE")
        return Cell(self._number(given) if kind == "n" else given)

    def _number(self, given: str) -> str:
        if not given:
            return ""
        number = float(given)
        if int(self.marks.get("s", 0)) in self.days:
            return str(EPOCHS[self.from_1904] + timedelta(days=int(number)))
        return str(int(number)) if number.is_integer() and abs(number) < 1e15 else given


def _column(place: str) -> int:
    found = _LETTERS.fullmatch(place)
    if not found:
        raise _Unsafe
    at = 0
    for letter in found[1]:
        at = at * 26 + ord(letter) - 64
    return at - 1


def named(trouble: Cell, line: int, column: str) -> Problem:
    """What is wrong with a cell, by line and column."""
    said = (("given", trouble.text[:40]),) if trouble.trouble == ERROR else ()
    return Problem(trouble.trouble or "", said, line, column)
