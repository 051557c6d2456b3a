"""A cycle drawn by lot asks whole blocks, leaves the others as they are, and shows no part that it asked in part."""

import json
from datetime import timedelta
from random import Random
from secrets import token_bytes

import pytest

from pulse.closing.operations import store_history
from pulse.counting.inner import OpenBallot
from pulse.cycles import queries as cycles
from pulse.cycles.models import Cycle
from pulse.invitations import operations as invitations
from pulse.invitations import queries as invited
from pulse.opening import operations as opening
from pulse.opening.operations import open_cycle
from pulse.organisation import queries as organisations
from pulse.results.disclosure import Cell, family, members
from pulse.results.intervals import Lot, Population, of_level
from pulse.results.queries import asked_in_part, levels, participation, populations, trees
from pulse.schedule.models import Series
from pulse.schedule.queries import one_series
from tests.factories.opened import MONDAY, a_series

UNITS = [f"Unit {number:02}" for number in range(13)]
EVERYBODY = 26 * 20


def a_series_by_lot(services, *, people=EVERYBODY, margin=5):
    made = a_series(services, people=people, units=UNITS)
    with services.database.writing() as session:
        session.get_one(Series, (made.organisation_id, made.id)).margin = margin
        session.flush()
        return one_series(session, made.organisation_id, made.id)


def opened(services, series, *, seed, at=MONDAY):
    return open_cycle(services, series, at, now=services.clock.now(), rng=Random(seed))


def read(services, question):
    with services.database.reading() as session:
        return question(session)


def test_whole_blocks_are_asked_and_the_others_keep_their_people(services):
    series = a_series_by_lot(services)
    id, here = opened(services, series, seed=1), series.organisation_id
    cycle = read(services, lambda session: cycles.cycle(session, id))
    placed = read(services, lambda session: cycles.blocks(session, here, id))
    asked = read(services, lambda session: invited.invited_blocks(session, here, id))
    members_of = read(services, lambda session: invitations.members(session, here, cycle.quarter))
    people, drawn_from = read(services, lambda session: session.get_one(Cycle, (here, id)).sample), len(members_of)
    assert 20 <= len(placed) < drawn_from == 26
    assert people["people"] == EVERYBODY == sum(map(len, members_of.values()))
    assert people["blocks"] == drawn_from
    assert people["effect"] > 2
    assert len(asked) == cycle.invited == sum(block.invited for block in placed)
    for block in placed:
        assert {person for person, index in asked.items() if index == block.index} == set(members_of[block.block_id])
    assert json.loads(cycle.manifest)["blocks"] == len(placed)
    content = json.loads(cycle.content)
    assert (content["invited"], content["drawn_from"]) == (len(asked), EVERYBODY)
    said = f"This time {len(asked)} of {EVERYBODY} people are asked, drawn by lot."
    assert content["strings"]["en"]["hr_sees_totals"].endswith(said)
    kept = {block.id for block in read(services, lambda session: organisations.blocks(session, here, cycle.quarter))}
    assert kept == members_of.keys()
    spots = read(services, lambda session: cycles.left_out(session, here, [id]))[id]
    assert len(spots) == drawn_from - len(placed)
    assert not spots & {(block.unit_id, block.location_id) for block in placed}


def test_the_public_rules_say_so_in_one_sentence(services, ballot_app):
    series = a_series_by_lot(services)
    id = opened(services, series, seed=1)
    page = ballot_app.test_client().get(f"/transparency/{id}/en").get_data(as_text=True)
    asked = read(services, lambda session: cycles.cycle(session, id)).invited
    assert f"This time {asked} of {EVERYBODY} people are asked, drawn by lot." in page


def test_every_check_in_draws_anew_within_the_blocks_of_the_quarter(services):
    series = a_series_by_lot(services)
    here, drawn = series.organisation_id, []
    for number in range(2):
        id = opened(services, series, seed=number, at=MONDAY + timedelta(weeks=2 * number))
        drawn.append({b.block_id for b in read(services, lambda session, id=id: cycles.blocks(session, here, id))})
        services.clock.advance(days=14)
    assert drawn[0] != drawn[1]
    assert drawn[0] & drawn[1]
    kept = read(services, lambda session: invitations.members(session, here, "2026-Q4"))
    assert drawn[0] | drawn[1] <= kept.keys()
    assert len(kept) == 26


@pytest.mark.parametrize(("people", "margin"), [(490, 5), (EVERYBODY, 2), (EVERYBODY, None)])
def test_where_a_lot_would_spare_hardly_anybody_everybody_is_asked(services, people, margin):
    series = a_series_by_lot(services, people=people, margin=margin)
    id = opened(services, series, seed=1)
    with services.database.reading() as session:
        assert session.get_one(Cycle, (series.organisation_id, id)).sample is None
        assert cycles.cycle(session, id).invited == people
        content = json.loads(cycles.cycle(session, id).content)
        assert "drawn_from" not in content
        assert "lot" not in content["strings"]["en"]["hr_sees_totals"]
        assert not cycles.left_out(session, series.organisation_id, [id])
        assert not cycles.samples(session, series.organisation_id, [id])


@pytest.fixture
def counted(services, monkeypatch):
    """A cycle drawn by lot in which 16 of each block answered; its series and its id."""
    monkeypatch.setattr(opening, "prepare_answers", lambda *_: None)  # its ballots are made up below
    series = a_series_by_lot(services)
    id, rng = opened(services, series, seed=3), Random(3)
    with services.database.writing() as session:
        session.get_one(Cycle, (series.organisation_id, id)).origin = "demo"
        session.flush()
        placed = cycles.blocks(session, series.organisation_id, id)
        cast = [
            OpenBallot(block.index, {"canteen": rng.choice((2, 4, 5))}, (), "en")
            for block in placed
            for _ in range(16)
        ]
        leaves = [token_bytes(32) for _ in cast]
        store_history(
            session, id, cast, leaves, collected=len(cast), log_key=services.keys.log_key(), now=services.clock.now()
        )
    return series, id


def test_parts_that_were_asked_in_part_show_nothing_and_those_asked_in_full_what_they_always_do(services, counted):
    series, id = counted
    here = series.organisation_id
    with services.database.reading() as session:
        own, rounds = trees(session, here), cycles.rounds(session, here, [id])
        every = family(own.units, own.locations)
        partly = asked_in_part(session, here, [id])[id]
        shown = {cell for cell, _, _ in levels(session, here, every, rounds)}
        inside = members(every, cycles.placements(session, here, [id])[id], own.units, own.locations)
    assert Cell() in shown
    assert Cell() not in partly
    assert not shown & partly
    full = {cell for cell in every if inside[cell] and cell not in partly}
    assert {Cell(), *(cell for cell in full if cell.unit and cell.location)} <= shown
    assert any(cell.unit and not cell.location for cell in partly)


def test_the_whole_speaks_of_everybody_with_the_effect_that_was_frozen(services, counted):
    series, id = counted
    here = series.organisation_id
    with services.database.reading() as session:
        own, rounds = trees(session, here), cycles.rounds(session, here, [id])
        _people, asked, effect = cycles.samples(session, here, [id])[id]
        of = populations(session, own, here, [Cell()], [id])[Cell(), id]
        level = levels(session, here, {Cell()}, rounds)[Cell(), id, "canteen"]
        taken_part = participation(session, here, [id])[id]
    assert of == Population(EVERYBODY, Lot(asked, effect))
    assert taken_part.invited == asked < EVERYBODY
    wide, narrow = of_level(level, of.people, of.lot), of_level(level, asked)
    assert wide.low < narrow.low <= narrow.high < wide.high
    assert wide.high - wide.low <= 12
