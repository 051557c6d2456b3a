"""What an import would change, in words: the names of columns, and of values that are kept as codes."""

from dataclasses import dataclass

from flask_babel import gettext as _

from pulse.i18n import LANGUAGES, N_
from pulse.people.changes import FIELDS, Change
from pulse.people.files.problems import Problem

COLUMNS = {
    "name": N_("Name"),
    "email": N_("E-mail"),
    "unit": N_("Unit"),
    "location": N_("Location"),
    "language": N_("Language"),
    "time_zone": N_("Time zone"),
    "manager_id": N_("Number of the manager"),
    "tenure_start": N_("Here since"),
    "phone": N_("Telephone"),
    "status": N_("Status"),
}
STATUSES = {"active": N_("Active"), "inactive": N_("No longer active")}


@dataclass(frozen=True)
class Newcomers:
    """New people as a table: the columns that anybody has, and each person's values for them."""

    columns: tuple[str, ...]
    people: tuple[tuple[str, str, tuple[str, ...]], ...]


def newcomers(changes: tuple[Change, ...]) -> Newcomers:
    """Everything that would be kept of the new people."""
    filled = {column for change in changes for column, _before, _after in change.columns}
    columns = tuple(column for column in FIELDS if column in filled)
    people = tuple((change.number, change.name, _values(change, columns)) for change in changes)
    return Newcomers(tuple(column_in_words(column) for column in columns), people)


def _values(change: Change, columns: tuple[str, ...]) -> tuple[str, ...]:
    given = {column: after for column, _before, after in change.columns}
    return tuple(value_in_words(column, given.get(column, "")) for column in columns)


def differences(change: Change) -> list[tuple[str, str, str]]:
    """Each changed column of somebody who is known: its name, the value before, the value after."""
    return [
        (column_in_words(column), value_in_words(column, before), value_in_words(column, after))
        for column, before, after in change.columns
    ]


def column_in_words(column: str) -> str:
    """What a column of the file is called on the page."""
    return str(_(COLUMNS[column]))


def value_in_words(column: str, value: str) -> str:
    """A value as people read it."""
    if column == "language":
        return LANGUAGES.get(value, value)
    if column == "status":
        return str(_(STATUSES[value])) if value in STATUSES else value
    return value


def place_in_words(problem: Problem) -> str:
    """Where in the file something stands."""
    place: str = _("Line %(line)s", line=problem.line) if problem.line else _("The file")
    return f"{place}, {problem.column}" if problem.column else place


def problem_in_words(problem: Problem) -> tuple[str, str]:
    """Where something stands, and what there is to say of it."""
    return place_in_words(problem), _(problem.sentence, **dict(problem.values))
