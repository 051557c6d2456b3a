"""The way round the staff pages on a phone and by keyboard, without a script."""

from secrets import token_hex

import pytest
from playwright.sync_api import expect

from tests.factories.organisation import an_organisation
from tests.factories.people import PASSWORD, an_account

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
SMALL = """() => [...document.querySelectorAll("a, button, summary, input, select, textarea")]
    .filter((one) => one.checkVisibility() && !one.matches(".skip, p a, ul:not([role]) a, .scroll *, .crumbs a"))
    .filter((one) => (one.closest(".choice") ?? one).getBoundingClientRect().height < 43.5)
    .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture
def page(browser):
    """A small phone without scripts."""
    context = browser.new_context(
        viewport={"width": 320, "height": 640}, is_mobile=True, has_touch=True, java_script_enabled=False
    )
    context.set_default_timeout(30_000)  # the first chart loads plotly
    yield context.new_page()
    context.close()


@pytest.fixture
def admin(page, live, database):
    """The phone in the hands of an administrator."""
    slug = f"menu-{token_hex(4)}"
    with database.writing() as session:
        an_account(session, an_organisation(session, slug=slug), "admin", email="boss@example.com")
    page.goto(f"{live.base_url}/people/log-in?organisation={slug}")
    page.get_by_label("E-mail").fill("boss@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    return page


def by_keyboard(page, role, name):
    """Tab to something and press Enter."""
    wanted = page.get_by_role(role, name=name, exact=True)
    for _ in range(30):
        page.keyboard.press("Tab")
        if wanted.evaluate("one => one === document.activeElement"):
            break
    expect(wanted).to_be_focused()
    page.keyboard.press("Enter")


def test_the_menu_of_a_phone_opens_closes_and_leads_on_by_keyboard(admin):
    schedule = admin.get_by_role("link", name="Schedule", exact=True)
    expect(schedule).to_be_hidden()
    by_keyboard(admin, "button", "Menu")
    expect(schedule).to_be_visible()
    admin.keyboard.press("Escape")
    expect(schedule).to_be_hidden()
    by_keyboard(admin, "button", "Menu")
    by_keyboard(admin, "link", "Schedule")
    expect(admin.get_by_role("heading", name="Schedule", exact=True)).to_be_visible()


def test_log_out_is_reached_by_keyboard_on_a_phone(admin):
    by_keyboard(admin, "button", "Menu")
    by_keyboard(admin, "button", "Log out")
    expect(admin.get_by_text("You are logged out.")).to_be_visible()


def test_the_current_page_is_marked_in_the_navigation(admin, live):
    admin.set_viewport_size({"width": 1280, "height": 800})
    admin.goto(f"{live.base_url}/people/staff")
    current = admin.get_by_role("navigation", name="Main").locator("[aria-current=page]")
    expect(current).to_have_text("People")
    expect(admin.get_by_role("button", name="Menu", exact=True)).to_be_hidden()


@pytest.mark.parametrize(
    "path", ["/people/", "/people/staff", "/people/import", "/schedule/", "/surveys/", "/audit-log/"]
)
def test_on_a_phone_nothing_is_cut_off_and_everything_is_large_enough_to_touch(admin, live, path):
    admin.goto(live.base_url + path)
    assert admin.evaluate("document.documentElement.scrollWidth") <= 320
    assert admin.evaluate(SMALL) == []


@pytest.mark.parametrize("width", [320, 2560])
def test_the_gallery_fits_every_screen(page, live, width):
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(f"{live.base_url}/gallery")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(SMALL) == []


def test_a_question_before_something_final_opens_and_closes_without_a_script(page, live):
    page.goto(f"{live.base_url}/gallery")
    question = page.get_by_role("dialog")
    expect(question).to_be_hidden()
    page.get_by_role("button", name="Leave the demo").click()
    expect(question).to_be_visible()
    question.get_by_role("button", name="Cancel").click()
    expect(question).to_be_hidden()
