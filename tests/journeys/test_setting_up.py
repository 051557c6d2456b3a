"""The stopwatch: from an empty installation to a scheduled first check-in, in a browser, with every click counted."""

import pytest
from playwright.sync_api import Page, expect

from pulse.organisation.queries import organisations
from pulse.schedule.queries import series_of

pytestmark = [pytest.mark.timeout(300), pytest.mark.parametrize("database", ["sqlite"], indirect=True)]
MOST_CLICKS, MOST_PAGES, FIVE_MINUTES = 25, 12, 300
KEYS_A_SECOND, SECONDS_A_PAGE = 4, 8  # somebody who types slowly, and reads every page
COLLEAGUES = "\n".join(f"Person {number}\tp{number}@example.com\tKitchen" for number in range(20))


class Stopwatch:
    """Counts clicks and pages, and what typing them would take."""

    def __init__(self, page: Page) -> None:
        self.page, self.clicks, self.typed, self.pages = page, 0, 0, set()
        page.on("load", lambda loaded: self.pages.add(loaded.url.split("?")[0]))

    def fill(self, label: str, text: str, *, pasted: bool = False) -> None:
        """Click into a field and type; what is pasted costs one stroke."""
        self.clicks += 1
        self.typed += 1 if pasted else len(text)
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, label: str, value: str) -> None:
        """Open a list and choose: two clicks."""
        self.clicks += 2
        self.page.get_by_label(label, exact=True).select_option(value)

    def press(self, role: str, name: str) -> None:
        """Click on something by its name; the first of several."""
        self.clicks += 1
        self.page.get_by_role(role, name=name, exact=True).first.click()

    @property
    def seconds(self) -> float:
        """How long a person would need."""
        return self.typed / KEYS_A_SECOND + self.clicks + len(self.pages) * SECONDS_A_PAGE


def test_a_first_check_in_is_scheduled_with_25_clicks_in_five_minutes(desk, live):
    watch = Stopwatch(desk)
    desk.goto(live.base_url)
    watch.fill("Name of the organisation", "Lotus Works")
    watch.press("radio", "Fewer than 150 people")
    watch.choose("Time zone", "Asia/Jakarta")
    watch.fill("Whom to call in danger", "Call 112.")
    watch.fill("Your name", "Hana Wijaya")
    watch.fill("Your e-mail", "hana@example.com")
    watch.fill("Password", "three easy words to keep")
    watch.press("button", "Begin")
    expect(desk.get_by_role("heading", name="Who is asked?")).to_be_visible()
    watch.fill("One person a line", COLLEAGUES, pasted=True)
    watch.press("button", "Save and go on")
    expect(desk.get_by_text("20 people are new.")).to_be_visible()
    phone = desk.frame_locator("iframe.handset")
    expect(phone.get_by_text("Question 1 of")).to_be_visible()
    watch.press("button", "Choose this one")
    expect(desk.get_by_role("heading", name="What stays hidden?")).to_be_visible()
    watch.press("button", "Save and go on")
    expect(desk.get_by_role("heading", name="Do invitations arrive?")).to_be_visible()
    watch.press("link", "Skip for now")
    expect(desk.get_by_text("30 November 2026").first).to_be_visible()
    watch.press("button", "Save and go on")
    expect(desk.get_by_role("heading", name="This is what people get")).to_be_visible()
    watch.press("button", "It looks right: finish")
    expect(desk.get_by_text("20 people are invited")).to_be_visible()
    with live.services.database.reading() as session:
        made = organisations(session)[0]
        assert len(series_of(session, made.id)) == 1
        assert made.set_up_at is not None
    assert watch.clicks <= MOST_CLICKS
    assert len(watch.pages) <= MOST_PAGES
    assert watch.seconds <= FIVE_MINUTES
    print(f"{watch.clicks} clicks, {len(watch.pages)} pages, {watch.seconds:.0f} seconds for a slow typist")
