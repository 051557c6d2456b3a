"""Collecting: one signature a person, for as long as their zone is open, and no word more."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.ballots.operations import forget_blinded, shut_collecting
from pulse.ballots.queries import collected_before, collected_by_block
from pulse.simulate.ballot import draw
from pulse.simulate.browser import Refusal
from pulse.simulate.link import Link
from tests.factories.client import TestBrowser
from tests.factories.opened import an_open_cycle


@pytest.fixture
def opened(services):
    return an_open_cycle(services)


@pytest.fixture
def browser(ballot_app):
    return TestBrowser(ballot_app)


def refused(call) -> int:
    with pytest.raises(Refusal) as refusal:
        call()
    return refusal.value.status


def blank_of(browser, url):
    link = Link.parse(url)
    return link, draw(browser.look(link))


def test_a_lost_answer_is_given_again(browser, opened):
    link, blank = blank_of(browser, opened.links[0])
    first = browser.collect(link, blank.blinded.message)
    assert browser.collect(link, blank.blinded.message) == first


def test_a_second_ballot_of_one_person_is_refused(browser, opened):
    link, blank = blank_of(browser, opened.links[0])
    browser.collect(link, blank.blinded.message)
    _, other = blank_of(browser, opened.links[0])
    assert refused(lambda: browser.collect(link, other.blinded.message)) == 409


def test_fifty_parallel_collects_of_one_person_give_one_signature(services, ballot_app, opened):
    blanks = [blank_of(TestBrowser(ballot_app), opened.links[0]) for _ in range(5)]

    def try_one(number):
        link, blank = blanks[number % 5]
        try:
            return TestBrowser(ballot_app).collect(link, blank.blinded.message)
        except Refusal as refusal:
            return refusal.status

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(try_one, range(50)))
    signatures = {answer for answer in answers if isinstance(answer, bytes)}
    assert len(signatures) == 1
    assert {answer for answer in answers if isinstance(answer, int)} == {409}
    with services.database.reading() as session:
        assert sum(collected_by_block(session, opened.organisation_id, opened.cycle_id).values()) == 1


def test_a_link_that_lost_its_end_is_told_apart_and_costs_nothing(browser, opened):
    link, blank = blank_of(browser, opened.links[0])
    cut = replace(link, block=1 - link.block)
    assert refused(lambda: browser.collect(cut, blank.blinded.message)) == 422
    browser.collect(link, blank.blinded.message)


def test_a_client_need_not_name_the_block(ballot_app, browser, opened):
    link, blank = blank_of(browser, opened.links[0])
    body = {"invite": link.invite, "blinded": blank.blinded.message.hex()}
    assert ballot_app.test_client().post("/ballot/collect", json=body).status_code == 200


def test_a_forged_invitation_is_unknown(browser, opened):
    link, blank = blank_of(browser, opened.links[0])
    forged = Link(link.cycle, "ab" * 32, link.manifest_hash, link.block)
    assert refused(lambda: browser.collect(forged, blank.blinded.message)) == 404


def test_nobody_collects_before_their_zone_opens(services, browser):
    opened = an_open_cycle(services, zone="America/New_York")
    link, blank = blank_of(browser, opened.links[0])
    assert refused(lambda: browser.collect(link, blank.blinded.message)) == 425


def test_nobody_collects_after_their_zone_has_ended(browser, opened, clock):
    link, blank = blank_of(browser, opened.links[0])
    clock.advance(days=7)
    assert refused(lambda: browser.collect(link, blank.blinded.message)) == 410


def test_nobody_collects_once_the_close_has_begun(services, browser, opened):
    link, blank = blank_of(browser, opened.links[0])
    with services.database.writing() as session:
        shut_collecting(session, opened.organisation_id, opened.cycle_id)
    assert refused(lambda: browser.collect(link, blank.blinded.message)) == 410


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"", "application/json"),
        (b"{}", "application/json"),
        (b"[]", "application/json"),
        (b'{"invite": 1, "blinded": 2}', "application/json"),
        (b'{"invite": "' + b"ab" * 32 + b'", "blinded": "' + b"AB" * 256 + b'"}', "application/json"),
        (b'{"invite": "' + b"ab" * 32 + b'", "blinded": "' + b"ab" * 255 + b'"}', "application/json"),
        (b'{"invite": "' + b"ab" * 32 + b'", "blinded": "' + b"ab" * 256 + b'", "more": 1}', "application/json"),
        (b'{"invite": "' + b"ab" * 32 + b'", "blinded": "' + b"ab" * 256 + b'", "block": "1"}', "application/json"),
        (b'{"invite": "' + b"ab" * 32 + b'", "blinded": "' + b"ab" * 256 + b'", "block": true}', "application/json"),
        (b'{"invite": "' + b"ab" * 32 + b'", "blinded": "' + b"ab" * 256 + b'"}', "text/plain"),
    ],
)
def test_what_is_not_of_the_form_is_refused_without_a_word(ballot_app, body, kind):
    answer = ballot_app.test_client().post("/ballot/collect", data=body, content_type=kind)
    assert (answer.status_code, answer.data) == (400, b"")


@pytest.mark.parametrize("blinded", ["00" * 256, "ff" * 256])
def test_a_blinded_message_out_of_range_is_refused_and_costs_nothing(browser, opened, blinded):
    link, blank = blank_of(browser, opened.links[0])
    assert refused(lambda: browser.collect(link, bytes.fromhex(blinded))) == 400
    browser.collect(link, blank.blinded.message)


def test_a_body_beyond_all_measure_is_refused(ballot_app):
    answer = ballot_app.test_client().post("/ballot/collect", data=b"x" * 20_000, content_type="application/json")
    assert answer.status_code in {400, 413}


def test_participation_moves_once_a_day_in_steps_of_five(services, browser, opened, clock):
    for url in opened.links[:7]:
        link, blank = blank_of(browser, url)
        browser.collect(link, blank.blinded.message)
    key, today = (opened.organisation_id, opened.cycle_id), clock.now().date()
    with services.database.reading() as session:
        assert collected_before(session, *key, today) == 0
        assert collected_before(session, *key, today + timedelta(days=1)) == 5


def test_after_the_close_only_collected_yes_or_no_stays(services, browser, opened):
    link, blank = blank_of(browser, opened.links[0])
    browser.collect(link, blank.blinded.message)
    with services.database.writing() as session:
        forget_blinded(session, opened.organisation_id, opened.cycle_id)
    assert refused(lambda: browser.collect(link, blank.blinded.message)) == 409


def test_no_cookie_is_set(browser, opened):
    link, blank = blank_of(browser, opened.links[0])
    browser.collect(link, blank.blinded.message)
    assert "Set-Cookie" not in browser.last_headers
    assert browser.last_headers["Cache-Control"] == "no-store"


def test_brackets_without_end_are_refused_like_anything_else(ballot_app, caplog):
    answer = ballot_app.test_client().post("/ballot/collect", data=b"[" * 9000, content_type="application/json")
    assert (answer.status_code, answer.data) == (400, b"")
    assert caplog.records == []


def test_a_key_folder_that_is_away_is_our_trouble_and_passes(services, browser, opened):
    link, blank = blank_of(browser, opened.links[0])
    away = services.keys.folder.rename(services.keys.folder.with_name("away"))
    assert refused(lambda: browser.collect(link, blank.blinded.message)) == 503
    away.rename(services.keys.folder)
    browser.collect(link, blank.blinded.message)
