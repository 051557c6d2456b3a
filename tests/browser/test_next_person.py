"""A shared device is the next person's at once: what was sent clears itself, with a warning, sooner than a draft."""

import pytest
from playwright.sync_api import expect

from pulse.checkin.strings import AFTERWORD, INTERFACE
from tests.browser.steps import answer_faces, begin, heading, press, start_shared
from tests.browser.test_keeping import wiped
from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
NOBODY = [None] * 8


def send_shared(page, link):
    """Somebody answers on a shared device and walks away."""
    page.clock.install()
    start_shared(page, link)
    answer_faces(page, NOBODY)
    press(page, "Send my answers")
    heading(page, "sent_title")


def test_what_was_sent_on_a_shared_device_clears_itself_after_two_minutes(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    send_shared(page, cycle.links[0])
    page.clock.run_for(55_000)
    expect(page.get_by_role("dialog")).to_have_count(0)
    page.clock.run_for(10_000)
    heading(page, "idle_title")
    page.clock.run_for(60_000)
    heading(page, "removed_title")
    expect(page.get_by_text(AFTERWORD["removed_text"])).to_be_visible()
    assert wiped(page)


def test_who_still_reads_is_left_to_read(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    send_shared(page, cycle.links[0])
    page.clock.run_for(65_000)
    press(page, INTERFACE["idle_stay"])
    page.clock.run_for(50_000)
    heading(page, "sent_title")
    expect(page.get_by_role("dialog")).to_be_hidden()
    press(page, AFTERWORD["next_person"])
    heading(page, "removed_title")
    assert wiped(page)


def test_on_ones_own_device_what_was_sent_stays_and_nobody_else_is_spoken_of(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.clock.install()
    begin(page, cycle.links[0])
    answer_faces(page, NOBODY)
    press(page, "Send my answers")
    heading(page, "sent_title")
    page.clock.run_for(10 * 60_000)
    heading(page, "sent_title")
    expect(page.get_by_role("button", name=AFTERWORD["next_person"])).to_have_count(0)


def test_two_people_one_after_the_other_share_nothing_in_one_tab(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    for link in cycle.links[:2]:
        start_shared(page, link)
        answer_faces(page, NOBODY)
        press(page, "Send my answers")
        heading(page, "sent_title")
        press(page, AFTERWORD["next_person"])
        heading(page, "removed_title")
        assert wiped(page)
    bodies = [post.post_data_json["blinded"] for post in phone.posts if post.url.endswith("/collect")]
    assert len(set(bodies)) == 2
