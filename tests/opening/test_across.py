"""Several series of one organisation: no two cycles run on the same days, and blocks keep their people apart."""

from datetime import timedelta
from itertools import combinations
from random import Random

import pytest

from pulse import worker
from pulse.cycles import queries as cycles
from pulse.invitations import queries as invited
from pulse.opening import operations as opening
from pulse.people.models import Person
from pulse.schedule import operations as schedule
from pulse.schedule.queries import one_series
from tests.factories.opened import MONDAY, a_series, add_people


def another(services, series, *, starts):
    with services.database.writing() as session:
        made = schedule.create_series(
            session, series.organisation_id, survey_id=series.survey_id, starts=starts, every_weeks=4, window_days=7
        )
        return one_series(session, series.organisation_id, made)


def test_two_series_are_never_open_on_the_same_days(services):
    series = a_series(services)
    opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    with services.database.writing() as session:
        schedule.pause(session, series.organisation_id, series.id, now=services.clock.now())
    other = another(services, series, starts=MONDAY + timedelta(days=3))
    with pytest.raises(opening.AnotherIsOpen):
        opening.open_cycle(services, other, other.starts, now=services.clock.now())
    with services.database.reading() as session:
        assert len(cycles.timeline(session, series.organisation_id)) == 1


def test_one_that_had_to_wait_opens_when_the_other_is_over(services):
    series = a_series(services)
    opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    with services.database.writing() as session:
        schedule.pause(session, series.organisation_id, series.id, now=services.clock.now())
    other = another(services, series, starts=MONDAY + timedelta(days=5))
    assert worker.open_if_due(services, other, now=services.clock.advance(days=6)) is None
    assert worker.open_if_due(services, other, now=services.clock.advance(days=2)) is not None


def test_within_a_quarter_nobody_changes_block_from_one_series_to_another(services):
    series, rng = a_series(services, people=60), Random(4)
    other = another(services, series, starts=MONDAY + timedelta(days=7))
    everything = []
    for number, one in enumerate((series, other, series, other)):
        everything.append(
            opening.open_cycle(services, one, MONDAY + timedelta(days=7 * number), now=services.clock.now())
        )
        with services.database.writing() as session:
            people = session.query(Person).filter_by(organisation_id=series.organisation_id, active=True).all()
            rng.choice(people).active = False
            add_people(session, series.organisation_id, 2)
    with services.database.reading() as session:
        windows = {id: (opens, until) for id, opens, until in cycles.timeline(session, series.organisation_id)}
        for now, then in combinations(everything, 2):
            assert windows[now][1] <= windows[then][0] or windows[then][1] <= windows[now][0]
            shared = invited.shared(session, series.organisation_id, now, [then])[then]
            assert len({ours for ours, _ in shared}) == len(shared)  # nobody moves to another block within a quarter
