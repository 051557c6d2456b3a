"""A survey is written in the browser: from a ready one, ordered by keyboard, with an own question, seen on a phone."""

from secrets import token_hex

import pytest
from playwright.sync_api import expect

from pulse.checkin.strings import PREVIEW
from pulse.surveys.queries import surveys
from tests.browser.test_pages import faults
from tests.factories.organisation import an_organisation
from tests.factories.people import PASSWORD, an_account

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        made = an_organisation(session, slug=f"editor-{token_hex(4)}")
        an_account(session, made, "admin", email="boss@example.com")
    return made


@pytest.fixture
def admin(phone, live, database, organisation):
    """An administrator's desk."""
    page = phone.page
    page.emulate_media(reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(f"{live.base_url}/people/log-in")
    page.get_by_label("E-mail").fill("boss@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    return page


def order(page):
    return page.locator(".asks").evaluate_all("(rows) => rows.map((row) => row.dataset.key)")


def test_a_survey_is_written_ordered_shown_saved_and_copied(admin, phone, live, database, organisation):
    admin.goto(f"{live.base_url}/surveys/")
    admin.get_by_role("link", name="Make the first survey").click()
    assert faults(admin) == [], faults(admin)
    admin.set_viewport_size({"width": 1280, "height": 900})
    admin.get_by_role("link", name="Begin with it: Office pulse").click()
    expect(admin.get_by_role("status").first).to_contain_text("8 taps, about 40 seconds")
    begun = order(admin)

    admin.get_by_role("button", name="Down: How do you feel about the food in the canteen?").focus()
    admin.keyboard.press("Enter")
    expect(admin.locator(".asks").nth(1)).to_have_attribute("data-key", "canteen")
    admin.keyboard.press("Enter")  # the button has kept the focus
    expect(admin.locator(".asks").nth(2)).to_have_attribute("data-key", "canteen")
    admin.locator("#q-canteen .said").drag_to(admin.locator(f"#q-{begun[1]}"), target_position={"x": 20, "y": 2})
    expect(admin.locator(".asks").nth(0)).to_have_attribute("data-key", "canteen")
    assert order(admin) == begun
    admin.get_by_role("button", name="Take out: How do you feel about the gym?").click()
    expect(admin.locator("#q-gym")).to_have_count(0)

    admin.get_by_role("button", name="Write a question").click()
    admin.get_by_label("How people answer").select_option("agree5")
    expect(admin.get_by_label("Take out answer 1")).to_be_hidden()
    admin.get_by_role("group", name="The question").get_by_label("English").fill("The doors are easy to open.")
    assert faults(admin) == [], faults(admin)
    admin.set_viewport_size({"width": 1280, "height": 900})
    admin.get_by_role("button", name="Keep", exact=True).click()
    admin.get_by_role("button", name="Ask why if unhappy: The doors").click()
    admin.get_by_role("group", name="The question").get_by_label("English").fill("What is hard about them?")
    admin.get_by_role("group", name="Answer 1").get_by_label("English").fill("Too heavy")
    admin.get_by_role("group", name="Answer 2").get_by_label("English").fill("The lock")
    admin.get_by_role("button", name="Keep", exact=True).click()
    expect(admin.get_by_label("If unhappy, ask: What is hard about them?")).to_be_checked()
    expect(admin.get_by_text("2 of 16 missing").first).to_be_visible()

    admin.get_by_role("button", name="Show what is on this page").click()
    shown = admin.frame_locator("iframe[name=phone]")
    expect(shown.get_by_text(PREVIEW["preview_note"])).to_be_visible()
    expect(shown.get_by_text("Question 1 of 8")).to_be_visible()
    shown.get_by_role("button", name="VI").click()
    expect(shown.get_by_text("Bạn thấy món ăn ở nhà ăn thế nào?")).to_be_visible()

    admin.get_by_label("Title").fill("Doors and all")
    admin.get_by_role("button", name="Save", exact=True).click()
    expect(admin.get_by_role("heading", name="Doors and all")).to_be_visible()
    assert faults(admin) == [], faults(admin)
    admin.set_viewport_size({"width": 1280, "height": 900})
    admin.get_by_role("button", name="Copy", exact=True).click()
    expect(admin.get_by_role("heading", name="Doors and all, a copy")).to_be_visible()
    with database.reading() as session:
        one, other = surveys(session, organisation)
    assert [question.key for question in one.questions] == [question.key for question in other.questions]
    assert [question.own for question in one.questions].count(True) == 2
    assert phone.problems == []
