"""What was typed into the box as words, and whether they stand in a text: without accents, in any case."""

import unicodedata
from collections.abc import Sequence

MOST_WORDS = 12
LONGEST = 200


def folded(text: str) -> str:
    """As it is compared: `Đơn giá` and `don gia` are the same."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return "".join(one for one in apart if not unicodedata.combining(one)).replace("đ", "d")


def words_of(typed: str) -> tuple[str, ...]:
    """The words that are looked for; what is beyond twelve is left out."""
    return tuple(folded(typed[:LONGEST]).split()[:MOST_WORDS])


def holds(words: Sequence[str], *texts: str) -> bool:
    """Whether every word stands somewhere in these texts."""
    looked_at = folded(" ".join(texts))
    return bool(words) and all(word in looked_at for word in words)
