"""The schedule's first page and the form of a new series: what comes next, and sentences for what cannot be."""

import re
from dataclasses import replace

import pytest

from pulse.application import create_app
from pulse.audit_log.models import AuditEntry
from pulse.questions.operations import add_bank
from pulse.schedule.forms.series import EVERY
from pulse.schedule.operations import note_hindrance, note_missed
from pulse.surveys.operations import change_survey, create_survey
from tests.factories.opened import a_series, opened
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form

# What is stored is tried on both databases beside the operations, and every address by the test of routes.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def text_of(answer):
    return answer.get_data(as_text=True)


def dates_on(page):
    return re.findall(r"<(?:span|s)>([A-Z][a-z]+day, [^<]*)</(?:span|s)>", page)


def act(client, path, **data):
    post_form(client, "/schedule/", data, at=path)
    return text_of(client.get("/schedule/"))


def test_without_a_survey_the_page_says_what_to_do_first(admin):
    page = text_of(admin.get("/schedule/"))
    assert "there is no survey yet" in page
    assert 'href="/surveys/new"' in page
    assert admin.get("/schedule/new").location == "/schedule/"


def test_without_a_series_the_page_leads_to_the_first(admin, survey):
    assert 'href="/schedule/new' in text_of(admin.get("/schedule/"))


def test_the_form_begins_next_monday_at_nine_every_two_weeks_until_the_weekend(admin, survey):
    page = text_of(admin.get("/schedule/new"))
    assert 'value="2026-11-30"' in page  # the clock stands on Monday the 23rd
    for words in ("09:00", "Every 2 weeks", "Each person&#39;s own", "Open on the next working day", "The usual ones"):
        assert re.search(rf"<option selected value=\"[^\"]*\">{words}", page), words
    assert re.search(r'name="window_days"[^>]*value="5"', page)
    assert '<details class="more">' in page  # what is rarely needed is folded


def test_the_form_shows_its_dates_before_anything_is_typed(admin, survey):
    page = text_of(admin.get("/schedule/new"))
    assert dates_on(page)[0] == "Monday, 30 November 2026 to Saturday, 5 December 2026"
    assert len(dates_on(page)) == 5


def test_what_the_form_begins_with_suits_every_interval(admin, form, series):
    usual = re.search(r'name="window_days"[^>]*value="(\d+)"', text_of(admin.get("/schedule/new")))[1]
    for every in EVERY:
        changes = {"every": every, "window_days": usual, "day": "2026-11-28", "then": "preview"}
        page = text_of(post_form(admin, "/schedule/new", {**form, **changes}))
        assert 'class="error"' not in page, every
        assert dates_on(page), every


@pytest.mark.parametrize(
    ("changes", "rule", "words"),
    [
        ({"every": "week", "window_days": "5"}, "FREQ=WEEKLY;INTERVAL=1", "Every week"),
        ({"every": "weeks", "number": "6"}, "FREQ=WEEKLY;INTERVAL=6", "Every 6 weeks"),
        ({"every": "days", "number": "10"}, "FREQ=DAILY;INTERVAL=10", "Every 10 days"),
        ({"every": "month", "day": "2026-12-15"}, "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=15", "Every month, on day 15"),
        (
            {"every": "month_working"},
            "FREQ=MONTHLY;INTERVAL=1;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
            "Every month, on its last working day",
        ),
        (
            {"every": "month_end"},
            "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=28,29,30,31;BYSETPOS=-1",
            "Every month, on its last day",
        ),
        (
            {"every": "quarter", "day": "2026-12-01"},
            "FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=1",
            "Every 3 months, on day 1",
        ),
        ({"every": "year"}, "FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=30", "Every year, on 30 November"),
        ({"every": "once"}, "FREQ=DAILY;COUNT=1", "Once"),
    ],
)
def test_every_rhythm_is_made_and_told_in_plain_words(changes, rule, words, made, admin):
    assert made(**changes).rule == rule
    assert f">{words}</p>" in text_of(admin.get("/schedule/"))


def test_what_is_rarely_needed_is_kept(made, admin):
    found = made(time_zone="Europe/Berlin", if_holiday="skip", reminders="own", remind_on="5, 2", ends_on="2027-06-30")
    assert (found.time_zone, found.if_holiday, found.reminders) == ("Europe/Berlin", "skip", (2, 5))
    assert f"{found.ends_on}" == "2027-06-30"
    page = text_of(admin.get("/schedule/"))
    assert "Opens for everybody at 09:00 by the clock of Berlin and ends 7 days later at the same time." in page
    assert "Reminders go out so many days after the opening: 2, 5." in page


def test_no_reminders_are_a_choice(made, admin):
    assert made(reminders="none").reminders == ()
    assert "There are no reminders." in text_of(admin.get("/schedule/"))


def test_a_survey_that_was_asked_for_is_chosen(admin, survey, database, organisation):
    with database.writing() as session:
        other = create_survey(session, organisation, name="Winter", question_keys=["canteen"])
    page = text_of(admin.get(f"/schedule/new?survey={other}"))
    assert re.search(rf'<option selected value="{other}">Winter', page)
    assert "Autumn" in text_of(admin.get("/schedule/new?survey=nonsense"))


def test_the_next_dates_are_shown_without_saving_and_what_was_typed_stays(admin, form, series):
    changes = {"day": "2026-12-01", "every": "4_weeks", "ends_on": "2027-01-31", "then": "preview"}
    page = text_of(post_form(admin, "/schedule/new", {**form, **changes}))
    assert dates_on(page) == [
        "Tuesday, 1 December 2026 to Tuesday, 8 December 2026",
        "Tuesday, 29 December 2026 to Tuesday, 5 January 2027",
        "Tuesday, 26 January 2027 to Tuesday, 2 February 2027",
    ]
    for name in ("day", "ends_on"):
        assert re.search(rf'name="{name}"[^>]*value="{changes[name]}"', page)
    assert '<details class="more" open>' in page  # an end was chosen, so it is seen
    assert series() == []


def test_a_series_is_made_and_its_next_five_openings_are_told(admin, made):
    found = made()
    assert (f"{found.starts:%Y-%m-%dT%H:%M}", found.window_days) == ("2026-11-30T09:00", 7)
    page = text_of(admin.get("/schedule/"))
    assert "The series is saved." in page
    assert "Opens at 09:00 in each person&#39;s own time zone and ends 7 days later at the same time." in page
    assert "Reminders go out half-way, and then every 4 days." in page
    assert dates_on(page) == [
        "Monday, 30 November 2026 to Monday, 7 December 2026",
        "Monday, 14 December 2026 to Monday, 21 December 2026",
        "Monday, 28 December 2026 to Monday, 4 January 2027",
        "Monday, 11 January 2027 to Monday, 18 January 2027",
        "Monday, 25 January 2027 to Monday, 1 February 2027",
    ]


BAD = [
    ({"day": ""}, "Please give a day like 2026-11-23."),
    ({"day": "tomorrow"}, "Please give a day like 2026-11-23."),
    ({"day": "2026-02-30"}, "Please give a day like 2026-11-23."),
    ({"day": "9999-12-31"}, "Please give a day before the year 2101."),
    ({"day": "2026-11-20"}, "This time has passed. Please choose a later day or hour."),
    ({"day": "2026-11-23", "hour": "15"}, "This time has passed. Please choose a later day or hour."),
    ({"day": "0001-01-01", "hour": "0"}, "This time has passed. Please choose a later day or hour."),
    ({"day": "2028-01-03"}, "This is more than a year ahead. Please choose an earlier day."),
    (
        {"day": "2026-12-31", "every": "month"},
        "Some months have no day 31. Please choose one up to 28, or the last day of the month.",
    ),
    (
        {"day": "2026-12-29", "every": "quarter"},
        "Some months have no day 29. Please choose one up to 28, or the last day of the month.",
    ),
    ({"hour": "24"}, "Please choose one from the list."),
    ({"hour": "x"}, "Please choose one from the list."),
    ({"survey": "0" * 32}, "Please choose one from the list."),
    ({"survey": ""}, "Please choose one from the list."),
    ({"every": "3_weeks"}, "Please choose one from the list."),
    ({"time_zone": "Mars/Olympus"}, "Please choose one from the list."),
    ({"if_holiday": "dance"}, "Please choose one from the list."),
    ({"reminders": "hourly"}, "Please choose one from the list."),
    ({"every": "weeks", "number": ""}, "Please give a whole number from 1 to 52."),
    ({"every": "weeks", "number": "few"}, "Please give a whole number from 1 to 52."),
    ({"every": "weeks", "number": "53"}, "Please give a whole number from 1 to 52."),
    ({"every": "days", "number": "0"}, "Please give a whole number from 1 to 365."),
    (
        {"every": "days", "number": "6", "window_days": "3"},
        (
            "Nobody is invited more often than once in 7 days. Choose a longer time between check-ins, or change that "
            "number under Days off."
        ),
    ),
    ({"window_days": ""}, "Please give a whole number of days from 3 to 21."),
    ({"window_days": "a week"}, "Please give a whole number of days from 3 to 21."),
    ({"window_days": "2"}, "Please give a whole number of days from 3 to 21."),
    ({"window_days": "22"}, "Please give a whole number of days from 3 to 21."),
    (
        {"every": "week"},
        "A check-in must end before the next one opens: please give fewer than 6 days.",
    ),
    ({"window_days": "14"}, "A check-in must end before the next one opens: please give fewer than 13 days."),
    ({"ends_on": "never"}, "Please give a day like 2026-11-23."),
    ({"ends_on": "2026-11-29"}, "This is before the first check-in. Please give a later day, or none."),
    (
        {"every": "month_end", "day": "2026-12-01", "ends_on": "2026-12-30"},
        "This is before the first check-in. Please give a later day, or none.",
    ),
    ({"ends_on": "9999-12-31"}, "Please give a day before the year 2101."),
    (
        {"reminders": "own", "remind_on": ""},
        "Please give up to 5 days after the opening, each from 1 to 6, like 3, 5.",
    ),
    (
        {"reminders": "own", "remind_on": "3, 7"},
        "Please give up to 5 days after the opening, each from 1 to 6, like 3, 5.",
    ),
    (
        {"reminders": "own", "remind_on": "soon"},
        "Please give up to 5 days after the opening, each from 1 to 6, like 3, 5.",
    ),
]


def test_bad_input_gets_one_sentence_and_saves_nothing(admin, form, series):
    [token] = re.findall(r'id="csrf_token"[^>]*value="([^"]+)"', text_of(admin.get("/schedule/new")))
    for changes, sentence in BAD:
        answer = admin.post("/schedule/new", data={"csrf_token": token, **form, **changes})
        assert answer.status_code == 200, changes
        page = text_of(answer)
        assert page.count(f">{sentence}</p>") == 1, changes
        assert page.count('class="error"') == 1, changes
        for name in ("day", "window_days"):
            assert re.search(rf'name="{name}"[^>]*value="{changes.get(name, form[name])}"', page), changes
    assert series() == []


def test_a_look_at_the_dates_tells_what_is_wrong_as_saving_does(admin, form, series):
    page = text_of(post_form(admin, "/schedule/new", {**form, "window_days": "14", "then": "preview"}))
    assert "please give fewer than 13 days." in page
    assert dates_on(page) == []
    assert series() == []


def test_a_field_that_was_not_asked_for_hinders_nothing(made):
    assert made(number="many", remind_on="whenever").reminders is None


def test_short_intervals_leave_people_time_to_answer(admin, form, survey):
    post_form(admin, "/schedule/days-off/", {"days": "1"}, at="/schedule/days-off/contact")
    page = text_of(post_form(admin, "/schedule/new", {**form, "every": "days", "number": "4", "window_days": "3"}))
    assert "People need time to answer. Please leave at least 5 days between check-ins." in page


@pytest.mark.parametrize("name", ["survey", "day"])
def test_a_field_that_is_missing_saves_nothing(name, admin, form, series):
    answer = post_form(admin, "/schedule/new", {key: value for key, value in form.items() if key != name})
    assert answer.status_code == 200
    assert 'class="error"' in text_of(answer)
    assert series() == []


def test_a_series_that_would_meet_another_is_refused(admin, form, made, series):
    made()
    page = text_of(post_form(admin, "/schedule/new", {**form, "day": "2026-12-02"}))
    assert "Another series would be open on the same days." in page
    assert len(series()) == 1


def test_two_series_that_together_ask_too_often_are_refused(admin, form, made, series):
    made(every="4_weeks", window_days="3")
    page = text_of(
        post_form(admin, "/schedule/new", {**form, "every": "4_weeks", "day": "2026-12-04", "window_days": "3"})
    )
    assert "Together with another series people would be invited too often." in page
    assert len(series()) == 1


def test_a_series_is_paused_and_resumed(admin, made, series, clock):
    one = made()
    page = act(admin, f"/schedule/{one.id}/pause")
    assert "The series is paused." in page
    assert "No check-in of this series will open until you resume it." in page
    assert series()[0].paused_at == clock.now()
    page = act(admin, f"/schedule/{one.id}/resume")
    assert "The series runs again." in page
    assert series()[0].paused_at is None


def test_a_pause_until_a_day_shows_what_it_leaves_out_and_when_it_goes_on(admin, made):
    one = made()
    page = act(admin, f"/schedule/{one.id}/pause", until="2026-12-20")
    assert "Paused until Sunday, 20 December 2026" in page
    assert page.count("Left out: the series is paused.") == 2
    assert "Monday, 28 December 2026 to Monday, 4 January 2027" in dates_on(page)


@pytest.mark.parametrize("until", ["2026-11-23", "2020-01-01", "whenever"])
def test_a_pause_until_a_day_that_cannot_be_changes_nothing(until, admin, made, series):
    page = act(admin, f"/schedule/{made().id}/pause", until=until)
    assert "Nothing was changed: please give a day after today on which the series goes on, or none." in page
    assert series()[0].paused_at is None


def test_a_series_that_ended_is_folded_away_and_asks_no_more(admin, made, series):
    one = made()
    page = act(admin, f"/schedule/{one.id}/end", sure="yes")
    assert "The series has ended. Its results stay." in page
    assert "1 series has ended" in page
    assert dates_on(page) == []
    assert f"/schedule/{one.id}/pause" not in page


def test_a_series_cannot_be_resumed_into_anothers_days(admin, made, series):
    first = made()
    act(admin, f"/schedule/{first.id}/pause")
    made()
    page = act(admin, f"/schedule/{first.id}/resume")
    assert "Another series would be open on the same days." in page
    assert next(one for one in series() if one.id == first.id).paused_at is not None


def test_what_is_done_to_a_series_is_written_down(admin, made, database, organisation):
    one = made()
    for action in ("pause", "resume", "end"):
        act(admin, f"/schedule/{one.id}/{action}", sure="yes")
    with database.reading() as session:
        entries = session.query(AuditEntry).filter_by(organisation_id=organisation, subject=one.id).all()
    told = {entry.action: entry.details for entry in entries}
    assert set(told) == {"series.created", "series.paused", "series.resumed", "series.ended"}
    assert told["series.created"] == {
        "starts": "2026-11-30T09:00",
        "rule": "FREQ=WEEKLY;INTERVAL=2",
        "window_days": 7,
        "time_zone": "",
        "if_holiday": "next",
        "ends_on": "",
        "reminders": "",
        "margin": "",
    }
    page = text_of(admin.get("/audit-log/"))
    assert "Series ended" in page


def test_the_log_tells_a_rule_in_words(admin, made):
    made()
    assert "Every 2 weeks" in text_of(admin.get("/audit-log/"))


def test_anothers_series_does_not_exist(admin, staff_app, form, made, series, database):
    one = made()
    with database.writing() as session:
        other = an_organisation(session)
        add_bank(session, other)
        create_survey(session, other, name="Autumn", question_keys=["canteen"])
    stranger = logged_in(staff_app, other, "admin")
    for action in ("pause", "resume", "end"):
        assert post_form(stranger, "/schedule/", {}, at=f"/schedule/{one.id}/{action}").status_code == 404
    assert stranger.get(f"/schedule/{one.id}").status_code == 404
    assert post_form(stranger, "/schedule/", form, at=f"/schedule/{one.id}").status_code == 404
    assert series() == [one]
    assert "Please choose one from the list." in text_of(post_form(stranger, "/schedule/new", form))


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
    ("key", "words"),
    [
        ("too_few_people", "too few people"),
        ("settings", "the settings did not allow it"),
        ("budget", "people were asked only a few days ago"),
        ("another_open", "waits until the one that is open now is over"),
        ("no_trustee_key", "every key that they handed over has been used"),
    ],
)
def test_the_page_says_why_a_cycle_that_is_due_waits(key, words, admin, made, database, organisation):
    one = made()
    with database.writing() as session:
        note_hindrance(session, organisation, one.id, key)
    assert words in text_of(admin.get("/schedule/"))


def test_what_was_missed_is_told_with_why_the_newest_first(admin, made, database, organisation, clock):
    one = made()
    reasons = {"2026-10-05T09:00": "down", "2026-10-19T09:00": "too_few_people", "2026-11-02T09:00": "budget"}
    with database.writing() as session:
        note_missed(session, organisation, one.id, reasons, looked_at=clock.now(), now=clock.now())
    page = text_of(admin.get("/schedule/"))
    assert "3 check-ins did not take place" in page
    told = re.findall(r"<li>([A-Z][^<]* 2026: [^<]*)</li>", page)
    assert told == [
        "Monday, 2 November 2026: people had been asked only a few days before.",
        "Monday, 19 October 2026: too few people could be asked.",
        "Monday, 5 October 2026: Pulse was not running, or could not open it.",
    ]


def test_a_check_in_that_is_open_is_told_with_its_end(services, staff_app):
    series = a_series(services)
    opened(services, series)
    page = text_of(logged_in(staff_app, series.organisation_id, "admin").get("/schedule/"))
    assert "One is open now, until Monday, 30 November 2026." in page
    assert "What the next check-in can show" in page


@pytest.mark.parametrize(
    ("language", "day"), [("id", "Senin, 30 November 2026"), ("zh_Hant", "2026年11月30日 星期一"), ("vi", "Thứ Hai")]
)
def test_days_are_told_in_the_readers_language(language, day, admin, made):
    made()
    assert day in text_of(admin.get(f"/schedule/?lang={language}"))


def test_topics_that_take_turns_are_named_at_each_date(admin, made, database, organisation, survey, form):
    with database.writing() as session:
        asked = ["overall", "canteen", "parking", "gym"]
        change_survey(session, organisation, survey, name="Autumn", question_keys=asked, rotates_over=2)
    first, second = "Asks about: Canteen, Gym.", "Asks about: Parking."
    page = text_of(post_form(admin, "/schedule/new", {**form, "then": "preview"}))
    assert (page.count(first), page.count(second)) == (3, 2)
    made()
    page = text_of(admin.get("/schedule/"))
    assert page.index(first) < page.index(second)
