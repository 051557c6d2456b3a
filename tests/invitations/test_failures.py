"""Very many invitations that did not arrive: they are read and shown all the same."""

from sqlalchemy import event

from pulse.invitations import queries
from pulse.invitations.views.messages import SHOWN
from tests.conftest import START
from tests.invitations.test_pages import admin, asked, kill, organisation

__all__ = ["admin", "organisation"]  # fixtures


def test_the_page_names_the_first_and_says_how_many_more(admin, services, organisation):
    _, people = asked(services, organisation, SHOWN + 3)
    for person in people:
        kill(services, organisation, person)
    text = admin.get("/invitations/").text
    assert text.count('name="message"') == SHOWN
    assert f"Invitations that did not arrive: {SHOWN + 3}" in text
    assert "and 3 more" in text


def test_they_are_read_without_naming_each_to_the_database(services, organisation):
    _, people = asked(services, organisation, 30)
    for person in people:
        kill(services, organisation, person)
    named = []

    def count(_connection, _cursor, _statement, parameters, *_rest):
        named.append(len(parameters))

    with services.database.reading() as session:
        engine = session.get_bind()
        event.listen(engine, "before_cursor_execute", count)
        assert len(queries.failures(session, organisation, now=START)) == 30
        event.remove(engine, "before_cursor_execute", count)
    assert max(named) < 10
