"""The demo organisation, served on a loopback port, for tests that look at pages full of figures."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, BrowserContext, expect
from werkzeug.serving import make_server

from config import Config
from pulse.actions.queries import actions
from pulse.announcements.operations import changes_address
from pulse.announcements.queries import announcements
from pulse.application import make_services
from pulse.clock import FixedClock
from pulse.demo.operations import load
from pulse.invitations import mine
from pulse.keys.store import KeyStore
from pulse.migrate import upgrade
from pulse.organisation.queries import locations, organisations
from pulse.people.demo_log_ins import LOG_INS, PASSWORD
from pulse.people.queries import invitable, staff
from pulse.schedule.queries import series_of
from pulse.surveys.queries import surveys
from pulse.web.services import Services
from tests.browser.fixtures import Live, Quiet, serve

__all__ = ["northwind"]  # what tests/conftest.py makes known to every test

MONDAY = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Northwind:
    """The demo organisation, served; `given` holds a value for each parameter an address can have."""

    live: Live
    given: dict[str, str]

    def address(self, pattern: str) -> str:
        """The address of a page, with something real in it."""
        path = re.sub(r"<(?:\w+:)?(\w+)>", lambda found: self.given[found.group(1)], pattern)
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
    services = Services(
        config, made.database, FixedClock(MONDAY), KeyStore(config.keys, make_key=lambda: next(supply))
    )
    upgrade(services.database)
    load(services, people=160, cycles=8, progress=lambda _share: None)
    serve(services, listener)
    yield Northwind(Live(services, config.base_url, config.ballot_url, listener), objects(services))
    listener.shutdown()
    listener.server_close()
    services.database.dispose()


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
            "location_id": locations(session, organisation.id).root.id,
            "account_id": next(one.id for one in staff(session, organisation.id) if one.email.startswith("steward@")),
            "person_id": invitable(session, organisation.id)[0].id,
            "unit_id": invitable(session, organisation.id)[0].unit_id,
            "secret": changes_address(session, organisation.id),
            "token": mine.token(
                services.keys.secret_key(), organisation.id, invitable(session, organisation.id)[0].id
            ),
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
