"""What stays on a device, what goes, and whether the pages say so truly."""

import json

import pytest
from playwright.sync_api import expect

from pulse.checkin.strings import INTERFACE, PAGE
from tests.browser.steps import answer_faces, begin, heading, press, seal_without_connection, start_shared, tap
from tests.browser.test_checkin import STORED, names
from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NO_STORAGE = """for (const name of ["indexedDB", "sessionStorage"])
    Object.defineProperty(window, name, { get() { throw new DOMException("denied", "SecurityError"); } });"""
NO_CHANNELS = "delete window.BroadcastChannel"


def wiped(page):
    """Nothing of this check-in is stored, and the address names nobody."""
    stored = page.evaluate(STORED)
    return (stored["rows"], stored["session"], stored["local"]) == ([], {}, {}) and "#" not in page.url


def test_no_timer_outlives_the_wipe_of_a_shared_device(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.clock.install()
    seal_without_connection(phone, cycle.links[0])
    page.clock.fast_forward(5 * 60_000 + 5_000)
    heading(page, "idle_over_title")
    expect(page.get_by_text(INTERFACE["history"])).to_be_visible()
    tried = len(phone.posts)
    page.clock.run_for(60_000)
    page.evaluate("dispatchEvent(new Event('online'))")
    page.clock.run_for(60_000)
    heading(page, "idle_over_title")
    assert len(phone.posts) == tried
    assert wiped(page)
    assert phone.problems == []


def test_an_answer_that_comes_after_the_wipe_brings_nothing_back(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.clock.install()
    page.add_init_script("delete AbortSignal.timeout")  # the test's clock would give up waiting with it
    held = []

    def hold(route):
        held.append(route)

    phone.context.route("**/ballot/collect", hold)
    start_shared(page, cycle.links[0])
    heading(page, "collecting")
    page.wait_for_function("Object.keys(sessionStorage).some((key) => key.startsWith('pulse-record'))")
    page.clock.fast_forward(5 * 60_000 + 5_000)
    heading(page, "idle_over_title")
    with page.expect_response("**/ballot/collect"):
        held[0].continue_()
    page.clock.run_for(1_000)
    heading(page, "idle_over_title")
    assert wiped(page)
    assert phone.problems == []


def test_on_a_shared_device_the_link_leaves_the_address_at_start_and_a_reload_goes_on(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    start_shared(page, cycle.links[0])
    expect(page.get_by_text("Question 1 of 8")).to_be_visible()
    assert "#" not in page.url
    tap(page, 4)
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    assert names(phone.posts) == ["collect"]


def test_on_ones_own_device_the_link_stays_in_the_address(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    assert phone.page.url == cycle.links[0]


def test_a_way_that_ends_without_a_ballot_leaves_no_link(live, phone):
    cycle = an_open_cycle(live.services)
    live.services.clock.advance(days=8)
    start_shared(phone.page, cycle.links[0])
    heading(phone.page, "kind_title")
    assert wiped(phone.page)


def test_a_browser_that_keeps_nothing_says_so_before_start_and_when_sending_fails(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    phone.context.add_init_script(NO_STORAGE)
    page.goto(cycle.links[0])
    expect(page.get_by_role("alert")).to_have_text(INTERFACE["forgetful"])
    press(page, INTERFACE["start_own"])
    answer_faces(page)
    phone.context.route("**/ballot/cast", lambda route: route.abort(), times=1)
    press(page, "Send my answers")
    heading(page, "not_sent_title")
    expect(page.get_by_role("status")).to_contain_text(INTERFACE["forgetful"])
    expect(page.get_by_text("kept on this device")).to_have_count(0)
    press(page, "Try again")
    heading(page, "sent_title")
    assert names(phone.posts) == ["collect", "cast", "cast"]
    assert phone.problems == []


def test_in_a_browser_that_keeps_nothing_trouble_is_tried_again_without_a_reload(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    phone.context.add_init_script(NO_STORAGE)
    begin(page, cycle.links[0])
    answer_faces(page)
    page.evaluate("""() => {
        const sign = SubtleCrypto.prototype.sign;
        SubtleCrypto.prototype.sign = () => { SubtleCrypto.prototype.sign = sign; throw new Error("odd"); };
    }""")
    press(page, "Send my answers")
    heading(page, "trouble_title")
    expect(page.get_by_text(PAGE["trouble_text"])).to_have_count(0)
    expect(page.get_by_role("status")).to_have_text(INTERFACE["forgetful"])
    press(page, "Try again")
    heading(page, "sent_title")


def test_a_browser_that_keeps_things_is_not_warned(live, phone):
    cycle = an_open_cycle(live.services)
    phone.page.goto(cycle.links[0])
    heading(phone.page, "title")
    expect(phone.page.get_by_text(INTERFACE["forgetful"])).to_have_count(0)
    assert phone.page.evaluate(STORED)["rows"] == []


@pytest.mark.parametrize("channels", [True, False])
def test_a_draft_in_another_tab_goes_once_the_ballot_is_sent(live, phone, channels):
    cycle = an_open_cycle(live.services)
    if not channels:
        phone.context.add_init_script(NO_CHANNELS)
    begin(phone.page, cycle.links[0])
    other = phone.context.new_page()
    other.goto(cycle.links[0])
    tap(other, 1)
    expect(other.get_by_text("Question 2 of 8")).to_be_visible()
    assert "answers" in json.dumps(other.evaluate(STORED)["session"])
    answer_faces(phone.page)
    press(phone.page, "Send my answers")
    heading(phone.page, "sent_title")
    if not channels:
        other.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    heading(other, "sent_title")
    assert other.evaluate(STORED)["session"] == {}
    assert other.locator(".fingerprint").inner_text() == phone.page.locator(".fingerprint").inner_text()


def test_a_draft_of_a_tab_that_slept_goes_when_it_is_loaded_again(live, phone):
    cycle = an_open_cycle(live.services)
    other = phone.context.new_page()
    begin(other, cycle.links[0])
    tap(other, 1)
    expect(other.get_by_text("Question 2 of 8")).to_be_visible()
    other.goto("about:blank")
    answer_all_again(phone.page, cycle.links[0])
    other.go_back()
    heading(other, "sent_title")
    assert other.evaluate(STORED)["session"] == {}


def answer_all_again(page, link):
    """From the link, with the ballot picked up already, to the receipt."""
    page.goto(link)
    answer_faces(page)
    press(page, "Send my answers")
    heading(page, "sent_title")


def test_a_tab_of_ones_own_keeps_no_receipt_of_a_shared_one(live, phone):
    cycle = an_open_cycle(live.services)
    other = phone.context.new_page()
    other.goto(cycle.links[0])
    heading(other, "title")
    start_shared(phone.page, cycle.links[0])
    answer_faces(phone.page)
    press(phone.page, "Send my answers")
    heading(phone.page, "sent_title")
    heading(other, "sent_title")
    assert other.evaluate(STORED)["rows"] == []
