"""Clocks and standstills: every day of every zone, and workers that stop for hours, days and weeks by chance."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, time, timedelta
from random import Random

import pytest

from pulse import worker
from pulse.cycles import queries as cycles
from pulse.opening.agenda import agenda
from pulse.schedule import queries, recurrence
from pulse.schedule.recurrence import every_days, instant, within
from tests.factories.clocks import FIRST, HOURS, LAST, ZONES, check_opening
from tests.factories.opened import MONDAY, a_series

MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
OPENS = MONDAY.replace(tzinfo=UTC)


@pytest.mark.timeout(900)
@pytest.mark.parametrize("hour", HOURS, ids=lambda hour: f"{hour[0]:02}:{hour[1]:02}")
def test_every_day_of_every_zone_opens_once_at_the_time_that_was_asked_for(hour):
    starts = datetime.combine(FIRST.date(), time(*hour))
    days = list(within(starts, every_days(1), FIRST.date(), LAST.date()))
    assert len(days) == (LAST - FIRST).days + 1
    for zone in ZONES:
        last = None
        for local in days:
            opens = instant(local, zone)
            check_opening(local, zone, opens)
            assert last is None or last < opens
            last = opens


def _look(services, series, now):
    with services.database.reading() as session:
        view = queries.one_series(session, series.organisation_id, series.id)
    return worker.open_if_due(services, view, now=now)


def _ticks(rng):
    """When workers look in half a year: mostly often, now and then after days or weeks, some with a wrong clock."""
    now = OPENS - DAY
    while now < OPENS + 182 * DAY:
        wrong = rng.choice((timedelta(0),) * 12 + (-2 * HOUR,))
        yield now + wrong
        now += rng.choice((MINUTE, HOUR, HOUR, 6 * HOUR, DAY, DAY, 2 * DAY, 21 * DAY if rng.random() < 0.2 else DAY))


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_each_occurrence_opens_once_or_is_noted_once(seed, services):
    rng = Random(seed)
    series = a_series(services, zone=rng.choice(("UTC", "Europe/Berlin", "Pacific/Auckland")))
    latest = OPENS
    with ThreadPoolExecutor(2) as pool:
        for now in _ticks(rng):
            latest = max(latest, now)
            list(pool.map(lambda _, at=now: _look(services, series, at), range(2)))
    with services.database.reading() as session:
        known = agenda(session, series)
        missed = [
            recurrence.key(each.occurrence) for each in queries.missed(session, series.organisation_id, series.id)
        ]
        opened = [occurrence for _, occurrence, _, _ in cycles.openings(session, series.organisation_id)]
    [zone] = known.zones
    past = [
        recurrence.key(local)
        for local in within(series.starts, series.rule, OPENS.date(), latest.date())
        if instant(local, zone) + 6 * DAY + worker.SETTLED + 2 * HOUR <= latest
    ]
    assert len(set(opened)) == len(opened)
    assert not set(opened) & set(missed)
    assert set(past) <= set(opened) | set(missed)
    assert len(past) >= 11
    assert len(opened) >= 5
