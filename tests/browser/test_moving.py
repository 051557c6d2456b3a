"""A ballot picked up on one device is answered on another one, with its code."""

import json
import re
from urllib.request import urlopen

import pytest
from playwright.sync_api import Page, expect

from pulse.checkin.client import programs
from pulse.checkin.strings import AFTERWORD, INTERFACE, PAGE
from pulse.closing.operations import close_cycle
from pulse.simulate.seed import ALPHABET
from tests.browser.fixtures import Watched
from tests.browser.steps import answer_faces, begin, heading, press, seal_without_connection, start_shared, tap
from tests.browser.test_checkin import STORED, names
from tests.browser.test_keeping import wiped
from tests.browser.test_pages import faults
from tests.conftest import DATA
from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

CODE = re.compile(r"([0-9A-HJKMNP-TV-Z]{4}-){6}[0-9A-HJKMNP-TV-Z]{4}")


@pytest.fixture
def other(browser):
    """Another phone, with nothing stored on it."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="Asia/Jakarta")
    context.set_default_timeout(10_000)
    yield Watched(context)
    context.close()


def shown_code(page: Page) -> str:
    """Ask the device on which the ballot was picked up for its code."""
    press(page, INTERFACE["move"])
    heading(page, "move")
    code = page.locator(".code").inner_text()
    assert CODE.fullmatch(code)
    return code


def type_code(page: Page, code: str, button: str = "start_own") -> None:
    heading(page, "have_code")
    page.get_by_role("textbox").fill(code)
    press(page, INTERFACE[button])


def enter(page: Page, link: str, code: str, button: str = "start_own") -> None:
    """Open the link on another device and say that there is a code."""
    page.goto(link)
    press(page, INTERFACE["have_code"])
    type_code(page, code, button)


def send(page: Page, comment: str = "") -> str:
    """Answer everything and give the receipt."""
    answer_faces(page)
    if comment:
        page.get_by_role("textbox").fill(comment)
    press(page, "Send my answers")
    heading(page, "sent_title")
    return page.locator(".fingerprint").inner_text().replace(" ", "")


def leaves_after(live, cycle) -> list[str]:
    """The public list of counted ballots."""
    close_cycle(live.services, cycle.cycle_id, now=live.services.clock.advance(days=8))
    with urlopen(f"{live.ballot_url}/ballot/board/{cycle.cycle_id}") as answer:
        return json.load(answer)["leaves"]


def test_a_ballot_picked_up_on_one_phone_is_answered_on_another(live, phone, other):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    tap(phone.page, 1)
    expect(phone.page.get_by_text("Question 2 of 8")).to_be_visible()
    code = shown_code(phone.page)
    expect(phone.page.get_by_text(AFTERWORD["code_warning"])).to_be_visible()
    expect(phone.page.get_by_text(AFTERWORD["code_stays"])).to_be_visible()
    enter(other.page, cycle.links[0], code)
    expect(other.page.get_by_text("Question 1 of 8")).to_be_visible()
    receipt = send(other.page, "From the other phone.")
    expect(other.page.get_by_text(AFTERWORD["sent_moved"])).to_be_visible()
    assert phone.posts[0].post_data_json == other.posts[0].post_data_json
    assert names(other.posts) == ["collect", "cast"]
    assert leaves_after(live, cycle) == [receipt]
    assert phone.problems == other.problems == []


def test_what_is_sent_first_counts_and_the_second_device_says_so(live, phone, other):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    enter(other.page, cycle.links[0], shown_code(phone.page))
    first = send(other.page)
    press(phone.page, INTERFACE["back"])
    second = send(phone.page)
    expect(phone.page.get_by_text(AFTERWORD["sent_moved"])).to_be_visible()
    phone.page.reload()
    expect(phone.page.get_by_text(AFTERWORD["sent_moved"])).to_be_visible()
    assert first != second
    assert leaves_after(live, cycle) == [first]


def test_who_never_asked_for_a_code_hears_nothing_of_another_device(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    send(phone.page)
    expect(phone.page.get_by_text(AFTERWORD["sent_moved"])).to_have_count(0)


def test_the_code_is_shown_without_a_connection_and_the_way_back_keeps_the_answers(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    with page.expect_response("**/ballot/afterword/*"), page.expect_response(f"**/{programs()[1][0]}.js"):
        begin(page, cycle.links[0])
    tap(page, 4)
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    phone.context.set_offline(True)
    code = shown_code(page)
    press(page, INTERFACE["back"])
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    page.go_back()
    expect(page.get_by_role("radio", name="Good", exact=True)).to_be_checked()
    assert shown_code(page) == code
    page.go_forward()
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    assert names(phone.posts) == ["collect"]


def test_asking_for_a_code_sends_nothing(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    phone.page.wait_for_load_state("networkidle")
    before = len(phone.requests)
    shown_code(phone.page)
    assert len(phone.requests) == before


def test_once_noted_the_code_everything_can_be_removed_here(live, phone, other):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    code = shown_code(phone.page)
    press(phone.page, AFTERWORD["remove"])
    heading(phone.page, "removed_title")
    assert wiped(phone.page)
    enter(other.page, cycle.links[0], code)
    receipt = send(other.page)
    assert leaves_after(live, cycle) == [receipt]


def test_a_shared_device_offers_the_code_before_it_is_wiped(live, phone, other):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.clock.install()
    start_shared(page, cycle.links[0])
    expect(page.get_by_text("Question 1 of 8")).to_be_visible()
    page.clock.run_for(4 * 60_000 + 5_000)
    heading(page, "idle_title")
    expect(page.get_by_text(INTERFACE["idle_code"])).to_be_visible()
    page.get_by_role("dialog").get_by_role("button", name=INTERFACE["move"]).click()
    expect(page.get_by_role("dialog")).to_be_hidden()
    heading(page, "move")
    code = page.locator(".code").inner_text()
    page.clock.run_for(5 * 60_000 + 5_000)
    heading(page, "idle_over_title")
    assert wiped(page)
    expect(page.locator(".code")).to_have_count(0)
    enter(other.page, cycle.links[0], code)
    receipt = send(other.page)
    assert leaves_after(live, cycle) == [receipt]


def test_a_shared_device_that_has_sealed_offers_no_code(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.clock.install()
    seal_without_connection(phone, cycle.links[0])
    page.clock.run_for(4 * 60_000 + 5_000)
    heading(page, "idle_title")
    expect(page.get_by_role("dialog").get_by_role("button")).to_have_count(1)


def code_while_fetching(page, link):
    """Ask a shared device for the code before the server has answered; gives the code and what holds the answer."""
    held = []

    def hold(route):
        held.append(route)

    page.clock.install()
    page.add_init_script("delete AbortSignal.timeout")  # the test's clock would give up waiting with it
    page.context.route("**/ballot/collect", hold, times=1)
    start_shared(page, link)
    heading(page, "collecting")
    page.wait_for_function("Object.keys(sessionStorage).some((key) => key.startsWith('pulse-record'))")
    page.clock.run_for(4 * 60_000 + 5_000)
    heading(page, "idle_title")
    page.get_by_role("dialog").get_by_role("button", name=INTERFACE["move"]).click()
    heading(page, "move")
    return page.locator(".code").inner_text(), held[0]


def kept_in_tab(page):
    """What a shared device keeps of the ballot."""
    session = page.evaluate(STORED)["session"]
    return json.loads(next(value for key, value in session.items() if key.startswith("pulse-record")))


def test_a_code_stays_when_the_ballot_arrives_and_that_it_was_shown_is_not_forgotten(live, phone, other):
    cycle = an_open_cycle(live.services)
    page = phone.page
    code, answer = code_while_fetching(page, cycle.links[0])
    with page.expect_response("**/ballot/collect"):
        answer.continue_()
    page.wait_for_function('Object.values(sessionStorage).some((kept) => kept.includes(\'"stage":"token"\'))')
    page.clock.run_for(1_000)
    assert page.locator(".code").inner_text() == code
    assert kept_in_tab(page)["moved"] is True
    enter(other.page, cycle.links[0], code)
    send(other.page)
    press(page, INTERFACE["back"])
    send(page)
    expect(page.get_by_text(AFTERWORD["sent_moved"])).to_be_visible()
    assert phone.problems == other.problems == []


def test_a_code_stays_when_the_ballot_does_not_arrive_and_the_way_back_tries_again(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    code, answer = code_while_fetching(page, cycle.links[0])
    with page.expect_event("requestfailed"):
        answer.abort()
    page.clock.run_for(60_000)
    assert page.locator(".code").inner_text() == code
    assert names(phone.posts) == ["collect"]
    press(page, INTERFACE["back"])
    expect(page.get_by_text("Question 1 of 8")).to_be_visible()
    assert kept_in_tab(page)["moved"] is True


def test_an_answer_that_comes_after_a_quicker_one_changes_nothing(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    _, answer = code_while_fetching(page, cycle.links[0])
    press(page, INTERFACE["back"])
    tap(page, 4)
    expect(page.get_by_text("Question 2 of 8")).to_be_visible()
    shown = page.locator("h1").element_handle()
    with page.expect_response("**/ballot/collect"):
        answer.continue_()
    page.clock.run_for(1_000)
    assert shown.evaluate("heading => heading.isConnected")
    assert kept_in_tab(page)["moved"] is True


def test_an_alarm_stays_when_an_honest_answer_comes_after_it(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    _, answer = code_while_fetching(page, cycle.links[0])
    marked = {"blind_signature": "00" * 255 + "02"}
    phone.context.route("**/ballot/collect", lambda route: route.fulfill(json=marked))
    press(page, INTERFACE["back"])
    expect(page.get_by_text(PAGE["alarm_token"])).to_be_visible()
    with page.expect_response("**/ballot/collect"):
        answer.continue_()
    page.clock.run_for(1_000)
    expect(page.get_by_text(PAGE["alarm_token"])).to_be_visible()
    assert kept_in_tab(page) == {"stage": "alarm"}


def test_a_code_entered_on_a_shared_device_leaves_with_the_tab(live, phone, other):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    enter(other.page, cycle.links[0], shown_code(phone.page), "start_shared")
    expect(other.page.get_by_text("Question 1 of 8")).to_be_visible()
    assert "#" not in other.page.url
    assert other.page.evaluate(STORED)["rows"] == []
    other.page.reload()
    send(other.page)
    press(other.page, AFTERWORD["next_person"])
    heading(other.page, "removed_title")
    assert wiped(other.page)


def test_a_used_link_on_another_device_takes_the_code_afterwards(live, phone, other):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    code = shown_code(phone.page)
    other.page.goto(cycle.links[0])
    press(other.page, INTERFACE["start_own"])
    heading(other.page, "kind_title")
    assert other.page.evaluate(STORED)["rows"] == []
    press(other.page, INTERFACE["have_code"])
    type_code(other.page, code, "next")
    expect(other.page.get_by_text("Question 1 of 8")).to_be_visible()
    other.page.reload()
    expect(other.page.get_by_text("Question 1 of 8")).to_be_visible()
    assert names(other.posts) == ["collect", "collect"]


def test_a_mistyped_code_is_said_and_kept_and_nothing_leaves(live, phone, other):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    code = shown_code(phone.page)
    page = other.page
    swapped = code[:3] + ("7" if code[3] != "7" else "8") + code[4:]
    enter(page, cycle.links[0], swapped)
    for typed in (swapped, code[:-1], code + "7", "", "U" * 28, "hello", "\u202e" + code[1:]):
        page.get_by_role("textbox").fill(typed)
        press(page, INTERFACE["start_own"])
        expect(page.get_by_role("alert")).to_have_text(AFTERWORD["code_wrong"])
        expect(page.get_by_role("textbox")).to_have_value(typed)
        expect(page.get_by_role("textbox")).to_be_focused()
        expect(page.get_by_role("textbox")).to_have_attribute("aria-invalid", "true")
    press(page, "VI")
    expect(page.get_by_role("textbox")).to_have_value("\u202e" + code[1:])
    press(page, "EN")
    assert other.posts == []
    page.get_by_role("textbox").fill(code)
    press(page, INTERFACE["start_own"])
    expect(page.get_by_text("Question 1 of 8")).to_be_visible()


def test_a_code_is_read_however_it_is_typed(run):
    seeded = json.loads((DATA / "seed_v1.json").read_text())
    code = seeded["code"]
    assert {"0", "1"} <= set(code)
    typed = [
        code,
        code.lower(),
        code.replace("-", ""),
        f"  {code.replace('-', ' – ')}\n",
        code.replace("0", "O").replace("1", "l"),
        code.replace("0", "o").replace("1", "I"),
        "".join(chr(ord(letter) + 0xFEE0) for letter in code),  # as some keyboards type in Chinese
    ]
    read = """return Promise.all(given[0].map(async (typed) =>
        p.hex(await p.seedOf(typed, async () => p.unhex(given[1])))));"""
    assert run(read, [typed, seeded["check"] + "0"]) == [seeded["seed"]] * len(typed)


def test_somebody_elses_link_does_not_take_my_code_and_nothing_leaves(live, phone, other):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    code = shown_code(phone.page)
    theirs = next(link for link in cycle.links[1:] if link[-1] == cycle.links[0][-1])  # of the same group
    enter(other.page, theirs, code)
    expect(other.page.get_by_role("alert")).to_have_text(AFTERWORD["code_wrong"])
    assert other.posts == []
    press(other.page, f"‹ {INTERFACE['back']}")
    press(other.page, INTERFACE["start_own"])
    expect(other.page.get_by_text("Question 1 of 8")).to_be_visible()


def test_a_code_that_the_server_does_not_know_is_said_like_a_mistyped_one(live, phone, other):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    code = shown_code(phone.page)
    other.context.route("**/ballot/collect", lambda route: route.fulfill(status=409), times=1)
    enter(other.page, cycle.links[0], code)
    expect(other.page.get_by_role("alert")).to_have_text(AFTERWORD["code_wrong"])
    expect(other.page.get_by_role("textbox")).to_have_value(code)
    assert other.page.evaluate(STORED)["rows"] == []
    press(other.page, "Next")
    expect(other.page.get_by_text("Question 1 of 8")).to_be_visible()


def test_the_code_is_kept_nowhere_by_itself_and_gone_once_sent(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    code = shown_code(phone.page)
    stored = json.dumps(phone.page.evaluate(STORED))
    digits = [ALPHABET.index(letter) for letter in code.replace("-", "")]
    seed = f"{sum(digit << 5 * place for place, digit in enumerate(reversed(digits))) >> 12:032x}"
    assert seed in stored
    assert code not in stored
    press(phone.page, INTERFACE["back"])
    send(phone.page)
    stored = phone.page.evaluate(STORED)
    assert [sorted(row) for row in stored["rows"]] == [["moved", "receipt", "stage"]]
    assert seed not in json.dumps(stored)
    assert stored["session"] == {}


def test_two_tabs_of_one_phone_share_the_code_and_a_sent_ballot_shows_none(live, phone):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    second = phone.context.new_page()
    second.goto(cycle.links[0])
    expect(second.get_by_text("Question 1 of 8")).to_be_visible()
    assert shown_code(second) == shown_code(phone.page)
    press(phone.page, INTERFACE["back"])
    send(phone.page)
    heading(second, "sent_title")


def test_the_code_is_taken_and_typed_with_the_keyboard_alone(live, phone, other):
    cycle = an_open_cycle(live.services)
    begin(phone.page, cycle.links[0])
    focus(phone.page, INTERFACE["move"])
    phone.page.keyboard.press("Enter")
    heading(phone.page, "move")
    code = phone.page.locator(".code").inner_text()
    other.page.goto(cycle.links[0])
    heading(other.page, "title")
    focus(other.page, INTERFACE["have_code"])
    other.page.keyboard.press("Enter")
    heading(other.page, "have_code")
    other.page.keyboard.press("Tab")
    other.page.keyboard.type(code.lower().replace("-", " "))
    other.page.keyboard.press("Tab")
    other.page.keyboard.press("Enter")
    expect(other.page.get_by_text("Question 1 of 8")).to_be_visible()


def focus(page: Page, name: str) -> None:
    """Reach a button with Tab."""
    target = page.get_by_role("button", name=name, exact=True)
    for _ in range(25):
        if target.evaluate("element => element === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"{name} is not reached by the keyboard")


@pytest.mark.parametrize("locale", ["en-GB", "vi"])
def test_the_pages_of_the_code_are_sound_light_and_dark_in_the_shortest_and_the_longest_language(
    live, browser, locale
):
    cycle = an_open_cycle(live.services)
    context = browser.new_context(locale=locale, reduced_motion="reduce")
    page = context.new_page()
    page.goto(cycle.links[0])
    page.locator(".quiet").click()
    page.locator("#code").wait_for()
    page.locator("#code").fill("ABCD")
    page.locator(".primary").click()
    page.get_by_role("alert").wait_for()
    found = [f"asked: {each}" for each in faults(page)]
    page.reload()
    page.locator(".actions .primary").click()
    page.locator(".faces").wait_for()
    page.locator(".quiet").click()
    page.locator(".code").wait_for()
    found += [f"shown: {each}" for each in faults(page)]
    spoken = page.locator("main").inner_text()
    context.close()
    assert found == []
    assert "code_" not in spoken
