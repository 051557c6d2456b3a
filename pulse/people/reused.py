"""A number that is known, in a row that looks like somebody else's, pure: nothing of the one may reach the other."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from itertools import count
from unicodedata import normalize

from pulse.i18n import N_
from pulse.people.files.problems import Problem
from pulse.people.importing import Row
from pulse.people.known import Known

SAME, NEW = "same", "new"
LONGEST = 80  # of a number, of which the day on which it was given to somebody else is put


@dataclass(frozen=True)
class Answers:
    """What was said of such numbers: of one, else of all of them."""

    each: Mapping[str, str] = field(default_factory=dict)
    all: str | None = None

    def of(self, number: str) -> str | None:
        """Whether this is the same person or a new one; None while nobody said."""
        said = self.each.get(number, self.all)
        return said if said in {SAME, NEW} else None

    def new(self, numbers: Iterable[str]) -> set[str]:
        """Those of these numbers that belong to somebody new."""
        return {number for number in numbers if self.of(number) == NEW}


NO_ANSWERS = Answers()


def another(line: int | None) -> Problem:
    """That it has to be said who has a number now."""
    return Problem(
        N_("The number is known, with another name or another address. Say whether this is the same person."),
        line=line,
        column="person_id",
    )


def looks_like_another(person: Known, row: Row) -> bool:
    """Whether a row with a number that is known may be somebody else's.

    The same address or telephone speaks for the same person, whatever the name; what a file does not give speaks for
    nothing. The less of the name is left, the less has to speak against it.
    """
    email = _agree(person.email, row.email if "email" in row.given else None)
    phone = _agree(person.phone, row.phone if "phone" in row.given else None)
    before, now = _words(person.name), _words(row.name)
    if before == now:  # people change their address; namesakes do not come with the telephone of the other
        return email is False and (phone is False or (phone is None and not person.active))
    if email or phone:
        return False
    return email is False or phone is False or not _is_short_for(before, now)


def _agree(known: str | None, given: str | None) -> bool | None:
    """Whether two are the same; None where one of them is not known."""
    return known == given if known and given else None


def _is_short_for(one: Collection[str], other: Collection[str]) -> bool:
    """Whether each word of the shorter name begins one of the longer, as initials do."""
    short, long = sorted((one, other), key=len)
    return all(any(b.startswith(a) or a.startswith(b) for b in long) for a in short)


def _words(name: str) -> frozenset[str]:
    """The words of a name as they sound alike: without accents, in any order."""
    apart = normalize("NFKD", name.replace("đ", "d").replace("Đ", "D")).casefold()
    plain = "".join(letter for letter in apart if letter.isalnum() or letter.isspace())
    return frozenset(plain.split())


def step_aside(people: Sequence[Known], rows: Sequence[Row], numbers: Collection[str], day: date) -> list[Known]:
    """Everybody as they are once those who had these numbers have left.

    They get another number, which says until when they had theirs; their address stays with them unless the file
    gives it to somebody. Whom they led still have them, and not the new holder, as manager.
    """
    given = {row.email for row in rows if row.email}
    former = _former({person.number for person in people}, numbers, day)
    return [_aside(person, former, given) for person in people]


def _aside(person: Known, former: Mapping[str, str], given: Collection[str]) -> Known:
    if person.number in former:
        email = None if person.email in given else person.email
        return replace(person, number=former[person.number], email=email, active=False)
    leader = former.get(person.manager_number or "")
    return person if leader is None else replace(person, manager_number=leader)


def stepped(before: Iterable[Known], after: Iterable[Known]) -> dict[str, dict[str, object]]:
    """What differs of everybody who is not as before, by their ids."""
    names = [each.name for each in fields(Known)]
    return {
        was.id: {name: getattr(now, name) for name in names if getattr(now, name) != getattr(was, name)}
        for was, now in zip(before, after, strict=True)
        if was is not now
    }


def _former(taken: Collection[str], numbers: Collection[str], day: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for number in sorted(numbers):
        first = f"{number[:LONGEST]} ({day.isoformat()})"
        names = (first if at == 1 else f"{first} {at}" for at in count(1))
        found[number] = next(name for name in names if name not in taken and name not in found.values())
    return found
