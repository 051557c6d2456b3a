"""Removing the demo organisation with everything it has: rows, keys, mails."""

import logging
from pathlib import Path

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pulse.organisation.jobs import bind_keys
from pulse.organisation.operations import note_demo_left, set_compact_due
from pulse.organisation.queries import organisation
from pulse.tables import metadata
from pulse.web.services import Services

log = logging.getLogger("pulse.leaving")
# Rows that whoever opens, closes, casts or logs in holds or refers to: while these are held, nobody
# else adds to the organisation.
HELD = ("organisation", "account", "cycle", "closing")


class NotADemo(ValueError):
    """Only a demo organisation can be left."""


def leave_demo(services: Services, organisation_id: str) -> None:
    """Remove a demo organisation, for good; harmless when it is gone. `KeyFolderAway` before anything is removed."""
    bind_keys(services)
    with services.database.writing() as session:
        cycles = _remove(session, organisation_id)
    for cycle_id in cycles:
        services.keys.destroy(cycle_id)
    with services.database.writing() as session:
        _empty(session, organisation_id)  # what somebody was writing at that very moment
    services.keys.forget_ends(organisation_id)
    _remove_mails(services.config.data / "outbox")
    log.warning("the demo organisation was left and is gone")


def _remove(session: Session, organisation_id: str) -> list[str]:
    """Delete the organisation and every row of it; gives the ids of its cycles."""
    found = organisation(session, organisation_id)
    if found is None:
        return []
    if not found.is_demo:
        raise NotADemo(found.name)
    _hold(session, organisation_id)
    cycle = metadata.tables["cycle"]
    cycles = list(session.scalars(select(cycle.c.id).where(cycle.c.organisation_id == organisation_id)))
    _empty(session, organisation_id)
    session.execute(
        delete(metadata.tables["organisation"]).where(metadata.tables["organisation"].c.id == organisation_id)
    )
    note_demo_left(session)
    set_compact_due(session, due=True)
    return cycles


def _hold(session: Session, organisation_id: str) -> None:
    """Wait until nobody else is at work in the organisation, and keep them waiting (SQLite has one writer anyway)."""
    for name in HELD:
        table = metadata.tables[name]
        key = table.c.id if name == "organisation" else table.c.organisation_id
        session.execute(select(key).where(key == organisation_id).with_for_update()).all()


def _empty(session: Session, organisation_id: str) -> None:
    """Delete the organisation's rows of every table, those that refer to others first."""
    for table in reversed(metadata.sorted_tables):
        if "organisation_id" in table.c:
            session.execute(delete(table).where(table.c.organisation_id == organisation_id))


def _remove_mails(folder: Path) -> None:
    """Only demo organisations write mails to this folder."""
    for pattern in ("*.eml", "*.part"):
        for path in folder.glob(pattern):
            path.unlink(missing_ok=True)
