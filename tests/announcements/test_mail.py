"""The mail that tells people: to whom it goes, in which language, and what does not stand in it."""

import re
from functools import partial

import pytest
from sqlalchemy import select

from pulse.announcements.jobs import render_announcement
from pulse.announcements.operations import ANNOUNCEMENT, changes_address
from pulse.announcements.wording import Words
from pulse.delivery.jobs import drain
from pulse.people.models import Person
from pulse.web.services import Services
from tests.conftest import START
from tests.factories.announcements import an_announcement
from tests.factories.delivery import mail_server
from tests.factories.organisation import an_organisation
from tests.factories.people import people_in

TEXTS = {
    "en": Words("More warm meals", "You said it is cold.\n\nThere are <warm> meals now."),
    "vi": Words("Nhiều món nóng hơn", "Các bạn nói lạnh.\n\nNay đã có món nóng."),
}


@pytest.fixture
def home(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def server(services):
    with mail_server() as found:
        yield found


def send(services, server):
    url = {**vars(services.config), "smtp_url": server.url}
    made = Services(type(services.config)(**url), services.database, services.clock, services.keys)
    renderers = {ANNOUNCEMENT: partial(render_announcement, config=made.config, now=START)}
    while drain(made, renderers, now=START):
        pass


def bodies(mail):
    return [mail.get_body((kind,)).get_content() for kind in ("plain", "html")]


def test_each_reads_it_in_their_language_with_the_address_that_is_the_same_for_all(services, database, home, server):
    with database.writing() as session:
        for language in ("en", "vi", "id"):
            people_in(session, home, 1, language=language)
        an_announcement(session, home, texts=TEXTS, published=START, mail=True)
        address = f"{services.config.base_url}/changes/{changes_address(session, home)}"
    send(services, server)
    subjects = sorted(mail["Subject"] for mail in server.mails)
    assert subjects == [
        "More warm meals · Lotus Works",
        "More warm meals · Lotus Works",
        "Nhiều món nóng hơn · Lotus Works",
    ]
    for mail in server.mails:
        for body in bodies(mail):
            assert set(re.findall(r"https?://[^\s\"<]+", body)) == {address}
    html = next(bodies(mail)[1] for mail in server.mails if mail["Subject"].startswith("More"))
    assert "There are &lt;warm&gt; meals now." in html


def test_two_mails_differ_in_nothing_but_the_name_and_the_random_name_they_travel_with(
    services, database, home, server
):
    with database.writing() as session:
        people = people_in(session, home, 2)
        id = an_announcement(session, home, texts=TEXTS, published=START, mail=True)
    send(services, server)
    assert len(server.mails) == 2
    plain = [re.sub(r"Person \d+", "Person", bodies(mail)[0]) for mail in server.mails]
    assert plain[0] == plain[1]
    for mail in server.mails:
        raw = mail.as_string()
        assert "<img" not in raw
        assert not any(one in raw for one in [*people, id])


def test_somebody_who_left_is_not_written_to(services, database, home, server):
    with database.writing() as session:
        gone, here = people_in(session, home, 2)
        an_announcement(session, home, texts=TEXTS, published=START, mail=True)
        session.get_one(Person, (home, gone)).active = False
        kept = session.scalars(select(Person.email).where(Person.id == here)).one()
    send(services, server)
    assert server.recipients == [kept]


def test_the_worker_knows_the_kind(services):
    from pulse.worker import renderers

    assert ANNOUNCEMENT in renderers(services, START)
