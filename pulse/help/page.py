"""What is told about one page."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Page:
    """What a page is called, what it answers and what one does there, and the words of the glossary that it uses."""

    title: str
    text: str
    words: tuple[str, ...] = ()
