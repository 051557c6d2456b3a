"""A topic's page through HTTP, on both databases: what it says, and that it says nothing wrong."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import update

from pulse.actions.models import ActionPlace
from pulse.organisation.models import Organisation
from pulse.results.disclosure import Cell
from tests.dashboard.conftest import plain
from tests.factories import history
from tests.factories.actions import an_action
from tests.factories.announcements import an_announcement
from tests.factories.history import LOGISTICS, OFFICE, PRODUCTION, a_world, ballots
from tests.factories.people import logged_in

CANTEEN = "/dashboard/topics/canteen"
EVIL = ["</script><script>alert(1)</script>", "\"quoted\" & 'single'", "مواقف السيارات", "x" * 100, "{{ 7 * 7 }}"]


def two_cycles(close):
    """Canteen falls from 75 to 25 in Production, with many who answered."""
    close(ballots(PRODUCTION, canteen="5" * 30 + "1" * 10, parking="5" * 40))
    close(ballots(PRODUCTION, canteen="5" * 10 + "1" * 30, parking="5" * 40), number=1)


def test_one_sentence_says_level_place_and_change(close, read):
    two_cycles(close)

    page = read(path=CANTEEN)

    assert "Canteen in Lotus Works: 25% favourable; the lowest of 2 topics; down 50 points since Sep 7, a real" in page


def test_a_band_is_told_as_a_band(close, read):
    close(ballots(PRODUCTION, canteen="5" * 4 + "1" * 8))
    close(ballots(PRODUCTION, canteen="5" * 11 + "1"), number=1)

    page = read(path=CANTEEN)

    assert "Canteen in Lotus Works: 80–100% favourable; up since Sep 7" in page
    assert "Shown from 20 answers on" in page


def test_the_five_answers_stand_where_a_level_is_exact(close, read):
    close(ballots(PRODUCTION, canteen="1" * 10 + "2" * 10 + "5" * 20))

    assert "Sep 7: Very bad 25%, Bad 25%, Okay 0%, Good 0%, Very good 50%." in read(path=CANTEEN)


def test_units_and_locations_stand_in_tables(close, read):
    close([*ballots(PRODUCTION, canteen="5" * 24), *ballots(OFFICE, canteen="1" * 24)])

    page = read(path=CANTEEN)

    assert "Operations 100% " in page
    assert "Office 0% " in page
    assert "lowest in Office" in page


def test_a_hidden_part_gives_way_to_the_nearest_and_says_why(close, read, world):
    close([*ballots(PRODUCTION, canteen="5" * 24), *ballots(LOGISTICS, canteen="1" * 4)])

    page = read("manager", CANTEEN, unit_id=world.units["Operations/Logistics"])

    assert "Operations / Logistics is hidden in the September 7 check-in" in page
    assert "Here is Operations instead" in page


def test_only_comments_that_mention_the_topic_are_there(close, read):
    said = ["The lunch is cold", "Parking is full"] * 6
    close(ballots(PRODUCTION, canteen="5" * 12, comments=said))

    page = read(path=CANTEEN)

    assert page.count("The lunch is cold") == 6
    assert "Parking is full" not in page
    assert "Comments that mention canteen, cafeteria, food" in page


def test_a_topic_never_asked_says_so(close, read):
    two_cycles(close)

    assert "No check-in has asked about this topic yet." in read(path="/dashboard/topics/gym")


def test_a_topic_that_was_left_out_lately_names_its_last_check_in(close, read):
    close(ballots(PRODUCTION, canteen="5" * 20))
    close(ballots(PRODUCTION, parking="5" * 20), number=1, topics=("parking",))

    assert "It was last asked in the September 7 check-in." in read(path=CANTEEN)


@pytest.mark.parametrize(
    "path", ["/dashboard/topics/nothing", CANTEEN + "?unit=dissolved", CANTEEN + "?location=gone"]
)
def test_an_unknown_topic_or_part_is_not_found(path, close, staff_app, world):
    two_cycles(close)

    assert logged_in(staff_app, world.id).get(path).status_code == 404


def test_levels_before_and_after_an_action_stand_beside_what_was_expected(close, database, read, world):
    close(ballots(PRODUCTION, canteen="5" * 10 + "1" * 30))
    for number in (1, 2):
        close(ballots(PRODUCTION, canteen="5" * 30 + "1" * 10), number=number)
    with database.writing() as session:
        an_action(session, world.id, starts=date(2026, 9, 18), due=date(2026, 10, 1), expected_points=5)

    page = read(path=CANTEEN)

    assert "25% before the start (Sep 7), 75% now ▲ +50" in page
    assert "Expected: ▲ +5 points." in page
    assert "not whether the action did it" in page


def test_one_cycle_since_the_start_is_too_early(close, database, read, world):
    two_cycles(close)
    with database.writing() as session:
        an_action(session, world.id, starts=date(2026, 9, 18), due=date(2026, 12, 1))

    assert "75% before the start (Sep 7); too early to tell." in read(path=CANTEEN)


def test_what_was_before_the_start_is_told_by_the_organisations_clocks(close, database, read, world):
    two_cycles(close)  # the first ends on the 14th at 09:00 UTC, which is still the 13th in Pago Pago
    with database.writing() as session:
        session.execute(update(Organisation).filter_by(id=world.id).values(time_zone="Pacific/Pago_Pago"))
        an_action(session, world.id, starts=date(2026, 9, 13), due=date(2026, 12, 1))

    assert "75% before the start (Sep 7); too early to tell." in read(path=CANTEEN)


def test_an_action_for_a_part_that_is_gone_compares_nothing(close, database, read, world):
    two_cycles(close)
    with database.writing() as session:
        an_action(session, world.id, starts=date(2026, 9, 1), places=(Cell(world.units["Office"]),))
        session.execute(update(ActionPlace).filter_by(organisation_id=world.id).values(unit_id="f" * 32))

    page = read(path=CANTEEN)

    assert "Office : this part does not exist any more, so nothing can be compared." in page
    assert "Open a second till" not in read("manager", CANTEEN, unit_id=world.units["Operations"])


def test_announcements_of_the_topic_are_told(close, database, read, world):
    two_cycles(close)
    with database.writing() as session:
        an_announcement(session, world.id, published=datetime(2026, 9, 20, tzinfo=UTC))

    assert "More warm meals" in read(path=CANTEEN)
    assert "More warm meals" not in read(path="/dashboard/topics/parking").split("Over time")[0]


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/topics?all=1", CANTEEN])
@pytest.mark.parametrize("name", EVIL)
def test_a_topic_may_be_called_anything(name, path, close, staff_app, world, monkeypatch):
    monkeypatch.setitem(history.TOPICS, "canteen", name)
    two_cycles(close)

    page = logged_in(staff_app, world.id).get(path)

    assert page.status_code == 200
    assert "<script>alert" not in page.get_data(as_text=True)
    assert ">49<" not in page.get_data(as_text=True)


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/topics", CANTEEN])
@pytest.mark.parametrize("answers", [0, 4, 6, 20])
def test_few_answers_or_all_alike_make_a_clear_page(answers, path, close, staff_app, world):
    close(ballots(PRODUCTION, canteen="5" * answers))
    close(ballots(PRODUCTION, canteen="5" * answers), number=1)

    page = plain(logged_in(staff_app, world.id).get(path).get_data(as_text=True))

    if answers < 5:
        assert "Figures need at least 5 answers" in page
        assert "favourable" not in page
    elif path != "/dashboard/":  # which leaves it open: the other topic is hidden
        assert ("100%" if answers == 20 else "80–100%") in page
        assert "Real change" not in page.split("How to read")[0].replace("Real changes since", "")


@pytest.mark.parametrize(
    "query", ["_external=1", "_scheme=javascript", "endpoint=x", "topic=x", "_anchor=x", "values=x"]
)
def test_an_address_with_strange_names_is_an_ordinary_page(query, close, staff_app, world):
    two_cycles(close)

    assert logged_in(staff_app, world.id).get(f"/dashboard/topics?{query}").status_code == 200
    assert logged_in(staff_app, world.id).get(f"{CANTEEN}?{query}").status_code == 200


def test_a_topic_of_another_organisation_is_not_found(close, database, staff_app, world):
    with database.writing() as session:
        other = a_world(session)

    assert logged_in(staff_app, world.id).get(f"{CANTEEN}?unit={other.units['Office']}").status_code == 404
