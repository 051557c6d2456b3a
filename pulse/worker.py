"""What happens by itself: APScheduler is only the clock that ticks, the database says what is due.

Any number of workers may tick at once or be killed at any moment.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from time import monotonic

from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.orm import Session

from pulse.announcements.jobs import render_announcement
from pulse.announcements.operations import ANNOUNCEMENT
from pulse.answers import queries as answered
from pulse.closing.operations import PoolKeyMissing, close_cycle
from pulse.cycles import queries as cycles
from pulse.cycles.content import may_be_counted
from pulse.cycles.events import EVENT
from pulse.cycles.jobs import render_event
from pulse.cycles.lifecycle import closing_due
from pulse.delivery.bounces.jobs import read_returned
from pulse.delivery.jobs import Renderer, Rendering, drain
from pulse.invitations.jobs import asks, prepare, remind, render_invitation, render_reminder, render_test
from pulse.invitations.messages import INVITATION, REMINDER, TEST
from pulse.invitations.operations import count_reminder
from pulse.keys.store import KeyFolderAway
from pulse.opening.agenda import Agenda, agenda, most_blocks
from pulse.opening.operations import AnotherIsOpen, open_cycle, prepare_answers, sweep_orphans
from pulse.opening.plan import NobodyThere, NoTrusteeKey
from pulse.organisation import queries as organisations
from pulse.organisation.blocks import TooFewPeople
from pulse.organisation.jobs import bind_keys
from pulse.organisation.operations import lock, note_tick, set_compact_due
from pulse.organisation.queries import OrganisationView, compact_due
from pulse.people import queries as people
from pulse.people.links.jobs import render_link, render_notice
from pulse.people.links.operations import CHANGED, KINDS
from pulse.protection.holdings.jobs import render_own_data
from pulse.protection.kinds import OWN_DATA
from pulse.protection.retention.jobs import delete_what_is_over
from pulse.schedule.obstacles import ANOTHER_OPEN, BUDGET, DOWN, SETTINGS, TOO_FEW_PEOPLE, TOO_FEW_THERE, obstacles
from pulse.schedule.operations import forget_missed, note_hindrance, note_missed, top_up_calendars
from pulse.schedule.queries import SeriesView, active_series, calendars_behind
from pulse.schedule.upcoming import Upcoming, due, passed, within_budget
from pulse.structure.jobs import carry_out_due
from pulse.trustee import queries as trustees
from pulse.web.services import Services

log = logging.getLogger("pulse.worker")

TICK_SECONDS = 15
SENDING = timedelta(seconds=45)  # a tick sends for so long at most, so that a long queue delays no close
SETTLED = timedelta(minutes=10)  # an opening that began at the last moment is over by then
RESERVE_SPARE = 4  # signing keys kept ready beyond what the next openings may need
KEYS_AT_ONCE = 10
COUNTED_FOR = timedelta(minutes=10)  # the people of an organisation are counted no more often
MAKING = 2.0  # seconds that a tick makes keys for, about


def tick(services: Services, *, now: datetime) -> None:
    """Do everything that is due: finish, close, open, send, prepare. One failure stops nothing else."""
    try:
        bind_keys(services)
        with services.database.writing() as session:
            note_tick(session, now=now)
    except KeyFolderAway as away:
        log.critical("%s Nothing is opened, sent or closed until it is back.", away)
        return
    for work in (
        _finish_openings,
        _close_due,
        _compact,
        _top_up,
        _rearrange,
        _open_due,
        _remind,
        _read_returned,
        _send_due,
        _keep_reserve,
        _sweep,
        delete_what_is_over,
    ):
        try:
            work(services, now)
        except Exception:
            log.exception("%s failed and will be tried again", work.__name__.strip("_"))


def start(services: Services) -> BackgroundScheduler:
    """Tick every few seconds in a thread of this process, which shares its write lock."""
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)  # a tick that sends for long is no mishap
    scheduler = BackgroundScheduler(timezone="UTC")
    scheduler.add_job(
        lambda: tick(services, now=services.clock.now()),
        "interval",
        seconds=TICK_SECONDS,
        coalesce=True,
        max_instances=1,
        misfire_grace_time=None,
        next_run_time=services.clock.now(),
    )
    scheduler.start()
    return scheduler


def _unpublished(services: Services) -> list[tuple[str, datetime]]:
    """Every cycle that is not published yet, with its end."""
    with services.database.reading() as session:
        return [
            (id, until)
            for organisation in organisations.organisations(session)
            for published in (answered.published_cycles(session, organisation.id),)
            for id, _, until in cycles.timeline(session, organisation.id)
            if id not in published
        ]


def _finish_openings(services: Services, _now: datetime) -> None:
    for cycle_id, _ in _unpublished(services):
        with services.database.reading() as session:
            cycle = cycles.frame(session, cycle_id)
            ready = cycle and answered.state(session, cycle.organisation_id, cycle_id)
        if ready is None:
            prepare_answers(services, cycle_id)


def _close_due(services: Services, now: datetime) -> None:
    for cycle_id, until in _unpublished(services):
        if closing_due(until, now=now) and _promise_kept(services, cycle_id, now):
            _guarded(partial(close_cycle, services, cycle_id, now=now), f"closing cycle {cycle_id}")


def _promise_kept(services: Services, cycle_id: str, now: datetime) -> bool:
    """Whether it may be counted: a real cycle that was ended early takes no more answers, and still waits."""
    with services.database.reading() as session:
        cycle = cycles.cycle(session, cycle_id)
    return cycle is None or may_be_counted(cycle.manifest, cycle.content, now=now)


def _compact(services: Services, _now: datetime) -> None:
    """After a close, drop what the emptied pool left in the files; again and again until it worked."""
    with services.database.reading() as session:
        due_now = compact_due(session)
    if due_now and services.database.compact():
        with services.database.writing() as session:
            set_compact_due(session, due=False)


def _top_up(services: Services, now: datetime) -> None:
    """Copy the holidays of a year that has come near."""
    with services.database.reading() as session:
        behind = calendars_behind(session, now=now)
    if behind:
        with services.database.writing() as session:
            top_up_calendars(session, now=now)


def _rearrange(services: Services, now: datetime) -> None:
    """Before anything opens: groups are formed of the trees as they are from this day on."""
    carry_out_due(services, now)


def _open_due(services: Services, now: datetime) -> None:
    with services.database.reading() as session:
        every = active_series(session)
    for series in every:
        _guarded(partial(open_if_due, services, series, now=now), f"opening series {series.id}")


def open_if_due(services: Services, series: SeriesView, *, now: datetime) -> str | None:
    """Open the occurrence of a series that should be open now; the new cycle's id, if any.

    One whose time has passed is noted as missed, with the reason.
    """
    with services.database.reading() as session:
        known = agenda(session, series)
    if known is None:
        return None
    _note_passed(services, series, known, now)
    found = due(series.plan, known.days_off, known.zones, now)
    if found is None or found.key in known.opened:
        return None
    coming = within_budget(found, series.plan, known.days_off, known.contact)
    hindrance = _hindrance(services, known, coming, now)
    if hindrance is None and coming.opens:
        try:
            cycle_id = open_cycle(services, series, coming.opens, now=now, of=coming)
        except NobodyThere:
            hindrance = TOO_FEW_THERE
        except TooFewPeople:
            hindrance = TOO_FEW_PEOPLE
        except NoTrusteeKey:
            hindrance = SETTINGS  # the last key went to another series a moment ago
        except (IntegrityError, AnotherIsOpen):
            log.info("another worker opened this cycle, or that of another series")
            return None
        else:
            _note_opened(services, series, coming.key)
            return cycle_id
    _note(services, series, hindrance)
    return None


def _hindrance(services: Services, known: Agenda, coming: Upcoming, now: datetime) -> str | None:
    """Why an occurrence that is due has to wait."""
    if known.busy_until is not None and known.busy_until > now:
        return ANOTHER_OPEN  # perhaps one by hand: people are never asked twice at once
    if coming.opens is None or coming.opens_at > now:
        return BUDGET
    if hindrances(services, is_demo=known.organisation.is_demo, organisation_id=known.organisation.id):
        log.warning("a cycle is due, but the settings do not allow it to open; the schedule page says why")
        return SETTINGS
    return None


def _note_passed(services: Services, series: SeriesView, known: Agenda, now: datetime) -> None:
    """Note what became too late since it was last looked for; once a day note that it was looked for.

    A moment later than it did, so that an opening at the last instant is not noted too.
    """
    until = now - SETTLED
    since = series.looked_at or until  # a series from before this was noted
    late = [each.key for each in passed(series.plan, known.days_off, known.zones, since, until)]
    if not set(late) - known.opened and series.looked_at and until - since < timedelta(days=1):
        return
    with services.database.writing() as session:
        lock(session, series.organisation_id)
        opened = cycles.occurrences_opened(session, series.organisation_id, series.id)
        missing = [key for key in late if key not in opened]
        reasons = {key: (series.hindered_by or DOWN) if key == missing[0] else DOWN for key in missing}
        note_missed(session, series.organisation_id, series.id, reasons, looked_at=until, now=now)


def _note_opened(services: Services, series: SeriesView, occurrence: str) -> None:
    with services.database.writing() as session:
        note_hindrance(session, series.organisation_id, series.id, None)
        forget_missed(session, series.organisation_id, series.id, occurrence)


def _note(services: Services, series: SeriesView, hindrance: str | None) -> None:
    if series.hindered_by != hindrance:
        with services.database.writing() as session:
            note_hindrance(session, series.organisation_id, series.id, hindrance)


def hindrances(services: Services, *, is_demo: bool, organisation_id: str | None = None) -> list[str]:
    """Why this installation's settings, or the keys of the organisation's trustee, let no cycle open."""
    config = services.config
    without_key = organisation_id is not None and _trustee_has_no_key(services, organisation_id)
    without_mail = organisation_id is not None and not config.smtp_url and _needs_no_mail(services, organisation_id)
    return obstacles(
        base_url=config.base_url,
        ballot_url=config.ballot_url,
        smtp_url=config.smtp_url,
        is_demo=is_demo,
        production=config.env == "production",
        keys_lie_under_data=config.keys_lie_under_data,
        trustee_has_no_key=without_key,
        asked_without_mail=without_mail,
    )


def _needs_no_mail(services: Services, organisation_id: str) -> bool:
    with services.database.reading() as session:
        return people.asked_without_mail(session, organisation_id)


def _trustee_has_no_key(services: Services, organisation_id: str) -> bool:
    with services.database.reading() as session:
        return trustees.standing(session, organisation_id).hinders


def renderers(services: Services, now: datetime) -> dict[str, Renderer]:
    """Who makes which kind of message."""
    config, keys = services.config, services.keys
    links = partial(prepare, keys=keys)
    return {
        INVITATION: Rendering(partial(render_invitation, config=config, keys=keys, now=now), links, asks=asks),
        REMINDER: Rendering(partial(render_reminder, config=config, keys=keys, now=now), links, count_reminder),
        TEST: partial(render_test, config=config, now=now),
        ANNOUNCEMENT: partial(render_announcement, config=config, now=now),
        EVENT: render_event,
        OWN_DATA: partial(render_own_data, config=config, keys=keys, now=now),
        **dict.fromkeys(KINDS.values(), partial(render_link, config=config, now=now)),
        CHANGED: partial(render_notice, config=config),
    }


def _remind(services: Services, now: datetime) -> None:
    remind(services, now)


def _read_returned(services: Services, now: datetime) -> None:
    read_returned(services, now)


def _send_due(services: Services, now: datetime) -> None:
    began = monotonic()
    moment = now
    while drain(services, renderers(services, moment), now=moment) and moment < now + SENDING:
        # A batch's lease begins when the batch does, however long the queue is.
        moment = now + timedelta(seconds=monotonic() - began)


def _keep_reserve(services: Services, now: datetime) -> None:
    """Keep an unassigned signing key for each block that the next openings can have, made a few at a time."""
    with services.database.reading() as session:
        asked = {series.organisation_id for series in active_series(session)}
        found = [each for each in organisations.organisations(session) if each.id in asked]
        wanted = sum(_blocks_at_most(session, organisation, now) for organisation in found)
    began = monotonic()
    while services.keys.fill_reserve(wanted + RESERVE_SPARE, most=KEYS_AT_ONCE) and monotonic() < began + MAKING:
        pass


_counted: dict[str, tuple[datetime, int]] = {}  # counting 100,000 people at each tick would be a waste


def _blocks_at_most(session: Session, organisation: OrganisationView, now: datetime) -> int:
    at, most = _counted.get(organisation.id, (now + COUNTED_FOR, 0))
    if not at <= now < at + COUNTED_FOR:
        _counted[organisation.id] = now, most_blocks(session, organisation)
        most = _counted[organisation.id][1]
    return most


def _sweep(services: Services, now: datetime) -> None:
    sweep_orphans(services, now=now)


def _guarded(work: Callable[[], object], what: str) -> None:
    """Do one piece of work; what it raises is logged, and the next piece goes on."""
    try:
        work()
    except PoolKeyMissing as missing:
        log.critical("%s", missing)
    except (OSError, OperationalError) as trouble:  # a full disk, a database that is away: one line says it
        log.critical("%s failed and will be tried again: %s", what, _said(trouble))
    except Exception:
        log.exception("%s failed and will be tried again", what)


def _said(trouble: OSError | OperationalError) -> str:
    said = trouble.orig if isinstance(trouble, OperationalError) else trouble.strerror
    return next(iter(str(said or "").splitlines()), "") or type(trouble).__name__
