"""A table for a spreadsheet program, pure: no cell of it is ever taken for a formula."""

import csv
from collections.abc import Iterable, Sequence
from io import StringIO

STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def neutral(cell: str) -> str:
    """A cell that a spreadsheet program shows and never works out; the apostrophe before it says that it is text."""
    return f"'{cell}" if cell.lstrip(" ").startswith(STARTS_A_FORMULA) else cell


def csv_of(header: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it."""
    text = StringIO()
    written = csv.writer(text)
    for row in (header, *rows):
        written.writerow([neutral(cell) for cell in row])
    return text.getvalue().encode("utf-8-sig")
