"""The demo organisation: complete, believable, repeatable. Most tests look at a small one."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import Config
from pulse.actions.queries import actions
from pulse.announcements.queries import announcements, unshown
from pulse.answers.queries import published_cycles
from pulse.clock import FixedClock
from pulse.cycles.queries import cycles_of, zones
from pulse.database import Database
from pulse.demo import operations as demo
from pulse.demo.announced import BOOKING_RULES, COVERED_PARKING, NEW_COUNTER
from pulse.demo.cast import JAKARTA, LANGUAGES, LONDON, UNITS, ZONES, as_csv, characters
from pulse.demo.opinions import FEELINGS, FORTNIGHT, Stage, ballots, last, later, middle, present
from pulse.demo.remarks import AFTER, ANY, BEFORE, DONE, Remark, by_cycle, remarks, said
from pulse.demo.seasons import HOLIDAYS, SEASONS, is_holiday, season
from pulse.demo.story import DEEDS
from pulse.i18n import LANGUAGES as SPOKEN
from pulse.invitations.operations import make_invite
from pulse.organisation.queries import locations, organisations, units
from pulse.people.demo_log_ins import LOG_INS
from pulse.people.importing import parse
from pulse.people.queries import counts, invitable
from pulse.questions.bank import QUESTIONS
from pulse.results.disclosure import Cell
from pulse.results.queries import levels, trees
from pulse.web.services import Services
from tests.conftest import START, bound
from tests.factories.client import TestBrowser
from tests.factories.demo import every_comment

SMALL = {"people": 120, "cycles": 6}
MONDAY = datetime(2026, 11, 16, 9, 0)


@pytest.fixture(scope="module")
def loaded():
    """The key folder of each database's demo."""
    return {}


@pytest.fixture
def organisation(services, database, loaded):
    """A small demo, loaded once a database."""
    if database not in loaded:
        heard = []
        demo.load(services, progress=heard.append, **SMALL)
        assert heard == sorted(heard)
        assert heard[-1] == 1
        loaded[database] = services.keys
    with database.reading() as session:
        return next(each for each in organisations(session) if each.is_demo)


def test_six_cycles_are_closed_and_one_is_open_for_days(database, organisation, clock):
    with database.reading() as session:
        found = cycles_of(session, organisation.id)
        closed = published_cycles(session, organisation.id)
        windows = zones(session, organisation.id, found[0].id)

    assert [cycle.origin for cycle in found] == ["cast"] + ["demo"] * 6
    assert closed == {cycle.id for cycle in found[1:]}
    assert set(windows) == set(ZONES.values())
    for opens, until in windows.values():
        assert opens <= clock.now()
        assert until - clock.now() >= timedelta(days=3)


def test_a_newcomer_can_answer_the_open_cycle_at_once(services, database, organisation, ballot_app, loaded):
    keys = loaded[database]
    with database.writing() as session:
        cycle = cycles_of(session, organisation.id)[0]
        person = invitable(session, organisation.id)[0]
        link = make_invite(session, keys, organisation.id, cycle.id, person.id)
    ballot_app.extensions["pulse"] = replace(services, keys=keys)

    receipt = TestBrowser(ballot_app).answer(
        link.url(services.config.ballot_url), {"canteen": 5, "overall": 4}, {"comment": "Hello"}, "en"
    )

    assert receipt


def test_a_small_demo_has_the_thresholds_of_a_small_organisation(database, organisation):
    with database.reading() as session:
        assert counts(session, organisation.id).reachable == 120
    assert (organisation.k, organisation.k_inv) == (5, 10)


def test_some_of_a_small_demo_is_hidden_and_every_place_is_shown(database, organisation):
    with database.reading() as session:
        places = locations(session, organisation.id)
        below = [Cell(node.id) for depth, node in units(session, organisation.id).walk() if depth]
        at = [Cell("", node.id) for node in places.children(places.root.id)]
        closed = cycles_of(session, organisation.id)[1:]
        found = levels(session, organisation.id, below + at, closed)

    assert {cell.location for cell, _, _ in found if not cell.unit} == {cell.location for cell in at}
    assert 2 <= len({cell.unit for cell, _, _ in found if cell.unit}) < len(below)


def test_a_manager_sees_something_of_their_unit(database, organisation):
    with database.reading() as session:
        tree, where = units(session, organisation.id), trees(session, organisation.id)
        path = next(each.unit for each in LOG_INS if each.unit)
        unit = next(id for id in tree.nodes if tree.label(id) == path.replace("/", " / "))
        newest = cycles_of(session, organisation.id)[1:2]
        found = levels(session, organisation.id, [where.cell(unit, None)], newest, narrowed=True)

    assert len(found) > len(FEELINGS) / 2  # so few people are sometimes hidden for one topic or another


def test_no_more_comments_than_people_would_write_and_none_twice(database, organisation):
    texts = Counter(each.text for each in every_comment(database, organisation))

    assert 100 <= sum(texts.values()) <= 6 * 24
    assert set(texts.values()) == {1}


def test_the_board_of_actions_is_alive(database, organisation, clock):
    today = clock.now().date()
    with database.reading() as session:
        found = {each.topic: each for each in actions(session, organisation.id)}

    assert len(found) == len(DEEDS) == 5
    assert all(each.owner for each in found.values())
    assert [found[topic].status for topic in ("canteen", "meeting_rooms", "parking")] == ["done", "done", "under_way"]
    assert found["technology"].status == "planned"
    assert today < found["technology"].due <= today + timedelta(days=7)
    assert found["office_environment"].status == "under_way"
    assert found["office_environment"].due < today


def test_markers_of_actions_fall_inside_the_history(database, organisation):
    with database.reading() as session:
        closed = sorted(cycle.opens_at.date() for cycle in cycles_of(session, organisation.id)[1:])
        found = {each.topic: each for each in actions(session, organisation.id)}

    assert closed[2] < found["canteen"].starts < closed[3] <= found["canteen"].due
    assert closed[2] < found["meeting_rooms"].starts < closed[3]
    assert found["parking"].starts > closed[-1]  # no closed cycle was opened since: too young to tell


def test_three_announcements_were_made_and_the_newest_is_shown_at_the_end_of_the_open_cycle(
    database, organisation, clock
):
    with database.reading() as session:
        cycles = cycles_of(session, organisation.id)
        found = {each.topic: each for each in announcements(session, organisation.id)}
        left = unshown(session, organisation.id, now=clock.now())

    assert set(found) == {"canteen", "meeting_rooms", "parking"}
    assert all(each.published_at and each.action_id and set(each.texts) == set(SPOKEN) for each in found.values())
    assert found["parking"].first_cycle_id == cycles[0].id
    assert {found[topic].first_cycle_id for topic in ("canteen", "meeting_rooms")} <= {c.id for c in cycles[1:]}
    assert left == []


def test_a_second_demo_is_refused_and_changes_nothing(services, database, organisation):
    with pytest.raises(demo.DemoRefused):
        demo.load(services, progress=lambda _: None)
    with database.reading() as session:
        assert len(organisations(session)) == 1


@pytest.mark.parametrize("size", [{"people": 59}, {"people": 20_001}, {"cycles": -1}, {"cycles": 261}])
def test_a_demo_of_a_senseless_size_is_refused(services, size):
    with pytest.raises(demo.DemoRefused):
        demo.load(services, progress=lambda _: None, **size)


def test_the_log_ins_are_named_once_there_is_a_demo(services, organisation):
    lines = demo.log_ins(services)

    assert len(lines) == len(LOG_INS)
    assert all("@" in line and "password" in line for line in lines)


@pytest.fixture
def fresh(request, tmp_path, sqlite_template, keys):
    """A maker of installations with nothing in them."""
    made = []

    def make(name, now=START):
        path = tmp_path / f"{name}.db"
        path.write_bytes(sqlite_template.read_bytes())
        made.append(Database(f"sqlite:///{path}"))
        config = Config.from_env({"PULSE_DATA": str(tmp_path / name), "PULSE_KEYS": str(tmp_path / "keys")})
        return bound(Services(config, made[-1], FixedClock(now), keys))

    yield make
    for each in made:
        each.dispose()


def _figures(services):
    """Every released figure of whole places and departments, under names instead of ids."""
    with services.database.reading() as session:
        (made,) = organisations(session)
        where, cycles = trees(session, made.id), cycles_of(session, made.id)[1:]
        cells = [Cell(), *where.parts(Cell(), "location"), *where.parts(Cell(), "unit")]
        when = {cycle.id: cycle.occurrence for cycle in cycles}
        found = levels(session, made.id, cells, cycles)
        return {(where.label(cell), when[cycle], question): level for (cell, cycle, question), level in found.items()}


def test_the_same_seed_gives_the_same_figures_and_another_seed_others(fresh):
    shown = {}
    for name, seed in (("one", 4), ("two", 4), ("three", 5)):
        made = fresh(name)
        demo.load(made, people=60, cycles=2, seed=seed, progress=lambda _: None)
        shown[name] = _figures(made)

    assert shown["one"] == shown["two"]
    assert shown["one"] != shown["three"]


@pytest.mark.parametrize("cycles", [0, 1, 2])
def test_a_demo_with_hardly_any_history_tells_its_story_all_the_same(fresh, cycles):
    made = fresh("short")
    demo.load(made, people=60, cycles=cycles, progress=lambda _: None)

    with made.database.reading() as session:
        (organisation,) = organisations(session)
        assert len(cycles_of(session, organisation.id)) == cycles + 1
        assert len(actions(session, organisation.id)) == len(DEEDS)
        assert len(announcements(session, organisation.id)) == 3


def test_the_same_seed_makes_the_same_people_and_answers():
    def made(seed):
        rng, stage = Random(seed), Stage(2, 6, MONDAY)
        cast = characters(120, rng)
        there = present(cast, stage, rng)
        return cast, ballots([(cast[number], 0) for number in there], stage, list(FEELINGS), {}, rng)

    assert made(4) == made(4)
    assert made(4) != made(5)


@pytest.mark.parametrize("people", [60, 120, 1_200])
def test_the_list_of_people_is_a_file_that_the_import_reads(people):
    rows = parse(as_csv(characters(people, Random(1))))

    assert len(rows) == people
    assert len({row.email for row in rows}) == people


def test_opinions_are_on_every_counted_question_of_the_bank():
    assert set(FEELINGS) == {question.key for question in QUESTIONS if question.scale == "faces5"}
    assert set(characters(60, Random(1))[0].moods) == set(FEELINGS)
    assert {topic for topic, _ in SEASONS} <= set(FEELINGS)
    assert sum(sum(places) for places in UNITS.values()) == 1_200


def test_the_written_comments_fit_the_cast():
    written = remarks()

    assert len(written) == len({each.text.casefold().strip() for each in written}) == 600
    assert Counter(each.language for each in written) == {"en": 180, "id": 140, "zh-Hant": 140, "vi": 140}
    assert len({each.issue for each in written}) >= 20
    assert all(each.text.strip() and each.issue for each in written)
    assert all(each.location in {"", *ZONES} for each in written)
    assert all(not each.location or each.language in LANGUAGES[each.location] for each in written)
    assert all(each.phase == ANY or (each.phase in {BEFORE, AFTER} and each.location in DONE) for each in written)


@given(st.integers(0, 40), st.integers(1, 30), st.integers(0, 9))
def test_each_comment_belongs_to_at_most_one_cycle_that_it_fits(cycles, most, seed):
    found = by_cycle(remarks(), cycles, most, Random(seed))

    flat = [each.text for then in found for each in then]
    assert len(flat) == len(set(flat))
    assert len(found) == cycles
    for number, said_then in enumerate(found):
        assert len(said_then) <= most
        assert all(each.fits(number, cycles) for each in said_then)


def test_a_comment_is_written_by_one_person_of_its_place_and_language():
    cast = characters(300, Random(1))
    wanted = [
        Remark("x", JAKARTA, "id", ANY, "Satu"),
        Remark("x", "", "vi", ANY, "Hai"),
        Remark("x", LONDON, "id", ANY, "Tiga"),
    ]

    found = said(wanted, [one for one in cast if one.location != LONDON], Random(1))

    authors = {text: next(one for one in cast if one.number == number) for number, text in found.items()}
    assert (authors["Satu"].location, authors["Satu"].language) == (JAKARTA, "id")
    assert authors["Hai"].language == "vi"
    assert "Tiga" not in authors  # nobody of London was there


def test_what_people_were_told_is_whole_in_four_languages_and_names_no_figure():
    for texts in (NEW_COUNTER, BOOKING_RULES, COVERED_PARKING):
        assert set(texts) == set(SPOKEN)
        assert all(0 < len(title) <= 120 and text for title, text in texts.values())
        assert not any(character.isdigit() for words in texts.values() for text in words for character in text)


@given(st.integers(0, 260))
def test_the_turns_of_the_story_come_in_order(of):
    assert 0 <= middle(of) <= later(of) <= max(last(of), later(of)) <= of


@given(st.datetimes(datetime(2015, 1, 1), datetime(2035, 1, 1)), st.sampled_from(sorted(HOLIDAYS)))
def test_seasons_are_small_and_a_holiday_falls_into_one_fortnight(start, place):
    assert all(abs(season(topic, at, start)) <= 0.4 for topic, at in SEASONS)
    year = [is_holiday(place, start + n * FORTNIGHT, FORTNIGHT) for n in range(27)]  # 26 lack a day of the year
    assert 0 < sum(year) <= 2 * len(HOLIDAYS[place])


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)))
def test_the_current_cycle_opened_on_a_monday_and_stays_open_for_three_days(moment):
    opening = demo.opening_day(moment.replace(tzinfo=UTC))

    assert opening.weekday() == 0
    assert timedelta(0) < moment - opening < timedelta(days=demo.WINDOW_DAYS - 3)
