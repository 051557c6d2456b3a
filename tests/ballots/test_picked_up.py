"""What the list says of whoever holds an invitation's link: a day late, yes or no, and nothing is noted."""

import logging
from datetime import timedelta
from secrets import token_hex

import pytest

from pulse.ballots.operations import collect
from pulse.invitations.operations import forget_hashes
from pulse.simulate.link import Link
from tests.factories.opened import an_open_cycle

PATH = "/ballot/picked-up"


@pytest.fixture
def client(ballot_app):
    return ballot_app.test_client()


@pytest.fixture
def opened(services):
    return an_open_cycle(services)


@pytest.fixture
def invite(opened):
    return Link.parse(opened.links[0]).invite


@pytest.fixture
def collected(services, invite):
    with services.database.writing() as session:
        collect(
            session, services.keys, invite=bytes.fromhex(invite), blinded=b"\0" + b"\1" * 255, now=services.clock.now()
        )


def test_a_ballot_that_was_picked_up_is_told_from_the_next_day_on(services, client, invite, collected):
    today = services.clock.now().date()
    early = client.post(PATH, json={"invite": invite}).get_json()
    assert early == {"picked_up": 0, "until": str(today - timedelta(days=1))}
    services.clock.advance(days=1)
    assert client.post(PATH, json={"invite": invite}).get_json() == {"picked_up": 1, "until": str(today)}


def test_a_colleagues_ballot_is_not_yours(services, client, opened, collected):
    services.clock.advance(days=1)
    other = Link.parse(opened.links[1]).invite
    assert client.post(PATH, json={"invite": other}).get_json()["picked_up"] == 0


def test_yes_and_no_are_equally_long(services, client, opened, invite, collected):
    services.clock.advance(days=1)
    yes = client.post(PATH, json={"invite": invite})
    no = client.post(PATH, json={"invite": Link.parse(opened.links[1]).invite})
    assert len(yes.data) == len(no.data)
    assert {name: value for name, value in yes.headers if name != "Date"} == {
        name: value for name, value in no.headers if name != "Date"
    }


def test_after_the_close_nothing_is_known_by_a_link(services, client, opened, invite, collected):
    with services.database.writing() as session:
        forget_hashes(session, opened.organisation_id, opened.cycle_id)
    answer = client.post(PATH, json={"invite": invite})
    assert (answer.status_code, answer.data) == (404, b"")


def test_asking_picks_nothing_up_and_leaves_no_line_and_no_cookie(services, client, invite, caplog):
    with caplog.at_level(logging.DEBUG):
        answers = [client.post(PATH, json={"invite": invite}) for _ in range(2)]
    assert invite not in caplog.text
    assert all("Set-Cookie" not in answer.headers for answer in answers)
    assert all(answer.headers["Cache-Control"] == "no-store" for answer in answers)
    services.clock.advance(days=1)
    assert client.post(PATH, json={"invite": invite}).get_json()["picked_up"] == 0


@pytest.mark.parametrize(
    "body",
    [None, [], {}, "text", {"invite": 1}, {"invite": "0" * 63}, {"invite": "G" * 64}, {"invite": "0" * 64, "more": 1}],
)
def test_what_is_not_of_this_form_is_a_constant_400(client, body):
    answer = client.post(PATH, json=body)
    assert (answer.status_code, answer.data) == (400, b"")


def test_brackets_without_end_and_unknown_invites_are_refused_alike_for_all(client):
    nested = client.post(PATH, data=b"[" * 9000, content_type="application/json")
    unknown = client.post(PATH, json={"invite": token_hex(32)})
    assert [(each.status_code, each.data) for each in (nested, unknown)] == [(400, b""), (404, b"")]
