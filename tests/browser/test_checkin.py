"""The whole way of a person, in a real browser."""

import json
import re

import pytest
from playwright.sync_api import expect

from pulse.answers import queries as answers
from pulse.checkin.strings import AFTERWORD, INTERFACE
from pulse.closing.operations import close_cycle
from pulse.cycles import queries as cycles
from pulse.i18n import translate
from tests.browser.steps import answer_all, answer_faces, begin, heading, press, tap
from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

STORED = """async () => {
  const rows = await new Promise((resolve) => {
    const opening = indexedDB.open("pulse", 1);
    opening.onsuccess = () => {
      if (!opening.result.objectStoreNames.contains("ballots")) return resolve([]);
      const asked = opening.result.transaction("ballots").objectStore("ballots").getAll();
      asked.onsuccess = () => { opening.result.close(); resolve(asked.result); };
    };
  });
  return { rows, session: { ...sessionStorage }, local: { ...localStorage }, cookie: document.cookie };
}"""


def names(posts):
    return [post.url.rsplit("/", 1)[1] for post in posts]


def test_a_person_answers_and_gets_a_receipt(live, phone):
    cycle = an_open_cycle(live.services)
    answer_all(phone.page, cycle.links[0])
    assert names(phone.posts) == ["collect", "cast"]
    assert phone.posts[1].post_data_buffer is not None
    assert len(phone.posts[1].post_data_buffer) == 8192
    assert phone.problems == []


def test_nothing_is_sent_before_start(live, phone):
    cycle = an_open_cycle(live.services)
    phone.page.goto(cycle.links[0])
    heading(phone.page, "title")
    expect(phone.page.get_by_text("15 people invited")).to_be_visible()
    phone.page.wait_for_timeout(300)
    assert phone.posts == []
    invite = re.search(r"i=([0-9a-f]{64})", cycle.links[0]).group(1)
    assert not any(invite in request.url for request in phone.requests if "#" not in request.url)


def test_no_request_carries_a_cookie_or_a_referrer_or_leaves_the_host(live, phone):
    cycle = an_open_cycle(live.services)
    host = live.base_url.rsplit(":", 1)[0]
    phone.context.add_cookies([{"name": "pulse_staff", "value": "secret", "url": host}])
    answer_all(phone.page, cycle.links[0])
    for request in phone.requests:
        headers = request.all_headers()
        assert not any(headers.get(name) for name in ("cookie", "referer", "authorization"))
        assert request.url.startswith(live.ballot_url)
        assert "set-cookie" not in request.response().all_headers()
    assert phone.context.cookies(live.ballot_url) == []


def test_no_request_names_a_block_after_collecting(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    count = len(phone.requests)
    phone.page.reload()
    answer_faces(phone.page)
    press(phone.page, "Send my answers")
    heading(phone.page, "sent_title")
    assert not any("/block/" in request.url for request in phone.requests[count:])


def test_a_reload_resumes_with_the_answers_given(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    begin(page, cycle.links[0])
    tap(page, 4)
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    tap(page, 2)
    expect(page.get_by_text("Question 3 of 8")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Question 3 of 8")).to_be_visible()
    press(page, "‹ Back")
    expect(page.get_by_role("radio", name="Bad", exact=True)).to_be_checked()
    press(page, "‹ Back")
    expect(page.get_by_role("radio", name="Good", exact=True)).to_be_checked()
    expect(page.get_by_role("button", name="‹ Back")).to_have_count(0)
    assert names(phone.posts) == ["collect"]


def test_collecting_is_retried_with_the_same_bytes(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    phone.context.route("**/ballot/collect", lambda route: route.abort(), times=1)
    page.goto(cycle.links[0])
    press(page, INTERFACE["start_own"])
    heading(page, "not_collected_title")
    page.reload()
    expect(page.get_by_text("Question 1 of 8")).to_be_visible()
    first, second = [post.post_data_json for post in phone.posts]
    assert first == second


def test_a_lost_answer_of_the_signer_is_asked_for_again(live, phone):
    cycle = an_open_cycle(live.services)

    def lose(route):
        route.fetch()  # the server has signed, but its answer is lost on the way
        route.abort()

    phone.context.route("**/ballot/collect", lose, times=1)
    phone.page.goto(cycle.links[0])
    press(phone.page, INTERFACE["start_own"])
    heading(phone.page, "not_collected_title")
    press(phone.page, "Try again")
    expect(phone.page.get_by_text("Question 1 of 8")).to_be_visible()


def test_casting_is_retried_with_the_same_bytes(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    begin(page, cycle.links[0])
    answer_faces(page)
    phone.context.route("**/ballot/cast", lambda route: route.fulfill(status=503), times=1)
    press(page, "Send my answers")
    heading(page, "not_sent_title")
    phone.context.route("**/ballot/cast", lambda route: route.abort(), times=1)
    page.reload()
    heading(page, "not_sent_title")
    press(page, "Try again")
    heading(page, "sent_title")
    bodies = [post.post_data_buffer for post in phone.posts[1:]]
    assert len(bodies) == 3
    assert len(set(bodies)) == 1


def test_a_connection_that_comes_back_sends_by_itself(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    answer_faces(phone.page)
    phone.context.set_offline(True)
    press(phone.page, "Send my answers")
    heading(phone.page, "not_sent_title")
    phone.context.set_offline(False)
    heading(phone.page, "sent_title")


def test_storage_holds_only_the_receipt_after_the_cast(live, phone):
    cycle = an_open_cycle(live.services)
    answer_all(phone.page, cycle.links[0])
    stored = phone.page.evaluate(STORED)
    assert [sorted(row) for row in stored["rows"]] == [["receipt", "stage"]]
    assert stored["local"] == {}
    assert stored["session"] == {}
    assert stored["cookie"] == ""


def test_what_is_kept_before_the_first_attempt_is_the_finished_ballot_and_no_key(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    answer_faces(phone.page)
    phone.context.route("**/ballot/cast", lambda route: route.abort())
    press(phone.page, "Send my answers")
    heading(phone.page, "not_sent_title")
    stored = phone.page.evaluate(STORED)
    assert [sorted(row) for row in stored["rows"]] == [["outer", "receipt", "stage"]]
    assert stored["rows"][0]["outer"] == phone.posts[1].post_data_buffer.hex()
    assert "answers" not in json.dumps(stored["session"])


def test_reopening_a_used_link_on_the_same_phone_shows_the_receipt(live, phone):
    cycle = an_open_cycle(live.services)
    answer_all(phone.page, cycle.links[0])
    receipt = phone.page.locator(".fingerprint").inner_text()
    phone.page.goto("about:blank")
    phone.page.goto(cycle.links[0])
    heading(phone.page, "sent_title")
    assert phone.page.locator(".fingerprint").inner_text() == receipt


def test_used_unknown_and_malformed_links_end_on_one_page(live, phone, browser):
    cycle = an_open_cycle(live.services)
    answer_all(phone.page, cycle.links[0])
    other = browser.new_context(locale="en-GB").new_page()
    link = cycle.links[0]
    pages = []
    unknown = re.sub(r"i=[0-9a-f]{4}", "i=0000", link)
    for address, starts in [(link, True), (unknown, True), (link[:-6], False), (link.split("#")[0], False)]:
        other.goto("about:blank")
        other.goto(address)
        if starts:
            press(other, INTERFACE["start_own"])
        heading(other, "kind_title")
        pages.append(other.locator("main").inner_html())
    unknown_cycle = re.sub(r"c=[0-9a-f]{4}", "c=0000", link)
    other.goto("about:blank")
    other.goto(unknown_cycle)
    heading(other, "kind_title")
    pages.append(other.locator("main").inner_html())
    after_start, before = set(pages[:2]), set(pages[2:])
    assert (len(after_start), len(before)) == (1, 1)  # what Start tells is the same of a used and of an unknown link
    assert INTERFACE["have_code"] in after_start.pop()
    other.context.close()


def test_a_link_whose_time_is_over_ends_on_the_kind_page(live, phone):
    cycle = an_open_cycle(live.services)
    live.services.clock.advance(days=8)
    phone.page.goto(cycle.links[0])
    press(phone.page, INTERFACE["start_own"])
    heading(phone.page, "kind_title")
    assert phone.page.evaluate(STORED)["rows"] == []


def test_a_link_that_opens_later_says_so(live, phone):
    cycle = an_open_cycle(live.services)
    live.services.clock.advance(hours=-1)
    phone.page.goto(cycle.links[0])
    phone.context.route("**/ballot/collect", lambda route: route.fulfill(status=425), times=1)
    press(phone.page, INTERFACE["start_own"])
    heading(phone.page, "not_open_title")


def test_answers_that_come_too_late_are_named_as_such(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    answer_faces(phone.page)
    live.services.clock.advance(days=8)
    press(phone.page, "Send my answers")
    heading(phone.page, "too_late_title")
    assert phone.page.evaluate(STORED)["rows"] == []


def test_the_keyboard_is_enough_and_arrow_keys_do_not_move_on(live, phone):
    cycle = an_open_cycle(live.services)
    page, keys = phone.page, phone.page.keyboard
    page.goto(cycle.links[0])
    heading(page, "title")

    def tab_to(role, name):
        target = page.get_by_role(role, name=name, exact=True)
        for _ in range(25):
            if target.evaluate("element => element === document.activeElement"):
                return
            keys.press("Tab")
        raise AssertionError(f"{name} is not reached by the keyboard")

    tab_to("button", INTERFACE["start_own"])
    keys.press("Enter")
    for number in range(1, 9):
        expect(page.get_by_text(f"Question {number} of 8")).to_be_visible()
        tab_to("radio", "Very bad")
        keys.press("Space")
        keys.press("ArrowRight")
        keys.press("ArrowRight")
        expect(page.get_by_role("radio", name="Okay")).to_be_checked()
        page.wait_for_timeout(250)
        expect(page.get_by_text(f"Question {number} of 8")).to_be_visible()
        tab_to("button", "Next")
        keys.press("Enter")
    page.get_by_role("textbox").wait_for()
    tab_to("button", "Send my answers")
    keys.press("Enter")
    heading(page, "sent_title")


def test_next_without_an_answer_asks_for_one(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    press(phone.page, "Next")
    expect(phone.page.get_by_text(INTERFACE["choose_first"])).to_be_visible()
    expect(phone.page.get_by_text("Question 1 of 8")).to_be_visible()


def test_a_comment_says_who_reads_it_when_and_in_which_zone(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    answer_faces(phone.page)
    expect(phone.page.get_by_text("Nobody reads it before 30 November 2026 at 15:00 GMT+7")).to_be_visible()
    expect(phone.page.get_by_text("Call 112.")).to_be_visible()


def test_a_comment_says_how_many_letters_fit_only_when_it_is_nearly_full(live, phone):
    cycle = an_open_cycle(live.services)
    page, box = phone.page, phone.page.get_by_role("textbox")
    begin(page, cycle.links[0])
    answer_faces(page)
    expect(page.locator("#left")).to_have_text("")
    box.fill("茶" * 1500)
    expect(page.locator("#left")).to_have_text("")
    box.fill("茶" * 2200)
    expect(page.locator("#left")).to_have_text(re.compile("room for about 1[0-9]0 more letters"))
    box.fill("t" * 6600)
    expect(page.locator("#left")).to_have_text(re.compile("room for about 3[0-9]0 more letters"))
    box.fill("茶" * 3000)
    expect(page.get_by_role("alert")).to_have_text(re.compile("too long by about 700 letters"))
    press(page, "Send my answers")
    page.wait_for_timeout(200)
    assert names(phone.posts) == ["collect"]
    box.fill("茶" * 2000)
    expect(page.get_by_role("alert")).to_have_count(0)
    press(page, "Send my answers")
    heading(page, "sent_title")


def test_the_browsers_own_way_back_leads_one_question_back_and_from_the_first_leaves(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.goto("about:blank")
    begin(page, cycle.links[0])
    for number, face in enumerate([4, 2, 5], 1):
        expect(page.get_by_text(f"Question {number} of 8")).to_be_visible()
        tap(page, face)
    expect(page.get_by_text("Question 4 of 8")).to_be_visible()
    assert page.evaluate("history.state") == {"position": 3}
    page.go_back()
    expect(page.get_by_role("radio", name="Very good", exact=True)).to_be_checked()
    page.go_forward()
    expect(page.get_by_text("Question 4 of 8")).to_be_visible()
    press(page, "‹ Back")
    expect(page.get_by_text("Question 3 of 8")).to_be_visible()
    page.reload()
    expect(page.get_by_text("Question 3 of 8")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("radio", name="Bad", exact=True)).to_be_checked()
    page.go_back()
    expect(page.get_by_text("Question 1 of 8")).to_be_visible()
    page.go_back()
    assert page.url == "about:blank"
    assert phone.problems == []


def test_after_sending_the_way_back_leads_to_no_question(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.goto("about:blank")
    answer_all(page, cycle.links[0])
    page.wait_for_function("history.state.position === 0")
    page.go_back()
    assert page.url == "about:blank"


def test_a_link_opened_anew_in_the_same_tab_goes_back_question_by_question(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    begin(page, cycle.links[0])
    tap(page, 4)
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    page.goto("about:blank")
    page.goto(cycle.links[0])
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    press(page, "‹ Back")
    expect(page.get_by_role("radio", name="Good", exact=True)).to_be_checked()
    assert page.url == cycle.links[0]


def test_a_link_that_lost_its_last_digit_says_so_and_the_whole_one_still_works(live, phone):
    cycle = an_open_cycle(live.services)
    whole = cycle.links[0]
    other = whole[:-1] + str(1 - int(whole[-1]))
    phone.page.goto(other)
    press(phone.page, INTERFACE["start_own"])
    heading(phone.page, "cut_title")
    assert phone.page.evaluate(STORED)["rows"] == []
    assert "#" not in phone.page.url
    answer_all(phone.page, whole)


def test_the_language_follows_the_browser_and_can_be_switched(live, browser):
    cycle = an_open_cycle(live.services)
    for locale, language in [
        ("zh-TW", "zh-Hant"),
        ("zh-HK", "zh-Hant"),
        ("zh-CN", "en"),
        ("vi-VN", "vi"),
        ("id", "id"),
    ]:
        context = browser.new_context(locale=locale)
        page = context.new_page()
        page.goto(cycle.links[0])
        page.locator(".trust").wait_for()
        assert page.locator("html").get_attribute("lang") == language
        press(page, "VI")
        assert page.locator("html").get_attribute("lang") == "vi"
        expect(page.get_by_role("button", name="VI", exact=True)).to_have_attribute("aria-pressed", "true")
        page.reload()
        page.locator(".trust").wait_for()
        assert page.locator("html").get_attribute("lang") == "vi"
        context.close()


def test_a_shared_device_forgets_after_five_idle_minutes(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.clock.install()
    page.goto(cycle.links[0])
    press(page, INTERFACE["start_shared"])
    expect(page.get_by_text("Question 1 of 8")).to_be_visible()
    page.clock.run_for(4 * 60_000 + 5_000)
    heading(page, "idle_title")
    press(page, INTERFACE["idle_stay"])
    expect(page.get_by_role("dialog")).to_be_hidden()
    page.clock.run_for(4 * 60_000 + 5_000)
    heading(page, "idle_title")
    page.clock.run_for(60_000)
    heading(page, "idle_over_title")
    stored = page.evaluate(STORED)
    assert (stored["rows"], stored["session"], stored["local"]) == ([], {}, {})
    assert "#" not in page.url


def test_a_shared_device_keeps_everything_in_the_tab_and_can_be_cleared(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.goto(cycle.links[0])
    press(page, INTERFACE["start_shared"])
    expect(page.get_by_text("Question 1 of 8")).to_be_visible()
    assert page.evaluate(STORED)["rows"] == []
    page.reload()
    answer_faces(page)
    press(page, "Send my answers")
    heading(page, "sent_title")
    press(page, AFTERWORD["next_person"])
    heading(page, "removed_title")
    stored = page.evaluate(STORED)
    assert (stored["rows"], stored["session"], stored["local"]) == ([], {}, {})
    assert "#" not in page.url


def test_nothing_overflows_on_a_narrow_phone(live, browser):
    cycle = an_open_cycle(live.services)
    page = browser.new_context(viewport={"width": 320, "height": 640}, locale="vi").new_page()
    wide = "document.documentElement.scrollWidth"
    page.goto(cycle.links[0])
    page.locator(".trust").wait_for()
    assert page.evaluate(wide) == 320
    page.locator(".actions .primary").click()
    page.locator(".faces").wait_for()
    assert page.evaluate(wide) == 320
    sizes = page.locator("button, .option, summary").evaluate_all(
        "elements => elements.map(e => e.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
    )
    assert min(sizes) >= 44
    page.context.close()


def test_a_browser_that_cannot_seal_is_told_so_kindly(live, phone):
    cycle = an_open_cycle(live.services)
    phone.context.add_init_script("Object.defineProperty(Crypto.prototype, 'subtle', { value: undefined })")
    phone.page.goto(cycle.links[0])
    heading(phone.page, "insecure_title")
    assert phone.posts == []


def test_the_second_tap_of_a_double_tap_answers_nothing(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.clock.install(time=0)
    begin(page, cycle.links[0])
    page.clock.pause_at(60_000)
    page.clock.run_for(1000)
    tap(page, 3)
    box = page.locator(".option:has([value='3'])").bounding_box()
    page.clock.run_for(185)
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    page.mouse.click(box["x"] + 20, box["y"] + 20)
    expect(page.get_by_role("radio", checked=True)).to_have_count(0)
    page.clock.run_for(200)
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    tap(page, 3)
    page.clock.run_for(185)
    expect(page.get_by_text("Question 3 of 8")).to_be_visible()


def test_without_a_connection_the_page_offers_another_try(live, phone):
    cycle = an_open_cycle(live.services)
    phone.context.route("**/ballot/manifest/*", lambda route: route.abort(), times=1)
    phone.context.route("**/ballot/content/*", lambda route: route.fulfill(status=503), times=1)
    phone.page.goto(cycle.links[0])
    heading(phone.page, "offline_title")
    press(phone.page, "Try again")
    heading(phone.page, "offline_title")
    press(phone.page, "Try again")
    heading(phone.page, "title")


def test_the_receipt_is_found_on_the_board_after_the_close(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    answer_all(page, cycle.links[0])
    page.get_by_role("link", name=AFTERWORD["receipt_open"]).click()
    expect(page.get_by_role("heading", name="This check-in is not closed yet")).to_be_visible()
    now = live.services.clock.advance(days=8)
    close_cycle(live.services, cycle.cycle_id, now=now)
    with live.services.database.reading() as session:
        view = cycles.cycle(session, cycle.cycle_id)
        assert answers.state(session, cycle.organisation_id, cycle.cycle_id).published
    page.reload()
    expect(page.get_by_role("heading", name="Your ballot was counted")).to_be_visible()
    page.get_by_text("What was checked").click()
    assert page.locator(".checks .true").count() == 6
    page.get_by_label("Receipt or link").fill(f"c={view.id}&r={'0' * 64}")
    press(page, "Check")
    expect(page.get_by_role("heading", name="This receipt is not on the list")).to_be_visible()
    page.get_by_label("Receipt or link").fill("hello")
    press(page, "Check")
    expect(page.get_by_role("alert")).to_contain_text("not a whole receipt")
    assert phone.problems == []


@pytest.mark.parametrize(
    ("field", "value", "failed"),
    [
        ("leaves", [], ["check_leaves", "check_root"]),
        ("accepted", 2, ["check_leaves", "check_root", "check_counts"]),
        ("manifest", '{"cycle":"0"}', ["check_manifest"]),
        ("log_key", "00" * 31 + "01", ["check_signature"]),
    ],
)
def test_a_board_that_contradicts_itself_is_called_so(live, phone, field, value, failed):
    cycle = an_open_cycle(live.services)
    page = phone.page
    answer_all(page, cycle.links[0])
    close_cycle(live.services, cycle.cycle_id, now=live.services.clock.advance(days=8))

    def alter(route):
        board = route.fetch().json()
        route.fulfill(json={**board, field: value})

    phone.context.route("**/ballot/board/*", alter)
    page.get_by_role("link", name=AFTERWORD["receipt_open"]).click()
    expect(page.get_by_role("heading", name="The public list contradicts itself")).to_be_visible()
    assert page.locator(".checks .false").count() == len(failed)


def test_what_they_can_see_is_told_with_real_numbers_in_every_language(live, browser):
    cycle = an_open_cycle(live.services, people=40)
    link = cycle.links[0]
    with live.services.database.reading() as session:
        view = cycles.cycle(session, cycle.cycle_id)
        blocks = cycles.blocks(session, cycle.organisation_id, cycle.cycle_id)
    mine = json.loads(blocks[int(link.rsplit("=", 1)[1])].document)
    k = json.loads(view.manifest)["k"]
    assert sum(json.loads(block.document)["invited"] for block in blocks) == view.invited == 40
    for locale, language in [("en-GB", "en"), ("id", "id"), ("zh-TW", "zh_Hant"), ("vi", "vi")]:
        context = browser.new_context(locale=locale, timezone_id="Asia/Jakarta")
        page = context.new_page()
        page.goto(link)
        panel = page.locator(".trust").inner_text()
        say = lambda key, **values: translate(language, INTERFACE[key]) % values  # noqa: E731, B023 - a sentence
        assert say("carry_group", label=mine["label"], invited=mine["invited"]) in panel
        assert say("hr_sees_totals", name="Northwind", total=40, k=k) in panel
        for key in ("hr_sees_comments", "hr_never_name", "hr_never_time"):
            assert say(key) in panel
        context.close()
