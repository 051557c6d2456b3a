"""The schedule's page: what comes next, what stands in the way, and sentences for what cannot be."""

import re
from dataclasses import replace

import pytest

from pulse.application import create_app
from pulse.audit_log.models import AuditEntry
from pulse.questions.operations import add_bank
from pulse.schedule import queries
from pulse.schedule.forms import EVERY
from pulse.surveys.operations import create_survey
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        made = an_organisation(session)
        add_bank(session, made)
        return made


@pytest.fixture
def survey(database, organisation):
    with database.writing() as session:
        return create_survey(session, organisation, name="Autumn", question_keys=["canteen"])


@pytest.fixture
def admin(staff_app, organisation):
    return logged_in(staff_app, organisation, "admin")


@pytest.fixture
def form(survey):
    return {"survey": survey, "day": "2026-11-30", "hour": "9", "every_weeks": "2", "window_days": "7"}


def series(database, organisation):
    with database.reading() as session:
        return queries.series_of(session, organisation)


def text_of(answer):
    return answer.get_data(as_text=True)


def test_without_a_survey_the_page_says_what_to_do_first(admin):
    page = text_of(admin.get("/schedule/"))
    assert "there is no survey yet" in page
    assert 'href="/surveys/new"' in page


def test_the_form_begins_next_monday_at_nine_every_two_weeks_until_the_weekend(admin, survey):
    page = text_of(admin.get("/schedule/"))
    assert 'value="2026-11-30"' in page  # the clock stands on Monday the 23rd
    assert re.search(r'<option selected value="9">09:00', page)
    assert re.search(r'<option selected value="2">Every 2 weeks', page)
    assert re.search(r'name="window_days"[^>]*value="5"', page)


@pytest.mark.parametrize("weeks", EVERY)
def test_what_the_form_begins_with_suits_every_interval(admin, form, weeks, database, organisation):
    usual = re.search(r'name="window_days"[^>]*value="(\d+)"', text_of(admin.get("/schedule/")))[1]
    changes = {"every_weeks": str(weeks), "window_days": usual}
    assert post_form(admin, "/schedule/", {**form, **changes}).status_code == 302
    assert len(series(database, organisation)) == 1


def test_a_survey_that_was_asked_for_is_chosen(admin, survey, database, organisation):
    with database.writing() as session:
        other = create_survey(session, organisation, name="Winter", question_keys=["canteen"])
    page = text_of(admin.get(f"/schedule/?survey={other}"))
    assert re.search(rf'<option selected value="{other}">Winter', page)
    assert "Autumn" in text_of(admin.get("/schedule/?survey=nonsense"))


def test_a_series_is_made_and_its_next_five_openings_are_told(admin, form, database, organisation):
    assert post_form(admin, "/schedule/", form).status_code == 302
    [made] = series(database, organisation)
    assert (f"{made.starts:%Y-%m-%dT%H:%M}", made.window_days) == ("2026-11-30T09:00", 7)
    page = text_of(admin.get("/schedule/"))
    assert "The series is saved." in page
    assert "Opens at 09:00 in each person&#39;s own time zone and ends 7 days later at the same time." in page
    assert re.findall(r"<li>([A-Z][a-z]+day, [^<]*)</li>", page) == [
        "Monday, 30 November 2026 to Monday, 7 December 2026",
        "Monday, 14 December 2026 to Monday, 21 December 2026",
        "Monday, 28 December 2026 to Monday, 4 January 2027",
        "Monday, 11 January 2027 to Monday, 18 January 2027",
        "Monday, 25 January 2027 to Monday, 1 February 2027",
    ]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"day": ""}, "Please give a day like 2026-11-23."),
        ({"day": "tomorrow"}, "Please give a day like 2026-11-23."),
        ({"day": "2026-02-30"}, "Please give a day like 2026-11-23."),
        ({"day": "9999-12-31"}, "Please give a day before the year 2101."),
        ({"day": "2026-11-20"}, "This time has passed. Please choose a later day or hour."),
        ({"day": "2026-11-23", "hour": "15"}, "This time has passed. Please choose a later day or hour."),
        ({"day": "0001-01-01", "hour": "0"}, "This time has passed. Please choose a later day or hour."),
        ({"day": "2028-01-03"}, "This is more than a year ahead. Please choose an earlier day."),
        ({"hour": "24"}, "Please choose one from the list."),
        ({"hour": "x"}, "Please choose one from the list."),
        ({"survey": "0" * 32}, "Please choose one from the list."),
        ({"survey": ""}, "Please choose one from the list."),
        ({"every_weeks": "3"}, "Please choose one from the list."),
        ({"window_days": ""}, "Please give a whole number of days from 3 to 21."),
        ({"window_days": "a week"}, "Please give a whole number of days from 3 to 21."),
        ({"window_days": "2"}, "Please give a whole number of days from 3 to 21."),
        ({"window_days": "22"}, "Please give a whole number of days from 3 to 21."),
        (
            {"every_weeks": "1"},
            "A check-in must end before the next one opens: please give fewer than 6 days.",
        ),
        ({"window_days": "14"}, "A check-in must end before the next one opens: please give fewer than 13 days."),
    ],
)
def test_bad_input_gets_one_sentence_and_saves_nothing(changes, sentence, admin, form, database, organisation):
    answer = post_form(admin, "/schedule/", {**form, **changes})
    assert answer.status_code == 200
    page = text_of(answer)
    assert page.count(f">{sentence}</p>") == 1
    assert page.count('class="error"') == 1
    for name in ("day", "window_days"):
        assert re.search(rf'name="{name}"[^>]*value="{changes.get(name, form[name])}"', page)
    assert series(database, organisation) == []


@pytest.mark.parametrize("name", ["survey", "day"])
def test_a_field_that_is_missing_saves_nothing(name, admin, form, database, organisation):
    answer = post_form(admin, "/schedule/", {key: value for key, value in form.items() if key != name})
    assert answer.status_code == 200
    assert 'class="error"' in text_of(answer)
    assert series(database, organisation) == []


def test_a_series_that_would_meet_another_is_refused(admin, form, database, organisation):
    post_form(admin, "/schedule/", form)
    page = text_of(post_form(admin, "/schedule/", {**form, "day": "2026-12-02"}))
    assert "Another series would be open on the same days." in page
    assert len(series(database, organisation)) == 1


def test_a_series_is_paused_and_resumed(admin, form, database, organisation, clock):
    post_form(admin, "/schedule/", form)
    [made] = series(database, organisation)
    page = text_of(post_form_and_follow(admin, f"/schedule/{made.id}/pause"))
    assert "The series is paused." in page
    assert "No check-in of this series will open until you resume it." in page
    assert series(database, organisation)[0].paused_at == clock.now()
    page = text_of(post_form_and_follow(admin, f"/schedule/{made.id}/resume"))
    assert "The series runs again." in page
    assert series(database, organisation)[0].paused_at is None


def post_form_and_follow(client, path):
    post_form(client, "/schedule/", {}, at=path)
    return client.get("/schedule/")


def test_a_series_cannot_be_resumed_into_anothers_days(admin, form, database, organisation):
    post_form(admin, "/schedule/", form)
    [first] = series(database, organisation)
    post_form_and_follow(admin, f"/schedule/{first.id}/pause")
    post_form(admin, "/schedule/", form)
    page = text_of(post_form_and_follow(admin, f"/schedule/{first.id}/resume"))
    assert "Another series would be open on the same days." in page
    with database.reading() as session:
        assert queries.one_series(session, organisation, first.id).paused_at is not None


def test_what_is_done_to_a_series_is_written_down(admin, form, database, organisation):
    post_form(admin, "/schedule/", form)
    [made] = series(database, organisation)
    post_form_and_follow(admin, f"/schedule/{made.id}/pause")
    post_form_and_follow(admin, f"/schedule/{made.id}/resume")
    with database.reading() as session:
        entries = session.query(AuditEntry).filter_by(organisation_id=organisation, subject=made.id).all()
    assert {entry.action for entry in entries} == {"series.created", "series.paused", "series.resumed"}
    [created] = [entry for entry in entries if entry.action == "series.created"]
    assert created.details == {"starts": "2026-11-30T09:00", "every_weeks": 2, "window_days": 7}


def test_anothers_series_does_not_exist(admin, staff_app, form, database, organisation):
    post_form(admin, "/schedule/", form)
    [made] = series(database, organisation)
    with database.writing() as session:
        other = an_organisation(session)
        add_bank(session, other)
        create_survey(session, other, name="Autumn", question_keys=["canteen"])
    stranger = logged_in(staff_app, other, "admin")
    for action in ("pause", "resume"):
        assert post_form(stranger, "/schedule/", {}, at=f"/schedule/{made.id}/{action}").status_code == 404
    assert series(database, organisation)[0].paused_at is None
    assert "Please choose one from the list." in text_of(post_form(stranger, "/schedule/", form))


@pytest.mark.parametrize("role", ["hr", "manager"])
def test_only_the_administration_sees_the_schedule(role, staff_app, organisation):
    assert logged_in(staff_app, organisation, role).get("/schedule/").status_code == 403


def test_the_page_says_why_no_cycle_opens(services, organisation):
    config = replace(
        services.config,
        base_url="http://pulse.example.com",
        ballot_url="http://pulse.example.com",
        env="production",
        keys=services.config.data / "keys",
    )
    admin = logged_in(create_app(replace(services, config=config)), organisation, "admin")
    page = text_of(admin.get("/schedule/"))
    assert "No check-in will open until this is mended" in page
    for setting in ("PULSE_BALLOT_URL", "https://", "PULSE_SMTP_URL", "PULSE_KEYS"):
        assert setting in page


def test_the_page_is_quiet_when_nothing_stands_in_the_way(services, organisation):
    config = replace(services.config, smtp_url="smtp://127.0.0.1:25")
    admin = logged_in(create_app(replace(services, config=config)), organisation, "admin")
    assert "until this is mended" not in text_of(admin.get("/schedule/"))


@pytest.mark.parametrize(
    ("language", "day"), [("id", "Senin, 30 November 2026"), ("zh_Hant", "2026年11月30日 星期一"), ("vi", "Thứ Hai")]
)
def test_days_are_told_in_the_readers_language(language, day, admin, form):
    post_form(admin, "/schedule/", form)
    assert day in text_of(admin.get(f"/schedule/?lang={language}"))
