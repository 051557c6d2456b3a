"""Every page of staff, and the public ones, as people really open them.

The addresses are read from the app, so that a page which is added later is looked at as well:
light and dark, on a phone, a tablet and a desk, by axe-core, under the real Content-Security-Policy.
"""

import gzip
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, Response, expect

from pulse.checkin.strings import INTERFACE
from pulse.cycles.queries import timeline
from pulse.organisation.queries import organisations
from pulse.simulate.operations import one_open_link
from tests.browser.fixtures import VENDOR, VIOLATIONS
from tests.browser.northwind import logged_in
from tests.browser.steps import answer_faces, heading, press
from tests.factories.routes import Route, staff_routes

AXE = (VENDOR / "axe.js").read_text()
WIDTHS = (320, 768, 1440)
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    (v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`)"""
HEAVIEST = 80 * 1024  # an HR page before Plotly, compressed
HEAVIEST_PHONE = 55 * 1024  # the check-in itself, where a page shows it as on a phone
# Some are read by programs; a mail inside its frame lets no script run, not even ours.
NO_PAGES = {
    "/healthz",
    "/schedule/<series_id>/feed/<secret>.ics",
    "/invitations/preview",
    "/organisation/icon",
    "/organisation/look.css",
    "/invitations/mine/<token>/data.json",
    "/surveys/<survey_id>/export",
    "/setup/people/sample.csv",
}
PAGES = sorted(
    {
        route.pattern: route
        for route in staff_routes()
        if route.method == "GET" and route.pattern not in NO_PAGES and route.access
    }.items()
)


def role_for(route: Route) -> str:
    """Somebody who may open it: HR if HR may."""
    if route.access is None or route.access.public:
        return ""
    if route.access.scope == "account":
        return "manager"
    return "hr" if "hr" in route.access.roles else min(route.access.roles)


@pytest.fixture(scope="module")
def visitors(browser, northwind) -> Iterator[dict[str, BrowserContext]]:
    """A browser for each role, and one of nobody, in which every policy violation is written down."""
    found = {role: logged_in(browser, northwind, role) for role in ("admin", "hr", "manager")}
    found[""] = browser.new_context(locale="en-GB", reduced_motion="reduce")
    for context in found.values():
        context.add_init_script(VIOLATIONS)
    yield found
    for context in found.values():
        context.close()


def opened(context: BrowserContext, address: str) -> tuple[Page, list[str]]:
    """A page, and whatever its console complains about."""
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: problems.append(str(error)))
    page.goto(address)
    return page, problems


def faults(page: Page) -> list[str]:
    """What axe-core finds, and what lies beyond the edge, in both lights and at three widths."""
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width in WIDTHS:
            page.set_viewport_size({"width": width, "height": 900})
            if page.evaluate("typeof axe") == "undefined":
                page.evaluate(AXE)
            found += [f"{scheme} {width}: {each}" for each in page.evaluate(RUN_AXE)]
            beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            if beyond > 0:
                found.append(f"{scheme} {width}: {beyond} pixels beyond the edge")
    return found


@pytest.mark.parametrize("route", [route for _, route in PAGES], ids=[pattern for pattern, _ in PAGES])
def test_a_page_is_sound_in_every_light_and_at_every_width(route, northwind, visitors):
    page, problems = opened(visitors[role_for(route)], northwind.address(route.pattern))
    found = faults(page)
    page.close()
    assert found == []
    assert [each for each in problems if "404" not in each and "favicon" not in each] == []


@pytest.mark.parametrize("route", [route for _, route in PAGES], ids=[pattern for pattern, _ in PAGES])
def test_a_page_is_light_before_plotly(route, northwind, visitors):
    page = visitors[role_for(route)].new_page()
    loaded: dict[tuple[bool, str], int] = {}  # whether in a phone that the page shows, and the address
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))  # noqa: PLW0108 - the driver wraps functions alone
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto(northwind.address(route.pattern), wait_until="networkidle")
    for answer in answers:
        if "plotly" not in answer.url and not 300 <= answer.status < 400:  # a redirect has no body to ask for
            loaded[answer.frame != page.main_frame, urlsplit(answer.url).path] = len(gzip.compress(answer.body(), 9))
    page.close()
    assert sum(weight for (in_phone, _), weight in loaded.items() if not in_phone) <= HEAVIEST, loaded
    assert sum(weight for (in_phone, _), weight in loaded.items() if in_phone) <= HEAVIEST_PHONE, loaded


def test_every_screen_of_the_check_in_is_sound(northwind, visitors):
    link = one_open_link(northwind.live.services)
    page, problems = opened(visitors[""], link)
    expect(page.get_by_role("button", name=INTERFACE["start_own"], exact=True)).to_be_visible()
    found = [f"start: {each}" for each in faults(page)]
    press(page, INTERFACE["start_own"])
    found += [f"question: {each}" for each in faults(page)]
    answer_faces(page)
    expect(page.get_by_role("textbox")).to_be_visible()
    found += [f"comment: {each}" for each in faults(page)]
    press(page, "Send my answers")
    heading(page, "sent_title")
    found += [f"sent: {each}" for each in faults(page)]
    page.locator("a[href^='/receipt#']").first.click()
    expect(page.get_by_role("status")).to_be_visible()
    found += [f"receipt: {each}" for each in faults(page)]
    page.close()
    assert found == []
    assert problems == []


@pytest.mark.parametrize(
    "path",
    ["/", "/anonymity", "/anonymity/vi", "/picked-up", "/receipt", "/transparency/<cycle>", "/checkin/", "/phone"],
)
def test_a_page_of_the_ballot_host_is_sound(path, northwind, visitors):
    services = northwind.live.services
    with services.database.reading() as session:
        newest = timeline(session, organisations(session)[0].id)[0][0]
    page, problems = opened(visitors[""], northwind.live.ballot_url + path.replace("<cycle>", newest))
    found = faults(page)
    page.close()
    assert found == []
    assert problems == []


def test_axe_itself_finds_what_is_wrong(browser):
    page = browser.new_page()
    page.set_content("<html><body><img src='data:,'><button></button></body></html>")
    page.evaluate(AXE)
    assert len(page.evaluate(RUN_AXE)) >= 3
    page.close()


def test_the_vendored_axe_has_its_licence():
    assert "axe-core" in (Path(VENDOR) / "LICENSE").read_text()
