"""Whether something that was written down names somebody, pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Names:
    """By what somebody is known: a number names them where it stands alone, a name or an address within a text too."""

    alone: frozenset[str]
    within: frozenset[str]

    @classmethod
    def of(cls, id: str, number: str, name: str, *addresses: str | None) -> "Names":
        """What is known of a person."""
        within = frozenset(each for each in (name, *addresses) if each)
        return cls(frozenset({id, number}) | within, within)


def texts(value: object) -> Iterator[str]:
    """Every text in a value of JSON; names of fields are ours and name nobody."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)
    elif value is not None:
        yield str(value)


def mentioned(names: Names, *written: object) -> bool:
    """Whether any of the texts names that person."""
    found = [text.casefold() for each in written for text in texts(each)]
    if {each.casefold() for each in names.alone} & set(found):
        return True
    return any(_stands_in(name.casefold(), text) for name in names.within for text in found)


def _stands_in(name: str, text: str) -> bool:
    """As words of its own: Ann is not in Anniversary."""
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
