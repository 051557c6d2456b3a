"""The whole way of a person, in a real browser."""

import pytest
from playwright.sync_api import expect

from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def answer_faces(page, choices):
    """Tap one face per question; None skips."""
    for number, choice in enumerate(choices, 1):
        expect(page.get_by_text(f"Question {number} of {len(choices)}")).to_be_visible()
        if choice is None:
            page.get_by_role("button", name="Skip").click()
        else:
            page.locator(f".option:has([value='{choice}'])").click()


def test_a_person_answers_and_gets_a_receipt(live, phone):
    cycle = an_open_cycle(live.services)
    page = phone.page
    page.goto(cycle.links[0])
    expect(page.get_by_role("heading", name="How is your workplace?")).to_be_visible()
    assert not phone.posts
    page.get_by_role("button", name="Start").click()
    answer_faces(page, [1, 2, 3, 4, 5, None, 1, 2])
    page.get_by_role("textbox").fill("The tea is cold.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", name="Sent. Thank you.")).to_be_visible()
    assert [post.url.rsplit("/", 1)[1] for post in phone.posts] == ["collect", "cast"]
    assert phone.problems == []
