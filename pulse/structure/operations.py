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
from pulse.structure import queries
from pulse.structure.changing import RENAME, Change, ChangeRefused, changed, check, earliest, replayed, with_new
from pulse.structure.following.operations import follow

WORKER = "worker"
_TABLES: Mapping[str, type[Unit] | type[Location]] = {"unit": Unit, "location": Location}


def add_node(
    session: Session, organisation_id: str, kind: str, parent_id: str, name: str, *, actor: str, now: datetime
) -> str:
    """Add a unit or a location to which nobody belongs yet; gives its id."""
    lock(session, organisation_id)
    before = queries.tree_of(session, organisation_id, kind)
    after, made = with_new(before, parent_id, name)
    _write(session, organisation_id, kind, before, after)
    details = {"change": "add", kind: made}
    record(session, organisation_id, actor=actor, action="tree.changed", subject=made, details=details, now=now)
    return made


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
    before = queries.planned(session, organisation_id, change.tree)
    for one in before:
        if one.change.node_id == change.node_id:
            sentence = N_("A change of “%(name)s” is planned already. Cancel that one first.")
            raise ChangeRefused("change", sentence, name=one.node)
    check(*replayed(tree, [one.change for one in before], change))


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

    All but a new name waits while the quarter's groups stand, and while a check-in is open or not counted: what it
    shows was declared before it opened.
    """
    lock(session, organisation_id)
    found = session.get(TreeChange, (organisation_id, change_id), with_for_update=True, populate_existing=True)
    if found is None or found.done_at is not None:
        return False
    if found.change != RENAME and queries.held_up(session, organisation_id, now=now):
        return False  # the worker comes again once that is over, and before another opens
    today = queries.today(session, organisation_id, now=now)
    change = Change(found.tree, found.node_id, found.change, found.name, found.target_id, today)
    before = queries.tree_of(session, organisation_id, change.tree)
    try:
        made = changed(before, change)
    except ChangeRefused:
        return cancel(session, organisation_id, change_id, actor=actor, now=now) and False
    _write(session, organisation_id, change.tree, before, made.tree)
    found.done_at = now
    _note(session, found, "tree.changed", actor, now)
    follow(session, organisation_id, change.tree, made, actor=actor, now=now)
    return True


def _write(session: Session, organisation_id: str, kind: str, before: Tree, after: Tree) -> None:
    """What is closed first, as it may leave its name to what is new; parents before what is below them."""
    table = _TABLES[kind]
    for id, was in before.nodes.items():
        node = after.nodes[id]
        if node == was:
            continue
        values = {"name": node.name, "closed_on": node.closed_on, "continued_as": node.continued_as}
        session.execute(update(table).where(table.organisation_id == organisation_id, table.id == id).values(**values))
    for id, node in after.nodes.items():
        if id not in before.nodes:
            session.add(table(organisation_id=organisation_id, id=id, parent_id=node.parent_id, name=node.name))
            session.flush()


def _note(session: Session, change: TreeChange, action: str, actor: str, now: datetime) -> None:
    details = {"change": change.change, "day": change.effective_on.isoformat()}
    details |= {"name": change.name} if change.name else {}
    details |= {"target": change.target_id} if change.target_id else {}
    record(
        session, change.organisation_id, actor=actor, action=action, subject=change.node_id, details=details, now=now
    )
