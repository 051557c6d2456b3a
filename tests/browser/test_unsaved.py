"""Whoever leaves a page on which something was typed is asked first; nobody else is."""

from tests.browser.northwind import logged_in


def test_leaving_what_was_typed_is_asked_about_and_nothing_else(browser, northwind):
    context = logged_in(browser, northwind, "admin")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    asked = []
    answers = iter(("stay", "stay", "go"))

    def answer(dialog):
        asked.append(dialog.type)
        dialog.dismiss() if next(answers) == "stay" else dialog.accept()

    page.on("dialog", answer)
    page.goto(northwind.address("/schedule/new"))
    window = page.get_by_label("Days to answer")
    window.click()  # looking is not typing
    page.get_by_role("link", name="People", exact=True).click()
    page.wait_for_url("**/people/")
    page.go_back()
    window.fill("5")
    with page.expect_event("dialog"):
        page.get_by_role("link", name="People", exact=True).click(no_wait_after=True)
    assert asked == ["beforeunload"]
    assert window.input_value() == "5"

    page.get_by_role("button", name="Show the next dates").click()  # sends it, and saves nothing yet
    page.get_by_role("heading", name="The next five check-ins").wait_for()
    assert asked == ["beforeunload"]
    window.click()
    with page.expect_event("dialog"):
        page.get_by_role("link", name="People", exact=True).click(no_wait_after=True)
    assert asked == ["beforeunload"] * 2
    page.get_by_role("link", name="People", exact=True).click()
    page.wait_for_url("**/people/")
    assert asked == ["beforeunload"] * 3
    context.close()
