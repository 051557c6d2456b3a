"""What goes over the wire while many ballots are cast by browsers in which somebody of staff is logged in."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, Request, expect

from tests.browser.fixtures import Live
from tests.browser.steps import asked, heading, press, tap
from tests.factories.opened import OpenedCycle
from tests.factories.people import PASSWORD, an_account

TELLING = ("cookie", "referer", "authorization", "proxy-authorization")
CARRIERS = ("/ballot/collect", "/ballot/cast")
SIZES = ("requestBodySize", "requestHeadersSize", "responseBodySize", "responseHeadersSize")


@dataclass
class Captured:
    """What the requests to the ballot host said beside their bodies, and the four sizes of those that carry one."""

    said: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    sizes: dict[str, set[tuple[int, ...]]] = field(default_factory=lambda: {path: set() for path in CARRIERS})

    def add(self, request: Request) -> None:
        """Look at a request while its page is open."""
        path, sent, response = urlsplit(request.url).path, request.all_headers(), request.response()
        self.said += [f"{path}: {name}" for name in TELLING if sent.get(name)]
        if response is None or "set-cookie" in response.all_headers():
            self.said.append(f"{path}: {response and 'set-cookie'}")
        if request.method == "POST":
            sizes = request.sizes()
            self.posts.append(path)
            self.sizes[path].add(tuple(sizes[name] for name in SIZES))


def staff_browser(live: Live, browser: Browser, organisation_id: str) -> BrowserContext:
    """A browser in which an administrator is logged in on the staff host."""
    with live.services.database.writing() as session:
        an_account(session, organisation_id, "admin", email="admin@example.com")
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB")
    context.set_default_timeout(15_000)
    page = context.new_page()
    page.goto(f"{live.base_url}/people/log-in")
    page.get_by_label("E-mail").fill("admin@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("button", name="Menu")).to_be_visible()
    assert context.cookies(live.base_url)
    return context


def capture(context: BrowserContext, live: Live, cycle: OpenedCycle, comments: Sequence[str]) -> Captured:
    """Cast one ballot a comment, each in a tab that comes from a page of staff."""
    host = urlsplit(live.ballot_url).netloc
    found, asked = Captured(), list[Request]()
    context.on("request", lambda request: urlsplit(request.url).netloc == host and asked.append(request))
    for number, (link, comment) in enumerate(zip(cycle.links, comments, strict=False)):
        page = context.new_page()
        page.goto(f"{live.base_url}/people/")
        page.goto(link)
        fill(page, number, comment)
        for request in asked:
            found.add(request)
        asked.clear()
        page.close()
    return found


def fill(page: Page, number: int, comment: str) -> None:
    """Every third on their own device, every second with answers of all kinds, the comment on the last page."""
    press(page, "Start on a shared device" if number % 3 else "Start on my own device")
    place, send = -1, page.get_by_role("button", name="Send my answers")
    while found := asked(page, place):
        place, kind = found
        if kind == "open":
            if send.count():
                break
            press(page, "Next")
        elif number % 2:
            answer(page, kind, number + place)
        else:
            press(page, "Skip")
    page.get_by_role("textbox").fill(comment)
    send.click()
    heading(page, "sent_title")


def answer(page: Page, kind: str, number: int) -> None:
    """Happy and unhappy by turns; of several answers one, two or three."""
    if kind == "multiple":
        for option in range(1, 2 + number % 3):
            tap(page, option)
        press(page, "Next")
    else:
        tap(
            page,
            {"points10": number % 11, "faces": 1 + number % 5, "agree5": 1 + number % 5}.get(kind, 1 + number % 2),
        )
