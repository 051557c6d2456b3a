"""What a gateway is sent, pure: a template with placeholders, filled so that no value can break out of its place."""

import json
import re
from collections.abc import Callable, Mapping
from urllib.parse import quote, urlencode

from pulse.i18n import N_

JSON, FORM = "json", "form"
PLACEHOLDERS = ("phone", "digits", "hash", "text", "link", "id", "uuid", "secret", "secret64")

NO_JSON = N_("This is not JSON: %(why)s")
NOT_A_LINE = N_("Line %(line)s has no “%(sign)s” between a name and a value.")
UNKNOWN = N_("{%(name)s} is not a placeholder of Pulse. There are: %(known)s.")
NO_HEADER = N_("Line %(line)s cannot be a header.")
HIDE_IT = N_("Line %(line)s holds a secret. Put it into the field for the secret and write {secret} here.")

_PLACE = re.compile(r"\{([a-z0-9]+)\}")
_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]{1,60}")
_SECRET = re.compile(r"auth|key|token|secret|passw", re.IGNORECASE)


class BadTemplate(ValueError):
    """A template that cannot be used; `sentence` and `values` say why, for somebody to read."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values)
        self.sentence = sentence
        self.values = values


def body_of(kind: str, template: str, values: Mapping[str, str]) -> bytes:
    """The body of a request: JSON or a form, each value encoded as its format wants it."""
    if kind == JSON:
        return json.dumps(_within(_parsed(template), lambda text: filled(text, values)), ensure_ascii=False).encode()
    return urlencode([(name, filled(value, values)) for name, value in pairs(template, "=")]).encode()


def url_of(template: str, values: Mapping[str, str]) -> str:
    """An address; what is filled in cannot add a part to it."""
    return filled(template, values, lambda value: quote(value, safe=""))


def headers_of(template: str, values: Mapping[str, str]) -> dict[str, str]:
    """Headers; a value stays on its line."""
    return {name: _one_line(filled(value, values)) for name, value in pairs(template, ":")}


def filled(text: str, values: Mapping[str, str], encoded: Callable[[str], str] = str) -> str:
    """A text with its placeholders filled, all at once: what a value holds is not looked at again."""
    return _PLACE.sub(lambda found: encoded(values[found[1]]) if found[1] in values else found[0], text)


def pairs(template: str, sign: str) -> list[tuple[str, str]]:
    """Names and values, one pair a line; `BadTemplate` names a line that is none."""
    found = []
    for number, line in enumerate(template.splitlines(), 1):
        name, there, value = line.partition(sign)
        if not line.strip():
            continue
        if not there or not name.strip():
            raise BadTemplate(NOT_A_LINE, line=number, sign=sign)
        found.append((name.strip(), value.strip()))
    return found


def check_body(kind: str, template: str) -> None:
    """`BadTemplate` if this can be no body."""
    if kind == JSON:
        _within(_parsed(template), _checked)
    else:
        for _name, value in pairs(template, "="):
            check_places(value)


def check_headers(template: str) -> None:
    """`BadTemplate` if these can be no headers, or hold a secret that would be shown again."""
    pairs(template, ":")
    for number, line in enumerate(template.splitlines(), 1):
        name, _, value = line.partition(":")
        if not line.strip():
            continue
        if not _NAME.fullmatch(name.strip()) or not value.isascii() or not value.isprintable():
            raise BadTemplate(NO_HEADER, line=number)
        if _SECRET.search(name) and "{" not in value:
            raise BadTemplate(HIDE_IT, line=number)
        check_places(value)


def check_places(text: str) -> None:
    """`BadTemplate` if a placeholder is none of ours."""
    for name in _PLACE.findall(text):
        if name not in PLACEHOLDERS:
            raise BadTemplate(UNKNOWN, name=name, known=" ".join(f"{{{one}}}" for one in PLACEHOLDERS))


def _checked(text: str) -> str:
    check_places(text)
    return text


def _one_line(text: str) -> str:
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


def _parsed(template: str) -> object:
    try:
        return json.loads(template)
    except ValueError as error:
        raise BadTemplate(NO_JSON, why=str(error)) from None


def _within(value: object, change: Callable[[str], str]) -> object:
    """The same structure with every text in it changed; names of fields stay."""
    if isinstance(value, str):
        return change(value)
    if isinstance(value, list):
        return [_within(one, change) for one in value]
    if isinstance(value, dict):
        return {name: _within(one, change) for name, one in value.items()}
    return value
