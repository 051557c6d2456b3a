"""`python -m tests.catalogues`: every string of the product stands in every language's folder, whole.

Part of `make check`. Says what is missing, empty, fuzzy, left over or has other placeholders.
"""

import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from pulse.i18n import CATALOGUES, DEFAULT, LANGUAGES

ROOT = Path(__file__).resolve().parent.parent
KEYWORDS = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)\w|%%")


def used() -> set[str | tuple[str, ...]]:
    """Every string that the code and the templates hand to gettext."""
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    found = extract_from_dir(ROOT, methods, options, KEYWORDS)
    return {message for _file, _line, message, _comments, _context in found}


def texts(value: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    """The one form or the several plural forms of a message."""
    return (value,) if isinstance(value, str) else tuple(value)


def faults_of(message: Message, forms: int) -> Iterator[str]:
    """What is wrong with one translated message."""
    sources, strings = texts(message.id), texts(message.string)
    if message.fuzzy:
        yield "is fuzzy"
    if not all(strings) or (message.pluralizable and len(strings) != forms):
        yield "is not translated"
        return
    wanted = set(PLACEHOLDER.findall(sources[-1]))
    found = [set(PLACEHOLDER.findall(string)) for string in strings]
    # A language with several forms may leave the number out of the first ("every week").
    if any(not one <= wanted for one in found) or found[-1] != wanted:
        yield "has other placeholders"
    if any(string.startswith("\n") != sources[0].startswith("\n") for string in strings):
        yield "begins with another line"


def faults(language: str, wanted: set[str | tuple[str, ...]]) -> Iterator[str]:
    """What is wrong with the catalogue of one language."""
    path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        catalogue: Catalog = read_po(file, locale=language)
    there = {texts(message.id)[0]: message for message in catalogue if message.id}
    forms = len(Locale.parse(language).plural_form.tags | {"other"})
    if catalogue.num_plurals != forms:
        yield f"{language} counts {catalogue.num_plurals} plural forms and has {forms}"
    needed = {texts(message)[0] for message in wanted}
    for text in sorted(needed - there.keys()):
        yield f"{language}: {text!r} is missing"
    for text in sorted(there.keys() - needed):
        yield f"{language}: {text!r} is no longer used"
    for text in sorted(needed & there.keys()):
        yield from (f"{language}: {text!r} {fault}" for fault in faults_of(there[text], forms))


def bank_faults(language: str) -> Iterator[str]:
    """What is wrong with a language's texts of the question bank, against the English ones."""
    path, source = (CATALOGUES / code / "bank.toml" for code in (language, DEFAULT))
    if not path.exists():
        yield f"{language}: bank.toml is missing"
        return
    said, wanted = (_flat(tomllib.loads(each.read_text(encoding="utf-8"))) for each in (path, source))
    yield from (f"{language}: bank.toml lacks {key}" for key in wanted.keys() - said.keys())
    yield from (f"{language}: bank.toml has {key}, which nobody asks for" for key in said.keys() - wanted.keys())
    yield from (f"{language}: {key} of bank.toml is empty" for key, text in said.items() if not text.strip())


def _flat(texts: dict[str, Any] | list[str], before: str = "") -> dict[str, str]:
    """`{"options.gym_visits.1": "Never"}`"""
    pairs = enumerate(texts, 1) if isinstance(texts, list) else texts.items()
    found: dict[str, str] = {}
    for key, text in pairs:
        found |= {f"{before}{key}": text} if isinstance(text, str) else _flat(text, f"{before}{key}.")
    return found


def main() -> None:
    """Print every fault and exit 1, or say that all is well."""
    wanted = used()
    found = [fault for language in LANGUAGES if language != DEFAULT for fault in faults(language, wanted)]
    found += [fault for language in LANGUAGES for fault in bank_faults(language)]
    for fault in found:
        print(fault)
    if found:
        sys.exit(f"{len(found)} faults in the catalogues; `make translations` collects new strings.")
    print(f"{len(wanted)} strings are whole in {len(LANGUAGES) - 1} catalogues.")


if __name__ == "__main__":
    main()
