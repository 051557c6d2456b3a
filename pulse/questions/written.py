"""A question as an organisation writes it, pure: what it needs, and when a change of it is only a correction.

A trend holds only as long as everybody read the same. So once a question was asked, a few letters may be corrected and
languages and options added; whatever goes further is a new question.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pulse.i18n import N_
from pulse.organisation.names import is_plain
from pulse.questions.scales import BRANCHES, LISTED, PARENTS, SCALES

MOST_CORRECTED, ONE_IN = 3, 5  # letters in a text: so many, and no more than one in five
FEWEST_OPTIONS, MOST_OPTIONS = 2, 20
LONGEST_NAME, LONGEST_TEXT, LONGEST_OPTION = 100, 300, 120

Texts = Mapping[str, str]


@dataclass(frozen=True)
class Written:
    """A question's scale, topic, texts by language, options by number; with a parent it asks why."""

    scale: str
    topic: str | None
    texts: Texts
    options: Mapping[int, Texts] = field(default_factory=dict)
    parent: str | None = None


@dataclass(frozen=True)
class Fault:
    """What has to be mended: at which field, and a msgid with its values."""

    at: str
    sentence: str
    values: Mapping[str, object] = field(default_factory=dict)


def faults(written: Written, parent_scale: str | None = None) -> list[Fault]:
    """What hinders a question from being kept."""
    return [*_shape(written, parent_scale), *_wording(written), *_listed(written)]


def text_fault(name: str, text: str, longest: int) -> Fault | None:
    """What is wrong with one text."""
    if not is_plain(text):
        return Fault(name, N_("A text may not hold invisible or control characters."))
    if len(text) > longest:
        return Fault(name, N_("A text may not be longer than %(most)s characters."), {"most": longest})
    return None


def _shape(written: Written, parent_scale: str | None) -> Iterator[Fault]:
    asks_why = written.parent is None or (parent_scale in PARENTS and written.scale in BRANCHES)
    if written.scale not in SCALES or not asks_why:
        yield Fault("scale", N_("Please choose how people answer."))


def _wording(written: Written) -> Iterator[Fault]:
    if not written.texts:
        yield Fault("text_en", N_("Please write the question in one language at least."))
    for language, text in written.texts.items():
        if fault := text_fault(f"text_{language}", text, LONGEST_TEXT):
            yield fault


def _listed(written: Written) -> Iterator[Fault]:
    if written.scale not in LISTED:
        return
    if not FEWEST_OPTIONS <= len(written.options) <= MOST_OPTIONS:
        least, most = FEWEST_OPTIONS, MOST_OPTIONS
        yield Fault(
            "options", N_("Please give %(least)s to %(most)s answers to choose from."), {"least": least, "most": most}
        )
    for number, texts in written.options.items():
        for language, text in texts.items():
            if fault := text_fault(f"option_{number}_{language}", text, LONGEST_OPTION):
                yield fault
    for language in sorted({language for texts in written.options.values() for language in texts}):
        said = [texts[language].casefold() for texts in written.options.values() if language in texts]
        if len(set(said)) < len(said):
            yield Fault("options", N_("Two answers read the same. Please change one of them."))
            return


def is_correction(before: Written, after: Written) -> bool:
    """Whether people who read either were asked the same."""
    same = (before.scale, before.topic, before.parent) == (after.scale, after.topic, after.parent)
    return (
        same
        and _corrects(before.texts, after.texts)
        and all(_corrects(texts, after.options.get(number, {})) for number, texts in before.options.items())
    )


def is_same(one: Written, other: Written) -> bool:
    """Whether two questions mean the same as far as they have languages in common, at least one of them."""
    shape = (one.scale, one.topic, one.parent, set(one.options)) == (
        other.scale,
        other.topic,
        other.parent,
        set(other.options),
    )
    shared = set(one.texts) & set(other.texts)
    pairs = [(one.texts, other.texts), *((texts, other.options.get(each, {})) for each, texts in one.options.items())]
    return (
        shape
        and bool(shared)
        and all(
            _is_close(mine[language], yours[language]) for mine, yours in pairs for language in set(mine) & set(yours)
        )
    )


def _corrects(before: Texts, after: Texts) -> bool:
    return all(language in after and _is_close(text, after[language]) for language, text in before.items())


def _is_close(one: str, other: str) -> bool:
    return distance(one, other) <= min(MOST_CORRECTED, len(one) // ONE_IN)


def distance(one: str, other: str) -> int:
    """How many letters have to be put in, left out or changed to make one text of the other."""
    row: Sequence[int] = range(len(other) + 1)
    for place, letter in enumerate(one, 1):
        new = [place]
        for number, against in enumerate(other, 1):
            new.append(min(row[number] + 1, new[-1] + 1, row[number - 1] + (letter != against)))
        row = new
    return row[-1]
