"""The page that says whether the list has somebody: asked with one's own link, and only at the press of a button."""

import pytest
from playwright.sync_api import expect

from pulse.checkin.strings import PICKED_UP
from tests.browser.steps import begin, press
from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def says(page, key):
    return expect(page.get_by_role("heading", name=PICKED_UP[key], exact=True)).to_be_visible()


def asked(phone, live, link):
    """The page, opened with a link and asked."""
    phone.page.goto(f"{live.ballot_url}/picked-up#{link.split('#')[1]}")
    phone.page.reload()  # from one fragment to the next a browser stays where it is
    press(phone.page, PICKED_UP["picked_ask"])


def test_the_list_says_yes_a_day_later_and_no_to_a_colleague(live, phone):
    mine, another, *_ = an_open_cycle(live.services).links
    begin(phone.page, mine)
    asked(phone, live, mine)
    says(phone.page, "picked_no_title")
    live.services.clock.advance(days=1)
    asked(phone, live, mine)
    says(phone.page, "picked_yes_title")
    expect(phone.page.get_by_text("up to the end of 23 November 2026 (UTC)")).to_be_visible()
    asked(phone, live, another)
    says(phone.page, "picked_no_title")
    assert phone.problems == []


def test_nothing_leaves_the_browser_before_the_button_and_only_the_invite_after_it(live, phone):
    link = an_open_cycle(live.services).links[0]
    invite = link.split("&i=")[1].split("&")[0]
    phone.page.goto(f"{live.ballot_url}/picked-up#{link.split('#')[1]}")
    says(phone.page, "picked_page")
    assert phone.posts == []
    assert not [request for request in phone.requests if invite in request.url.split("#")[0]]
    press(phone.page, PICKED_UP["picked_ask"])
    says(phone.page, "picked_no_title")
    (post,) = phone.posts
    assert post.post_data_json == {"invite": invite}
    assert not {"cookie", "referer", "authorization"} & set(post.all_headers())


def test_what_is_no_link_is_said_to_be_none_and_stays_to_be_mended(live, phone):
    phone.page.goto(f"{live.ballot_url}/picked-up")
    field = phone.page.get_by_label(PICKED_UP["picked_field"])
    field.fill("https://example.com/checkin/#c=1")
    press(phone.page, PICKED_UP["picked_ask"])
    expect(phone.page.get_by_role("alert")).to_have_text(PICKED_UP["picked_malformed"])
    expect(field).to_have_value("https://example.com/checkin/#c=1")
    assert phone.posts == []
    field.fill("i=" + "0" * 64)
    press(phone.page, PICKED_UP["picked_ask"])
    says(phone.page, "picked_unknown_title")
