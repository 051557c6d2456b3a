"""Every scale and the questions that ask why: in the browser, over the wire, and in the counts."""

import json
from collections import Counter
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy import select

from pulse.answers.models import Tally
from pulse.answers.queries import board
from pulse.checkin.strings import AFTERWORD, INTERFACE
from pulse.closing.operations import close_cycle
from pulse.cycles import queries as cycles
from pulse.simulate.browser import Browser
from pulse.simulate.link import Link
from pulse.simulate.seed import grow
from tests.browser.fixtures import Watched
from tests.browser.scales import KEYS, TAPS, every_scale
from tests.browser.steps import asked, heading, press, tap
from tests.browser.test_checkin import STORED
from tests.browser.test_pages import AXE, RUN_AXE

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

UNHAPPY = {"faces": 2, "agree5": 1, "yesno": 2, "points10": 6, "single": 2}
HAPPY = {"faces": 4, "agree5": 3, "yesno": 1, "points10": 7, "single": 1}
TOP = {  # what somebody answers who gives these
    "unhappy": {"canteen": 2, "canteen_visits": 2, "technology_devices": 1, "trust_told": 2, "enps": 6},
    "happy": {"canteen": 4, "canteen_visits": 1, "technology_devices": 3, "trust_told": 1, "enps": 7},
}
WHY = {"canteen_why": [1, 3], "trust_told_why": 2, "enps_why": [1, 3]}
CROWD = 7


@pytest.fixture
def walker(browser):
    """Gives a fresh phone that writes down what it asks the server; each is closed at the end."""
    opened = []

    def fresh(**options) -> Watched:
        context = browser.new_context(**{"viewport": {"width": 390, "height": 844}, "locale": "en-GB", **options})
        context.set_default_timeout(10_000)
        opened.append(context)
        return Watched(context)

    yield fresh
    for context in opened:
        context.close()


def walk(page: Page, answers: dict[str, int], *, why: bool, after: int = -1, look=lambda _kind: None) -> list[str]:
    """Answer from this place on to the last comment; several: the first and the third. Gives the titles seen."""
    titles = []
    while found := asked(page, after):
        after, kind = found
        titles.append(page.title())
        is_why = page.get_by_text("More about question").count() > 0
        look(kind)
        if is_why and not why:
            press(page, "Next" if kind == "open" else "Skip")
        elif kind == "open":
            page.get_by_role("textbox").fill(f"Words for {page.title()}")
            if page.get_by_role("button", name="Send my answers").count():
                break
            press(page, "Next")
        elif kind == "multiple":
            tap(page, 3)
            tap(page, 1)
            press(page, "Next")
        else:
            tap(page, answers[kind])
    return titles


def by_keys(page: Page) -> list[str]:
    """Unhappy throughout, saying why, with the keyboard alone."""
    keys, titles, after = page.keyboard, [], -1

    def to(role: str, name: str) -> None:
        target = page.get_by_role(role, name=name, exact=True)
        for _ in range(30):
            if target.evaluate("element => element === document.activeElement"):
                return
            keys.press("Tab")
        raise AssertionError(f"{name} is not reached by the keyboard")

    while found := asked(page, after):
        after, kind = found
        titles.append(page.title())
        if kind == "open":
            page.get_by_role("textbox").focus()
            keys.type(f"Words for {page.title()}")
            if page.get_by_role("button", name="Send my answers").count():
                break
        elif kind == "multiple":
            for place in (1, 3):
                page.get_by_role("checkbox").nth(place - 1).focus()
                keys.press("Space")
        else:
            options = page.get_by_role("radio")
            to("radio", options.first.evaluate("e => e.closest('label').innerText.trim()"))
            keys.press("Space")
            value = UNHAPPY[kind]
            for _ in range(value - int(options.first.get_attribute("value"))):
                keys.press("ArrowRight")
            expect(page.locator(f"input[value='{value}']")).to_be_checked()
        to("button", "Next")
        keys.press("Enter")
    return titles


def traces(phone: Watched) -> dict[str, object]:
    """What the server and the browser's own history could tell of somebody who answered."""
    paths = [urlsplit(request.url).path for request in phone.requests]
    return {
        "asked for": ["/block/" in path or path for path in paths],
        "history": phone.page.evaluate("history.length"),
        "sent": [len(post.post_data_buffer or b"") for post in phone.posts],
    }


def start(phone: Watched, link: str, device: str = "start_own") -> None:
    phone.page.goto(link)
    expect(phone.page.get_by_text(f"Questions: {TAPS}. It takes about 30 seconds")).to_be_visible()
    press(phone.page, INTERFACE[device])


def sent(phone: Watched) -> None:
    press(phone.page, "Send my answers")
    heading(phone.page, "sent_title")
    phone.page.wait_for_function("history.state.position === 0")


def clear(page: Page) -> None:
    """Leave a shared device: nothing stays in it."""
    press(page, AFTERWORD["next_person"])
    heading(page, "removed_title")
    stored = page.evaluate(STORED)
    assert (stored["rows"], stored["session"], stored["local"]) == ([], {}, {})


def expected(*ballots: dict) -> Counter:
    """How often each option of each question was chosen, over all ballots."""
    chosen = Counter()
    for ballot in ballots:
        for key, answer in ballot.items():
            chosen.update((key, option) for option in (answer if isinstance(answer, list) else [answer]))
    return chosen


def counted(live, cycle) -> tuple[Counter, dict]:
    """What the close stored of options that somebody chose, and the board."""
    close_cycle(live.services, cycle.cycle_id, now=live.services.clock.advance(days=8))
    with live.services.database.reading() as session:
        rows = session.scalars(select(Tally).filter_by(cycle_id=cycle.cycle_id)).all()
        found = board(session, cycles.cycle(session, cycle.cycle_id), live.services.keys.log_public())
    sums = Counter()
    for row in rows:
        if row.option >= 0 and row.count:
            sums[row.question, row.option] += row.count
    return sums, found


def test_every_answer_state_is_sent_counted_and_leaves_the_same_traces(live, walker):
    cycle = every_scale(live.services)
    unhappy, silent, happy = phones = [walker() for _ in range(3)]
    for phone, link in zip(phones, cycle.links, strict=False):
        start(phone, link, "start_shared" if phone is unhappy else "start_own")
    titles = [by_keys(unhappy.page), walk(silent.page, UNHAPPY, why=False), walk(happy.page, HAPPY, why=True)]
    for phone in phones:
        sent(phone)
    seen = [traces(phone) for phone in phones]
    assert seen[1:] == seen[:-1]
    assert len({frozenset(each) for each in titles}) == 1  # no title that only some have seen
    assert [len(each) for each in titles] == [12, 12, 8]
    clear(unhappy.page)
    crowd = Browser(live.ballot_url)
    for link in cycle.links[3 : 3 + CROWD]:
        crowd.answer(link, {**TOP["unhappy"], "enps_why": [8], "what_matters": [2, 8]}, {}, "vi")
    crowd.close()
    sums, found = counted(live, cycle)
    several = {"what_matters": [1, 3]}
    whole, parents, pleased = (
        {**TOP["unhappy"], **WHY, **several},
        {**TOP["unhappy"], **several},
        {**TOP["happy"], **several},
    )
    others = [{**TOP["unhappy"], "enps_why": [8], "what_matters": [2, 8]}] * CROWD
    assert (found["accepted"], found["rejected"]) == (3 + CROWD, 0)
    assert sums == expected(whole, parents, pleased, *others)
    assert [phone.problems for phone in phones] == [[]] * 3


def test_an_answer_that_becomes_a_happy_one_takes_the_why_along(live, walker):
    phone = walker()
    page = phone.page
    cycle = every_scale(live.services, people=20)
    start(phone, cycle.links[0])
    draft = lambda: page.evaluate(STORED)["session"]  # noqa: E731 - what this tab remembers
    asked(page, -1)
    tap(page, 1)
    assert asked(page, 0) == (1, "multiple")
    expect(page.get_by_text(f"More about question 1 of {TAPS}")).to_be_visible()
    press(page, "Next")
    expect(page.get_by_text(INTERFACE["choose_first"])).to_be_visible()
    tap(page, 2)
    press(page, "Next")
    asked(page, 1)
    page.get_by_role("textbox").fill("Hello")
    page.go_back()
    expect(page.locator(".option:has([value='2']) input")).to_be_checked()
    press(page, "‹ Back")
    expect(page.get_by_role("radio", name="Very bad", exact=True)).to_be_checked()
    tap(page, 2)  # unhappy still: what was said stays
    asked(page, 0)
    expect(page.locator(".option:has([value='2']) input")).to_be_checked()
    page.reload()
    expect(page.locator(".option:has([value='2']) input")).to_be_checked()
    press(page, "‹ Back")
    expect(page.get_by_role("radio", name="Bad", exact=True)).to_be_checked()
    assert "canteen_why" in str(draft())
    tap(page, 5)
    expect(page.get_by_text("Comment 1 of 2")).to_be_visible()
    assert "canteen_why" not in str(draft())
    page.go_back()  # over the place of the question that is not asked
    expect(page.get_by_role("radio", name="Very good", exact=True)).to_be_checked()
    page.go_forward()
    expect(page.get_by_text("Comment 1 of 2")).to_be_visible()
    page.go_back()
    expect(page.get_by_text(f"Question 1 of {TAPS}")).to_be_visible()
    press(page, "Skip")
    expect(page.get_by_text("Comment 1 of 2")).to_be_visible()
    assert '"canteen' not in str(draft()).replace("\\", "")
    expect(page.get_by_role("textbox")).to_have_value("Hello")
    assert phone.problems == []


def test_new_screens_are_sound_on_a_narrow_dark_phone_in_long_words(live, walker):
    cycle = every_scale(live.services)
    phone = walker(viewport={"width": 320, "height": 640}, locale="vi", color_scheme="dark", reduced_motion="reduce")
    page, faults, narrow = phone.page, [], []
    page.goto(cycle.links[0])
    page.locator(".actions .primary").click()

    def look(after: int, kind: str) -> None:
        if page.evaluate("typeof axe") == "undefined":
            page.evaluate(AXE)
        for scheme in ("dark", "light"):
            page.emulate_media(color_scheme=scheme)
            faults.extend(f"{kind} {scheme}: {each}" for each in page.evaluate(RUN_AXE))
        if page.evaluate("document.documentElement.scrollWidth") > 320:
            faults.append(f"{kind}: wider than the phone")
        boxes = page.locator("main .option, main button").evaluate_all(
            "found => found.map(e => e.getBoundingClientRect()).map(({ width, height }) => Math.min(width, height))"
        )
        narrow.append(min(boxes))
        assert (
            page.evaluate("document.querySelector('fieldset')?.getAttribute('aria-describedby') ?? 'note'") == "note"
        )

    after, seen = -1, set()
    while found := asked(page, after):
        after, kind = found
        if kind not in seen:
            look(after, kind)
        seen.add(kind)
        if kind in UNHAPPY:
            tap(page, UNHAPPY[kind])
        elif kind == "multiple":
            tap(page, 1)
            page.locator(".actions .primary").click()
        elif len(seen) == len(UNHAPPY) + 2:
            break
        else:
            page.locator(".actions .primary").click()
    assert faults == []
    assert min(narrow) >= 44
    assert len(seen) == len(UNHAPPY) + 2
    assert phone.problems == []


def test_comments_share_the_room_and_the_last_one_says_so(live, walker):
    phone = walker()
    page = phone.page
    cycle = every_scale(live.services)
    start(phone, cycle.links[0])
    position = -1
    for first in (True, False):
        while (found := asked(page, position)) and found[1] != "open":
            position = found[0]
            press(page, "Skip")
        assert found is not None
        position = found[0]
        page.get_by_role("textbox").fill("t" * 6000)
        if first:
            press(page, "Next")
    expect(page.get_by_role("alert")).to_contain_text("Your comments together are too long by about")
    press(page, "Send my answers")
    expect(page.get_by_text("Comment 2 of 2")).to_be_visible()
    page.get_by_role("textbox").fill("t" * 500)
    expect(page.locator("#left")).to_contain_text("room for about")
    sent(phone)
    assert len(phone.posts[1].post_data_buffer) == 8192


def test_the_survey_has_what_it_is_for(live):
    cycle = every_scale(live.services)
    with live.services.database.reading() as session:
        content = cycles.content(session, cycle.cycle_id)
    assert all(f'"key":"{key}"'.encode() in content for key in KEYS)


def form_of(live, phone: Watched, link: str, count: int) -> int:
    """Which form the ballot in this browser draws, as docs/protocol.md has it."""
    [record] = phone.page.evaluate(STORED)["rows"]
    browser = Browser(live.ballot_url)
    trusted = browser.look(Link.parse(link))
    browser.close()
    return grow(bytes.fromhex(record["seed"]), trusted).form % count


def test_a_form_is_drawn_with_the_seed_and_stays_after_a_reload_and_on_another_device(live, walker):
    cycle = every_scale(live.services, people=300, forms=2)
    phone, other, link = walker(), walker(), cycle.links[0]
    with live.services.database.reading() as session:
        content = json.loads(cycles.content(session, cycle.cycle_id))
    forms, all_keys = content["forms"], [question["key"] for question in content["questions"]]
    phone.page.goto(link)
    press(phone.page, INTERFACE["start_own"])
    asked(phone.page, -1)
    drawn = forms[form_of(live, phone, link, len(forms))]
    others = {key for form in forms for key in form} - set(drawn)
    texts = {question["key"]: question["texts"]["en"]["text"] for question in content["questions"]}
    shown = [texts[key] for key in all_keys if key not in others and not key.endswith("_why")]
    press(phone.page, INTERFACE["move"])
    code = phone.page.locator(".code").inner_text()
    phone.page.reload()
    assert [title.removesuffix(" · Pulse") for title in walk(phone.page, HAPPY, why=True)] == shown
    other.page.goto(link)
    press(other.page, INTERFACE["have_code"])
    other.page.get_by_role("textbox").fill(code)
    press(other.page, INTERFACE["start_own"])
    assert [title.removesuffix(" · Pulse") for title in walk(other.page, HAPPY, why=True)] == shown
    sent(other)
    rules = other.context.request.get(f"{live.ballot_url}/transparency/{cycle.cycle_id}").text()
    assert "Each browser draws one of 2 lists of questions by lot." in rules
    told = [request.url.split("#")[0] + (request.post_data or "") for request in other.requests[:-1]]
    assert not any(key in each for key in all_keys for each in told)
    assert phone.problems == other.problems == []
