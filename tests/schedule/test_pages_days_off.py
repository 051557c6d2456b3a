"""Days off: whose holidays a place keeps, correcting them, blackouts, and how often anybody is invited."""

import re

import pytest

from pulse.audit_log.models import AuditEntry
from pulse.organisation.operations import ensure_location
from pulse.organisation.queries import calendars, locations, own
from pulse.schedule import queries
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form

# What is stored is tried on both databases beside the operations, and every address by the test of routes.
pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

PAGE = "/schedule/days-off/"


def text_of(answer):
    return answer.get_data(as_text=True)


@pytest.fixture
def root(database, organisation):
    with database.reading() as session:
        return locations(session, organisation).root.id


@pytest.fixture
def indonesian(admin, root):
    """The whole organisation keeps the holidays of Indonesia."""
    assert post_form(admin, f"{PAGE}places/{root}", {"calendar": "ID"}).status_code == 302


def actions(database, organisation):
    with database.reading() as session:
        found = session.query(AuditEntry).filter_by(organisation_id=organisation).order_by(AuditEntry.action)
        return [(entry.action, entry.details) for entry in found if entry.action != "log_in.done"]


def send(admin, path, **data):
    return post_form(admin, PAGE, data, at=f"{PAGE}{path}")


def test_at_first_only_weekends_are_off(admin):
    page = text_of(admin.get(PAGE))
    assert "None: only Saturdays and Sundays are off" in page
    assert re.search(r'name="days"[^>]*value="7"', page)


def test_a_country_is_chosen_by_its_name_in_the_readers_language(admin, root):
    assert '<option value="DE">Germany</option>' in text_of(admin.get(f"{PAGE}places/{root}"))
    assert '<option value="DE">德國</option>' in text_of(admin.get(f"{PAGE}places/{root}?lang=zh_Hant"))


def test_what_the_whole_organisation_keeps_counts_everywhere_unless_a_place_has_its_own(
    admin, root, database, organisation
):
    with database.writing() as session:
        jakarta = ensure_location(session, organisation, "Jakarta/Plant 2")
        hanoi = ensure_location(session, organisation, "Hanoi")
    post_form(admin, f"{PAGE}places/{root}", {"calendar": "ID"})
    post_form(admin, f"{PAGE}places/{hanoi}", {"calendar": "VN"})
    with database.reading() as session:
        kept = calendars(session, organisation)
    assert (kept[root], kept[jakarta], kept[hanoi]) == ("ID", "ID", "VN")
    page = text_of(admin.get(PAGE))
    assert "Indonesia</a>" in page
    assert "Vietnam</a>" in page
    post_form(admin, f"{PAGE}places/{hanoi}", {"calendar": ""})
    with database.reading() as session:
        assert calendars(session, organisation)[hanoi] == "ID"


def test_of_a_country_with_parts_one_is_chosen_next(admin, root, database, organisation):
    answer = post_form(admin, f"{PAGE}places/{root}", {"calendar": "DE"})
    assert answer.location == f"{PAGE}places/{root}"
    page = text_of(admin.get(answer.location))
    assert '<option selected value="DE">The whole country</option>' in page
    assert '<option value="DE-BY">Bayern</option>' in page
    assert post_form(admin, answer.location, {"part": "DE-BY"}).location == PAGE
    with database.reading() as session:
        assert calendars(session, organisation)[root] == "DE-BY"
        off = queries.series_days_off(session, organisation)
    assert "Germany, Bayern</a>" in text_of(admin.get(PAGE))
    assert any(day.month == 1 and day.day == 6 for day in off.holidays)  # Epiphany is one of theirs


def test_a_country_that_is_none_is_refused_beside_the_field(admin, root, database, organisation):
    for data in ({"calendar": "XX"}, {"calendar": "de"}, {"part": "ID-BY"}, {}):
        answer = post_form(admin, f"{PAGE}places/{root}", data)
        assert answer.status_code == 200
        assert "calendar" not in data or text_of(answer).count('class="error"') == 1
    with database.reading() as session:
        assert calendars(session, organisation)[root] is None


def test_a_calendar_is_looked_at_for_this_year_and_the_next(admin, indonesian):
    page = text_of(admin.get(f"{PAGE}holidays?calendar=ID"))
    assert "The weekend is Saturday, Sunday." in page
    assert re.findall(r'<h2 id="year-\d+-title">(\d+)</h2>', page) == ["2026", "2027"]
    assert "Independence Day" in page
    assert "Monday, 17 August 2026" in page


def test_a_name_with_control_characters_is_refused_beside_its_field(admin, indonesian, root):
    asked = {"name": "a\0b", "first": "2026-12-01", "last": "2026-12-02"}
    for answer in (
        send(admin, "blackouts", **asked),
        send(admin, "holidays?calendar=ID", name="a\0b", day="2026-12-02"),
    ):
        assert answer.status_code == 200
        assert "A name may not hold invisible or control characters." in text_of(answer)
    assert send(admin, "holidays/remove", calendar="a\0b", day="2026-12-02").location == PAGE
    assert post_form(admin, PAGE, {"address": "a\0b"}, at="/people/try-again").status_code == 400


def test_a_holiday_is_removed_and_brought_back(admin, indonesian, database, organisation):
    page = text_of(post_and_follow(admin, "holidays/remove", calendar="ID", day="2026-08-17"))
    assert "<s>Independence Day</s>" in page
    assert "Bring back" in page
    with database.reading() as session:
        assert not any(f"{day}" == "2026-08-17" for day in queries.series_days_off(session, organisation).holidays)
    page = text_of(post_and_follow(admin, "holidays/restore", calendar="ID", day="2026-08-17"))
    assert "<s>" not in page
    with database.reading() as session:
        assert any(f"{day}" == "2026-08-17" for day in queries.series_days_off(session, organisation).holidays)


def post_and_follow(admin, path, **data):
    return admin.get(send(admin, path, **data).location)


def test_a_holiday_is_added(admin, indonesian, database, organisation):
    path = f"{PAGE}holidays?calendar=ID"
    post_form(admin, path, {"day": "2027-03-01", "name": " Founders' day "})
    page = text_of(admin.get(path))
    assert "Founders&#39; day" in page
    assert "Monday, 1 March 2027" in page


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"day": "", "name": "A"}, "Please give a day like 2026-11-23."),
        ({"day": "soon", "name": "A"}, "Please give a day like 2026-11-23."),
        ({"day": "9999-01-01", "name": "A"}, "Please give a day before the year 2101."),
        ({"day": "2027-03-01", "name": "  "}, "Please say what these days are, in up to 100 letters."),
        ({"day": "2027-03-01", "name": "A" * 101}, "Please say what these days are, in up to 100 letters."),
    ],
)
def test_a_holiday_that_cannot_be_gets_one_sentence(data, sentence, admin, indonesian, database, organisation):
    page = text_of(post_form(admin, f"{PAGE}holidays?calendar=ID", data))
    assert f">{sentence}</p>" in page
    assert page.count('class="error"') == 1
    assert "holiday.added" not in dict(actions(database, organisation))


def test_a_day_that_is_no_holiday_cannot_be_corrected(admin, indonesian):
    for data in ({}, {"calendar": "ID"}, {"calendar": "ID", "day": "2026-08-18"}, {"calendar": "FR"}):
        for path in ("holidays/remove", "holidays/restore"):
            assert send(admin, path, **data).location == PAGE


def test_a_calendar_that_nobody_keeps_has_no_page(admin):
    assert admin.get(f"{PAGE}holidays?calendar=FR").location == PAGE


def test_a_blackout_is_added_and_removed(admin, database, organisation):
    send(admin, "blackouts", name="Year end", first="2026-12-24", last="2027-01-03")
    page = text_of(admin.get(PAGE))
    assert "Year end" in page
    assert "Thursday, 24 December 2026 to Sunday, 3 January 2027" in page
    with database.reading() as session:
        [found] = queries.blackouts(session, organisation)
    send(admin, f"blackouts/{found.id}/remove")
    with database.reading() as session:
        assert queries.blackouts(session, organisation) == []


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"last": "2026-12-23"}, "The last day comes before the first one."),
        ({"last": "2028-12-24"}, "This is more than a year. To ask nobody for so long, pause the series."),
        ({"first": ""}, "Please give a day like 2026-11-23."),
        ({"last": "never"}, "Please give a day like 2026-11-23."),
        ({"name": ""}, "Please say what these days are, in up to 100 letters."),
    ],
)
def test_a_blackout_that_cannot_be_gets_one_sentence_and_keeps_what_was_typed(
    changes, sentence, admin, database, organisation
):
    given = {"name": "Year end", "first": "2026-12-24", "last": "2027-01-03", **changes}
    page = text_of(send(admin, "blackouts", **given))
    assert f">{sentence}</p>" in page
    assert page.count('class="error"') == 1
    for name, value in given.items():
        assert re.search(rf'name="{name}"[^>]*value="{value}"', page), name
    with database.reading() as session:
        assert queries.blackouts(session, organisation) == []


def test_how_often_anybody_is_invited_is_changed(admin, database, organisation):
    assert send(admin, "contact", days="10").status_code == 302
    with database.reading() as session:
        assert own(session, organisation).contact_days == 10


def test_how_often_is_a_number_of_days(admin, database, organisation):
    for days in ("0", "32", "", "often"):
        page = text_of(send(admin, "contact", days=days))
        assert ">Please give a whole number of days from 1 to 31.</p>" in page
        assert re.search(rf'name="days"[^>]*value="{days}"', page)
    with database.reading() as session:
        assert own(session, organisation).contact_days == 7


def test_a_series_that_runs_is_not_cut_off_by_a_larger_number(admin, made, database, organisation):
    made()
    assert "A series asks every 14 days already." in text_of(send(admin, "contact", days="15"))
    assert send(admin, "contact", days="14").status_code == 302


def test_everything_that_is_changed_is_written_down(admin, indonesian, root, database, organisation):
    send(admin, "holidays/remove", calendar="ID", day="2026-08-17")
    send(admin, "holidays/restore", calendar="ID", day="2026-08-17")
    send(admin, "blackouts", name="Year end", first="2026-12-24", last="2027-01-03")
    with database.reading() as session:
        [found] = queries.blackouts(session, organisation)
    send(admin, f"blackouts/{found.id}/remove")
    send(admin, "contact", days="10")
    assert actions(database, organisation) == [
        ("blackout.added", {"first": "2026-12-24", "last": "2027-01-03"}),
        ("blackout.removed", {"first": "2026-12-24", "last": "2027-01-03"}),
        ("calendar.changed", {"calendar": {"before": "", "after": "Indonesia"}}),
        ("contact.changed", {"days": {"before": 7, "after": 10}}),
        ("holiday.added", {"calendar": "Indonesia", "day": "2026-08-17"}),
        ("holiday.removed", {"calendar": "Indonesia", "day": "2026-08-17"}),
    ]
    page = text_of(admin.get("/audit-log/"))
    for title in ("Holidays of a place chosen", "Blackout added", "How often anybody is invited changed"):
        assert title in page


def test_anothers_places_and_blackouts_do_not_exist(admin, staff_app, root, database, organisation):
    send(admin, "blackouts", name="Year end", first="2026-12-24", last="2027-01-03")
    with database.writing() as session:
        [found] = queries.blackouts(session, organisation)
        other = an_organisation(session)
    stranger = logged_in(staff_app, other, "admin")
    assert send(stranger, f"blackouts/{found.id}/remove").status_code == 404
    assert send(stranger, f"places/{root}", calendar="ID").status_code == 404
    with database.reading() as session:
        assert queries.blackouts(session, organisation) == [found]
