"""The demo organisation: complete, believable, repeatable."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.answers.queries import published_cycles
from pulse.cycles.queries import cycles_of, zones
from pulse.demo import operations as demo
from pulse.demo.cast import LANGUAGES, UNITS, ZONES, as_csv, characters
from pulse.demo.comments import ANY, REMARKS
from pulse.demo.opinions import FEELINGS, Stage, ballots, remarks
from pulse.invitations.operations import make_invite
from pulse.organisation.queries import locations, organisations, units
from pulse.people.importing import parse
from pulse.people.queries import counts, invitable
from pulse.questions.bank import QUESTIONS
from pulse.results.disclosure import Cell
from pulse.results.queries import comments, levels
from tests.factories.client import TestBrowser


@pytest.fixture(scope="module")
def loaded():
    """The key folder of each database's demo."""
    return {}


@pytest.fixture
def organisation(services, database, loaded):
    """The demo, loaded once a database."""
    if database not in loaded:
        heard = []
        demo.load(services, progress=heard.append)
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


def test_120_people_can_be_asked_and_5_and_10_are_the_thresholds(database, organisation):
    with database.reading() as session:
        assert counts(session, organisation.id).reachable == 120
    assert (organisation.k, organisation.k_inv) == (5, 10)


def test_parking_is_low_and_the_new_kitchen_shows(database, organisation):
    with database.reading() as session:
        closed = cycles_of(session, organisation.id)[1:]
        found = levels(session, organisation.id, [Cell()], closed)
    newest, oldest = closed[0].id, closed[-1].id
    latest = {question: level.middle for (_, cycle, question), level in found.items() if cycle == newest}

    assert min(latest, key=latest.__getitem__) == "parking"
    assert latest["canteen"] >= found[Cell(), oldest, "canteen"].middle + 10


def test_every_department_is_shown_and_something_is_hidden(database, organisation):
    with database.reading() as session:
        tree = units(session, organisation.id)
        closed = cycles_of(session, organisation.id)[1:]
        below = [Cell(node.id) for depth, node in tree.walk() if depth]
        found = levels(session, organisation.id, below, closed)
    departments = {node.id for node in tree.children(tree.root.id)}

    assert departments <= {cell.unit for cell, _, _ in found}
    assert len(found) < len(below) * len(closed) * len(FEELINGS)


def test_sixty_comments_in_four_languages_none_twice(database, organisation):
    with database.reading() as session:
        ids = [cycle.id for cycle in cycles_of(session, organisation.id)]
        tree = units(session, organisation.id)
        places = {"", *locations(session, organisation.id).nodes}
        found = comments(session, organisation.id, ids, units={"", *tree.nodes}, locations=places, unplaced=True)
    texts = Counter(comment.text for comment in found.comments)

    assert len(texts) >= 55
    assert set(texts.values()) == {1}
    assert {comment.language for comment in found.comments if comment.cell} == {"en", "id", "zh-Hant", "vi"}


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

    assert len(lines) == 3
    assert all("@" in line and "password" in line for line in lines)


def test_the_same_seed_makes_the_same_people_and_answers():
    def made(seed):
        rng = Random(seed)
        cast = characters(120, rng)
        return cast, ballots([(one, 0) for one in cast], Stage(2, 6), list(FEELINGS), rng)

    assert made(4) == made(4)
    assert made(4) != made(5)


@pytest.mark.parametrize("people", [60, 120, 1_000])
def test_the_list_of_people_is_a_file_that_the_import_reads(people):
    rows = parse(as_csv(characters(people, Random(1))))

    assert len(rows) == people
    assert len({row.email for row in rows}) == people


def test_opinions_are_on_every_counted_question_of_the_bank():
    assert set(FEELINGS) == {question.key for question in QUESTIONS if question.scale == "faces5"}


def test_the_hand_written_comments_are_sixty_and_fit_the_cast():
    assert len(REMARKS) == len({remark.text for remark in REMARKS}) == 60
    assert all(remark.language in LANGUAGES[remark.location] for remark in REMARKS)
    assert sum(jakarta + taipei for jakarta, taipei in UNITS.values()) == 120


@given(st.integers(1, 30))
def test_each_comment_belongs_to_at_most_one_cycle(cycles):
    said = Counter(remark.text for number in range(cycles) for remark in remarks(Stage(number, cycles)))

    assert set(said.values()) == {1}
    assert all(remark.text in said for remark in REMARKS if remark.phase == ANY)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)))
def test_the_current_cycle_opened_on_a_monday_and_stays_open_for_three_days(moment):
    opening = demo.opening_day(moment.replace(tzinfo=UTC))

    assert opening.weekday() == 0
    assert timedelta(0) < moment - opening < timedelta(days=demo.WINDOW_DAYS - 3)
