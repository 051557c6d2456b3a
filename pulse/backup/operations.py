"""Copying every row, and what a database that was brought back must do before anybody uses it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from pulse.answers import log
from pulse.answers import queries as answered
from pulse.answers.operations import append_to_log
from pulse.audit_log.chain import Head
from pulse.audit_log.operations import record
from pulse.audit_log.queries import head
from pulse.ballots.operations import shut_collecting
from pulse.cycles import queries as cycles
from pulse.keys.store import POOL, KeyMissing, KeyStore
from pulse.organisation.queries import organisations
from pulse.people.operations import ACTOR
from pulse.tables import metadata

CHUNK = 500  # rows at a time: a pool's boxes weigh 8 KB each
RESTORED = "organisation.restored"
# The installation's name comes from the copy; sessions that were ended since must not come to life again.
NAMELESS, FLEETING = "installation", "staff_session"


@dataclass(frozen=True)
class BroughtBack:
    """A check-in that was under way when the copy was made."""

    cycle_id: str
    occurrence: str
    is_countable: bool


def used(session: Session) -> bool:
    """Whether anybody has begun to use this database."""
    return any(
        session.scalar(select(func.count()).select_from(metadata.tables[name]))
        for name in ("organisation", "account", "cycle")
    )


def installation_of(session: Session) -> str | None:
    """The name by which the key folder knows this database, if it was ever given one."""
    return session.scalar(select(metadata.tables[NAMELESS].c.id))


def copy_rows(source: Session, target: Session) -> int:
    """Copy every table, those first that others refer to, in the order of its keys; how many rows.

    That order knows nothing of when a row came, so a copy tells less than what it was made from.
    """
    target.execute(delete(metadata.tables[NAMELESS]))
    copied = 0
    for table in metadata.sorted_tables:
        for chunk in _chunks(_in_order(source, table)):
            target.execute(insert(table), chunk)
            copied += len(chunk)
    return copied


def _in_order(source: Session, table: Table) -> Iterator[dict[str, Any]]:
    wanted = select(table).order_by(*table.primary_key)
    found = (dict(row) for row in source.execute(wanted.execution_options(yield_per=CHUNK)).mappings())
    refers_to_itself = any(key.column.table is table for key in table.foreign_keys)
    return iter(_parents_first(list(found))) if refers_to_itself else found


def _parents_first(found: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Rows of a tree, each after the one that its `parent_id` names."""
    parent = {row["id"]: row["parent_id"] for row in found}

    def depth(id: str) -> int:
        above = parent[id]
        return 0 if above is None else 1 + depth(above)

    return sorted(found, key=lambda row: depth(row["id"]))


def _chunks(found: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    remaining = iter(found)
    while chunk := list(islice(remaining, CHUNK)):
        yield chunk


def end_sessions(session: Session) -> None:
    """Nobody is logged in any more."""
    session.execute(delete(metadata.tables[FLEETING]))


def write_down(session: Session, *, now: datetime) -> dict[str, Head]:
    """Say in each audit log that what came after was lost; gives where each ended before."""
    ends = {one.id: head(session, one.id) for one in organisations(session)}
    for organisation_id in ends:
        record(session, organisation_id, actor=ACTOR, action=RESTORED, subject="", details={}, now=now)
    return ends


def uncounted(session: Session) -> list[str]:
    """The cycles whose ballots are not counted yet, open ones included."""
    return [cycle.id for _, cycle in _uncounted(session)]


def _uncounted(session: Session) -> Iterator[tuple[str, cycles.CycleView]]:
    for organisation in organisations(session):
        for cycle in cycles.cycles_of(session, organisation.id):
            state = answered.state(session, organisation.id, cycle.id)
            if state is None or state.tallied is None:
                yield organisation.id, cycle


def shut_what_was_open(session: Session, keys: KeyStore) -> list[BroughtBack]:
    """Hand out no more ballots of cycles that were not counted when the copy was made, and say so in the log.

    Who collected after the copy is not on its list and could collect twice. What they hold can still be cast.
    """
    return [_shut(session, keys, organisation_id, cycle) for organisation_id, cycle in _uncounted(session)]


def _shut(session: Session, keys: KeyStore, organisation_id: str, cycle: cycles.CycleView) -> BroughtBack:
    shut_collecting(session, organisation_id, cycle.id)
    entry = log.restored_entry(organisation_id, cycle.id, cycle.manifest_hash)
    append_to_log(session, organisation_id, cycle.id, entry, keys.log_key())
    return BroughtBack(cycle.id, cycle.occurrence, _has_pool_key(keys, cycle.id))


def _has_pool_key(keys: KeyStore, cycle_id: str) -> bool:
    try:
        return bool(keys.get(cycle_id, POOL))
    except KeyMissing:
        return False
