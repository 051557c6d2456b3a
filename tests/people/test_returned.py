"""An address from which mail comes back, in the list of people."""

import pytest

from pulse.audit_log.models import AuditEntry
from pulse.delivery.operations import suppress
from pulse.delivery.queries import suppressed
from tests.conftest import START
from tests.factories.invitations import a_person
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form

REASON = "550 5.1.1 User unknown"


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        made = an_organisation(session)
        a_person(session, made, name="Ana Lestari", email="ana@example.com")
        suppress(session, made, "ana@example.com", REASON, now=START)
        return made


def left_alone(database, organisation):
    with database.reading() as session:
        return set(suppressed(session, organisation))


def after(client, data):
    """The list as it is after the button was pressed."""
    response = post_form(client, "/people/", data, at="/people/try-again")
    assert response.status_code == 302
    return client.get(response.location).text


def test_an_administrator_sees_that_mail_comes_back_and_why(staff_app, organisation):
    page = logged_in(staff_app, organisation, "admin").get("/people/").text
    assert "Mail comes back" in page
    assert REASON in page


def test_nobody_else_sees_it_or_changes_it(staff_app, database, organisation):
    client = logged_in(staff_app, organisation, "hr")
    assert "Mail comes back" not in client.get("/people/").text
    refused = post_form(client, "/people/", {"address": "ana@example.com"}, at="/people/try-again")
    assert refused.status_code in {403, 404}
    assert left_alone(database, organisation) == {"ana@example.com"}


def test_an_administrator_lets_mail_go_there_again(staff_app, database, organisation):
    client = logged_in(staff_app, organisation, "admin")
    shown = after(client, {"address": "ana@example.com"})
    assert "Mail goes to ana@example.com again." in shown
    assert "Mail comes back" not in shown
    assert left_alone(database, organisation) == set()
    with database.reading() as session:
        [entry] = session.query(AuditEntry).filter_by(organisation_id=organisation, action="address.tried_again")
    assert entry.subject == "ana@example.com"


def test_an_address_that_nothing_came_back_from_changes_nothing(staff_app, organisation):
    client = logged_in(staff_app, organisation, "admin")
    shown = after(client, {"address": "ben@example.com"})
    assert "Mail goes to" not in shown
