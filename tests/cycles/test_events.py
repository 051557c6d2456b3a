"""Events for an organisation's own programs: posted with what they tell of, with ids and dates alone."""

import json
from dataclasses import replace

import pytest
from sqlalchemy import select

from pulse.cycles.events import CLOSED, EVENT, OPENED, PUBLISHED
from pulse.cycles.queries import cycle
from pulse.delivery import operations
from pulse.delivery.jobs import drain
from pulse.delivery.models import OutboxMessage
from pulse.delivery.queries import takes_events
from pulse.delivery.settings import WEBHOOK, Webhook, new_signing_secret, nowhere, seal
from pulse.people.models import Person
from pulse.worker import renderers
from tests.conftest import START
from tests.factories.closed import close
from tests.factories.counterpart import LOOPBACK, counterpart
from tests.factories.opened import OpenedCycle, a_series, opened


@pytest.fixture
def receiver():
    with counterpart(lambda asked: (204, {}, b"")) as there:
        yield there


def set_up(services, organisation_id, url="https://example.com/in"):
    setting = Webhook(url, new_signing_secret())
    sealed = seal(services.keys.settings_key(), organisation_id, WEBHOOK, setting)
    with services.database.writing() as session:
        operations.set_up(session, organisation_id, WEBHOOK, sealed)


def events(services, organisation_id):
    with services.database.reading() as session:
        rows = session.scalars(select(OutboxMessage).filter_by(organisation_id=organisation_id, kind=EVENT))
        return {row.recipient: row for row in rows}


def test_what_becomes_of_a_cycle_is_posted_as_it_happens(services):
    series = a_series(services)
    set_up(services, series.organisation_id)
    cycle_id = opened(services, series).cycle_id
    assert set(events(services, series.organisation_id)) == {OPENED}
    close(services, opened_cycle(series, cycle_id))
    posted = events(services, series.organisation_id)
    assert set(posted) == {OPENED, CLOSED, PUBLISHED}
    assert {row.about for row in posted.values()} == {cycle_id}
    assert len({row.dedup for row in posted.values()}) == 3


def opened_cycle(series, cycle_id):
    return OpenedCycle(series.organisation_id, cycle_id, series, [])


def test_nothing_is_posted_where_nobody_listens(services):
    series = a_series(services)
    close(services, opened(services, series))
    assert events(services, series.organisation_id) == {}


def test_nothing_is_posted_for_a_receiver_that_wants_no_more(services):
    series = a_series(services)
    set_up(services, series.organisation_id)
    with services.database.writing() as session:
        operations.suppress(session, series.organisation_id, nowhere(WEBHOOK, ""), "410", now=START)
    opened(services, series)
    assert events(services, series.organisation_id) == {}


def test_an_event_holds_ids_and_dates_and_nobody(services, receiver):
    services = replace(services, config=replace(services.config, allowed_networks=LOOPBACK))
    series = a_series(services)
    set_up(services, series.organisation_id, f"{receiver.url}/in")
    cycle_id = opened(services, series).cycle_id
    deliver(services)
    (asked,) = receiver.asked
    given = json.loads(asked.body)
    with services.database.reading() as session:
        found = cycle(session, cycle_id)
        people = session.scalars(select(Person).filter_by(organisation_id=series.organisation_id)).all()
    assert (given["type"], given["timestamp"]) == (OPENED, "2026-11-23T08:00:00Z")
    assert given["data"] == {
        "organisation": series.organisation_id,
        "cycle": cycle_id,
        "series": series.id,
        "occurrence": found.occurrence,
        "opens_at": "2026-11-23T08:00:00Z",
        "closes_at": found.answer_until.strftime("%Y-%m-%dT%H:%M:%SZ"),
    }
    for person in people:
        assert not {person.id, person.name, person.email} & set(map(str, given["data"].values()))
    assert "." not in asked.headers["webhook-id"]
    assert str(found.invited) not in {str(value) for value in given["data"].values()}


def deliver(services):
    services.clock.advance(hours=2)
    only = {EVENT: renderers(services, services.clock.now())[EVENT]}
    drain(services, only, now=services.clock.now())


def test_a_receiver_that_answers_410_is_asked_no_more(services, receiver):
    receiver.answer = lambda asked: (410, {}, b"")
    services = replace(services, config=replace(services.config, allowed_networks=LOOPBACK))
    series = a_series(services)
    set_up(services, series.organisation_id, f"{receiver.url}/in")
    opened(services, series)
    for _ in range(3):
        deliver(services)
    assert len(receiver.asked) == 1
    (row,) = events(services, series.organisation_id).values()
    assert row.sent_at is None
    assert row.dead_at is not None
    set_up(services, series.organisation_id, f"{receiver.url}/in")
    with services.database.reading() as session:
        assert takes_events(session, series.organisation_id)
