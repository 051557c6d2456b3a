"""What is read after the last question: fetched by everybody alike, checked, and shown to whom it concerns."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

from pulse.checkin.client import programs
from pulse.checkin.strings import AFTERWORD, INTERFACE, PAGE
from pulse.organisation import queries as organisations
from pulse.questions.operations import adopt
from pulse.surveys.operations import change_survey
from tests.browser.fixtures import Watched
from tests.browser.rogue import Rogue
from tests.browser.steps import answer_all, answer_faces, begin, heading, press, tap
from tests.browser.test_checkin import STORED, names
from tests.factories.opened import a_series, an_open_cycle, announce, opened

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TEXTS = {
    "en": ("Two tills at noon", "You said the queue is long."),
    "vi": ("Hai quầy vào buổi trưa", "Bạn nói hàng dài. <b>Cảm ơn</b>"),
}


def told_in(services, place, texts=TEXTS, **roster):
    """An open cycle of two blocks, one for each place, and an announcement for one of them."""
    series = a_series(services, **roster)
    with services.database.reading() as session:
        locations = organisations.locations(session, series.organisation_id)
    concerned = next(id for id in locations.nodes if locations.label(id) == place)
    at = services.clock.now() - timedelta(hours=1)
    announce(services, series.organisation_id, at=at, texts=texts, places=[("", concerned)])
    return opened(services, series)


def of_block(links, index):
    return next(link for link in links if link.endswith(f"&b={index}"))


def addresses(phone):
    return [urlsplit(request.url).path for request in phone.requests]


def test_who_is_concerned_reads_it_after_sending_in_their_language(live, browser):
    cycle = told_in(live.services, "Jakarta")
    seen = {}
    for index in (0, 1):
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
        page = context.new_page()
        page.goto(of_block(cycle.links, index))
        page.locator(".actions .primary").click()
        for _ in range(8):
            page.locator(".faces:not(.settling)").wait_for()
            page.locator(".actions.pair button").first.click()
            page.wait_for_timeout(150)
        page.get_by_role("textbox").wait_for()
        page.locator(".actions .primary").click()
        page.locator("a[href^='/receipt#']").wait_for()
        assert page.locator("b").count() == 0
        page.reload()
        page.locator("a[href^='/receipt#']").wait_for()
        seen[index] = page.locator("main").inner_text()
        context.close()
    concerned = [index for index, text in seen.items() if TEXTS["vi"][0] in text]
    assert len(concerned) == 1
    assert TEXTS["vi"][1] in seen[concerned[0]]
    assert TEXTS["en"][0] not in seen[concerned[0]]


def test_a_language_without_a_text_of_its_own_gets_the_organisations(live, browser):
    cycle = told_in(live.services, "Jakarta")
    context = browser.new_context(locale="id")
    page = context.new_page()
    page.goto(of_block(cycle.links, 0))
    page.locator(".actions .primary").click()
    press(page, "EN")
    answer_faces(page)
    press(page, "Send my answers")
    heading(page, "sent_title")
    press(page, "ID")
    expect(page.get_by_role("heading", name=TEXTS["en"][0])).to_be_visible()
    context.close()


def test_it_is_fetched_behind_the_first_question_once_and_alike_in_every_block(live, browser, phone):
    cycle = told_in(live.services, "Taipei")
    begin(phone.page, of_block(cycle.links, 0))
    answer_faces(phone.page)
    press(phone.page, "Send my answers")
    heading(phone.page, "sent_title")
    asked = addresses(phone)
    assert asked.count(f"/ballot/afterword/{cycle.cycle_id}") == 1
    assert asked.index(f"/ballot/afterword/{cycle.cycle_id}") > asked.index("/ballot/collect")
    assert asked.index(f"/ballot/afterword/{cycle.cycle_id}") < asked.index("/ballot/cast")
    phone.requests.clear()
    begin(phone.page, of_block(cycle.links, 1))
    answer_faces(phone.page)
    press(phone.page, "Send my answers")
    heading(phone.page, "sent_title")
    again = addresses(phone)
    assert [path for path in again if "/afterword/" in path] == [path for path in asked if "/afterword/" in path]


@pytest.mark.parametrize("how", ["altered", "gone", "broken", "offline"])
def test_nothing_is_sent_before_it_is_there_and_everything_is_kept(live, phone, how):
    cycle = an_open_cycle(live.services)
    answers = {
        "altered": lambda route: route.fulfill(body='{"v":1,"announcements":[],"strings":{}}'),
        "gone": lambda route: route.fulfill(status=404),
        "broken": lambda route: route.fulfill(status=500),
        "offline": lambda route: route.abort(),
    }
    phone.context.route("**/ballot/afterword/*", answers[how])
    begin(phone.page, cycle.links[0])
    answer_faces(phone.page)
    if how == "altered":
        expect(phone.page.get_by_text(PAGE["alarm_content"])).to_be_visible()
        expect(phone.page.get_by_text(PAGE["alarm_token_sent"])).to_be_visible()
    else:
        heading(phone.page, "offline_title")
    assert names(phone.posts) == ["collect"]
    stored = phone.page.evaluate(STORED)
    assert [row["stage"] for row in stored["rows"]] == ["token"]
    assert '"overall":2' in str(stored["session"])
    phone.context.unroute("**/ballot/afterword/*")
    if how != "altered":
        press(phone.page, "Try again")
        phone.page.get_by_role("textbox").fill("The tea is cold.")
        press(phone.page, "Send my answers")
        heading(phone.page, "sent_title")
        assert names(phone.posts) == ["collect", "cast"]


def test_an_altered_one_of_a_lying_server_is_refused(live, phone, signing_keys):
    rogue = Rogue([key.n for key in signing_keys[:4]])
    rogue.served["afterword"] = b'{"v":1,"announcements":[],"strings":{}}'
    phone.context.route("**/ballot/**", rogue.answer)
    phone.page.goto(rogue.link(live.ballot_url))
    record = {"stage": "sealed", "outer": "00" * 8192, "receipt": "00" * 32}
    press(phone.page, INTERFACE["start_own"])
    heading(phone.page, "not_collected_title")
    phone.page.evaluate(
        """(record) => new Promise((resolve) => {
            const opening = indexedDB.open("pulse", 1);
            opening.onsuccess = () => {
                const rows = opening.result.transaction("ballots", "readwrite").objectStore("ballots");
                rows.openCursor().onsuccess = ({ target }) => {
                    target.result.update(record).onsuccess = () => { opening.result.close(); resolve(); };
                };
            };
        })""",
        record,
    )
    before = len(phone.posts)
    phone.page.reload()
    expect(phone.page.get_by_text(PAGE["alarm_content"])).to_be_visible()
    assert len(phone.posts) == before
    assert phone.page.evaluate(STORED)["rows"] == [record]


def test_a_receipt_that_is_looked_up_again_without_a_connection_comes_with_it(live, phone):
    cycle = an_open_cycle(live.services)
    answer_all(phone.page, cycle.links[0])
    receipt = phone.page.locator(".fingerprint").inner_text()
    phone.context.route("**/ballot/afterword/*", lambda route: route.abort(), times=1)
    phone.page.goto("about:blank")
    phone.page.goto(cycle.links[0])
    heading(phone.page, "offline_title")
    press(phone.page, "Try again")
    heading(phone.page, "sent_title")
    assert phone.page.locator(".fingerprint").inner_text() == receipt
    expect(phone.page.get_by_text(AFTERWORD["announcements_title"])).to_have_count(0)
    assert phone.problems == []


def faces_that_ask_why(services):
    """An open cycle of faces of which the first asks why, and a comment."""
    series = a_series(services)
    with services.database.writing() as session:
        adopt(session, series.organisation_id, ["canteen_why"])
        keys = ("canteen", "canteen_why", "gym", "overall", "comment")
        change_survey(session, series.organisation_id, series.survey_id, name="Why", question_keys=keys)
    return opened(services, series)


@pytest.mark.parametrize(("what", "fails"), [("afterword", 1), ("client", 1), ("afterword", 2)])
def test_where_fetching_it_fails_an_unhappy_answer_asks_for_nothing_more_than_a_happy_one(live, browser, what, fails):
    cycle = faces_that_ask_why(live.services)
    paths = {"afterword": f"/ballot/afterword/{cycle.cycle_id}", "client": f"/ballot/client/{programs()[1][0]}.js"}
    seen = []
    for link, face in zip(cycle.links, (1, 5), strict=False):
        context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
        context.route(f"**{paths[what]}", lambda route: route.abort(), times=fails)
        phone = Watched(context)
        asked_for = lambda phone=phone: addresses(phone).count(paths[what])  # noqa: E731 - how often by now
        with phone.page.expect_event("requestfailed"):
            begin(phone.page, link, 3)
        steps = [asked_for()]
        tap(phone.page, face)
        if fails > 1:
            heading(phone.page, "offline_title")
            steps.append(asked_for())
            press(phone.page, "Try again")
        why = ["More about question 1 of 3"] * (face == 1)
        for shown in [*why, "Question 2 of 3", "Question 3 of 3"]:
            expect(phone.page.get_by_text(shown)).to_be_visible()
            steps.append(asked_for())
            press(phone.page, "Skip")
        if why:
            assert steps[-2] == steps.pop(-3)  # going on from the why asks for nothing
        press(phone.page, "Send my answers")
        heading(phone.page, "sent_title")
        seen.append((steps, sorted(path for path in addresses(phone) if path in paths.values())))
        context.close()
    unhappy, happy = seen
    assert unhappy == happy
    assert set(happy[1]) == set(paths.values())
    assert (
        happy[0][0] == 1 < happy[0][-2] == happy[0][-1]
    )  # asked for again behind the first question, and then no more
