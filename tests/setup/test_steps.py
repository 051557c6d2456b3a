"""Somebody sets Pulse up from an empty installation, page by page."""

import re

import pytest

from pulse.organisation.models import Organisation
from pulse.organisation.operations import choose_thresholds, launch, note_set_up
from pulse.organisation.queries import own
from pulse.people.queries import counts
from pulse.schedule.calendar_names import country_of_zone
from pulse.schedule.queries import kept_calendars, series_of
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


@pytest.mark.parametrize(
    ("page", "given", "said"),
    [
        ("people", {"lines": ""}, "Write at least one line"),
        ("people", {"lines": "Dewi\nMinh, minh@example.com"}, "There is no e-mail address on this line."),
        ("privacy", {"k": "4", "participation": "65", "danger_contacts": "112"}, "Please choose one."),
        ("privacy", {"k": "5", "participation": "", "danger_contacts": "112"}, "Please choose one."),
        ("privacy", {"k": "5", "participation": "65", "danger_contacts": ""}, "Please fill this in."),
        ("privacy", {"k": "5", "participation": "65", "danger_contacts": "x" * 501}, "longer than 500 characters"),
    ],
)
def test_a_bad_answer_gets_one_sentence_and_saves_nothing(admin, database, own_one, page, given, said):
    response = post_form(admin, f"/setup/{page}", given)
    assert response.status_code == 400
    assert said in response.text
    assert all(value in response.text for value in given.values() if len(value) > 3)
    with database.reading() as session:
        here = own(session, own_one)
        assert counts(session, own_one).reachable == 0
        assert (here.k, here.danger_contacts, here.set_up_at) == (5, "Call 112, or talk to the works council.", None)


def test_an_unknown_template_is_refused(admin):
    assert post_form(admin, "/setup/asking", {"template": "none"}).status_code == 400


def test_a_day_that_has_passed_is_refused_beside_its_field(admin):
    post_form(admin, "/setup/asking", {"template": "office_pulse"})
    survey = re.search(r'name="survey"[^>]*value="([^"]+)"', admin.get("/setup/when").text)
    assert survey
    given = {"survey": survey[1], "every": "2_weeks", "day": "2020-01-06", "hour": "9", "window_days": "7"}
    rest = {"time_zone": "", "if_holiday": "next", "reminders": "usual", "then": "save"}
    response = post_form(admin, "/setup/when", {**given, **rest})
    assert response.status_code == 400
    assert "This time has passed." in response.text
    assert 'value="2020-01-06"' in response.text


def test_the_rules_stand_once_a_check_in_has_gone_out(admin, database, own_one, clock):
    with database.writing() as session:
        launch(session, own_one, now=clock.now())
    assert "these rules stand" in admin.get("/setup/privacy").text
    given = {"k": "10", "participation": "55", "danger_contacts": "Call 113.", "then": "save"}
    with database.writing() as session:
        assert not choose_thresholds(session, own_one, k=10, k_inv=20, participation=55)
    assert post_form(admin, "/setup/asking", {"template": "office_pulse"}).status_code == 302
    assert admin.post("/setup/privacy", data=given).status_code == 400


def test_other_pages_lead_back_until_the_set_up_is_done_or_put_away(admin, staff_app, own_one):
    assert "Set-up: 0 of 7 done" in admin.get("/people/").text
    assert "Set-up:" not in logged_in(staff_app, own_one, "hr").get("/dashboard/").text
    assert post_form(admin, "/people/", {}, at="/setup/away").status_code == 302
    assert "Set-up: " not in admin.get("/people/").text
    assert admin.get("/setup/people").status_code == 200


def test_mail_that_cannot_leave_is_told_in_words(admin):
    response = post_form(admin, "/setup/reaching", {}, at="/setup/reaching/mail")
    assert response.location == "/setup/reaching"
    assert "The test was not sent" in admin.get("/setup/reaching").text


def test_a_real_organisation_begins_beside_the_demo_and_shares_nothing_with_it(staff_app, database):
    with database.writing() as session:
        demo = an_organisation(session, name="Northwind", is_demo=True)
        slug = own(session, demo).slug
    page = staff_app.test_client().get(f"/people/log-in?organisation={slug}").text
    assert "Northwind" in page
    inside = logged_in(staff_app, demo, "admin")
    assert "Set-up: " not in inside.get("/people/").text


def test_the_demo_leads_on_to_an_own_organisation_until_one_is_set_up(staff_app, database, clock):
    with database.writing() as session:
        for row in session.query(Organisation):  # of other tests
            row.set_up_at = clock.now()
        demo = an_organisation(session, is_demo=True)
    hr = logged_in(staff_app, demo, "hr")
    page = hr.get("/people/").text
    assert "This is the demo: nobody here is real." in page
    assert "Learn on the demo" in page
    with database.writing() as session:
        own_one = an_organisation(session, name="Acme")
    assert "Go on setting up Acme" in hr.get("/people/").text
    with database.writing() as session:
        note_set_up(session, own_one, now=clock.now())
    page = hr.get("/people/").text
    assert "nobody here is real" in page
    assert "Go on setting up" not in page
    assert "Begin with your own organisation" not in page
    assert "Learn on the demo" not in logged_in(staff_app, demo, "manager").get("/dashboard/").text


def asking(admin, template):
    post_form(admin, "/setup/people", {"lines": TWENTY})
    post_form(admin, "/setup/asking", {"template": template})
    return " ".join(admin.get("/setup/when").text.split())


def chosen_on(page, name):
    found = re.search(rf'<select[^>]*name="{name}".*?</select>', page)[0]
    return re.search(r'<option selected value="([^"]*)"', found)[1]


@pytest.mark.parametrize(
    ("template", "every", "number", "told"),
    [
        ("office_pulse", "4_weeks", "", "Suggested for “Office pulse”: Every four weeks."),
        ("hybrid_week", "weeks", "12", "Every twelve weeks."),
        ("canteen_deep_dive", "once", "", "Once, then again three months after a change."),
    ],
)
@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_rhythm_of_a_ready_survey_is_proposed(template, every, number, told, admin):
    page = asking(admin, template)
    assert chosen_on(page, "every") == every
    assert re.search(r'name="number"[^>]*value="([^"]*)"', page)[1] == number
    assert told in page


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_the_holidays_of_the_organisations_country_are_chosen_beforehand_and_kept_with_the_dates(
    admin, database, own_one
):
    page = asking(admin, "office_pulse")
    assert chosen_on(page, "calendar") == "ID"
    given = {
        "survey": re.search(r'name="survey"[^>]*value="([^"]*)"', page)[1],
        "every": "once",
        "number": "",
        "day": "2026-12-25",
        "hour": "9",
        "window_days": "5",
        "time_zone": "",
        "if_holiday": "next",
        "reminders": "usual",
        "remind_on": "",
        "ends_on": "",
        "calendar": "ID",
    }
    look = {**given, "then": "preview"}
    assert "Monday, 28 December 2026" in post_form(admin, "/setup/when", look).text
    assert "Friday, 25 December 2026" in post_form(admin, "/setup/when", {**look, "calendar": ""}).text
    assert "Please choose one from the list." in post_form(admin, "/setup/when", {**given, "calendar": "XX"}).text
    with database.reading() as session:
        assert (kept_calendars(session, own_one), series_of(session, own_one)) == ([], [])
    post_form(admin, "/setup/when", given)
    with database.reading() as session:
        assert [one.code for one in kept_calendars(session, own_one)] == ["ID"]
        assert len(series_of(session, own_one)) == 1
    assert "Monday, 28 December 2026" in admin.get("/setup/when").text


def test_a_time_zone_tells_the_country():
    asked = {"Asia/Jakarta": "ID", "Asia/Saigon": "VN", "Asia/Ho_Chi_Minh": "VN", "Europe/London": "GB"}
    assert {zone: country_of_zone(zone) for zone in asked} == asked
    assert country_of_zone("UTC") == country_of_zone("Nowhere/Land") == ""
