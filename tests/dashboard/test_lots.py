"""Parts that were asked in part, and topics that browsers drew: told apart from what is hidden, on every page."""

import pytest

from pulse.cycles.models import Cycle, LeftOut
from pulse.results.bands import exact
from pulse.results.intervals import Lot, of_level
from tests.factories import history
from tests.factories.history import LOGISTICS, OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.people import logged_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)
THIRTY = "4" * 20 + "2" * 10


def cast():
    return [
        one
        for block in (OFFICE, LOGISTICS, PRODUCTION)
        for one in ballots(block, canteen=THIRTY, parking=THIRTY[::-1])
    ]


@pytest.fixture
def world(database):
    with database.writing() as session:
        return a_world(session)


@pytest.fixture
def by_lot(services, world):
    """A cycle in which a lot left out a block of production."""

    def leave_out(session):
        def do(id):
            session.get_one(Cycle, (world.id, id)).sample = {"people": 700, "blocks": 30, "effect": 2.5}
            place = world.units["Operations/Production"], world.locations["Taipei"]
            session.add(LeftOut(organisation_id=world.id, cycle_id=id, unit_id=place[0], location_id=place[1]))
            session.flush()

        return do

    with services.database.writing() as session:
        a_closed_cycle(services, session, world, cast(), number=0)
        return a_closed_cycle(services, session, world, cast(), number=1, before_the_close=leave_out(session))


@pytest.fixture
def drawn(services, world, monkeypatch):
    """A cycle in which each browser drew canteen or parking."""
    real = history.build_content
    monkeypatch.setattr(history, "build_content", lambda **all: real(**all, forms=[["canteen"], ["parking"]]))
    with services.database.writing() as session:
        return a_closed_cycle(services, session, world, cast())


def page(staff_app, world, path, unit=None):
    address = f"/dashboard/{path}" + (f"?unit={world.units[unit]}" if unit else "")
    return " ".join(logged_in(staff_app, world.id, "hr").get(address).get_data(as_text=True).split())


def test_the_whole_says_that_it_was_drawn_and_of_whom_it_speaks(staff_app, world, by_lot):
    shown = page(staff_app, world, "")
    assert "90 of 120 people answered." in shown
    assert "They were drawn by lot from 700 people" in shown


@pytest.mark.parametrize("unit", ["Operations", "Operations/Production"])
def test_a_part_that_was_asked_in_part_says_so_and_shows_the_whole_instead(staff_app, world, by_lot, unit):
    for path in ("", "topics", "topics/canteen"):
        shown = page(staff_app, world, path, unit)
        assert "was not asked in full in the" in shown
        assert "fewer than 5 people answered there" not in shown


def test_a_part_that_was_asked_in_full_is_shown_as_ever(staff_app, world, by_lot):
    shown = page(staff_app, world, "topics", "Office")
    assert "not asked in full in the" not in shown
    assert "67" in shown


def test_in_a_table_not_asked_in_full_differs_from_hidden(staff_app, world, by_lot):
    shown = page(staff_app, world, "topics")
    row = shown.split(">Operations</a>")[1].split("</tr>")[0]
    assert row.count("◐") == 2
    assert "not asked in full" in row
    assert "hidden" not in row.replace("hidden-text", "").replace("aria-hidden", "")
    assert "Half a disc: not asked in full." in shown
    assert (
        "not asked in full" in page(staff_app, world, "topics/canteen").split(">Operations</a>")[1].split("</tr>")[0]
    )


def test_the_interval_of_the_whole_is_wider_than_if_all_had_been_asked(staff_app, world, by_lot):
    shown = page(staff_app, world, "topics/canteen")
    wide, narrow = of_level(exact(60, 90), 700, Lot(120, 2.5)), of_level(exact(60, 90), 120)
    assert wide.low < narrow.low <= narrow.high < wide.high
    assert f"{wide.low}–{wide.high}" in shown


def test_what_browsers_drew_is_shown_for_the_whole_only(staff_app, world, drawn):
    assert "67" in page(staff_app, world, "topics/canteen")
    shown = page(staff_app, world, "topics")
    assert shown.split(">Office</a>")[1].split("</tr>")[0].count("○") == 2
    assert "A circle: asked for the whole organisation only" in shown
    part = page(staff_app, world, "topics/canteen", "Office")
    assert "In the September 7 check-in each browser drew some of the topics, this one among them" in part


def test_without_lots_nothing_of_it_is_on_any_page(services, staff_app, world):
    with services.database.writing() as session:
        a_closed_cycle(services, session, world, cast())
    for path in ("", "topics", "topics/canteen"):
        shown = page(staff_app, world, path)
        for word in ("◐", "○", "drawn by lot", "browser drew"):
            assert word not in shown
