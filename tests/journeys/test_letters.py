"""Ten people of a company have no e-mail: their letters are printed, and one shared tablet takes all their answers.

Each square is read from the printed page; of nobody anything stays on the tablet; all ten are counted.
"""

import csv
import io
import re

import pytest
from playwright.sync_api import Page, expect

from pulse import worker
from pulse.checkin.strings import AFTERWORD
from tests.browser.steps import answer_faces, heading, press, start_shared
from tests.browser.test_checkin import STORED
from tests.factories.letters import read
from tests.journeys.steps import log_in, open_cycle, set_up

pytestmark = [
    pytest.mark.timeout(600),
    pytest.mark.parametrize("database", ["sqlite"], indirect=True),  # the loop runs on both
]
FACES = [1, 2, 3, 4, 5, 4, 3, 2]


def seven_more() -> bytes:
    """People of the canteen without an address; three of the others have none either."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["person_id", "name", "unit", "location", "language", "time_zone"])
    for number in range(7):
        language = ("id", "vi", "zh_Hant")[number % 3]
        writer.writerow([f"C{number}", f"Cook {number}", "Operations/Kitchen", "Jakarta", language, "Asia/Jakarta"])
    return file.getvalue().encode()


def turn_letters_on(page: Page, live) -> None:
    """What the admin does once: the people, and the switch."""
    page.goto(f"{live.base_url}/people/import")
    file = {"name": "canteen.csv", "mimeType": "text/csv", "buffer": seven_more()}
    page.locator("input[type=file]").set_input_files(file)
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Import", exact=True).click()
    page.get_by_role("link", name="Letters").click()
    expect(page.get_by_text("now 10 people")).to_be_visible()
    page.get_by_role("button", name="Turn letters on").click()
    expect(page.get_by_text("Letters are on.")).to_be_visible()


def print_letters(page: Page, live) -> bytes:
    """The file that the admin downloads."""
    log_in(page, live, "admin")
    page.goto(f"{live.base_url}/invitations/letters/")
    with page.expect_download() as download:
        page.get_by_role("button", name="Download 10 letters for printing").click()
    return download.value.path().read_bytes()


def answer_on_the_tablet(page: Page, link: str, comment: str) -> None:
    """One person at the shared tablet, from the letter to the next person."""
    start_shared(page, link)
    answer_faces(page, FACES)
    page.get_by_role("textbox").fill(comment)
    press(page, "Send my answers")
    heading(page, "sent_title")
    press(page, AFTERWORD["next_person"])
    heading(page, "removed_title")
    expect(page.get_by_text(AFTERWORD["removed_text"])).to_be_visible()


def assert_nothing_stays(page: Page, link: str, comment: str) -> None:
    """Neither in the storage, nor in a cookie, nor in the address, nor behind the way back."""
    stored = page.evaluate(STORED)
    assert stored["rows"] == []
    assert stored["session"] == {}
    assert page.context.cookies() == []
    secret = re.search(r"&i=([0-9a-f]{64})", link)
    assert secret
    assert secret[1] not in page.url
    page.go_back()
    assert comment not in page.content()
    assert not re.search(r"Question \d", page.locator("body").inner_text())


def test_ten_people_without_an_address_answer_on_one_tablet_and_all_are_counted(
    browser, desk, live, company, clock, mails
):
    set_up(desk, live, clock)
    turn_letters_on(desk, live)
    clock.advance(hours=18)  # Tuesday 24 November, 09:00 in Jakarta
    open_cycle(company, clock, mails)  # sixty mails, none of them for the ten
    letters = [page for page in read(print_letters(desk, live)) if page.link]
    assert len({page.link for page in letters}) == 10
    assert sum("Cook" in page.outside for page in letters) == 7

    tablet = browser.new_context(viewport={"width": 820, "height": 1180}, locale="en-GB")
    tablet.set_default_timeout(10_000)
    page = tablet.new_page()
    for number, letter in enumerate(letters):
        comment = f"What person {number} wrote."
        answer_on_the_tablet(page, letter.link, comment)
        assert_nothing_stays(page, letter.link, comment)
    start_shared(page, letters[0].link)
    heading(page, "kind_title")
    expect(page.get_by_text("Perhaps you have answered already")).to_be_visible()
    tablet.close()

    clock.advance(days=7, minutes=2)
    worker.tick(company, now=clock.now())
    log_in(desk, live, "hr")
    expect(desk.get_by_text("10 of 70 people answered")).to_be_visible()
