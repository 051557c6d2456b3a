"""Whom a chat does not know is noted, and asked by another way at the next try; nobody is asked twice."""

import pytest
from sqlalchemy import select

from pulse.delivery import operations
from pulse.delivery.channels import registry
from pulse.delivery.channels.failures import Gone
from pulse.delivery.jobs import drain
from pulse.delivery.models import OutboxMessage, Suppressed
from pulse.delivery.queries import suppressed
from tests.conftest import START
from tests.factories.channels import an_invitation
from tests.factories.delivery import posting
from tests.factories.organisation import an_organisation


class Chat:
    """A chat that knows Ben alone."""

    relay = "chat"
    rate = None

    def __init__(self):
        self.sent = []

    def send(self, message):
        if message.channel == "slack" and not message.to_address.startswith("ben@"):
            raise Gone("nobody here has this address")
        self.sent.append((message.channel, message.to_address))

    def close(self):
        pass


@pytest.fixture
def chat(monkeypatch):
    there = Chat()
    opener = lambda services, organisation_id, now: there  # noqa: E731
    monkeypatch.setattr(registry, "OPENERS", {"slack": opener, "email": opener})
    return there


def test_somebody_unknown_to_a_chat_gets_a_mail(services, database, chat):
    with database.writing() as session:
        organisation = an_organisation(session)
        operations.enqueue(session, organisation, [posting("ana", START), posting("ben", START)])

    def letter(session, claimed):
        address = f"{claimed.recipient}@example.com"
        strange = f"slack:{address}" in suppressed(session, claimed.organisation_id)
        return an_invitation(address, dedup=claimed.dedup, channel="email" if strange else "slack")

    for minutes in (0, 5, 10):
        services.clock.advance(minutes=minutes)
        drain(services, {"letter": letter}, now=services.clock.now())
    assert sorted(chat.sent) == [("email", "ana@example.com"), ("slack", "ben@example.com")]
    with database.reading() as session:
        rows = session.scalars(select(OutboxMessage).filter_by(organisation_id=organisation)).all()
        noted = session.scalars(select(Suppressed.address).filter_by(organisation_id=organisation)).all()
    assert all(row.sent_at and not row.dead_at for row in rows)
    assert noted == ["slack:ana@example.com"]
