"""Files of text: which letters they are written in, what parts their columns, and their lines."""

import codecs
import csv
import io
from collections.abc import Iterator

from pulse.i18n import N_
from pulse.people.files.problems import BadFile, Problem, refused

UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
UTF_32_MARKS = (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE)
NOT_READ = N_(
    "The file is not written in UTF-8 or UTF-16. In Excel choose Save as, then “CSV UTF-8 (comma delimited)” or "
    "“Excel Workbook (.xlsx)”, and try again."
)
_CELLS = ",;\t"


def decoded(data: bytes) -> str:
    """The text of a file; `BadFile` when it is empty or in letters that nobody could tell apart for certain."""
    try:
        text = data.decode(_encoding(data))
    except UnicodeDecodeError:
        raise refused(NOT_READ) from None
    if not text.strip():
        raise refused(N_("The file is empty."))
    return text


def _encoding(data: bytes) -> str:
    if data.startswith(UTF_32_MARKS) or (b"\0" in data[:4] and not data.startswith(UTF_16_MARKS)):
        raise refused(NOT_READ)  # UTF-32, or UTF-16 that does not say which half of a letter comes first
    return "utf-16" if data.startswith(UTF_16_MARKS) else "utf-8-sig"


def records(text: str) -> Iterator[tuple[int, list[str]]]:
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


def _delimiter(text: str) -> str:
    """What parts the columns of the header: Excel writes semicolons where the comma is in the numbers."""
    header = text.lstrip(" \r\n\ufeff").partition("\n")[0]
    return max(_CELLS, key=header.count)
