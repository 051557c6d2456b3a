"""What the tests of these pages share: an organisation, closed cycles, pages as words."""

import re

import pytest

from tests.factories.history import a_closed_cycle, a_world
from tests.factories.pages import without_help
from tests.factories.people import logged_in


@pytest.fixture
def world(database):
    with database.writing() as session:
        return a_world(session)


@pytest.fixture
def close(services, database, world):
    """Close a cycle with these ballots; gives its id."""

    def closed(cast, **options):
        with database.writing() as session:
            return a_closed_cycle(services, session, world, cast, **options)

    return closed


@pytest.fixture
def read(staff_app, world):
    """A page as words, for a new account."""

    def page(role="hr", path="/dashboard/topics", **grant):
        answer = logged_in(staff_app, world.id, role, **grant).get(path)
        assert answer.status_code == 200
        return plain(answer.get_data(as_text=True))

    return page


def plain(html: str) -> str:
    """The page's words on one line, without what it says of itself."""
    main = without_help(html[html.index("<main") : html.index("</main>")])
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#39;", "'")
