import pytest

from pulse.audit_log import queries
from pulse.audit_log.operations import record
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in


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
    assert first.entries[0].details == (("new", "3"), ("of", "a, b"))


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
    assert "<form" not in page.replace('<form method="post" action="/people/log-out">', "")


def test_the_page_is_for_administrators(staff_app, own):
    assert logged_in(staff_app, own, "hr").get("/audit-log/").status_code == 403
