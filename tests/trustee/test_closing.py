"""The close that waits for its trustee: quietly, killable at every step, and one key for one cycle."""

import json
import logging
from datetime import datetime

import pytest
from sqlalchemy import select

from pulse import worker
from pulse.answers import queries as answered
from pulse.closing import operations as closing
from pulse.closing import trusted
from pulse.cycles import queries as cycles
from pulse.desk import work
from pulse.handover.result import read_result
from pulse.opening import operations as opening
from pulse.opening.operations import open_cycle
from pulse.opening.plan import NoTrusteeKey
from pulse.trustee.models import TrusteeKey
from pulse.trustee.operations import KeyTaken, take_key, withdraw
from pulse.trustee.queries import next_key, standing
from tests.closing.killing import killed_at
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import a_series, opened
from tests.factories.trustee import a_trusted_cycle, a_trustee

CHOICES = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 3, 3]


def state(services, cycle):
    with services.database.reading() as session:
        return answered.state(session, cycle.organisation_id, cycle.cycle_id)


@pytest.fixture
def counted(services, ballot_app, tmp_path):
    """A check-in that is over, and what its trustee counted."""
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "counts")
    answer(TestBrowser(ballot_app), cycle, CHOICES)
    close(services, cycle)
    package = trusted.hand_over(services, cycle.cycle_id)
    result = work.count(work.prepare(package, ring, now=services.clock.now()), ring)
    return cycle, read_result(result)


def test_ticks_wait_without_noise(services, ballot_app, tmp_path, caplog):
    cycle, _ = a_trusted_cycle(services, tmp_path / "w", "counts")
    answer(TestBrowser(ballot_app), cycle, CHOICES)
    services.clock.advance(days=8)
    with caplog.at_level(logging.INFO, logger="pulse"):
        for _ in range(3):
            worker._close_due(services, services.clock.now())
    said = [record for record in caplog.records if cycle.cycle_id in record.getMessage()]
    assert len(said) == 1
    assert "waits for the trustee" in said[0].getMessage()
    assert state(services, cycle).intake_ended is not None
    with services.database.reading() as session:
        waits = answered.waiting_for_trustee(session, cycle.organisation_id)
    assert [one.cycle_id for one in waits] == [cycle.cycle_id]


STEPS = [
    (trusted.answers, "claim_tally"),
    (trusted, "store"),
    (trusted.trustees, "note_counted"),
    (closing, "_publish"),
    (closing, "publish"),
    (closing.answers, "keys_destroyed"),
    (closing.trustees, "forget_copy"),
]


@pytest.mark.parametrize("database", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("place", "step"), STEPS, ids=[name for _, name in STEPS])
@pytest.mark.parametrize("when", ["before", "after"])
def test_taking_a_result_killed_anywhere_is_finished_by_a_tick_or_the_same_file(
    services, ballot_app, counted, monkeypatch, place, step, when
):
    cycle, result = counted
    with killed_at(monkeypatch, place, step, when):
        trusted.take_results(services, result, now=services.clock.now())
    stored = state(services, cycle).tallied is not None
    worker._close_due(services, services.clock.now())
    assert state(services, cycle).published == stored
    assert trusted.take_results(services, result, now=services.clock.now()) != stored
    assert state(services, cycle).published
    assert cycle.cycle_id not in services.keys.cycles()
    log = TestBrowser(ballot_app).board(cycle.cycle_id)["log"]
    assert [json.loads(entry["document"])["kind"] for entry in log] == ["opened", "closed"]


def test_another_result_after_the_first_is_refused(services, counted):
    cycle, result = counted
    trusted.take_results(services, result, now=services.clock.now())
    other = read_result(result.write().replace(result.signature.hex().encode(), b"00" * 64))
    assert not trusted.take_results(services, other, now=services.clock.now())  # the statement is the same: no change
    with pytest.raises(trusted.NotWaiting, match="has been counted"):
        trusted.hand_over(services, cycle.cycle_id)


def test_what_is_open_or_counted_by_the_server_is_not_handed_over(services, tmp_path):
    cycle, _ = a_trusted_cycle(services, tmp_path / "w", "counts")
    with pytest.raises(trusted.NotWaiting, match="still takes answers"):
        trusted.hand_over(services, cycle.cycle_id)
    copied, _ = a_trusted_cycle(services, tmp_path / "c", "copy")
    with pytest.raises(trusted.NotWaiting, match="the server does it"):
        trusted.hand_over(services, copied.cycle_id)
    with pytest.raises(trusted.NotWaiting, match="no cycle"):
        trusted.hand_over(services, "0" * 32)


def test_each_cycle_takes_a_key_of_its_own_and_none_opens_without(services, tmp_path):
    series = a_series(services)
    ring = a_trustee(services, series.organisation_id, tmp_path / "w", "counts", count=1)
    cycle = opened(services, series)
    with services.database.reading() as session:
        manifest = json.loads(cycles.cycle(session, cycle.cycle_id).manifest)
        assert manifest["trustee"]["box"] == manifest["bpk"]
        assert [manifest["trustee"]["key"]] == ring.ids()
        assert standing(session, series.organisation_id).hinders
    hindrances = worker.hindrances(services, is_demo=True, organisation_id=series.organisation_id)
    assert hindrances == ["no_trustee_key"]
    with pytest.raises(NoTrusteeKey):
        open_cycle(services, series, datetime(2026, 12, 7, 9, 0), now=services.clock.now())
    assert worker.open_if_due(services, series, now=services.clock.advance(days=14)) is None


def test_two_openings_at_once_never_share_a_key(services, tmp_path, monkeypatch):
    series = a_series(services)
    a_trustee(services, series.organisation_id, tmp_path / "w", "counts", count=2)
    with services.database.reading() as session:
        key = next_key(session, series.organisation_id).key
    real = opening._recovery_copy

    def slow(*args):
        with services.database.writing() as session:
            take_key(session, series.organisation_id, key, "ab" * 16)
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(opening, "_recovery_copy", slow)
        with pytest.raises(KeyTaken):
            opened(services, series)
    assert services.keys.cycles() == set()
    opened(services, series)
    with services.database.reading() as session:
        rows = session.scalars(select(TrusteeKey).where(TrusteeKey.organisation_id == series.organisation_id)).all()
    assert len({row.cycle_id for row in rows}) == 2


def test_a_key_that_is_withdrawn_while_a_check_in_opens_is_not_taken(services, tmp_path, monkeypatch):
    series = a_series(services)
    a_trustee(services, series.organisation_id, tmp_path / "w", "counts", count=1)
    real = opening._recovery_copy

    def slow(*args):
        with services.database.writing() as session:
            assert withdraw(session, series.organisation_id) == 1
        return real(*args)

    with monkeypatch.context() as patch:
        patch.setattr(opening, "_recovery_copy", slow)
        with pytest.raises(KeyTaken):
            opened(services, series)
    assert services.keys.cycles() == set()
    with services.database.reading() as session:
        assert cycles.timeline(session, series.organisation_id) == []
    with pytest.raises(NoTrusteeKey):
        opened(services, series)


def test_a_result_that_finds_no_key_folder_is_one_sentence_and_is_finished_once_it_is_back(services, counted):
    cycle, result = counted
    lasting = services.keys.folder / "lasting"
    away = lasting.with_name("away")
    (mark,) = [path for path in lasting.iterdir() if path.name.startswith("installation-")]
    for gone, stored in ((lasting / "log_key", False), (mark, True)):
        gone.rename(away)
        with pytest.raises(trusted.KeysAway, match="bring this file again"):
            trusted.take_results(services, result, now=services.clock.now())
        away.rename(gone)
        assert (state(services, cycle).tallied is not None) == stored
        assert not state(services, cycle).published
    assert trusted.take_results(services, result, now=services.clock.now())
    assert state(services, cycle).published
    assert not trusted.take_results(services, result, now=services.clock.now())
