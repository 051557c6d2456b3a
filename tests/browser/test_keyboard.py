"""HR's way from a figure to what people are told, without a mouse: only Tab, Space, arrows, letters and Enter."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.northwind import logged_in

MOST_TABS = 120
FOCUSED = """() => { const at = document.activeElement; const box = at.getBoundingClientRect();
    const shown = getComputedStyle(at); return {
      name: (at.labels?.[0]?.innerText || at.innerText || at.value || "").trim(), tag: at.tagName,
      ring: shown.outlineStyle !== "none" && parseFloat(shown.outlineWidth) > 0,
      inSight: box.width > 0 && box.bottom > 0 && box.top < innerHeight}}"""


@pytest.fixture
def desk(browser, northwind):
    context = logged_in(browser, northwind, "hr", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def tab_to(page: Page, name: str, tag: str | None = None) -> None:
    """Press Tab until the thing of this name has the focus; on the way each stop is visible and marked."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        assert at["tag"] == "BODY" or at["inSight"], at
        assert at["tag"] == "BODY" or at["ring"] or at["tag"] == "INPUT", at
        if at["name"].split("\n")[0].startswith(name) and tag in {None, at["tag"]}:
            return
    raise AssertionError(f"{name} cannot be reached with Tab")


def press(page: Page, name: str) -> None:
    """Go to a link or button and press Enter, which leads to another page."""
    tab_to(page, name)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_an_action_is_planned_and_announced_without_a_mouse(desk, northwind):
    desk.goto(f"{northwind.live.base_url}/dashboard/")
    tab_to(desk, "Skip to the content")
    desk.keyboard.press("Enter")
    press(desk, "Parking")
    expect(desk.get_by_role("heading", level=1, name="Parking")).to_be_visible()
    press(desk, "Plan an action")
    tab_to(desk, "What will be done")
    desk.keyboard.type("Mark forty more places")
    expect(desk.get_by_label("The whole organisation")).to_be_checked()  # it came with the page that was left
    tab_to(desk, "Owner")
    desk.keyboard.type("Rina Hartono")
    for _ in ("impact", "effort"):
        tab_to(desk, "Small")
        desk.keyboard.press("Space")
    press(desk, "Save")
    assert desk.get_by_role("alert").all_inner_texts() == []
    expect(desk.get_by_role("heading", level=1, name="Mark forty more places")).to_be_visible()
    press(desk, "Tell people about it")
    press(desk, "Make a draft")
    press(desk, "Save and look at it")
    press(desk, "Publish")
    expect(desk.get_by_text("Mark forty more places").first).to_be_visible()
    desk.goto(f"{northwind.live.base_url}/changes/{northwind.given['secret']}")
    expect(desk.get_by_text("Mark forty more places").first).to_be_visible()
