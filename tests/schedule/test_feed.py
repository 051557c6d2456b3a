"""The feed for calendar programs: real days, stable names, and a secret address that tells nothing else."""

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, available_timezones

import pytest
from icalendar import Calendar

from pulse.audit_log.operations import record
from pulse.organisation.queries import locations
from pulse.schedule import feed, operations
from pulse.schedule.feed import Opening, Version, Words
from pulse.schedule.surroundings import Round, Surroundings
from tests.factories.opened import a_series, opened
from tests.factories.people import logged_in, post_form

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)
ZONE = "Asia/Jakarta"


def text_of(answer):
    return answer.get_data(as_text=True)


def events(body):
    """What a calendar program reads, by the first part of each name."""
    return {str(event["uid"]).split(".")[0]: event for event in Calendar.from_ical(body).walk("VEVENT")}


def address_on(page):
    return re.search(r'value="(http[^"]+\.ics)"', page)[1].removeprefix("http://127.0.0.1:8000")


@pytest.fixture
def address(admin):
    """The address that the series' card shows."""
    return lambda: address_on(text_of(admin.get("/schedule/")))


@pytest.fixture
def anybody(staff_app):
    return staff_app.test_client()


def test_whoever_has_the_address_reads_the_days_without_a_log_in(made, address, anybody):
    one = made()
    answer = anybody.get(address())
    assert answer.status_code == 200
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "Set-Cookie" not in answer.headers
    found = events(answer.data)
    assert len(found) == 26  # every other Monday of a year
    first = found["2026-11-30T09:00"]
    assert first["uid"] == f"2026-11-30T09:00.{one.id}@127.0.0.1"
    assert first.start == datetime(2026, 11, 30, 9, tzinfo=ZoneInfo(ZONE))
    assert first.end == datetime(2026, 12, 7, 9, tzinfo=ZoneInfo(ZONE))
    assert first.start.utcoffset() == timedelta(hours=7)


def test_the_feed_says_when_and_nothing_else(made, address, anybody, admin):
    made()
    body = text_of(anybody.get(address()))
    assert "Autumn" not in body
    assert "checkin" not in body
    assert {name for event in events(body).values() for name in event} == {
        *("UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "TRANSP", "CLASS"),
    }
    assert {str(event["summary"]) for event in events(body).values()} == {"Check-in"}


def test_a_wrong_secret_finds_nothing(made, address, anybody):
    made()
    path, name = address().removesuffix(".ics").rsplit("/", 1)
    for wrong in (name[:-1], "0" * 32, name.upper() + "é", name + "0"):
        assert anybody.get(f"{path}/{wrong}.ics").status_code == 404


def test_the_secret_of_one_series_opens_no_other(made, address, anybody):
    one, other = made(every="4_weeks"), None
    right = address()
    other = made(every="4_weeks", day="2026-12-14")
    assert anybody.get(right).status_code == 200
    assert anybody.get(right.replace(one.id, other.id)).status_code == 404
    assert anybody.get(right.replace(one.id, "0" * 32)).status_code == 404


def test_another_installation_has_another_secret():
    made = feed.secret("one installation's secret", "a" * 32, "b" * 32)
    assert len(made) == 32
    assert made != feed.secret("another one's secret", "a" * 32, "b" * 32)
    assert made != feed.secret("one installation's secret", "c" * 32, "b" * 32)
    assert feed.matches(made, "one installation's secret", "a" * 32, "b" * 32)


def test_a_moved_day_keeps_its_name_and_gets_a_higher_sequence(
    made, address, anybody, admin, database, organisation, clock
):
    made(day="2026-12-11")
    before = events(anybody.get(address()).data)["2026-12-25T09:00"]
    with database.reading() as session:
        root = locations(session, organisation).root.id
    clock.advance(hours=1)
    post_form(admin, f"/schedule/days-off/places/{root}", {"calendar": "GB"})
    after = events(anybody.get(address()).data)["2026-12-25T09:00"]
    assert after["uid"] == before["uid"]
    assert (before.start.day, after.start.day) == (25, 29)
    assert after["sequence"] > before["sequence"]
    assert after["last-modified"].dt == clock.now() > before["last-modified"].dt


def test_nothing_looks_new_while_nothing_changes(made, address, anybody, clock):
    made()
    before = anybody.get(address()).data
    clock.advance(hours=5)
    assert anybody.get(address()).data == before


def test_a_day_that_is_left_out_is_not_there(made, address, anybody, database, organisation):
    made()
    with database.writing() as session:
        operations.add_blackout(session, organisation, date(2026, 12, 28), date(2026, 12, 28), "Stocktaking")
    found = events(anybody.get(address()).data)
    assert "2026-12-28T09:00" not in found
    assert "2027-01-11T09:00" in found


def test_a_paused_series_keeps_what_was_and_shows_nothing_more(services, staff_app, anybody):
    series = a_series(services)
    opened(services, series)
    admin = logged_in(staff_app, series.organisation_id, "admin")
    path = address_on(text_of(admin.get("/schedule/")))
    with services.database.writing() as session:
        operations.pause(session, series.organisation_id, series.id, now=services.clock.now())
    [event] = events(anybody.get(path).data).values()
    assert event["uid"].startswith("2026-11-23T")
    assert event.end - event.start == timedelta(days=7)


def test_a_changed_series_still_has_one_event_a_day(made, address, anybody, admin):
    one = made()
    page = text_of(admin.get(f"/schedule/{one.id}"))
    post_form(
        admin,
        f"/schedule/{one.id}",
        {
            "every": "2_weeks",
            "day": "2026-11-30",
            "hour": "14",
            "window_days": "7",
            "if_holiday": "next",
            "reminders": "usual",
        },
    )
    assert "Autumn" in page
    found = events(anybody.get(address()).data)
    assert len({event.start.date() for event in found.values()}) == len(found) == 26
    assert {event.start.hour for event in found.values()} == {14}


def a_feed(zone, openings):
    return feed.calendar(
        "b" * 32,
        openings,
        zone=zone,
        host="pulse.example.com",
        words=Words("Check-ins", "Check-in"),
        version=Version(3, NOW),
    )


def test_a_feed_without_days_is_a_calendar_all_the_same():
    assert events(a_feed("Europe/Berlin", [])) == {}


def shifts(zone_rules):
    """When a program that knows only the feed changes its clocks, and to what."""
    for part in zone_rules.subcomponents:
        at, old = part["dtstart"].dt, part["tzoffsetfrom"].td
        yield (at - old).replace(tzinfo=UTC), part["tzoffsetto"].td


@pytest.mark.parametrize("start", [datetime(2026, 2, 1, tzinfo=UTC), datetime(2029, 8, 20, 13, tzinfo=UTC)])
def test_the_clocks_of_every_zone_are_told_as_they_are(start):
    last = start + timedelta(days=400)
    for zone in sorted(available_timezones() - {"localtime", "Factory"}):
        rules = sorted(shifts(feed.zone_rules(zone, start, last)))
        at = start
        while at < last:
            told = [offset for since, offset in rules if since <= at][-1]
            assert told == at.astimezone(ZoneInfo(zone)).utcoffset(), (zone, at)
            at += timedelta(hours=37)


def test_a_change_of_the_clocks_is_told_by_the_clock_before_it():
    body = a_feed("Europe/Berlin", [Opening("2027-03-22T09:00", NOW + timedelta(days=119), NOW + timedelta(days=128))])
    assert b"BEGIN:DAYLIGHT\r\nDTSTART:20270328T020000\r\n" in body
    assert b"TZOFFSETFROM:+0100\r\nTZOFFSETTO:+0200\r\n" in body


def test_each_day_is_read_back_at_the_instant_it_was_written():
    openings = [
        Opening(
            f"2027-{month:02}-15T09:00",
            datetime(2027, month, 15, 8, tzinfo=UTC),
            datetime(2027, month, 20, 8, tzinfo=UTC),
        )
        for month in range(1, 13)
    ]
    for zone in ("Europe/Berlin", "America/Santiago", "Australia/Lord_Howe", "Africa/Casablanca", "UTC"):
        found = events(a_feed(zone, openings))
        assert [event.start.astimezone(UTC) for event in found.values()] == [each.opens for each in openings]
        assert [event.end.astimezone(UTC) for event in found.values()] == [each.ends for each in openings]


def test_a_check_in_that_opened_is_there_once_as_it_really_was(made, address, anybody, staff_app, monkeypatch, clock):
    one = made()
    real = Round(one.id, "2026-11-30T09:00", NOW + timedelta(days=8), NOW + timedelta(days=14))
    monkeypatch.setitem(
        staff_app.extensions, "pulse_surroundings", lambda _organisation: Surroundings(frozenset({ZONE}), (real,))
    )
    path = address()
    clock.advance(days=7)
    event = events(anybody.get(path).data)["2026-11-30T09:00"]
    assert (event.start, event.end) == (real.opens, real.ends)


def test_every_change_by_hand_counts(made, address, anybody, database, organisation, clock):
    one = made()
    for subject, action in ((one.id, "series.changed"), ("Year end", "blackout.added"), ("other", "survey.changed")):
        with database.writing() as session:
            record(session, organisation, actor="x", action=action, subject=subject, details={}, now=clock.now())
    assert {event["sequence"] for event in events(anybody.get(address()).data).values()} == {3}  # made, and two more
