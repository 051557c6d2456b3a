"""Names of units and locations: how they are trimmed, what may not stand in them, and paths of them."""

import unicodedata

from pulse.i18n import N_

LONGEST = 200
DEEPEST = 12
SEPARATOR = "/"
# Cf: invisible and direction marks; Cc: control; Co: private; Cn: not assigned. Each lets two
# different names look alike, or one name look like something it is not.
HIDDEN = frozenset({"Cf", "Cc", "Co", "Cn"})


class NameRefused(ValueError):
    """A name or a path that cannot be kept; `sentence` is a msgid that says why, `values` fills it."""

    def __init__(self, sentence: str, **values: object) -> None:
        self.sentence, self.values = sentence, values
        super().__init__(sentence % values if values else sentence)


def is_plain(text: str) -> bool:
    """Whether every character can be seen and stays where it was typed."""
    return text.isprintable() or not any(unicodedata.category(character) in HIDDEN for character in text)


def clean(name: str) -> str:
    """The name as it is kept; `NameRefused` with one sentence when it cannot be."""
    if not is_plain(name.strip()):
        raise NameRefused(N_("A name may not hold invisible or control characters."))
    name = unicodedata.normalize("NFKC", name).strip()
    if not name:
        raise NameRefused(N_("A name may not be empty."))
    if len(name) > LONGEST:
        raise NameRefused(N_("A name may not be longer than %(most)s characters."), most=LONGEST)
    return name


def key(name: str) -> str:
    """What two siblings are compared by: equal keys are the same unit or location."""
    return unicodedata.normalize("NFKC", name).lower()


def steps(path: str) -> list[str]:
    """The cleaned names of `Operations/Kitchen`, from the top; an empty path is the root."""
    path = unicodedata.normalize("NFKC", path)  # first, because some characters turn into a slash
    if not path.strip():
        return []
    names = path.split(SEPARATOR)
    if any(not name.strip() for name in names):
        raise NameRefused(N_("Write a path like Operations/Kitchen: no slash at its ends, none doubled."))
    if len(names) > DEEPEST:
        raise NameRefused(N_("A path may not be deeper than %(most)s steps."), most=DEEPEST)
    return [clean(name) for name in names]


def slug(name: str) -> str:
    """A short form for addresses, of small letters, digits and hyphens; `organisation` when none are left."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = "".join(character if character.isalnum() else " " for character in plain).split()
    return "-".join(words)[:60].strip("-") or "organisation"
