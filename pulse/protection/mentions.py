"""Whether something that was written down names somebody, pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_ID = re.compile(r"[0-9a-f]{32}")
# What tells who may do what and how things are set up names people in these details alone. Elsewhere any text may.
# Otherwise somebody who is called like a role, a unit or a number of ours could be made up, and erased with the entry.
GUARDED: dict[str, frozenset[str]] = {
    **dict.fromkeys(("person", "people", "role", "log_in", "session", "tree", "retention"), frozenset()),
    **dict.fromkeys(("channel", "letters", "series", "calendar", "contact", "cycle", "message"), frozenset()),
    "account": frozenset({"name", "email"}),
    "organisation": frozenset({"danger_contacts"}),
    "record": frozenset({"contact"}),
    "trustee": frozenset({"name"}),
    "audit_log": frozenset({"q"}),
}


@dataclass(frozen=True)
class Names:
    """By what somebody is known: a number names them where it stands alone, a name or an address within a text too.

    `id` and `account` are what we call them: those are looked for only where the thing is named that was changed.
    """

    id: str
    alone: frozenset[str]
    within: frozenset[str]
    email: str = ""
    account: str | None = None

    @classmethod
    def of(
        cls, id: str, number: str, name: str, email: str | None, phone: str | None = None, account: str | None = None
    ) -> "Names":
        """What is known of a person. Whatever looks like one of our ids is no name."""
        within = frozenset(each for each in (name, email, phone) if each and not _ID.fullmatch(each))
        alone = within if _ID.fullmatch(number) else within | {number}
        return cls(id, alone, within, email or "", account)


def texts(value: object) -> Iterator[str]:
    """Every text in a value of JSON; names of fields and numbers are ours and name nobody."""
    if isinstance(value, Mapping):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from texts(each)
    elif isinstance(value, str):
        yield value


def mentioned(names: Names, *written: object) -> bool:
    """Whether any of the texts names that person."""
    found = [text.casefold() for each in written for text in texts(each)]
    if {each.casefold() for each in names.alone} & set(found):
        return True
    return any(_stands_in(name.casefold(), text) for name in names.within for text in found)


def named_by(names: Names, action: str, subject: str, details: Mapping[str, object]) -> bool:
    """Whether an entry of the audit log names that person."""
    if subject == names.id:
        return True
    group = action.partition(".")[0]
    if group not in GUARDED:
        return mentioned(names, subject, details)
    told = {field: value for field, value in details.items() if field in GUARDED[group]}
    if group == "account" and (names.account is None or subject != names.account):  # of others the address alone
        return bool(names.email) and names.email.casefold() in {text.casefold() for text in texts(told)}
    return mentioned(names, told)


def impersonal(names: Names, subject: str) -> str:
    """What may stay of an emptied entry's subject: the id of an account, a unit, a survey; never their own."""
    return subject if _ID.fullmatch(subject) and subject != names.id else ""


def _stands_in(name: str, text: str) -> bool:
    """As words of its own: Ann is not in Anniversary."""
    return name in text and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None
