"""The main pages in every language, on a phone and at a desk: what is cut off, and pictures to be read.

Pictures go to the folder of PULSE_PICTURES, or nowhere. What is clumsy only a person sees who reads the language.
"""

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect

from pulse.checkin.strings import INTERFACE
from pulse.delivery.letters import letter
from pulse.i18n import LANGUAGES, html_language, translate
from pulse.simulate.operations import one_open_link
from tests.browser.northwind import logged_in
from tests.browser.steps import press
from tests.delivery.test_mail import TOLD

WIDTHS = (320, 1280)
HR = {
    "overview": "/dashboard/",
    "topics": "/dashboard/topics",
    "topic": "/dashboard/topics/parking",
    "actions": "/actions/",
    "action": "/actions/<action_id>",
    "announcements": "/announcements/",
}
ADMIN = {
    "people": "/people/",
    "person": "/people/<person_id>",
    "import": "/people/import",
    "units": "/structure/units",
    "unit": "/structure/units/<unit_id>",
    "surveys": "/surveys/",
    "editor": "/surveys/<survey_id>",
    "new": "/surveys/new",
    "schedule": "/schedule/",
    "series": "/schedule/<series_id>",
    "messages": "/invitations/",
    "protection": "/protection/",
    "record": "/protection/record",
    "organisation": "/organisation/",
    "setup-people": "/setup/people",
    "setup-asking": "/setup/asking",
    "setup-privacy": "/setup/privacy",
    "setup-reaching": "/setup/reaching",
    "setup-when": "/setup/when",
    "setup-look": "/setup/look",
    "setup-done": "/setup/done",
    "learn": "/setup/learn",
    "help": "/help/",
}
# Text that is wider than what may be seen of it, or than the button or label around it.
CUT_OFF = """() => [...document.querySelectorAll("body *")].flatMap((one) => {
    const style = getComputedStyle(one);
    const box = one.getBoundingClientRect();
    if (!one.checkVisibility({ visibilityProperty: true }) || box.width < 3) return [];
    if (one.closest(".hidden-text, .skip, svg, [readonly], details:not([open]) > :not(summary)")) return [];
    if (one.closest("thead")?.getBoundingClientRect().width < 3) return []; // for readers of the screen alone
    const said = `${one.tagName.toLowerCase()}.${one.className}: ${one.textContent.trim().slice(0, 60)}`;
    const clips = /hidden|clip/.test(style.overflowX) && one.scrollWidth > one.clientWidth + 1;
    const small = /^(BUTTON|A|LABEL|TH|SUMMARY|LEGEND|H1|H2|H3|DT)$/.test(one.tagName) && style.display !== "inline" &&
        one.scrollWidth > one.clientWidth + 1 && style.overflowX === "visible";
    const chosen = one.tagName === "SELECT" && one.scrollWidth > one.clientWidth + 1;
    const around = one.closest(".card, .figure, .tag, .button")?.getBoundingClientRect();
    const beyond = box.right > innerWidth + 1 || (around && box.right > around.right + 1);
    const outside = beyond && !one.closest("table, [tabindex='0'], .scroll, pre");
    return clips || small || chosen || outside ? [said] : [];
})"""


def looked_at(page, name):
    """What is cut off on a page in both widths; leaves a picture of each."""
    found = []
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 900})
        found += [f"{name} {width}: {each}" for each in page.evaluate(CUT_OFF)]
        if folder := os.environ.get("PULSE_PICTURES"):
            page.screenshot(path=Path(folder) / f"{name}-{width}.png", full_page=True)
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_page_of_staff_cuts_words_off(language, northwind, browser):
    found = []
    for role, pages in {"hr": HR, "admin": ADMIN}.items():
        context = logged_in(browser, northwind, role)
        page = context.new_page()
        page.goto(f"{northwind.live.base_url}/people/account?lang={language}")
        for name, pattern in pages.items():
            page.goto(northwind.address(pattern))
            found += looked_at(page, f"{language}-{name}")
        context.close()
    assert not found, chr(10).join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_screen_of_the_check_in_and_no_mail_cuts_words_off(language, northwind, browser):
    context = browser.new_context(locale=html_language(language).replace("Hant", "TW"), reduced_motion="reduce")
    page = context.new_page()
    page.goto(one_open_link(northwind.live.services))
    expect(page.locator("h1").first).to_be_visible()
    found = looked_at(page, f"{language}-checkin-start")
    press(page, translate(language, INTERFACE["start_own"]))
    for screen in range(8):
        expect(page.locator(".question")).to_be_visible()
        found += looked_at(page, f"{language}-checkin-{screen}") if screen in {0, 7} else []
        asked = page.locator("#main h1").inner_text()
        press(page, translate(language, INTERFACE["skip"]))
        page.wait_for_function("(asked) => document.querySelector('#main h1')?.innerText !== asked", arg=asked)
    found += looked_at(page, f"{language}-checkin-comment")
    page.goto(f"{northwind.live.ballot_url}/anonymity/{html_language(language)}")
    found += looked_at(page, f"{language}-anonymity")
    page.set_content(letter("announcements/announcement", language, **TOLD, title="Lunch in Jakarta").written().html)
    found += looked_at(page, f"{language}-mail")
    context.close()
    assert not found, chr(10).join(found)
