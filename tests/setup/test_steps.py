"""Somebody sets Pulse up from an empty installation, page by page."""

import re

import pytest

from pulse.organisation.queries import own
from pulse.people.queries import counts
from pulse.schedule.queries import series_of
from pulse.surveys.queries import surveys
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form

TWENTY = "\n".join(
    f"Person {number}, p{number}@example.com, {'Kitchen' if number % 2 else 'Office'}" for number in range(24)
)


@pytest.fixture
def own_one(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def admin(staff_app, own_one):
    return logged_in(staff_app, own_one, "admin")


def test_the_steps_lead_from_nothing_to_a_scheduled_check_in(admin, database, own_one):
    assert admin.get("/setup/").location == "/setup/people"
    said = post_form(admin, "/setup/people", {"lines": TWENTY})
    assert said.location == "/setup/asking"
    assert post_form(admin, "/setup/asking", {"template": "office_pulse"}).location == "/setup/privacy"
    page = admin.get("/setup/privacy").text
    rules = {"k": "5", "participation": "65", "danger_contacts": "Call 113.", "then": "save"}
    assert post_form(admin, "/setup/privacy", rules).location == "/setup/reaching"
    assert "There is no mail server" in admin.get("/setup/reaching").text
    page = admin.get("/setup/when").text
    given = dict(re.findall(r'name="(survey|day)"[^>]*value="([^"]+)"', page))
    rest = {
        "every": "2_weeks",
        "hour": "9",
        "window_days": "7",
        "time_zone": "",
        "if_holiday": "next",
        "reminders": "usual",
    }
    assert post_form(admin, "/setup/when", {**rest, **given, "then": "save"}).location == "/setup/look"
    assert "frame-src 'self'" in admin.get("/setup/look").headers["Content-Security-Policy"]
    assert admin.get("/setup/phone").status_code == 200
    assert post_form(admin, "/setup/look", {}).location == "/setup/done"
    done = admin.get("/setup/done").text
    assert "24 people are invited" in done
    with database.reading() as session:
        here = own(session, own_one)
        assert (here.k, here.k_inv, here.participation, here.danger_contacts) == (5, 11, 65, "Call 113.")
        assert here.set_up_at is not None
        assert counts(session, own_one).reachable == 24
        assert len(series_of(session, own_one)) == len(surveys(session, own_one)) == 1
