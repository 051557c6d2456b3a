"""What an import would change, before it does: new, moved, changed, leaving, unchanged; and what it has to ask."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from pulse.i18n import N_
from pulse.organisation import names
from pulse.organisation.growing import CLOSED, Leading
from pulse.organisation.tree import Tree
from pulse.people.files.problems import Problem
from pulse.people.importing import Row
from pulse.people.known import Known
from pulse.people.reused import looks_like_another

FIELDS = {  # columns of the file and fields of a person, in the order they are shown
    "name": "name",
    "email": "email",
    "unit": "unit",
    "location": "location",
    "language": "language",
    "time_zone": "time_zone",
    "manager_id": "manager_number",
    "tenure_start": "tenure_start",
    "phone": "phone",
    "status": "active",
}
PLACES = ("unit", "location")
MANY, FEW = 0.2, 2  # of those who are active; a file of one team that is taken for the whole list would say more


@dataclass(frozen=True)
class Defaults:
    """What a person has whose row does not say: the organisation's own."""

    language: str
    time_zone: str


@dataclass(frozen=True)
class Change:
    """One person who is different in the file: each changed column with its value before and after.

    Of somebody new these are all columns that hold something, with nothing before.
    """

    number: str
    name: str
    kind: str
    columns: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True)
class Diff:
    """Everything an import would do."""

    new: tuple[Change, ...]
    moved: tuple[Change, ...]
    changed: tuple[Change, ...]
    leaving: tuple[Change, ...]
    unchanged: int
    notes: tuple[Problem, ...] = ()
    active: int = 0  # people who are active before
    others: tuple[Change, ...] = ()  # known by their number, and perhaps somebody else by name and address

    def with_leaving(self, more: Iterable[Change]) -> "Diff":
        """The same, and these leave too."""
        return replace(self, leaving=(*self.leaving, *more))

    def many_leave(self, aside: int = 0) -> bool:
        """Whether so many would leave that somebody has to say that this is meant.

        `aside`: how many leave besides, because their number is somebody else's now.
        """
        return len(self.leaving) + aside > max(FEW, self.active * MANY)

    @property
    def counts(self) -> dict[str, int]:
        """How many people each part holds."""
        parts = {"new": self.new, "moved": self.moved, "changed": self.changed, "leaving": self.leaving}
        return {**{part: len(changes) for part, changes in parts.items()}, "unchanged": self.unchanged}

    @property
    def is_empty(self) -> bool:
        """Whether the import would change nothing."""
        return not (self.new or self.moved or self.changed or self.leaving or self.others)

    @property
    def fingerprint(self) -> str:
        """Equal for equal changes, so that what is confirmed is what was shown."""
        parts = self.new, self.moved, self.changed, self.leaving, self.others
        return sha256(repr(parts).encode()).hexdigest()


def compare(
    known: Iterable[Known],
    rows: Sequence[Row],
    defaults: Defaults,
    *,
    whole: bool = False,
    same: Collection[str] = (),
) -> Diff:
    """What the rows would change. `whole`: they are everybody, so that who is missing leaves.

    `same`: numbers of which somebody said that they are still the same people's.
    """
    before = {person.number: person for person in known}
    changes = [_change(before.get(row.number), row, defaults, sure=row.number in same) for row in rows]
    changes += _missing(before.values(), rows) if whole else []
    parts = {kind: tuple(change for change in changes if change.kind == kind) for kind in _KINDS}
    unchanged = sum(change.kind == "unchanged" for change in changes)
    notes = tuple(_unknown_managers(before, rows))
    active = sum(person.active for person in before.values())
    four = parts["new"], parts["moved"], parts["changed"], parts["leaving"]
    return Diff(*four, unchanged, notes, active, parts["other"])


def missing(known: Iterable[Known], rows: Sequence[Row]) -> list[Known]:
    """Active people whom the file does not name."""
    numbers = {row.number for row in rows}
    return [person for person in known if person.active and person.number not in numbers]


def _missing(known: Iterable[Known], rows: Sequence[Row]) -> list[Change]:
    return [gone(person) for person in missing(known, rows)]


def gone(person: Known) -> Change:
    """That somebody leaves."""
    return Change(person.number, person.name, "leaving", (("status", _shown(True), _shown(False)),))


_KINDS = ("new", "moved", "changed", "leaving", "other")


def values_of(row: Row, defaults: Defaults) -> dict[str, object]:
    """The fields that a row gives, by the person's own names."""
    found = {field: getattr(row, field) for column, field in FIELDS.items() if column in row.given}
    return {field: getattr(defaults, field, None) if value is None else value for field, value in found.items()}


def differing(person: Known, row: Row, defaults: Defaults) -> dict[str, object]:
    """The fields that the row would change, with their new values."""
    values = values_of(row, defaults)
    return {field: value for field, value in values.items() if not _same(field, getattr(person, field), value)}


def taken_addresses(known: Iterable[Known], rows: Sequence[Row]) -> list[Problem]:
    """Rows whose e-mail address would then belong to somebody else too, who is not given another."""
    given = {row.number for row in rows if "email" in row.given}
    owner = {person.email: person.number for person in known if person.email and person.number not in given}
    sentence = N_("This address already belongs to person %(other)s, who is not in the file.")
    return [
        Problem(sentence, (("other", owner[row.email]),), row.line, "email")
        for row in rows
        if row.email in owner and owner[row.email] != row.number
    ]


def closed_places(trees: Mapping[str, Tree], rows: Sequence[Row]) -> list[Problem]:
    """Rows that name a unit or location which is closed."""
    lead = {column: Leading(tree) for column, tree in trees.items()}
    return [
        Problem(CLOSED, (("path", "/".join(getattr(row, column))),), row.line, column)
        for column in lead
        for row in rows
        if column in row.given and lead[column](getattr(row, column)) is None
    ]


def led(trees: Mapping[str, Tree], rows: Sequence[Row]) -> list[Row]:
    """The rows with today's paths: what was moved or merged since is found by its former path too."""
    lead = {column: Leading(tree) for column, tree in trees.items()}
    found = []
    for row in rows:
        now = {column: lead[column](getattr(row, column)) for column in lead}
        new = {column: path for column, path in now.items() if path is not None and path != getattr(row, column)}
        found.append(replace(row, **new) if new else row)  # type: ignore[arg-type]
    return found


def circles(known: Iterable[Known], rows: Sequence[Row]) -> list[Problem]:
    """One row of each circle in which everybody would be the manager of the next; who manages themselves is one."""
    above = {person.number: person.manager_number for person in known}
    above |= {row.number: row.manager_number for row in rows if "manager_id" in row.given}
    done: set[str] = set()
    problems = []
    for row in rows:
        seen: dict[str, None] = {}
        at: str | None = row.number
        while at is not None and at not in seen and at not in done:
            seen[at] = None
            at = above.get(at)
        if at in seen:
            problems.append(_circle(list(seen)[list(seen).index(at) :], rows))
        done.update(seen)
    return problems


def _circle(numbers: Sequence[str], rows: Sequence[Row]) -> Problem:
    row = next(row for row in rows if row.number in numbers)
    if len(numbers) == 1:
        sentence = N_("%(number)s would be their own manager. Leave the cell empty for somebody who has none.")
        return Problem(sentence, (("number", numbers[0]),), row.line, "manager_id")
    sentence = N_("These people would manage each other in a circle: %(numbers)s.")
    said = " → ".join([*numbers[:8], *(["…"] if len(numbers) > 8 else []), numbers[0]])
    return Problem(sentence, (("numbers", said),), row.line, "manager_id")


def _unknown_managers(known: Mapping[str, Known], rows: Sequence[Row]) -> Iterator[Problem]:
    """Rows whose manager is neither known nor in the file. No reason to refuse: the next file may bring them."""
    numbers = {row.number for row in rows} | set(known)
    sentence = N_("Nobody has the person_id “%(given)s”. The person is imported; check who the manager is.")
    for row in rows:
        if row.manager_number is not None and row.manager_number not in numbers:
            yield Problem(sentence, (("given", row.manager_number),), row.line, "manager_id")


def _same(field: str, before: object, after: object) -> bool:
    if field in PLACES:
        return _place(before) == _place(after)
    return before == after


def _place(path: object) -> tuple[str, ...]:
    return tuple(map(names.key, path)) if isinstance(path, tuple) else ()


def _change(person: Known | None, row: Row, defaults: Defaults, *, sure: bool) -> Change:
    if person is None:
        given = ((column, _shown(getattr(row, field))) for column, field in FIELDS.items() if column in row.given)
        filled = tuple((column, "", shown) for column, shown in given if shown and column != "name")
        return Change(row.number, row.name, "new", filled)
    different = differing(person, row, defaults)
    shown = tuple(
        (column, _shown(getattr(person, field)), _shown(different[field]))
        for column, field in FIELDS.items()
        if field in different
    )
    asks = "name" in different and not sure and looks_like_another(person, row)
    kind = "other" if asks else _kind(different)
    return Change(row.number, row.name, kind, shown)


def _kind(different: Mapping[str, object]) -> str:
    if different.get("active") is False:
        return "leaving"
    if any(place in different for place in PLACES):
        return "moved"
    return "changed" if different else "unchanged"


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " / ".join(value)
    if isinstance(value, bool):
        return "active" if value else "inactive"
    return "" if value is None else str(value)
