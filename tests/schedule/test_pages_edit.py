"""Changing a series: from the next opening on, in step with itself unless another rhythm is chosen."""

import re
from datetime import UTC, date, timedelta

import pytest

from pulse.audit_log.models import AuditEntry
from pulse.schedule import operations
from pulse.schedule.models import Series
from tests.factories.opened import MONDAY, a_series, opened
from tests.factories.people import logged_in, post_form

# What is stored is tried on both databases beside the operations, and every address by the test of routes.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def text_of(answer):
    return answer.get_data(as_text=True)


def shown(page):
    """What stands in the form."""
    chosen = dict(re.findall(r'<select[^>]*name="(\w+)"[^>]*>.*?<option selected value="([^"]*)"', page, re.DOTALL))
    given = {
        name: re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)[1]
        for name in ("day", "window_days", "number", "remind_on", "ends_on")
    }
    return chosen | given


@pytest.fixture
def change(admin):
    """Send the form of a series as it is shown, with changes."""

    def send(one, **changes):
        page = text_of(admin.get(f"/schedule/{one.id}"))
        return post_form(admin, f"/schedule/{one.id}", {**shown(page), **changes})

    return send


def test_the_form_shows_a_series_as_it_is(admin, made):
    one = made(
        every="days",
        number="10",
        time_zone="Asia/Tokyo",
        if_holiday="previous",
        reminders="own",
        remind_on="2 5",
        ends_on="2027-06-30",
    )
    assert shown(text_of(admin.get(f"/schedule/{one.id}"))) == {
        "every": "days",
        "number": "10",
        "day": "2026-11-30",
        "hour": "9",
        "window_days": "7",
        "time_zone": "Asia/Tokyo",
        "if_holiday": "previous",
        "reminders": "own",
        "remind_on": "2, 5",
        "ends_on": "2027-06-30",
    }


def test_saving_it_unchanged_changes_nothing(made, change, series):
    one = made(every="month_end", day="2026-12-05")
    assert change(one).status_code == 302
    [after] = series()
    assert (after.starts, after.rule, after.window_days) == (one.starts, one.rule, one.window_days)


def test_another_hour_keeps_the_rhythm(made, series, clock, staff_app, organisation):
    one = made()
    clock.advance(days=10)  # and the log-in is over
    admin = logged_in(staff_app, organisation, "admin")
    given = shown(text_of(admin.get(f"/schedule/{one.id}")))
    assert given["day"] == "2026-12-14"
    assert post_form(admin, f"/schedule/{one.id}", {**given, "hour": "14"}).status_code == 302
    assert f"{series()[0].starts:%Y-%m-%dT%H:%M}" == "2026-12-14T14:00"  # its own next day, two weeks after the first


def test_another_rhythm_begins_on_the_day_that_is_chosen(made, change, series):
    change(made(), every="month", day="2026-12-10")
    [after] = series()
    assert (f"{after.starts:%Y-%m-%d}", after.rule) == ("2026-12-10", "FREQ=MONTHLY;INTERVAL=1;BYMONTHDAY=10")


def test_a_later_day_shifts_the_rhythm(made, change, series):
    change(made(), day="2026-12-09")
    assert f"{series()[0].starts:%Y-%m-%d}" == "2026-12-09"


def test_the_dates_of_a_change_are_shown_without_saving(admin, made, change, series):
    one = made()
    page = text_of(change(one, every="4_weeks", then="preview"))
    assert "Monday, 28 December 2026 to Monday, 4 January 2027" in page
    assert "Monday, 14 December 2026" not in page
    assert series() == [one]


def test_a_rule_that_no_choice_makes_may_stay(admin, made, change, series, database, organisation):
    one = made()
    rule = "FREQ=MONTHLY;INTERVAL=1;BYDAY=2TU"
    with database.writing() as session:
        session.get_one(Series, (organisation, one.id)).rule = rule
    assert f">{rule}</option>" in text_of(admin.get(f"/schedule/{one.id}"))
    assert change(one, window_days="9").status_code == 302
    [after] = series()
    assert (after.rule, after.window_days) == (rule, 9)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"window_days": "13"}, "please give fewer than 13 days."),
        ({"every": "days", "number": "5"}, "Nobody is invited more often than once in 7 days."),
        ({"ends_on": "2026-11-01"}, "This is before the first check-in."),
        ({"day": "2026-11-20", "every": "4_weeks"}, "This time has passed."),
    ],
)
def test_a_change_that_cannot_be_gets_one_sentence_and_saves_nothing(changes, sentence, made, change, series):
    one = made()
    page = text_of(change(one, **changes))
    assert sentence in page
    assert page.count('class="error"') == 1
    assert series() == [one]


def test_a_change_into_anothers_days_is_refused(made, change, series):
    first = made(every="4_weeks")
    made(every="4_weeks", day="2026-12-14")
    assert "Another series would be open on the same days." in text_of(change(first, day="2026-12-15"))
    assert first in series()


def test_a_change_is_written_down_with_what_was_before(admin, made, change, database, organisation):
    one = made()
    change(one, window_days="9", hour="9")
    with database.reading() as session:
        [entry] = session.query(AuditEntry).filter_by(organisation_id=organisation, action="series.changed").all()
    assert entry.details == {"window_days": {"before": 7, "after": 9}}
    assert "Series changed" in text_of(admin.get("/audit-log/"))


def test_a_holiday_moves_a_date_and_the_page_says_so(admin, made, database, organisation, clock):
    made(day="2026-12-11")  # a Friday, and so is Christmas Day
    admin.get("/schedule/days-off/")
    with database.writing() as session:
        operations.add_blackout(session, organisation, date(2027, 1, 8), date(2027, 1, 9), "Stocktaking")
    root = re.search(r"/schedule/days-off/places/(\w+)", text_of(admin.get("/schedule/days-off/")))[1]
    post_form(admin, f"/schedule/days-off/places/{root}", {"calendar": "GB"})
    page = text_of(admin.get("/schedule/"))
    assert "Moved from Friday, 25 December 2026: Christmas Day." in page
    assert "Tuesday, 29 December 2026 to Tuesday, 5 January 2027" in page  # Monday is Boxing Day's substitute
    assert "Left out: Stocktaking." in page
    assert "<s>Friday, 8 January 2027</s>" in page


def test_clocks_that_change_meanwhile_are_told(admin, made, form):
    made(time_zone="Europe/Berlin", day="2027-03-22")
    page = text_of(admin.get("/schedule/"))
    assert (
        "In Berlin the clocks change while it is open, on Sunday, 28 March 2027. The hours stay the same there."
        in page
    )


def test_an_hour_that_the_clocks_skip_is_told(admin, form, survey):
    asked = {"day": "2027-03-28", "hour": "2", "time_zone": "Europe/Berlin", "if_holiday": "keep", "then": "preview"}
    page = text_of(post_form(admin, "/schedule/new", {**form, **asked}))
    assert "In Berlin the clocks go forward just then: it opens at 03:00 there." in page


def test_with_one_clock_for_all_each_zone_is_told_its_own_hours(admin, made, database, organisation, monkeypatch):
    made(time_zone="Europe/Berlin", day="2026-11-30")
    around = admin.application.extensions["pulse_surroundings"]

    def elsewhere(organisation_id):
        found = around(organisation_id)
        return type(found)(frozenset({"Asia/Jakarta", "Asia/Ho_Chi_Minh", "Europe/Berlin"}), found.rounds)

    monkeypatch.setitem(admin.application.extensions, "pulse_surroundings", elsewhere)
    page = text_of(admin.get("/schedule/"))
    assert re.findall(r'<th scope="col">([^<]+)</th>', page) == ["Check-in", "Berlin", "Ho Chi Minh, Jakarta"]
    assert re.findall(r'class="whole">([^<]+)</span>', page)[:4] == ["Mon 30 Nov", "09:00", "Mon 30 Nov", "15:00"]


@pytest.mark.parametrize(
    ("asked", "days", "sentence"),
    [
        ({"every": "once"}, 30, "This time has passed. Please choose a later day or hour."),
        ({"every": "week", "window_days": "5", "ends_on": "2026-12-02"}, 8, "This is before the first check-in."),
    ],
)
def test_a_change_after_which_nothing_would_come_is_refused_beside_its_field(
    asked, days, sentence, made, series, clock, staff_app, organisation
):
    one = made(**asked)
    clock.advance(days=days)
    admin = logged_in(staff_app, organisation, "admin", email="later@example.com")
    given = shown(text_of(admin.get(f"/schedule/{one.id}")))
    answer = post_form(admin, f"/schedule/{one.id}", {**given, "hour": "10"})
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert shown(text_of(answer))["hour"] == "10"
    assert series()[0].starts == one.starts


def test_an_hour_that_is_changed_on_the_day_of_an_opening_shows_and_writes_down_the_next_day_that_is_asked(
    services, staff_app
):
    series = a_series(services)
    opened(services, series)
    services.clock.instant = MONDAY.replace(tzinfo=UTC) + timedelta(hours=2)
    admin = logged_in(staff_app, series.organisation_id, "admin")
    path = f"/schedule/{series.id}"
    given = {**shown(text_of(admin.get(path))), "hour": "15"}
    page = text_of(post_form(admin, path, {**given, "then": "preview"}))
    dates = re.findall(r"([A-Z][a-z]+day, [0-9]+ [A-Z][a-z]+ 2026) to", page)
    assert dates[0] == "Monday, 7 December 2026"
    post_form(admin, path, given)
    with services.database.reading() as session:
        [entry] = session.query(AuditEntry).filter_by(organisation_id=series.organisation_id, action="series.changed")
        kept = session.query(Series).filter_by(id=series.id).one().starts
    assert entry.details["starts"]["after"] == kept == "2026-12-07T15:00"
