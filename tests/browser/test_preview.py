"""A survey as people will see it, inside a page of staff: the check-in's screens, with nothing collected or sent."""

from urllib.parse import urlsplit

import pytest
from flask import render_template
from markupsafe import Markup
from playwright.sync_api import expect

from pulse.checkin.strings import PREVIEW, page_words, preview_survey
from pulse.cycles import queries as cycles
from pulse.web.headers import POLICY
from tests.browser.scales import TAPS, every_scale
from tests.browser.steps import press, tap
from tests.browser.test_checkin import STORED

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

FRAMED = {"Content-Security-Policy": POLICY.replace("frame-ancestors 'none'", "frame-ancestors 'self'")}


@pytest.fixture
def preview(live, phone, staff_app):
    """The preview of a survey with every scale, in a frame of a page; gives the frame."""
    cycle = every_scale(live.services)
    with live.services.database.reading() as session:
        documents = cycles.content(session, cycle.cycle_id), cycles.afterword(session, cycle.cycle_id)
    with staff_app.test_request_context():
        body = render_template(
            "checkin/preview.html",
            words=Markup(page_words(PREVIEW)),
            survey=Markup(preview_survey(*documents)),
        )
    phone.context.route("**/shown", lambda route: route.fulfill(body=body, content_type="text/html", headers=FRAMED))
    around = "<!doctype html><title>Editor</title><input autofocus><iframe src='/shown' width=320 height=640></iframe>"
    phone.context.route("**/editor", lambda route: route.fulfill(body=around, content_type="text/html"))
    phone.page.goto(f"{live.base_url}/editor")
    return phone.page.frames[1]


def test_a_preview_shows_the_real_screens_and_sends_nothing(preview, phone):
    expect(preview.get_by_text(f"Question 1 of {TAPS}")).to_be_visible()
    expect(preview.get_by_text(PREVIEW["preview_note"])).to_be_visible()
    assert phone.page.evaluate("document.activeElement.tagName") == "INPUT"  # the page around keeps the focus
    tap(preview, 1)
    expect(preview.get_by_text(f"More about question 1 of {TAPS}")).to_be_visible()
    press(preview, "‹ Back")
    expect(preview.get_by_role("radio", name="Very bad", exact=True)).to_be_checked()
    tap(preview, 5)
    preview.get_by_role("textbox").fill("Hello")
    press(preview, "Next")
    for number in range(2, TAPS + 1):
        expect(preview.get_by_text(f"Question {number} of {TAPS}")).to_be_visible()
        press(preview, "Skip")
    press(preview, "VI")
    expect(preview.get_by_text("Ý kiến 2/2")).to_be_visible()
    press(preview, "EN")
    press(preview, "Send my answers")
    expect(preview.get_by_role("heading", name=PREVIEW["preview_end_title"])).to_be_visible()
    press(preview, PREVIEW["preview_again"])
    expect(preview.get_by_text(f"Question 1 of {TAPS}")).to_be_visible()
    expect(preview.get_by_role("radio", checked=True)).to_have_count(0)
    paths = {urlsplit(request.url).path for request in phone.requests}
    assert paths - {"/editor", "/shown", "/favicon.ico"} == {"/static/checkin.css", "/static/preview.js"}
    assert phone.posts == []
    assert phone.page.evaluate("history.length") == 2  # about:blank and the page: the way back leaves it at once
    stored = preview.evaluate(STORED)
    assert (stored["rows"], set(stored["session"])) == ([], {"pulse-language"})
    assert phone.problems == []
