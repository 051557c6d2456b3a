"""Every page of staff, and the public ones, as people really open them.

The addresses are read from the app, so that a page which is added later is looked at as well:
light and dark, on a phone, a tablet and a desk, by axe-core, under the real Content-Security-Policy.
"""

import gzip
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from werkzeug.serving import make_server

from config import Config
from pulse.actions.queries import actions
from pulse.announcements.operations import changes_address
from pulse.announcements.queries import announcements
from pulse.application import make_services
from pulse.checkin.strings import INTERFACE
from pulse.clock import FixedClock
from pulse.cycles.queries import timeline
from pulse.demo.operations import load
from pulse.keys.store import KeyStore
from pulse.organisation.queries import organisations
from pulse.people.demo_log_ins import LOG_INS, PASSWORD
from pulse.schedule.queries import series_of
from pulse.simulate.operations import one_open_link
from pulse.surveys.queries import surveys
from pulse.web.services import Services
from tests.browser.fixtures import VENDOR, VIOLATIONS, Live, Quiet, serve
from tests.browser.steps import answer_faces, heading, press
from tests.conftest import START
from tests.factories.routes import Route, staff_routes

AXE = (VENDOR / "axe.js").read_text()
WIDTHS = (320, 768, 1440)
RUN_AXE = """async () => (await axe.run(document, {resultTypes: ["violations"]})).violations.map(
    (v) => `${v.id}: ${v.help}: ${v.nodes.slice(0, 3).map((n) => n.target.join(" ")).join(" | ")}`)"""
HEAVIEST = 80 * 1024  # an HR page before Plotly, compressed
NO_PAGES = {"/healthz"}  # answers with JSON
PAGES = sorted(
    {
        route.pattern: route
        for route in staff_routes()
        if route.method == "GET" and route.pattern not in NO_PAGES and route.access
    }.items()
)


@dataclass(frozen=True)
class Northwind:
    """The demo organisation, served; `given` holds a value for each parameter an address can have."""

    live: Live
    given: dict[str, str]

    def address(self, route: Route) -> str:
        """The address of a page, with something real in it."""
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: self.given[found.group(1)], route.pattern)
        return self.live.base_url + path


@pytest.fixture(scope="module")
def northwind(tmp_path_factory, signing_keys, memory_folder) -> Iterator[Northwind]:
    """A demo of 160 people, with everything that a page can show, on a loopback port."""
    folder = tmp_path_factory.mktemp("northwind")
    listener = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=Quiet)
    config = Config.from_env(
        {"PULSE_DATA": str(folder / "data"), "PULSE_KEYS": str(folder / "keys"), "PORT": str(listener.port)}
    )
    made = make_services(config)
    supply = iter(signing_keys * 20)
    services = Services(config, made.database, FixedClock(START), KeyStore(config.keys, make_key=lambda: next(supply)))
    migrated(services)
    load(services, people=160, cycles=8, progress=lambda _share: None)
    serve(services, listener)
    yield Northwind(Live(services, config.base_url, config.ballot_url, listener), objects(services))
    listener.shutdown()
    listener.server_close()
    services.database.dispose()


def migrated(services: Services) -> None:
    from pulse.migrate import upgrade

    upgrade(services.database)


def objects(services: Services) -> dict[str, str]:
    """One of each kind of thing that an address can name."""
    with services.database.writing() as session:
        organisation = organisations(session)[0]
        return {
            "slug": organisation.slug,
            "topic": "parking",
            "survey_id": surveys(session, organisation.id)[0].id,
            "series_id": series_of(session, organisation.id)[0].id,
            "action_id": actions(session, organisation.id)[0].id,
            "announcement_id": announcements(session, organisation.id)[0].id,
            "secret": changes_address(session, organisation.id),
        }


def logged_in(browser: Browser, northwind: Northwind, role: str, **options) -> BrowserContext:
    """A browser in which somebody of this role has logged in."""
    context = browser.new_context(locale="en-GB", reduced_motion="reduce", **options)
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{northwind.live.base_url}/people/log-in")
    page.get_by_label("E-mail").fill(next(each.email for each in LOG_INS if each.role == role))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()
    page.close()
    return context


def role_for(route: Route) -> str:
    """Somebody who may open it: HR if HR may."""
    if route.access is None or route.access.public:
        return ""
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
    page, problems = opened(visitors[role_for(route)], northwind.address(route))
    found = faults(page)
    page.close()
    assert found == []
    assert [each for each in problems if "404" not in each and "favicon" not in each] == []


@pytest.mark.parametrize("route", [route for _, route in PAGES], ids=[pattern for pattern, _ in PAGES])
def test_a_page_is_light_before_plotly(route, northwind, visitors):
    page = visitors[role_for(route)].new_page()
    loaded: dict[str, int] = {}
    page.on("response", lambda answer: loaded.setdefault(answer.url, len(gzip.compress(answer.body(), 9))))
    page.set_viewport_size({"width": 1440, "height": 700})
    page.goto(northwind.address(route), wait_until="networkidle")
    page.close()
    counted = {urlsplit(url).path: weight for url, weight in loaded.items() if "plotly" not in url}
    assert sum(counted.values()) <= HEAVIEST, counted


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


@pytest.mark.parametrize("path", ["/", "/receipt", "/transparency/<cycle>", "/checkin/"])
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
