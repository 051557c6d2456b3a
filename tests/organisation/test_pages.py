"""The organisation's settings: saved whole, refused with one sentence, and seen on the pages of staff."""

import io

import pytest

from pulse.organisation.pictures import LARGEST
from pulse.organisation.queries import locations, organisation, profile, units
from tests.factories.organisation import an_organisation
from tests.factories.people import log_in, post_form

PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture
def here(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def admin(staff_app, here):
    client = staff_app.test_client()
    log_in(client, here, "admin")
    return client


def wanted(**changes):
    return {
        "name": "Lotus Works Asia",
        "danger_contacts": "Reception 100",
        "language": "vi",
        "time_zone": "Asia/Taipei",
        "own_colour": "y",
        "colour": "#1A6B3C",
        **changes,
    }


def send(client, **changes):
    if "icon" in changes:
        changes["icon"] = (io.BytesIO(changes["icon"]), "logo.html")
    return post_form(client, "/organisation/", wanted(**changes))


def test_what_was_typed_is_saved_and_the_roots_follow_the_name(admin, database, here):
    assert send(admin).status_code == 302
    with database.reading() as session:
        kept = profile(session, here)
        assert (kept.name, kept.language, kept.colour) == ("Lotus Works Asia", "vi", "#1a6b3c")
        assert organisation(session, here).time_zone == "Asia/Taipei"
        assert units(session, here).root.name == locations(session, here).root.name == "Lotus Works Asia"
    assert "Lotus Works Asia" in admin.get("/organisation/").text


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": " "}, "Please fill this in."),
        ({"name": "a\u202eb"}, "A name may not hold invisible or control characters."),
        ({"danger_contacts": "x" * 501}, "This is longer than 500 characters."),
        ({"language": "tlh"}, "Please choose one."),
        ({"time_zone": "Mars/Olympus"}, "Please choose one."),
        ({"colour": "red;}"}, "Write the colour like #1a6b3c."),
        ({"icon": b"<svg onload='x'/>"}, "This is not a PNG, JPEG or WebP picture."),
        ({"icon": PNG + bytes(LARGEST)}, "This file is too large. It may have 64 KB."),
    ],
    ids=["no name", "a hidden mark", "long", "language", "zone", "colour", "a program", "large"],
)
def test_what_cannot_be_kept_is_said_and_nothing_is_saved(admin, database, here, changes, sentence):
    with database.reading() as session:
        before = profile(session, here)
    answer = send(admin, **changes)
    assert answer.status_code == 400
    assert sentence in answer.text
    with database.reading() as session:
        assert profile(session, here) == before


def test_a_colour_too_pale_is_shown_darker_and_the_page_says_so(admin):
    send(admin, colour="#ffee88")
    page = admin.get("/organisation/").text
    assert "#ffee88 is too pale to be read, so buttons show #" in page
    assert 'href="/organisation/look.css?v=ffee88"' in page
    assert "#ffee88" in admin.get("/organisation/look.css").text.split("light-dark")[1]  # on dark pages it can be read


def test_the_icon_is_served_as_what_it_is(admin):
    assert admin.get("/organisation/icon").mimetype == "image/gif"
    assert send(admin, icon=PNG).status_code == 302
    answer = admin.get("/organisation/icon")
    assert (answer.mimetype, answer.data) == ("image/png", PNG)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert f"/organisation/icon?v={len(PNG)}" in admin.get("/organisation/").text
    send(admin, without_icon="y")
    assert "/organisation/icon" not in admin.get("/organisation/").text


def test_saving_what_is_there_already_writes_nothing_down(admin):
    send(admin)
    log = admin.get("/audit-log/").text.count("Organisation changed")
    send(admin)
    assert admin.get("/audit-log/").text.count("Organisation changed") == log
