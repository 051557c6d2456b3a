"""Languages are folders of `translations`: what each says of itself, and which one a reader's tag asks for.

A folder with a `language.toml` is a language, and its name the language's code. docs/languages.md says what belongs
into it. Nothing else in Pulse lists languages.
"""

import re
import tomllib
import unicodedata
from dataclasses import dataclass, fields
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

CATALOGUES = Path(__file__).parent / "translations"
DEFAULT = "en"
_EXTENSION = re.compile(r"[.@]|[-_].(?=[-_]|$)")


@dataclass(frozen=True)
class Language:
    """What the folder of a language says in its `language.toml`.

    `answers`: the tags that ask for it, `never`: those that do not although they look so; a reader's tag may say
    more than either. `letters`: rows of letters that follow the first of their row in the alphabet.
    """

    code: str
    name: str
    english: str
    short: str
    direction: str
    region: str
    answers: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    letters: tuple[str, ...] = ()
    sorted_by: str = ""
    spaces: bool = True
    endings: str = ""
    charts: str = ""

    @property
    def tag(self) -> str:
        """As HTML writes it."""
        return self.code.replace("_", "-")

    @property
    def tags(self) -> tuple[str, ...]:
        """The tags that ask for it: its own code when it names no others."""
        return self.answers or (self.tag,)

    @property
    def locale(self) -> Locale:
        """How days and numbers are written."""
        plain = Locale.parse(self.code)
        return Locale(plain.language, self.region, plain.script)


class NotALanguage(ValueError):
    """A folder's `language.toml` lacks something or says what nobody understands."""


def _read(folder: Path) -> Language:
    given = tomllib.loads((folder / "language.toml").read_text(encoding="utf-8"))
    known = {field.name for field in fields(Language)} - {"code"}
    if unknown := given.keys() - known:
        raise NotALanguage(f"{folder.name}/language.toml has {', '.join(sorted(unknown))}, which nobody reads.")
    said: dict[str, Any] = {name: tuple(v) if isinstance(v, list) else v for name, v in given.items()}
    needed = known & {field.name for field in fields(Language)[:6]}
    if missing := needed - said.keys():
        raise NotALanguage(f"{folder.name}/language.toml does not say {', '.join(sorted(missing))}.")
    if said["direction"] not in {"ltr", "rtl"}:
        raise NotALanguage(f"{folder.name}/language.toml: direction is ltr or rtl.")
    return Language(folder.name, **said)


def _found() -> dict[str, Language]:
    read = [_read(path.parent) for path in CATALOGUES.glob("*/language.toml")]
    return {each.code: each for each in sorted(read, key=lambda each: (each.code != DEFAULT, each.english))}


SPOKEN = _found()


def language_of(tag: str | None) -> str | None:
    """The language of Pulse that a tag (`zh-TW`, `id_ID`, `vi`) asks for; None if there is none.

    What follows a single letter (`-u-ca-roc`) is about other things. The check-in's `languageOf` follows the same
    rule in the browser, by what `rules` gives it.
    """
    said = _EXTENSION.split((tag or "").strip().lower())[0].replace("_", "-").split("-")
    fitting = [
        (len(answer), each.code)
        for each in SPOKEN.values()
        if not any(_asks(said, other) for other in each.never)
        for answer in each.tags
        if _asks(said, answer)
    ]
    return max(fitting, key=lambda one: one[0])[1] if fitting else None


def _asks(said: list[str], answer: str) -> bool:
    language, *more = answer.lower().split("-")
    return said[0] == language and set(more) <= set(said[1:])


def rules(language: Language) -> dict[str, str]:
    """What a browser has to know to choose this language and to show it; what goes without saying is left out."""
    return {
        **({"answers": " ".join(language.tags).lower()} if language.answers else {}),
        **({"never": " ".join(language.never).lower()} if language.never else {}),
        **({"dir": language.direction} if language.direction != "ltr" else {}),
    }


@cache
def bank(language: str) -> dict[str, Any]:
    """What may be asked in a language: the texts of `bank.toml`; nothing where there is none."""
    path = CATALOGUES / language / "bank.toml"
    return tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}


def in_each(*keys: str) -> dict[str, Any]:
    """One text of the bank (or a list of them) in each language that has it."""
    found = {}
    for code in SPOKEN:
        text: Any = bank(code)
        for key in keys:
            text = text.get(key, {})
        if text:
            found[code] = text
    return found


def in_every(*keys: str) -> dict[str, str]:
    """One text of the bank in every language; the English one where it is not written yet."""
    found = in_each(*keys)
    return {code: found.get(code, found[DEFAULT]) for code in SPOKEN}


def order(language: str, text: str) -> tuple[Any, ...]:
    """By which names are put in the order that readers of a language expect: `sorted(names, key=...)`.

    Letters before accents and tones, those before capitals. Chinese stands after everything else.
    """
    spoken = SPOKEN.get(language) or SPOKEN[DEFAULT]
    places = {letter: (row[0], place) for row in spoken.letters for place, letter in enumerate(row)}
    letters, accents = [], []
    for character in unicodedata.normalize("NFC", text.casefold()):
        base, marks = _letter(character, places)
        letters.append((_place(spoken.sorted_by, base), places.get(base, (base, 0))))
        accents.append(marks)
    return letters, accents, text


def _letter(character: str, places: dict[str, tuple[str, int]]) -> tuple[str, str]:
    """The letter of an alphabet, and what stands above and below it otherwise."""
    apart = unicodedata.normalize("NFD", character)
    base, rest = apart[0], ""
    for mark in apart[1:]:
        whole = unicodedata.normalize("NFC", base + mark)
        base, rest = (whole, rest) if whole in places else (base, rest + mark)
    return base, rest


def _place(encoding: str, letter: str) -> bytes:
    """The place of a character among those that an encoding orders; nothing where it has none."""
    if not encoding or letter.isascii():
        return b""
    try:
        return letter.encode(encoding)
    except UnicodeEncodeError:
        return b"\xff"
