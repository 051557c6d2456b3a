"""Somebody stops the messages, in the browser: from the mail to the page of their settings, and no reminder comes."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from pulse.delivery.jobs import drain
from pulse.delivery.models import OutboxMessage
from pulse.invitations.jobs import remind
from pulse.invitations.operations import NewInvitation, invite, post_invitations
from pulse.invitations.reminding import Window
from pulse.worker import renderers
from tests.conftest import START
from tests.delivery.test_jobs import over
from tests.factories.delivery import mail_server
from tests.factories.invitations import a_cycle, a_person
from tests.factories.organisation import an_organisation

ZONE = "Asia/Jakarta"
WINDOW = Window(ZONE, START - timedelta(hours=6), START - timedelta(hours=6) + timedelta(days=7))
THURSDAY = datetime.fromisoformat("2026-11-26T09:00+07:00")


@pytest.fixture
def people(live):
    """Two people of an open check-in whose invitations wait."""
    with live.services.database.writing() as session:
        session.execute(update(OutboxMessage).values(sent_at=START))
        organisation = an_organisation(session)
        cycle = a_cycle(session, live.services.keys, organisation, datetime(2026, 11, 23, 9), ZONE)
        found = [a_person(session, organisation, name=name, email=f"{name}@example.com") for name in ("ana", "ben")]
        asked = [NewInvitation(one, 0, ZONE) for one in found]
        invite(session, organisation, cycle, asked)
        post_invitations(session, organisation, cycle, {ZONE: WINDOW}, asked)
    return found


def sent(services, now):
    """The mails that go out at a moment, by address."""
    with mail_server() as server:
        served = over(services, server.url)
        while drain(served, renderers(served, now), now=now):
            pass
    return {mail["To"].addresses[0].addr_spec: mail.get_body(("plain",)).get_content() for mail in server.mails}


def settings_of(mail):
    """The address of the personal settings in a mail."""
    return re.findall(r"http\S+/invitations/mine/\S+", mail)[0]


def test_who_stops_is_not_reminded(live, people, browser):
    mails = sent(live.services, START)
    assert set(mails) == {"ana@example.com", "ben@example.com"}
    phone = browser.new_context(viewport={"width": 320, "height": 640}, java_script_enabled=False)
    page = phone.new_page()
    page.goto(settings_of(mails["ana@example.com"]))
    page.get_by_label("At what time?").select_option("17:00")
    page.get_by_label("In which language?").select_option("Tiếng Việt")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("heading", name="Tin gửi cho bạn").wait_for()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.get_by_role("button", name="Dừng nhận tin").click()
    page.get_by_role("heading", name="Không nhận tin nữa").wait_for()
    assert phone.cookies() == []
    phone.close()
    remind(live.services, THURSDAY)
    assert set(sent(live.services, THURSDAY)) == {"ben@example.com"}
