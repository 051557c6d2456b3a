"""One Chromium for the whole run, and both apps served on a loopback port.

The staff host is 127.0.0.1 and the ballot host localhost, as in `make run`.
"""

import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from secrets import token_hex

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from config import Config
from pulse.application import create_apps
from pulse.clock import FixedClock
from pulse.database import Database
from pulse.keys.store import KeyStore
from pulse.organisation.operations import installation_id
from pulse.web.services import Services

__all__ = ["browser", "live", "phone", "run"]  # what tests/conftest.py makes known to every test

VENDOR = Path(__file__).parent / "vendor"
CHROMIUM = os.environ.get("PULSE_TEST_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = [
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-background-timer-throttling",  # a second tab is as awake as the first
    "--disable-backgrounding-occluded-windows",
    "--disable-renderer-backgrounding",
]
VIOLATIONS = """addEventListener("securitypolicyviolation", (event) =>
    console.error(`policy violation: ${event.violatedDirective} ${event.blockedURI}`))"""


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium; each test opens contexts of its own in it."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=CHROMIUM, headless=True, chromium_sandbox=os.geteuid() != 0, args=ARGUMENTS
        )
        yield chromium
        chromium.close()


class Quiet(WSGIRequestHandler):
    """No line per request."""

    def log(self, type, message, *args):  # noqa: A002 - werkzeug's own name
        pass


@dataclass(frozen=True)
class Live:
    """A running installation."""

    services: Services
    base_url: str
    ballot_url: str
    listener: BaseWSGIServer


def serve(services: Services, listener) -> None:
    """Put both apps behind a server that already has its port."""
    listener.app = create_apps(services)
    threading.Thread(target=listener.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()


@pytest.fixture
def live(tmp_path: Path, database: Database, clock: FixedClock, keys: KeyStore) -> Iterator[Live]:
    """Both apps over this test's database, clock and keys, reachable by a browser."""
    listener = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=Quiet)
    config = Config.from_env(
        {
            "PULSE_DATA": str(tmp_path / "data"),
            "PULSE_KEYS": str(tmp_path / "keys"),
            "PULSE_DATABASE_URL": database.engine.url.render_as_string(hide_password=False),
            "PULSE_SECRET_KEY": token_hex(16),
            "PORT": str(listener.port),
        }
    )
    services = Services(config, database, clock, keys)
    with database.writing() as session:
        keys.claim(installation_id(session)[0])
    serve(services, listener)
    yield Live(services, config.base_url, config.ballot_url, listener)
    listener.shutdown()
    listener.server_close()


class Watched:
    """A page whose every request, policy violation and console error is written down."""

    def __init__(self, context: BrowserContext) -> None:
        self.context = context
        self.requests: list[Request] = []
        self.problems: list[str] = []
        context.add_init_script(VIOLATIONS)
        context.on("request", self._request)
        self.page: Page = context.new_page()
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(str(error)))

    def _request(self, request: Request) -> None:
        self.requests.append(request)

    def _console(self, message) -> None:
        if message.type == "error" and "Failed to load resource" not in message.text:
            self.problems.append(message.text)

    @property
    def posts(self) -> list:
        """The requests that carried something away."""
        return [request for request in self.requests if request.method == "POST"]


@pytest.fixture
def phone(browser: Browser) -> Iterator[Watched]:
    """A fresh English-speaking phone with nothing stored on it."""
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="en-GB", timezone_id="Asia/Jakarta")
    context.set_default_timeout(10_000)
    yield Watched(context)
    context.close()


@pytest.fixture
def run(live, phone):
    """Run JavaScript in a page of the ballot host; `p` is the client's protocol, `given` the argument."""
    phone.context.route(
        "**/oracle/*.js", lambda route: route.fulfill(path=VENDOR / route.request.url.rsplit("/", 1)[1])
    )
    phone.page.goto(f"{live.ballot_url}/receipt")

    def evaluate(code: str, given=None):
        return phone.page.evaluate(
            "async (given) => { const p = await import('/oracle/protocol.js'); " + code + "}",
            given,
        )

    return evaluate
