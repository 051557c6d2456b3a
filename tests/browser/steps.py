"""What a person does in the check-in, for every test that answers in a browser."""

from playwright.sync_api import expect

from pulse.checkin.strings import AFTERWORD, INTERFACE, PAGE

ALL = [1, 2, 3, 4, 5, None, 1, 2]  # one face per question of the bank; None skips


def heading(page, key):
    """The page whose heading has this key."""
    texts = {**PAGE, **INTERFACE, **AFTERWORD}
    return expect(page.get_by_role("heading", name=texts[key], exact=True)).to_be_visible()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def tap(page, value):
    page.locator(f".option:has([value='{value}'])").click()


def answer_faces(page, choices=ALL):
    """Tap one face per question; None skips, as does whatever is asked further about an unhappy answer."""
    page.bring_to_front()  # in a tab behind another one Chromium draws seldom, and each tap waits for it
    count = len(choices)
    for number, choice in enumerate(choices, 1):
        here = page.get_by_text(f"Question {number} of {count}", exact=True)
        more = page.get_by_text(f"More about question {number} of {count}", exact=True)
        expect(here).to_be_visible()
        press(page, "Skip") if choice is None else tap(page, choice)
        expect(here).to_be_hidden()
        if more.is_visible():
            press(page, "Skip")


KINDS = ("faces", "agree5", "yesno", "points10", "single", "multiple", "open")
ASKED = """(most) => history.state?.position > most && document.querySelector(".question")
    || document.querySelector("#main > section:not(.question) > h1, a[href^='/receipt#']")"""


def asked(page, after):
    """Wait for the question behind place `after`; its place and kind, or None where the questions end."""
    page.wait_for_function(ASKED, arg=after)
    if not page.locator(".question").count():
        return None
    page.locator(".settling").wait_for(state="detached")
    classes = page.locator(".question :is(.faces, .answers)").evaluate_all(
        "found => found.flatMap(e => [...e.classList])"
    )
    kind = next((kind for kind in KINDS if kind in classes), "open")
    return page.evaluate("history.state.position"), kind


def begin(page, link, count=8):
    """From the link to the first question."""
    page.goto(link)
    press(page, INTERFACE["start_own"])
    expect(page.get_by_text(f"Question 1 of {count}")).to_be_visible()


def answer_all(page, link, choices=ALL, comment="The tea is cold."):
    """From the link to the receipt."""
    begin(page, link, len(choices))
    answer_faces(page, choices)
    page.get_by_role("textbox").fill(comment)
    press(page, "Send my answers")
    heading(page, "sent_title")


def start_shared(page, link):
    """From the link to Start on a device that others use too."""
    page.goto(link)
    press(page, INTERFACE["start_shared"])


def seal_without_connection(phone, link):
    """On a shared device: every question skipped, and what was sealed cannot be sent."""
    start_shared(phone.page, link)
    answer_faces(phone.page, [None] * 8)
    phone.context.route("**/ballot/cast", lambda route: route.abort())
    press(phone.page, "Send my answers")
    heading(phone.page, "not_sent_title")
