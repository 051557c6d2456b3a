"""Planning changes of the trees, calling them off, and carrying them out on their day."""

from collections.abc import Mapping
from datetime import datetime
from secrets import token_hex

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from pulse.audit_log.operations import record
from pulse.i18n import N_
from pulse.organisation.models import Location, TreeChange, Unit
from pulse.organisation.operations import lock
from pulse.organisation.tree import Tree
from pulse.people.models import Person
from pulse.structure import queries
from pulse.structure.changing import RENAME, UNIT, Change, ChangeRefused, changed, check, check_new, earliest

WORKER = "worker"
_TABLES: Mapping[str, type[Unit] | type[Location]] = {"unit": Unit, "location": Location}
_COLUMNS = {"unit": Person.unit_id, "location": Person.location_id}


def add_node(
    session: Session, organisation_id: str, kind: str, parent_id: str, name: str, *, actor: str, now: datetime
) -> str:
    """Add a unit or a location to which nobody belongs yet; gives its id."""
    lock(session, organisation_id)
    tree = queries.tree_of(session, organisation_id, kind)
    made = _TABLES[kind](
        organisation_id=organisation_id, id=token_hex(16), parent_id=parent_id, name=check_new(tree, parent_id, name)
    )
    session.add(made)
    session.flush()
    details = {"change": "add", kind: made.id}
    record(session, organisation_id, actor=actor, action="tree.changed", subject=made.id, details=details, now=now)
    return made.id


def plan(session: Session, organisation_id: str, change: Change, *, actor: str, now: datetime) -> str:
    """Write down a change for its day, or make it if that is today; `ChangeRefused` with the field and why."""
    lock(session, organisation_id)
    check_plan(session, organisation_id, change, now=now)
    made = TreeChange(
        organisation_id=organisation_id,
        id=token_hex(16),
        tree=change.tree,
        node_id=change.node_id,
        change=change.change,
        name=change.name,
        target_id=change.target_id,
        effective_on=change.on,
        done_at=None,
    )
    session.add(made)
    session.flush()
    _note(session, made, "tree.planned", actor, now)
    if change.on <= queries.today(session, organisation_id, now=now):
        carry_out(session, organisation_id, made.id, actor=actor, now=now)
    return made.id


def check_plan(session: Session, organisation_id: str, change: Change, *, now: datetime) -> None:
    """`ChangeRefused` when it cannot be made on that day, after all that is planned before it."""
    today = queries.today(session, organisation_id, now=now)
    first = earliest(change.change, today, frozen=queries.is_frozen(session, organisation_id, now=now))
    if change.on < first:
        sentence = N_("The first day for this is %(day)s: groups stay as they are for the quarter.")
        raise ChangeRefused("on", sentence, day=first.isoformat())
    tree = queries.tree_of(session, organisation_id, change.tree)
    for before in queries.planned(session, organisation_id, change.tree):
        if before.change.node_id == change.node_id:
            sentence = N_("A change of “%(name)s” is planned already. Cancel that one first.")
            raise ChangeRefused("change", sentence, name=before.node)
        tree = _after(tree, before.change)
    check(tree, change)


def _after(tree: Tree, change: Change) -> Tree:
    try:
        return changed(tree, change)[0]
    except ChangeRefused:
        return tree  # it will be called off on its day


def cancel(session: Session, organisation_id: str, change_id: str, *, actor: str, now: datetime) -> bool:
    """Call off a change that waits; False when there is none."""
    found = session.get(TreeChange, (organisation_id, change_id), with_for_update=True, populate_existing=True)
    if found is None or found.done_at is not None:
        return False
    _note(session, found, "tree.cancelled", actor, now)
    session.execute(
        delete(TreeChange).where(TreeChange.organisation_id == organisation_id, TreeChange.id == change_id)
    )
    return True


def carry_out(session: Session, organisation_id: str, change_id: str, *, actor: str = WORKER, now: datetime) -> bool:
    """Make a planned change; one that has become impossible is called off, which the log tells.

    All but a new name waits while a check-in is open or not counted: what it shows was declared before it opened.
    """
    lock(session, organisation_id)
    found = session.get(TreeChange, (organisation_id, change_id), with_for_update=True, populate_existing=True)
    if found is None or found.done_at is not None:
        return False
    change = Change(found.tree, found.node_id, found.change, found.name, found.target_id, found.effective_on)
    if change.change != RENAME and queries.is_underway(session, organisation_id):
        return False  # the worker comes again once that check-in is counted, and before another opens
    before = queries.tree_of(session, organisation_id, change.tree)
    try:
        after, goes_to = changed(before, change)
    except ChangeRefused:
        return cancel(session, organisation_id, change_id, actor=actor, now=now) and False
    _write(session, organisation_id, change, before, after)
    _move_people(session, organisation_id, change.tree, goes_to)
    found.done_at = now
    _note(session, found, "tree.changed", actor, now)
    return True


def _write(session: Session, organisation_id: str, change: Change, before: Tree, after: Tree) -> None:
    table = _TABLES[change.tree]
    for id, node in after.nodes.items():
        was = before.nodes[id]
        if node == was:
            continue
        values: dict[str, object] = {"name": node.name, "parent_id": node.parent_id}
        if node.closed and not was.closed:
            values["closed_on"] = change.on
        session.execute(update(table).where(table.organisation_id == organisation_id, table.id == id).values(**values))


def _move_people(session: Session, organisation_id: str, kind: str, goes_to: Mapping[str, str]) -> None:
    """Those who have left too: nobody belongs to what is closed."""
    column = _COLUMNS[kind]
    for node_id, home in goes_to.items():
        values = {"unit_id" if kind == UNIT else "location_id": home}
        session.execute(
            update(Person).where(Person.organisation_id == organisation_id, column == node_id).values(**values)
        )


def _note(session: Session, change: TreeChange, action: str, actor: str, now: datetime) -> None:
    details = {"change": change.change, "day": change.effective_on.isoformat()}
    details |= {"name": change.name} if change.name else {}
    details |= {"target": change.target_id} if change.target_id else {}
    record(
        session, change.organisation_id, actor=actor, action=action, subject=change.node_id, details=details, now=now
    )
