"""The demo as `make run` makes it, 1,200 people and a year of fortnights: its story holds in what is released."""

from collections import Counter
from datetime import datetime
from time import perf_counter

import pytest

from config import Config
from pulse.clock import FixedClock
from pulse.cycles.queries import cycles_of
from pulse.database import Database
from pulse.demo import operations as demo
from pulse.demo.cast import JAKARTA, LONDON, SAIGON, TAIPEI, ZONES
from pulse.demo.opinions import FEELINGS, FORTNIGHT
from pulse.demo.story import DEEDS
from pulse.keys.store import KeyStore
from pulse.organisation.queries import organisations, units
from pulse.people.queries import counts
from pulse.questions.scales import NOT_ASKED
from pulse.results.disclosure import Cell
from pulse.results.queries import choices, levels, trees
from pulse.web.services import Services
from tests.conftest import START
from tests.factories.demo import every_comment

MONDAY = datetime(2026, 11, 16, 9, 0)


@pytest.fixture(scope="module")
def northwind(tmp_path_factory, sqlite_template, signing_keys):
    folder = tmp_path_factory.mktemp("northwind")
    path = folder / "pulse.db"
    path.write_bytes(sqlite_template.read_bytes())
    config = Config.from_env({"PULSE_DATA": str(folder), "PULSE_KEYS": str(folder / "keys")})
    made = Services(config, Database(f"sqlite:///{path}"), FixedClock(START), KeyStore(config.keys))
    began = perf_counter()
    demo.load(made, progress=lambda _: None)
    print(f"\nthe demo of 1,200 people and 26 cycles took {perf_counter() - began:.1f} s")
    yield made
    made.database.dispose()


@pytest.fixture(scope="module")
def seen(northwind):
    """What is released of whole places, by place, question and number of the cycle."""
    with northwind.database.reading() as session:
        (organisation,) = organisations(session)
        where, cycles = trees(session, organisation.id), cycles_of(session, organisation.id)
        number = {cycle.id: n for n, cycle in enumerate(reversed(cycles[1:]))}
        cells = {"": Cell()} | {where.label(cell): cell for cell in where.parts(Cell(), "location")}
        found = levels(session, organisation.id, list(cells.values()), cycles[1:])
    names = {cell: name for name, cell in cells.items()}
    return {(names[cell], question, number[cycle]): level for (cell, cycle, question), level in found.items()}


def _mean(seen, place, topic, numbers):
    return sum(seen[place, topic, number].middle for number in numbers) / len(numbers)


def test_its_size_and_thresholds(northwind):
    with northwind.database.reading() as session:
        (organisation,) = organisations(session)
        cycles = cycles_of(session, organisation.id)
        assert counts(session, organisation.id).reachable == 1_200
        assert 35 <= len(units(session, organisation.id).nodes) <= 45
        assert max(depth for depth, _ in units(session, organisation.id).walk()) == 3
    assert (organisation.k, organisation.k_inv) == (7, 13)
    assert [cycle.origin for cycle in cycles] == ["cast"] + ["demo"] * 26
    assert {(b.occurrence[:10]) for b in cycles} == {f"{MONDAY - n * FORTNIGHT:%Y-%m-%d}" for n in range(27)}


def test_every_department_is_shown_and_something_is_hidden(northwind):
    with northwind.database.reading() as session:
        (organisation,) = organisations(session)
        tree, newest = units(session, organisation.id), cycles_of(session, organisation.id)[1:2]
        below = [Cell(node.id) for depth, node in tree.walk() if depth]
        shown = {cell.unit for cell, _, _ in levels(session, organisation.id, below, newest)}
    assert {node.id for node in tree.children(tree.root.id)} <= shown
    assert 25 <= len(shown) < len(below)


def test_six_hundred_comments_in_four_languages_none_twice(northwind):
    with northwind.database.reading() as session:
        (organisation,) = organisations(session)
    found = every_comment(northwind.database, organisation)
    assert len(found) == len({each.text for each in found}) == 600
    assert Counter(each.language for each in found) == {"en": 180, "id": 140, "zh-Hant": 140, "vi": 140}


def test_the_second_counter_helped(seen):
    before = _mean(seen, JAKARTA, "canteen", range(13))
    after = _mean(seen, JAKARTA, "canteen", range(14, 26))
    assert after >= before + 10
    assert seen[JAKARTA, "canteen", 25].middle >= seen[JAKARTA, "canteen", 12].middle + 10
    for place in (SAIGON, TAIPEI, LONDON):
        assert abs(_mean(seen, place, "canteen", range(14, 26)) - _mean(seen, place, "canteen", range(13))) < 5


def test_the_booking_rules_did_nothing(seen):
    before = _mean(seen, TAIPEI, "meeting_rooms", range(16))
    assert abs(_mean(seen, TAIPEI, "meeting_rooms", range(16, 26)) - before) < 3


def test_parking_is_the_weakest_topic_got_worse_and_is_worst_in_ho_chi_minh_city(seen):
    latest = {topic: seen["", topic, 25].middle for topic in FEELINGS}
    assert min(latest, key=latest.__getitem__) == "parking"
    assert seen["", "parking", 25].middle <= seen["", "parking", 24].middle - 4
    assert seen["", "parking", 25].middle <= _mean(seen, "", "parking", range(24)) - 5
    places = {place: seen[place, "parking", 25].middle for place in ZONES}
    assert min(places, key=places.__getitem__) == SAIGON


def test_technology_declines_slowly_in_london_where_nobody_acts(seen):
    assert _mean(seen, LONDON, "technology", range(20, 26)) <= _mean(seen, LONDON, "technology", range(6)) - 10
    assert all(LONDON not in {place for _, place in deed.where} for deed in DEEDS if deed.topic == "technology")


def test_more_people_take_part_than_a_year_ago(seen):
    n = [seen["", "overall", number].n for number in range(26)]
    assert 0.55 < n[0] / 1_200 < 0.7 < n[25] / 1_200 < 0.78
    assert min(n) < n[0]  # a holiday


@pytest.fixture(scope="module")
def chosen(northwind):
    """What is released of the other scales, of the whole and of Jakarta, by place, question and number of cycle."""
    with northwind.database.reading() as session:
        (organisation,) = organisations(session)
        where, cycles = trees(session, organisation.id), cycles_of(session, organisation.id)
        number = {cycle.id: n for n, cycle in enumerate(reversed(cycles[1:]))}
        cells = {Cell(): ""} | {c: JAKARTA for c in where.parts(Cell(), "location") if where.label(c) == JAKARTA}
        found = choices(session, organisation.id, list(cells), cycles[1:])
    return {(cells[cell], question, number[cycle]): said for (cell, cycle, question), said in found.items()}


def test_queues_are_named_less_often_where_there_is_a_second_counter(chosen):
    def queues(numbers):
        told = [chosen[JAKARTA, "canteen_why", number] for number in numbers]
        named = [{option: level.middle for option, level in one.shares.items() if option != NOT_ASKED} for one in told]
        return sum(one[4] for one in named) / sum(sum(one.values()) for one in named)

    assert queues(range(14, 26)) <= queues(range(13)) - 0.05


def test_once_a_quarter_the_enps_is_told_with_its_margin(chosen, seen):
    asked = [number for number in range(26) if ("", "enps", number) in chosen]
    assert asked == [0, 6, 12, 18, 24]
    for number in asked:
        assert -20 <= chosen["", "enps", number].enps.points <= 40
        assert chosen["", "enps", number].enps.margin < 10
        assert ("", "trust_in_anonymity", number) in seen
        assert ("", "gym", number) not in seen
    assert ("", "gym", 25) in seen
