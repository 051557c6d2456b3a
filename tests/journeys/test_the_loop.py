"""The loop closes: a complaint is seen, something is done, people are told, and the next check-in moves.

HR works with the keyboard and mouse of a browser, without scripts for the first half; the mails go
through a real SMTP server; two employees read on a phone.
"""

import re

import pytest
from playwright.sync_api import Page, expect

from pulse import worker
from pulse.simulate.operations import answer_all, links
from pulse.web.services import Services
from tests.browser.steps import answer_faces, begin, heading, press
from tests.factories.people import PASSWORD
from tests.journeys.steps import open_cycle, set_up

pytestmark = [pytest.mark.timeout(600), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]
COMPLAINT = "The canteen queue at noon eats my whole break."
CHANGES = re.compile(r"http://127\.0\.0\.1:\d+/changes/[\w-]+")
DID = "Open a second till at noon"


def opinions(canteen: tuple[int, ...], comment: str):
    """Everybody finds the rest fine; the canteen as given, in turn."""
    turn = iter(canteen * 60)

    def choose(content):
        answers = {q["key"]: 4 for q in content["questions"] if q["scale"] == "faces5"}
        value = next(turn)
        comments = {"comment": f"{comment} ({value})"} if value < 3 else {}
        return {**answers, "canteen": value}, comments, "en"

    return choose


def closed(services: Services, clock) -> None:
    """The open cycle comes to its end and is counted."""
    clock.advance(days=7, minutes=2)
    worker.tick(services, now=clock.now())
    assert not services.keys.cycles()


def canteen_now(page: Page, live) -> str:
    """What HR reads on the canteen's page first."""
    page.goto(f"{live.base_url}/dashboard/topics/canteen")
    return page.locator("main .lead").first.inner_text().replace("\u00a0", " ")


@pytest.fixture
def hr(browser, live):
    """HR's computer, on which scripts are switched off."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB", java_script_enabled=False)
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()


def logged_in(page: Page, live) -> None:
    page.context.clear_cookies()
    page.goto(f"{live.base_url}/people/log-in")
    page.get_by_label("E-mail").fill("hr@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def acts(page: Page) -> None:
    """From the topic's page to a saved action."""
    page.get_by_role("link", name="Plan an action").first.click()
    expect(page.get_by_label("Topic")).to_have_value("canteen")
    page.get_by_label("What will be done").fill(DID)
    page.get_by_label("Why").fill("Many wrote that the queue takes the whole break.")
    page.get_by_label("The whole organisation").check()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("Owner")  # forgotten: one sentence, and nothing is lost
    expect(page.get_by_label("What will be done")).to_have_value(DID)
    page.get_by_label("Owner").fill("Rina Hartono")
    page.get_by_role("group", name="Impact").get_by_label("Large").check()
    page.get_by_role("group", name="Effort").get_by_label("Small").check()
    page.get_by_label("Due").fill("2026-12-18")
    page.get_by_label("Status").select_option("under_way")
    page.get_by_label("Expected effect").fill("10")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name=DID)).to_be_visible()


def tells(page: Page) -> None:
    """From the action to a published announcement; a figure that was never released does not get out."""
    page.get_by_role("link", name="Tell people about it").click()
    page.get_by_role("button", name="Make a draft").click()
    text = page.locator("textarea").first
    drafted = text.input_value()
    text.fill(f"{drafted}\n\nOnly 13% of you were content.")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("13%")
    text = page.locator("textarea").first
    assert text.input_value().endswith("Only 13% of you were content.")
    text.fill(drafted)
    page.get_by_role("button", name="Save and look at it").click()
    page.get_by_role("button", name="Publish").click()
    expect(page.get_by_text("published", exact=False).first).to_be_visible()


def test_a_complaint_becomes_an_action_that_people_hear_of_and_the_next_check_in_shows_it(
    browser,
    desk,
    hr,
    live,
    company,
    clock,
    mails,
):
    set_up(desk, live, clock)
    clock.advance(hours=18)
    cycle, _links = open_cycle(company, clock, mails)
    urls = links(company, cycle.id, None)
    answer_all(urls, live.ballot_url, opinions((1, 2, 2, 4), COMPLAINT))
    closed(company, clock)

    logged_in(hr, live)  # HR sees the weakest topic and what people wrote
    hr.goto(f"{live.base_url}/dashboard/")
    expect(hr.get_by_text("Canteen").first).to_be_visible()
    assert "25%" in canteen_now(hr, live)
    expect(hr.get_by_text(COMPLAINT).first).to_be_visible()

    acts(hr)
    tells(hr)
    told = len(mails.mails)
    worker.tick(company, now=clock.now())
    sent = mails.mails[told:]
    assert len(sent) == 60
    addresses = {CHANGES.search(mail.get_body(("plain",)).get_content()).group(0) for mail in sent}
    assert len(addresses) == 1  # the same for everybody: it tells nobody apart
    reads(browser, addresses.pop())

    clock.advance(days=7)
    cycle, mailed = open_cycle(company, clock, mails)
    sees_it_after_sending(browser, mailed[0])
    sees_it_after_sending(browser, mailed[1])
    answer_all(links(company, cycle.id, None), live.ballot_url, opinions((4, 5, 2, 4), "Shorter now"))
    closed(company, clock)

    logged_in(hr, live)  # two weeks later the log-in has ended by itself
    assert "77%" in canteen_now(hr, live)  # 46 of 60: two on phones, and three in four of the other 58
    expect(hr.get_by_text("Real change").filter(visible=True).first).to_be_visible()
    expect(hr.get_by_text(DID).first).to_be_visible()


def reads(browser, address: str) -> None:
    """Somebody opens the mail's link on a phone, in Vietnamese, without logging in."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="vi-VN")
    page = context.new_page()
    page.goto(address)
    expect(page.get_by_text(DID).first).to_be_visible()
    assert context.cookies() == []
    context.close()


def sees_it_after_sending(browser, link: str) -> None:
    """Somebody answers the next check-in and is told at its end."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(10_000)
    page = context.new_page()
    begin(page, link)
    answer_faces(page, [4, 4, 4, 4, 4, 4, 4, 4])
    press(page, "Send my answers")
    heading(page, "sent_title")
    expect(page.get_by_text(DID).first).to_be_visible()
    context.close()
