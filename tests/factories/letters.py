"""Reading printed letters as whoever opens them does: the text of each page, and what a camera sees in its square."""

from dataclasses import dataclass

import pypdfium2
import zxingcpp

POINTS = 72 / 25.4  # in a millimetre
BREAKS = "-\x02\ufffe"  # how a hyphen at the end of a line is read
FOLD = 99  # millimetres from the top: what is above stays outside


@dataclass(frozen=True)
class Printed:
    """One page: all its text, that of the part that stays outside, and the link of its square, if it has one."""

    text: str
    outside: str
    link: str | None


def read(pdf: bytes) -> list[Printed]:
    """Every page of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    pages = [_page(document[number]) for number in range(len(document))]
    document.close()
    return pages


def links(pdf: bytes) -> list[str]:
    """What the squares lead to, page by page."""
    return [page.link for page in read(pdf) if page.link]


def _page(page: pypdfium2.PdfPage) -> Printed:
    words = page.get_textpage()
    picture = page.render(scale=2, grayscale=True)
    seen = zxingcpp.read_barcodes(picture.to_numpy())
    upper = words.get_text_bounded(bottom=page.get_height() - FOLD * POINTS)
    found = Printed(words.get_text_bounded(), upper, seen[0].text if seen else None)
    words.close()
    picture.close()
    page.close()
    return found


def without_spaces(text: str) -> str:
    """Where lines and words break is the page's affair."""
    return "".join(one for one in text if not one.isspace() and one not in BREAKS)
