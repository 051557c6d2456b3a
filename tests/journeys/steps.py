"""What every journey does: log in, set up, open a cycle and find the mailed links."""

import re

from playwright.sync_api import Page, expect

from pulse import worker
from pulse.cycles import queries as cycles
from pulse.organisation.queries import organisations
from pulse.web.services import Services
from tests.factories.people import PASSWORD
from tests.journeys.roster import sixty_people

LINK = re.compile(r"http://localhost:\d+/checkin/#c=[0-9a-f]{32}&i=[0-9a-f]{64}&m=[0-9a-f]{64}&b=\d+")


def log_in(page: Page, live, role: str) -> None:
    page.context.clear_cookies()
    page.goto(f"{live.base_url}/people/log-in")
    page.get_by_label("E-mail").fill(f"{role}@example.com")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Main")).to_be_visible()


def set_up(page: Page, live, clock) -> None:
    """What an admin does once: people, survey, series."""
    log_in(page, live, "admin")
    page.goto(f"{live.base_url}/people/import")
    page.locator("input[type=file]").set_input_files(
        {"name": "people.csv", "mimeType": "text/csv", "buffer": sixty_people().encode()}
    )
    page.get_by_role("button", name="Show what would change").click()
    page.get_by_role("button", name="Import", exact=True).click()
    expect(page.get_by_text("not yet reachable").first).to_be_visible()
    page.goto(f"{live.base_url}/surveys/new")
    page.get_by_role("link", name="Begin with it: Office pulse").click()
    page.get_by_role("button", name="Save").click()
    page.goto(f"{live.base_url}/schedule/new")
    page.get_by_label("First day").fill("2026-11-24")
    page.get_by_label("How often").select_option("2_weeks")
    page.get_by_label("Hour").select_option("9")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("24 November").first).to_be_visible()


def open_cycle(services: Services, clock, mails) -> tuple[cycles.CycleView, list[str]]:
    """Tick at the opening; gives the cycle and the mailed links."""
    before = len(mails.mails)
    worker.tick(services, now=clock.now())
    with services.database.reading() as session:
        organisation = only_organisation(session)
        cycle = cycles.cycles_of(session, organisation)[0]
    sent = mails.mails[before:]
    assert len(sent) == 60
    links = []
    for mail in sent:
        text = mail.get_body(("plain",)).get_content()
        found_links = LINK.findall(text)
        assert len(found_links) == 1
        assert cycle.manifest_hash in text
        links.append(found_links[0])
    assert len(set(links)) == 60
    return cycle, links


def only_organisation(session) -> str:
    """The only organisation."""
    return organisations(session)[0].id
