import html
import re

import pytest

from pulse.audit_log import queries
from pulse.audit_log.operations import record
from tests.factories.history import a_closed_cycle, a_world
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account, logged_in


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


def write(database, organisation_id, clock, how_many=1, **changes):
    given = {"actor": "somebody", "action": "people.imported", "subject": "", "details": {"new": 3, "of": ["a", "b"]}}
    with database.writing() as session:
        for _entry in range(how_many):
            record(session, organisation_id, **{**given, **changes}, now=clock.advance(seconds=1))


def test_entries_are_listed_newest_first_a_page_at_a_time(database, own, clock):
    write(database, own, clock, 60)
    write(database, own, clock, subject="last")
    with database.reading() as session:
        first, second = queries.log_page(session, own), queries.log_page(session, own, page=9)
    assert (first.entries[0].subject, len(first.entries), first.last) == ("last", 50, 2)
    assert (len(second.entries), second.page) == (11, 2)
    assert first.entries[0].at == clock.now()
    assert first.entries[0].details == (("new", 3), ("of", ["a", "b"]))


def test_each_organisation_has_a_log_of_its_own(database, own, clock):
    write(database, own, clock)
    with database.writing() as session:
        other = an_organisation(session)
        assert queries.log_page(session, other).entries == ()


def test_the_page_names_who_did_what(staff_app, own, database, clock):
    admin = logged_in(staff_app, own, "admin", name="Hana <Admin>")
    write(database, own, clock, subject="<i>file</i>", action="something.new")
    page = admin.get("/audit-log/").text
    assert "Hana &lt;Admin&gt;" in page
    assert "Logged in" in page
    assert "something.new" in page
    assert "&lt;i&gt;file&lt;/i&gt;" in page
    forms = set(re.findall(r'method="post"\s+action="([^"]+)"', page)) - {"/setup/away"}
    assert forms == {"/people/log-out", "/audit-log/export"}


def test_the_page_is_for_administrators(staff_app, own):
    assert logged_in(staff_app, own, "hr").get("/audit-log/").status_code == 403


def shown(client) -> str:
    """The rows of the page as somebody reads them."""
    page = client.get("/audit-log/?lang=en").text
    rows = re.search(r"<tbody>(.*)</tbody>", page, re.DOTALL)[1]
    return " ".join(html.unescape(re.sub(r"<[^>]*>", " ", rows)).split())


def test_ids_are_shown_by_the_names_of_what_they_stand_for(staff_app, services, database, clock):
    with database.writing() as session:
        world = a_world(session)
        cycle = a_closed_cycle(services, session, world, [])
        account = an_account(session, world.id, "hr", name="Minh")
    admin = logged_in(staff_app, world.id, "admin")
    write(database, world.id, clock, action="series.paused", subject=world.series, details={})
    write(
        database, world.id, clock, action="cycle.ended", subject=cycle, details={"until": "2026-09-09T10:00:00+00:00"}
    )
    reach = {"role": "manager", "unit": world.units["Operations"], "location": ""}
    write(database, world.id, clock, action="role.granted", subject=account, details=reach)
    write(database, world.id, clock, action="survey.changed", subject="0" * 32, details={"questions": ["canteen"]})
    said = shown(admin)
    assert "Series paused Check-in" in said
    assert "Sep 7, 2026 check-in Ends: Sep 9, 2026" in said
    assert "Role given Minh Role: Manager · Unit: Operations" in said
    assert "Survey changed no longer there Questions: Canteen" in said
    assert not re.search("[0-9a-f]{32}", said)


def test_what_changed_is_shown_before_and_after(staff_app, own, database, clock):
    admin = logged_in(staff_app, own, "admin")
    details = {
        "what": "Second till",
        "status": {"before": "planned", "after": "done"},
        "due": {"before": "", "after": "2026-12-01"},
    }
    write(database, own, clock, action="action.moved", subject="Second till", details=details)
    assert "Second till Status: Planned → Done · Due: empty → Dec 1, 2026" in shown(admin)


def test_a_change_from_the_server_is_told_as_such(staff_app, own, database, clock):
    admin = logged_in(staff_app, own, "admin")
    write(
        database,
        own,
        clock,
        actor="command line",
        action="organisation.changed",
        subject="danger_contacts",
        details={},
    )
    assert "On the server Organisation changed Whom to call in danger" in shown(admin)


@pytest.mark.parametrize("written", ["9999-12-31T23:59:59-12:00", "0001-01-01T00:00:00+14:00", "2026-13-45"])
def test_words_that_only_look_like_an_instant_are_shown_as_they_stand(staff_app, own, database, clock, written):
    admin = logged_in(staff_app, own, "admin")
    write(database, own, clock, action="action.created", subject="Second till", details={"what": written})
    assert written in shown(admin)
