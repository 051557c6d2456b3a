"""Changing who is asked: people from a file."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime
from secrets import token_hex
from typing import cast

from sqlalchemy import insert, update
from sqlalchemy.orm import Session

from pulse.audit_log.operations import record
from pulse.database import plain
from pulse.delivery.operations import lift_suppression
from pulse.organisation.operations import ensure_locations, ensure_units, lock
from pulse.organisation.quarters import local_day
from pulse.organisation.queries import own
from pulse.people.changes import Change, Defaults, Diff, differing, gone, led, missing, values_of
from pulse.people.files.problems import BadFile
from pulse.people.importing import Row
from pulse.people.known import Known
from pulse.people.models import Person
from pulse.people.reused import NEW, NO_ANSWERS, Answers, another, step_aside, stepped
from pulse.people.roll.queries import both_trees, checked, defaults, known, person_id_of


class Outdated(ValueError):
    """What an import would change is no longer what was shown when it was confirmed."""


def import_people(
    session: Session,
    organisation_id: str,
    rows: Sequence[Row],
    *,
    actor: str,
    now: datetime,
    confirmed: str | None = None,
    whole: bool = False,
    sure: bool = False,
    answers: Answers = NO_ANSWERS,
    by_hand: str | None = None,
) -> Diff:
    """Bring the people of a file in, all or none; the same file again changes nothing.

    `whole`: the file is everybody, and who is missing leaves. `confirmed` is the fingerprint of the changes that
    somebody agreed to; other changes are `Outdated`. Without `sure`, `ManyLeave` when many would
    leave; without `answers`, `OtherPeople` when numbers seem to belong to somebody else than before.
    `by_hand`: how the log calls it when somebody wrote one row in the page.
    """
    lock(session, organisation_id)  # two imports at once would both find the same person new
    usual, trees = defaults(session, organisation_id), both_trees(session, organisation_id)
    people, today = known(session, organisation_id), local_day(now, usual.time_zone)
    rows = led(trees, rows)
    diff = checked(people, rows, usual, trees, whole=whole)
    _agreed(diff, rows, confirmed=confirmed, sure=sure, answers=answers)
    if diff.is_empty:
        return diff
    then = people
    if numbers := {change.number for change in diff.others}:
        then = step_aside(people, rows, answers.new(numbers), today)
        diff = checked(then, rows, usual, trees, whole=whole, same=numbers).with_leaving(_left(people, then))
    places = _Places(session, organisation_id, rows)
    _update(session, organisation_id, _changed(people, then, rows, usual, whole=whole), places, today)
    _insert(session, organisation_id, _newcomers(then, rows, usual), usual, places, today)
    action, details = by_hand or "people.imported", {} if by_hand else diff.counts
    record(session, organisation_id, actor=actor, action=action, subject="", details=details, now=now)
    return diff


def _agreed(diff: Diff, rows: Sequence[Row], *, confirmed: str | None, sure: bool, answers: Answers) -> None:
    """Whether somebody said yes to just this, and to all that is asked."""
    if confirmed is not None and confirmed != diff.fingerprint:
        raise Outdated("What would change is no longer what was shown.")
    if any(answers.of(change.number) is None for change in diff.others):
        raise OtherPeople(diff, rows)
    if diff.many_leave(len(answers.new(change.number for change in diff.others))) and not sure:
        raise ManyLeave(diff)


def _left(people: Sequence[Known], then: Sequence[Known]) -> list[Change]:
    return [gone(before) for before, after in zip(people, then, strict=True) if before.active > after.active]


def _newcomers(then: Sequence[Known], rows: Sequence[Row], usual: Defaults) -> dict[str, dict[str, object]]:
    numbers = {person.number for person in then}
    return {row.number: values_of(row, usual) for row in rows if row.number not in numbers}


def _changed(
    people: Sequence[Known], then: Sequence[Known], rows: Sequence[Row], usual: Defaults, *, whole: bool
) -> dict[str, dict[str, object]]:
    """The new values of everybody who is known, by their ids. `then`: with others out of the way of new people."""
    changed = {} if then is people else stepped(people, then)
    numbers = {person.number: person for person in then}
    for row in rows:
        if (person := numbers.get(row.number)) is not None:
            changed[person.id] = changed.get(person.id, {}) | differing(person, row, usual)
    for person in missing(then, rows) if whole else ():
        changed[person.id] = changed.get(person.id, {}) | {"active": False}
    return changed


class AlreadyThere(ValueError):
    """Somebody new would have the number of somebody who is known."""


def add_by_hand(session: Session, organisation_id: str, row: Row, *, actor: str, now: datetime) -> None:
    """Add one person; `AlreadyThere` when the number is taken, `BadFile` when something else does not fit."""
    lock(session, organisation_id)
    if person_id_of(session, organisation_id, row.number) is not None:
        raise AlreadyThere(row.number)
    import_people(session, organisation_id, [row], actor=actor, now=now, by_hand="person.added")


def change_by_hand(
    session: Session, organisation_id: str, row: Row, *, actor: str, now: datetime, who: str | None = None
) -> Diff:
    """Change what is kept of one person; `BadFile` when something does not fit.

    `who`: whether it is the same person or a new one, where that has to be asked.
    """
    by_hand = "person.changed" if who != NEW else "person.added"
    return import_people(
        session, organisation_id, [row], actor=actor, now=now, by_hand=by_hand, answers=Answers(all=who)
    )


def set_active(
    session: Session, organisation_id: str, person_id: str, active: bool, *, actor: str, now: datetime
) -> bool:
    """Let somebody be asked no more, or again; False when nobody is known by this id, or nothing changes."""
    person = session.get(Person, (organisation_id, person_id), with_for_update=True, populate_existing=True)
    if person is None or person.erased_on or person.active == active:
        return False
    person.active = active
    person.left_on = None if active else local_day(now, own(session, organisation_id).time_zone)
    done = "person.returned" if active else "person.left"
    record(session, organisation_id, actor=actor, action=done, subject=person_id, details={}, now=now)
    return True


class ManyLeave(ValueError):
    """So many would leave that somebody has to say that this is meant."""

    def __init__(self, diff: Diff) -> None:
        self.leaving, self.active = len(diff.leaving), diff.active
        super().__init__(f"{self.leaving} of {self.active} people would leave.")


class OtherPeople(BadFile):
    """Numbers that are known are given to what look like other people: somebody has to say whether they are."""

    def __init__(self, diff: Diff, rows: Sequence[Row]) -> None:
        self.numbers = {change.number for change in diff.others}
        super().__init__([another(row.line or None) for row in rows if row.number in self.numbers])


class _Places:
    """The ids of the units and locations that the rows name, made where they are new."""

    def __init__(self, session: Session, organisation_id: str, rows: Sequence[Row]) -> None:
        unit_paths = sorted({"/".join(row.unit) for row in rows} | {""})
        location_paths = sorted({"/".join(row.location) for row in rows} | {""})
        self._units = ensure_units(session, organisation_id, unit_paths)
        self._locations = ensure_locations(session, organisation_id, location_paths)

    def columns(self, values: Mapping[str, object]) -> dict[str, object]:
        """The values as columns of the table, with ids for paths."""
        found = dict(values)
        for field, ids in (("unit", self._units), ("location", self._locations)):
            if field in found:
                found[f"{field}_id"] = ids["/".join(cast("tuple[str, ...]", found.pop(field)))]
        return found


def _with_day(values: Mapping[str, object], today: date) -> Mapping[str, object]:
    """With the day on which somebody left, where that is what changes."""
    return {**values, "left_on": None if values["active"] else today} if "active" in values else values


def _update(
    session: Session, organisation_id: str, changed: Mapping[str, Mapping[str, object]], places: _Places, today: date
) -> None:
    def key(person_id: str) -> dict[str, object]:
        return {"organisation_id": organisation_id, "id": person_id}

    # Addresses that change are emptied first, so that two people may exchange theirs.
    emptied = [{**key(person_id), "email": None} for person_id, values in changed.items() if "email" in values]
    written = [
        {**key(person_id), **places.columns(_with_day(values, today))}
        for person_id, values in changed.items()
        if values
    ]
    for rows in (emptied, written):
        if rows:
            session.execute(update(Person), rows)


def _insert(
    session: Session,
    organisation_id: str,
    newcomers: Mapping[str, Mapping[str, object]],
    usual: Defaults,
    places: _Places,
    today: date,
) -> None:
    empty: dict[str, object] = {"unit": (), "location": (), "active": True, **asdict(usual)}
    empty |= dict.fromkeys(("email", "manager_number", "tenure_start", "phone"))
    rows = [
        {
            "organisation_id": organisation_id,
            "id": token_hex(16),
            "number": number,
            **places.columns(_with_day({**empty, **values}, today)),
        }
        for number, values in newcomers.items()
    ]
    if rows:  # sorted, as the key's tree takes what comes in order faster
        session.execute(insert(plain(Person)), sorted(rows, key=lambda row: str(row["id"])))


def try_again(session: Session, organisation_id: str, address: str, account_id: str, *, now: datetime) -> bool:
    """Send mail again to an address from which it came back; False if none did."""
    if not lift_suppression(session, organisation_id, address):
        return False
    tried = address.lower()
    record(
        session, organisation_id, actor=account_id, action="address.tried_again", subject=tried, details={}, now=now
    )
    return True
