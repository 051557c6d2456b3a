"""Real invitations by every channel: each person gets their own link by the way that leads to them, once."""

import json
import re
from dataclasses import replace
from urllib.parse import parse_qs

import pytest
from sqlalchemy import select

from pulse.delivery import operations
from pulse.delivery.jobs import drain
from pulse.delivery.models import OutboxMessage
from pulse.delivery.settings import GATEWAY, SLACK, TEAMS, Gateway, Slack, Teams, seal
from pulse.people.models import Person, Preference
from pulse.worker import renderers
from tests.factories.channels import Workspace
from tests.factories.counterpart import LOOPBACK, counterpart
from tests.factories.delivery import mail_server
from tests.factories.opened import a_series, opened

LINK = re.compile(r"http://[a-z]+:8000/checkin/#c=[0-9a-f]{32}&i=[0-9a-f]{64}&m=[0-9a-f]{64}&b=\d+")


@pytest.fixture
def outside():
    """A workspace, a flow, a provider and a mail server."""
    workspace = Workspace(members={})
    with (
        counterpart(workspace.answer) as slack,
        counterpart(lambda asked: (202, {}, b"")) as flow,
        counterpart() as provider,
        mail_server() as mail,
    ):
        yield workspace, slack, flow, provider, mail


def set_up(services, organisation, urls):
    gateway = Gateway("", f"{urls[2]}/sms", "form", "X-Key: {secret}", "To={phone}\nBody={text}", "hush")
    settings = {SLACK: Slack("xoxb-right"), TEAMS: Teams(f"{urls[1]}/in?sig=1"), GATEWAY: gateway}
    with services.database.writing() as session:
        for channel, setting in settings.items():
            sealed = seal(services.keys.settings_key(), organisation, channel, setting)
            operations.set_up(session, organisation, channel, sealed)


def choose(services, organisation):
    """Three choose Slack, one of whom it does not know; three choose Teams; four have a telephone alone."""
    with services.database.writing() as session:
        people = session.scalars(select(Person).filter_by(organisation_id=organisation).order_by(Person.id)).all()
        for channel, some in ((SLACK, people[:3]), (TEAMS, people[3:6])):
            for person in some:
                session.add(Preference(organisation_id=organisation, person_id=person.id, channel=channel))
        for number, person in enumerate(people[6:10]):
            person.email, person.phone = None, f"+62 812 000 {number}"
        return [person.email for person in people[:3]], [person.email for person in people[10:]]


def links(texts):
    return [link for text in texts for link in LINK.findall(text)]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_everybody_is_asked_once_by_the_way_that_leads_to_them(services, outside, monkeypatch):
    workspace, slack, flow, provider, mail = outside
    monkeypatch.setattr("pulse.delivery.channels.slack.SlackChannel.__init__.__kwdefaults__", {"api": slack.url})
    config = replace(services.config, allowed_networks=LOOPBACK, smtp_url=mail.url)
    services = replace(services, config=config)
    series = a_series(services)
    set_up(services, series.organisation_id, [slack.url, flow.url, provider.url])
    in_slack, by_mail = choose(services, series.organisation_id)
    workspace.members = {in_slack[0]: "U0", in_slack[1]: "U1"}
    opened(services, series)
    for _ in range(6):
        services.clock.advance(minutes=15)
        while drain(services, renderers(services, services.clock.now()), now=services.clock.now()):
            pass

    assert sorted(post["channel"] for post in workspace.posted) == ["U0", "U1"]
    assert len(flow.asked) == 3
    numbers = [parse_qs(asked.body.decode())["To"][0] for asked in provider.asked]
    assert sorted(numbers) == [f"+62812000{number}" for number in range(4)]
    assert sorted(mail.recipients) == sorted([*by_mail, in_slack[2]])
    by_chat = links(post["blocks"] for post in workspace.posted)
    by_card = [json.loads(asked.body)["attachments"][0]["content"]["actions"][0]["url"] for asked in flow.asked]
    by_text = links(parse_qs(asked.body.decode())["Body"][0] for asked in provider.asked)
    assert len(by_chat) == 2
    assert len(set(by_chat) | set(links(by_card)) | set(by_text)) == 9
    with services.database.reading() as session:
        rows = session.scalars(select(OutboxMessage).filter_by(organisation_id=series.organisation_id)).all()
    assert all(row.sent_at and not row.dead_at for row in rows)
