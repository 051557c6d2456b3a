"""What an item of the bank is, and short ways to write one down.

One idea an item: whoever likes the food and dislikes the queue must know what is asked. The wordings are written
for each language, so they say the same without being word for word. A wording that meant something else would
break the trend of everybody who asks it: a new idea gets a new key.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from pulse.questions.scales import AGREE5, FACES5, MULTIPLE, OPEN, POINTS10, SINGLE, YESNO

Texts = dict[str, str]
Wordings = tuple[str, str, str, str]  # English, Indonesian, Traditional Chinese, Vietnamese


@dataclass(frozen=True)
class BankTopic:
    """A topic and its name in each language."""

    key: str
    names: Texts


@dataclass(frozen=True)
class BankQuestion:
    """A question, its wording in each language, and where it has any its own answers by their number.

    With a `parent` it is asked only of those who are unhappy there.
    """

    key: str
    topic: str | None
    scale: str
    texts: Texts
    options: Mapping[int, Texts] = field(default_factory=dict)
    parent: str | None = None


def said(en: str, id: str, zh_hant: str, vi: str) -> Texts:
    """The same in each language."""
    return {"en": en, "id": id, "zh_Hant": zh_hant, "vi": vi}


SOMETHING_ELSE: Wordings = ("Something else", "Hal lain", "其他", "Điều khác")


def faces(key: str, topic: str | None, *wording: str) -> BankQuestion:
    """A question that five faces answer."""
    return BankQuestion(key, topic, FACES5, said(*wording))


def agree(key: str, topic: str | None, *wording: str) -> BankQuestion:
    """A statement that people agree with, more or less."""
    return BankQuestion(key, topic, AGREE5, said(*wording))


def points(key: str, topic: str | None, *wording: str) -> BankQuestion:
    """A question how likely something is, from 0 to 10."""
    return BankQuestion(key, topic, POINTS10, said(*wording))


def yes_or_no(key: str, topic: str | None, *wording: str) -> BankQuestion:
    """A question where "yes" is the good answer."""
    return BankQuestion(key, topic, YESNO, said(*wording))


def words(key: str, topic: str | None, *wording: str) -> BankQuestion:
    """A question that is answered in words."""
    return BankQuestion(key, topic, OPEN, said(*wording))


def one_of(key: str, topic: str | None, wording: Wordings, options: Sequence[Wordings]) -> BankQuestion:
    """A question with answers of its own, of which one is chosen."""
    return BankQuestion(key, topic, SINGLE, said(*wording), _numbered(options))


def some_of(key: str, topic: str | None, wording: Wordings, options: Sequence[Wordings]) -> BankQuestion:
    """A question with answers of its own, of which several may be chosen; the last is "something else"."""
    return BankQuestion(key, topic, MULTIPLE, said(*wording), _numbered([*options, SOMETHING_ELSE]))


def why(parent: str, topic: str | None, wording: Wordings, options: Sequence[Wordings]) -> BankQuestion:
    """What those who are unhappy with `parent` are asked next; its last answer is "something else"."""
    numbered = _numbered([*options, SOMETHING_ELSE])
    return BankQuestion(f"{parent}_why", topic, MULTIPLE, said(*wording), numbered, parent)


def _numbered(options: Sequence[Wordings]) -> Mapping[int, Texts]:
    return {number: said(*option) for number, option in enumerate(options, 1)}
