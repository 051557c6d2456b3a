"""`python -m tests.new_language CODE`: the folder of a new language, with every text still to be written.

What babel knows of the language is filled in. With `--marked` every text is the English one in [[brackets]], so that
a page shows at a glance what no catalogue reaches, and what does not fit.
"""

import json
import re
import sys
from argparse import ArgumentParser
from pathlib import Path

from babel import Locale, UnknownLocaleError
from babel.core import get_global
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from pulse.i18n import CATALOGUES, DEFAULT, LANGUAGES

TEXT = re.compile(r'^(?P<before>(?: {2}|\w+ = ))(?P<text>"(?:[^"\\]|\\.)*")(?P<after>,?)')
MOST_SHORT = 3


def main() -> None:
    """Make the folder, and say what to do next."""
    asked = ArgumentParser(prog="python -m tests.new_language", description=__doc__)
    asked.add_argument("code", help="the language's code, such as sw, pt_BR or zh_Hant")
    asked.add_argument("--marked", action="store_true", help="the English texts in [[brackets]], to look at pages")
    asked.add_argument("--into", type=Path, default=CATALOGUES, help="the folder of all languages")
    given = asked.parse_args()
    try:
        folder = make(given.code, given.into, marked=given.marked)
    except (UnknownLocaleError, ValueError) as trouble:
        sys.exit(f"{given.code} is no language that babel knows: {trouble}")
    except FileExistsError:
        sys.exit(f"{given.code} has a folder already.")
    print(f"{folder} is made. Look over language.toml, then translate LC_MESSAGES/messages.po and bank.toml.")
    print("`make .venv/catalogues` makes it readable, `python -m tests.catalogues` says what is still missing.")


def make(code: str, into: Path, *, marked: bool) -> Path:
    """The folder of a language; it must not be there yet."""
    locale = Locale.parse(code)
    folder = into / code
    (folder / "LC_MESSAGES").mkdir(parents=True)
    (folder / "language.toml").write_text(_language(locale, code), encoding="utf-8")
    english = (CATALOGUES / DEFAULT / "bank.toml").read_text(encoding="utf-8")
    (folder / "bank.toml").write_text(_bank(english, marked=marked), encoding="utf-8")
    catalogue = _catalogue(code, marked=marked)
    with (folder / "LC_MESSAGES" / "messages.po").open("wb") as file:
        write_po(file, catalogue, width=100, sort_output=True)
    with (folder / "LC_MESSAGES" / "messages.mo").open("wb") as file:
        write_mo(file, catalogue)
    return folder


def _language(locale: Locale, code: str) -> str:
    likely = get_global("likely_subtags").get(code, "").split("_")
    region = locale.territory or (likely[-1] if len(likely) > 1 else "001")
    said = {
        "name": str(locale.get_display_name(locale)).capitalize(),
        "english": str(locale.english_name),
        "short": locale.language.upper()[:MOST_SHORT],
        "direction": locale.text_direction,
        "region": region,
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in said.items()]
    return "\n".join(["# What a language says of itself; docs/languages.md explains each line.", *lines]) + "\n"


def _bank(english: str, *, marked: bool) -> str:
    """The English file with every text marked, or empty with the English one behind it."""
    done, part = [], ""
    for line in english.splitlines():
        part = line if line.startswith("[") else part
        found = TEXT.match(line)
        if not found or (marked and part == "[mentions]"):
            done.append(line)
        elif marked:
            text = json.dumps(mark(json.loads(found["text"])), ensure_ascii=False)
            done.append(f"{found['before']}{text}{found['after']}")
        else:
            done.append(f'{found["before"]}""{found["after"]} # {found["text"]}')
    return "\n".join(done) + "\n"


def _catalogue(code: str, *, marked: bool) -> Catalog:
    """Every string that a whole catalogue has."""
    whole = next(language for language in LANGUAGES if language != DEFAULT)
    with (CATALOGUES / whole / "LC_MESSAGES" / "messages.po").open("rb") as file:
        known = read_po(file, locale=whole)
    made = Catalog(locale=code, project="Pulse", header_comment=f"# Pulse: {code}", fuzzy=False)
    for message in known:
        if message.id and message.pluralizable:
            made.add(message.id, tuple(mark(message.id[1]) if marked else "" for _ in range(made.num_plurals)))
        elif message.id:
            made.add(message.id, mark(message.id) if marked else "")
    return made


def mark(text: str) -> str:
    """A text in brackets, the line ends around it outside."""
    inside = text.strip("\n")
    return text.replace(inside, f"[[{inside}]]") if inside else text


if __name__ == "__main__":
    main()
