"""Every night, by each organisation's own clocks: what has been kept for its time goes, a batch at a time.

A worker that is killed meanwhile, or runs beside another, does no harm: what is left goes with the next tick.
"""

import logging
from collections import Counter
from datetime import datetime
from time import monotonic

from pulse.audit_log.operations import SYSTEM, record
from pulse.audit_log.queries import head
from pulse.organisation.operations import set_compact_due
from pulse.protection import queries
from pulse.protection.kinds import INVITATIONS, LOG, REMARKS, before
from pulse.protection.queries import Night
from pulse.protection.retention import operations
from pulse.schedule.recurrence import wall_time
from pulse.web.services import Services

log = logging.getLogger("pulse.protection")
FROM_HOUR = 2
TURN = 15  # seconds until another organisation comes first
LONGEST = 20.0  # seconds that a tick deletes for, about; the rest goes with the next one


def delete_what_is_over(services: Services, now: datetime) -> None:
    """Look after every organisation where it is past two at night and nobody has yet."""
    until = monotonic() + LONGEST
    with services.database.reading() as session:
        every = queries.nights(session)
    first = int(now.timestamp()) // TURN % len(every) if every else 0
    for night in every[first:] + every[:first]:  # by turns, so that one which takes long or fails holds up none
        if monotonic() > until:
            return
        try:
            _look_after(services, night, now, until)
        except Exception:
            log.exception("what had its time could not be deleted and will be tried again")


def _look_after(services: Services, night: Night, now: datetime, until: float) -> None:
    local = wall_time(now, night.time_zone)
    if night.looked_after_on is None:
        _note(services, night, now)  # the first night only begins to count, so that an update deletes nothing
    elif local.hour >= FROM_HOUR and night.looked_after_on < local.date() and _clear(services, night, now, until):
        _note(services, night, now)


def _clear(services: Services, night: Night, now: datetime, until: float) -> bool:
    """Delete all that is over, and write down how much; False when there was not time for all."""
    gone = Counter[str]()
    today, here = wall_time(now, night.time_zone).date(), night.organisation_id
    with services.database.writing() as session:
        operations.note_leaving(session, here, today)
        months = queries.months(session, here)
    for kind, deleter in operations.DELETERS.items():
        while monotonic() <= until:
            with services.database.writing() as session:
                count = deleter(session, here, before(today, months[kind]), now)
            if not count:
                break
            gone[kind] += count
    with services.database.writing() as session:
        swept = operations.sweep(session, here, today, months[INVITATIONS], now=now)
        undated = operations.forget_undated(session, here, before(today, months[REMARKS]), today=today)
        if undated:
            record(session, here, actor=SYSTEM, action=operations.UNDATED, subject="", details={}, now=now)
        told = {kind: count for kind, count in gone.items() if kind != LOG}  # which writes down its own
        if told:
            record(session, here, actor=SYSTEM, action="retention.applied", subject="", details=told, now=now)
        if gone or swept or undated:
            set_compact_due(session, due=True)
    return monotonic() <= until


def _note(services: Services, night: Night, now: datetime) -> None:
    """The night is done; where the audit log ends now is noted where whoever has the database does not reach."""
    with services.database.writing() as session:
        operations.note_night(session, night.organisation_id, wall_time(now, night.time_zone).date())
    with services.database.reading() as session:
        end = head(session, night.organisation_id)
    if end.position:
        services.keys.note_end(night.organisation_id, str(end))
