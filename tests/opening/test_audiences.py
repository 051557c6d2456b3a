"""A survey that asks only some parts: whole blocks that count there, nobody else, and everybody is told so."""

import json
from datetime import UTC, timedelta

import pytest

from pulse.cycles import queries as cycles
from pulse.invitations import operations as invitations
from pulse.invitations import queries as invited
from pulse.opening.audiences import people_asked, reach
from pulse.opening.expectation import what_will_show
from pulse.opening.operations import open_cycle
from pulse.opening.plan import NobodyThere
from pulse.organisation.blocks import TooFewPeople
from pulse.organisation.operations import choose_thresholds, ensure_location, ensure_unit
from pulse.results.disclosure import Cell
from pulse.results.queries import asked_in_part
from pulse.schedule.queries import one_series
from pulse.surveys.audiences.audience import Audience
from pulse.surveys.audiences.operations import change_audience
from pulse.surveys.audiences.queries import audience
from pulse.worker import open_if_due
from tests.factories.opened import MONDAY, a_series, add_people
from tests.factories.people import logged_in

UNITS = ("Operations/Kitchen", "Operations/Floor", "Office")
PEOPLE = 96  # 16 in each unit of each place


@pytest.fixture
def series(services):
    return a_series(services, people=PEOPLE, units=UNITS)


def ask(services, series, units=(), locations=()):
    """Let the series' survey ask these only; gives the ids."""
    here = series.organisation_id
    with services.database.writing() as session:
        found = [ensure_unit(session, here, path) for path in units]
        places = [ensure_location(session, here, path) for path in locations]
        chosen = Audience(frozenset(found), frozenset(places))
        change_audience(session, here, series.survey_id, chosen)
        assert audience(session, here, series.survey_id) == chosen
    return chosen


def opened(services, series, at=MONDAY):
    return open_cycle(services, series, at, now=services.clock.now())


def read(services, question):
    with services.database.reading() as session:
        return question(session)


def test_only_those_who_count_there_are_asked_and_the_others_keep_their_blocks(services, series):
    chosen = ask(services, series, ["Operations"], ["Jakarta"])
    id, here = opened(services, series), series.organisation_id
    cycle = read(services, lambda session: cycles.cycle(session, id))
    asked = read(services, lambda session: invited.invited_blocks(session, here, id))
    everybody = read(services, lambda session: invitations.members(session, here, cycle.quarter))
    placed = read(services, lambda session: cycles.blocks(session, here, id))
    assert len(asked) == cycle.invited == 32
    assert sorted(block.label for block in placed) == [
        "Operations / Floor · Jakarta",
        "Operations / Kitchen · Jakarta",
    ]
    assert sum(map(len, everybody.values())) == PEOPLE
    for block in placed:
        assert {person for person, index in asked.items() if index == block.index} == everybody[block.block_id]
    assert read(services, lambda session: cycles.audiences(session, here, [id])) == {
        id: {"units": sorted(chosen.units), "locations": sorted(chosen.locations)}
    }
    partly = read(services, lambda session: asked_in_part(session, here, [id]))[id]
    (unit,), (place,) = chosen.units, chosen.locations
    assert {Cell(unit), Cell("", place)} <= partly
    assert Cell(unit, place) not in partly


def test_units_add_up_and_take_in_all_below(services, series):
    ask(services, series, ["Operations/Kitchen", "Office"])
    id = opened(services, series)
    assert read(services, lambda session: cycles.cycle(session, id)).invited == 64


def test_everybody_is_told_who_is_asked(services, series, ballot_app):
    ask(services, series, ["Operations/Kitchen"], ["Jakarta", "Taipei"])
    id = opened(services, series)
    content = json.loads(read(services, lambda session: cycles.content(session, id)))
    assert content["audience"] == {"units": ["Operations / Kitchen"], "locations": ["Jakarta", "Taipei"]}
    said = "This time only Operations / Kitchen, at Jakarta, Taipei: nobody else is asked."
    assert content["strings"]["en"]["hr_sees_totals"].endswith(said)
    assert said in ballot_app.test_client().get(f"/transparency/{id}/en").get_data(as_text=True)


def test_a_check_in_for_everybody_says_nothing_of_it(services, series):
    id = opened(services, series)
    content = json.loads(read(services, lambda session: cycles.content(session, id)))
    assert "audience" not in content
    assert "nobody else is asked" not in json.dumps(content)
    assert not read(services, lambda session: cycles.audiences(session, series.organisation_id, [id]))


def test_a_part_is_asked_by_the_same_blocks_as_in_a_check_in_for_everybody(services, series):
    here = series.organisation_id
    first = opened(services, series)
    services.clock.advance(days=14)
    ask(services, series, ["Operations"])
    second = opened(services, series, MONDAY + timedelta(weeks=2))
    blocks = [
        {
            block.block_id: block.invited
            for block in read(services, lambda session, id=id: cycles.blocks(session, here, id))
        }
        for id in (first, second)
    ]
    assert blocks[1].items() < blocks[0].items()
    assert not read(services, lambda session: cycles.near_cells(session, here, of={second}))


def test_a_team_that_is_too_small_by_itself_is_not_asked_apart_from_the_others(services, series):
    here = series.organisation_id
    with services.database.writing() as session:
        few = set(add_people(session, here, 8, paths=["Office/Legal"]))
        more = set(add_people(session, here, 8, paths=["Office/Tax"]))
    ask(services, series, ["Office/Legal"])
    with pytest.raises(NobodyThere):
        opened(services, series)
    assert issubclass(NobodyThere, TooFewPeople)  # so that the schedule says why nothing opened
    ask(services, series, ["Office"])
    id = opened(services, series)
    assert few | more <= read(services, lambda session: invited.invited_blocks(session, here, id)).keys()


def test_before_an_opening_it_is_told_how_many_are_asked_and_what_would_show(services, series):
    chosen, now = ask(services, series, ["Operations"], ["Jakarta"]), services.clock.now()
    here = series.organisation_id
    found = read(services, lambda session: reach(session, here, chosen, now=now))
    assert (found.people, found.of, found.left, found.others, found.too_few) == (32, PEOPLE, 0, 0, False)
    assert found.numbers == ("Operations · Jakarta",)
    assert found.bands == ("Operations / Floor · Jakarta", "Operations / Kitchen · Jakarta")
    with services.database.writing() as session:
        add_people(session, here, 8, paths=["Office/Legal"])
        legal = ensure_unit(session, here, "Office/Legal")
    found = read(services, lambda session: reach(session, here, Audience(frozenset({legal})), now=now))
    assert (found.people, found.left, found.too_few, found.numbers, found.bands) == (0, 8, True, (), ())


def test_every_page_tells_the_same_beforehand_with_the_share_that_the_organisation_expects(services, series):
    here, now = series.organisation_id, services.clock.now()
    with services.database.writing() as session:
        choose_thresholds(session, here, k=7, k_inv=15, participation=55)
    for units, asked in (((), PEOPLE), (("Operations",), 64)):
        chosen = ask(services, series, units)
        found = read(services, lambda session, chosen=chosen: reach(session, here, chosen, now=now))
        will = read(services, lambda session: what_will_show(session, here, now=now, survey_id=series.survey_id))
        assert (found.people, will.invited, will.percent) == (asked, asked, 55)
        for one, other in ((found.numbers, will.numbers), (found.bands, will.bands)):
            assert set(other.named) == {name for name in one if " · " not in name} - {"Northwind"}
    assert will.shown
    assert (will.of, will.whole) == (PEOPLE, False)
    assert read(services, lambda session: people_asked(session, here, series.survey_id, now=now)) == 64
    assert read(services, lambda session: people_asked(session, here, "", now=now)) == PEOPLE


def test_one_unit_at_one_place_is_named_beforehand_as_such(services, series):
    ask(services, series, ["Operations"], ["Jakarta"])
    here, now = series.organisation_id, services.clock.now()
    will = read(services, lambda session: what_will_show(session, here, now=now, survey_id=series.survey_id))
    assert will.numbers.named == ("Operations · Jakarta",)
    assert will.hidden.named == ()


def test_a_check_in_that_was_missed_names_the_parts_of_which_too_few_could_be_asked(services, series, staff_app):
    with services.database.writing() as session:
        add_people(session, series.organisation_id, 8, paths=["Office/Legal"])
    ask(services, series, ["Office/Legal"])
    for day in range(8):
        services.clock.instant = MONDAY.replace(tzinfo=UTC) + timedelta(days=day)
        assert open_if_due(services, one_of(services, series), now=services.clock.now()) is None
        if not day:
            page = text(staff_app, series)
            assert "its survey asks only Office / Legal, and too few people there can be asked" in page
            assert "It asks only these: Office / Legal." in page
            assert "Nothing: 0 of the people there can be asked apart from the others" in page
            assert "What the next check-in can show" not in page
    assert "too few people could be asked in Office / Legal." in text(staff_app, series)


def one_of(services, series):
    return read(services, lambda session: one_series(session, series.organisation_id, series.id))


def text(staff_app, series):
    admin = logged_in(staff_app, series.organisation_id, "admin")
    return " ".join(admin.get("/schedule/").get_data(as_text=True).split())


def test_parts_that_are_gone_ask_nobody_rather_than_everybody(services, series):
    here, now = series.organisation_id, services.clock.now()
    found = read(services, lambda session: reach(session, here, Audience(frozenset({"f" * 32})), now=now))
    assert found.people == 0
    assert found.too_few
