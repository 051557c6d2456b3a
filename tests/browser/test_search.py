"""The key "/" goes to the box that finds everything, on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from tests.browser.northwind import logged_in


@pytest.mark.parametrize("width", [1280, 390])
def test_one_key_goes_to_the_box_and_what_is_typed_is_found(browser, northwind, width):
    context = logged_in(browser, northwind, "admin")
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(northwind.address("/people/"))
    page.keyboard.press("/")
    box = page.get_by_label("Find anything")
    expect(box).to_be_focused()
    page.keyboard.type("danger a/b")
    expect(box).to_have_value("danger a/b")
    box.fill("danger contacts")
    page.keyboard.press("Enter")
    expect(page.get_by_role("main").get_by_role("link", name="Organisation")).to_be_visible()
    context.close()
