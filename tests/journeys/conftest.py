"""A company whose mail goes to a real server, and the desk from which it is set up."""

from dataclasses import replace

import pytest

from pulse.application import create_apps
from pulse.organisation.operations import found
from pulse.people.operations import add_account
from pulse.questions.operations import add_bank
from pulse.web.services import Services
from tests.factories.delivery import mail_server
from tests.factories.people import PASSWORD


@pytest.fixture
def mails():
    with mail_server() as server:
        yield server


@pytest.fixture
def company(live, mails) -> Services:
    """A demo organisation (so that it may be simulated) whose mail goes to a real server."""
    config = replace(live.services.config, smtp_url=mails.url)
    services = replace(live.services, config=config)
    live.listener.app = create_apps(services)
    with services.database.writing() as session:
        organisation = found(
            session, name="Northwind", slug="northwind", language="en", time_zone="Asia/Jakarta",
            k=5, k_inv=10, is_demo=True, danger_contacts="Call 112, or talk to your nurse.",
        )  # fmt: skip
        add_bank(session, organisation)
        for role in ("admin", "hr"):
            add_account(
                session, organisation, email=f"{role}@example.com", name=role.title(), password=PASSWORD, role=role,
                language="en",
            )  # fmt: skip
    return services


@pytest.fixture
def desk(browser, live):
    """A staff member's computer."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, locale="en-GB")
    context.set_default_timeout(10_000)
    yield context.new_page()
    context.close()
