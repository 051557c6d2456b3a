"""Trustee mode from end to end: only the trustee opens ballots, and the server publishes what they signed."""

import json
from collections import Counter

import pytest
from sqlalchemy import func, select, update

from pulse.answers import queries as answered
from pulse.answers.models import PoolBallot, Tally
from pulse.closing import trusted
from pulse.closing.operations import close_cycle
from pulse.cycles.models import Cycle
from pulse.desk import work
from pulse.handover.result import read_result
from pulse.keys.store import BOX
from pulse.verify.verdict import verify
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.trustee import NAME, a_trusted_cycle

CHOICES = [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 1, 2, 3, 4, 5, 3, 4]


@pytest.fixture
def browser(ballot_app):
    return TestBrowser(ballot_app)


def total(services, cycle_id, question="canteen") -> Counter:
    with services.database.reading() as session:
        rows = session.execute(
            select(Tally.option, func.sum(Tally.count))
            .where(Tally.cycle_id == cycle_id, Tally.question == question)
            .group_by(Tally.option)
        )
        return +Counter({option: int(count) for option, count in rows})


def state(services, opened):
    with services.database.reading() as session:
        return answered.state(session, opened.organisation_id, opened.cycle_id)


def test_the_trustee_counts_and_the_server_publishes(services, browser, tmp_path):
    opened, ring = a_trusted_cycle(services, tmp_path / "w", "counts", people=40)
    assert not services.keys.has(opened.cycle_id, BOX)
    expected = answer(browser, opened, CHOICES, comment="Said")
    close(services, opened)
    assert not state(services, opened).tallied

    package = trusted.hand_over(services, opened.cycle_id)
    assert package == trusted.hand_over(services, opened.cycle_id)
    ready = work.prepare(package, ring, now=services.clock.now())
    result = work.count(ready, ring)
    assert trusted.take_results(services, read_result(result), now=services.clock.now())

    assert total(services, opened.cycle_id) == expected
    assert state(services, opened).published
    assert services.keys.cycles() == set()
    with services.database.reading() as session:
        assert session.scalar(select(func.count()).select_from(PoolBallot)) == 0
    board = browser.board(opened.cycle_id)
    verdict = verify(json.dumps(board).encode())
    assert verdict.problems == ()
    assert verdict.manifest.trustee.name == NAME
    assert json.loads(board["counted"]["document"])["accepted"] == len(CHOICES)
    assert not trusted.take_results(services, read_result(result), now=services.clock.now())
    close_cycle(services, opened.cycle_id, now=services.clock.now())
    assert browser.board(opened.cycle_id) == board
    assert work.spent_key(json.dumps(board).encode(), ring) == verdict.manifest.trustee.key.id


def test_a_threshold_that_was_raised_before_the_close_is_what_the_trustee_counts_with(services, browser, tmp_path):
    opened, ring = a_trusted_cycle(services, tmp_path / "w", "counts", people=40)
    expected = answer(browser, opened, CHOICES)
    with services.database.writing() as session:
        session.execute(update(Cycle).where(Cycle.id == opened.cycle_id).values(k=11))
    close(services, opened)
    ready = work.prepare(trusted.hand_over(services, opened.cycle_id), ring, now=services.clock.now())
    assert ready.package.k > ready.manifest.k
    result = read_result(work.count(ready, ring))
    assert trusted.take_results(services, result, now=services.clock.now())
    assert total(services, opened.cycle_id) == expected
    sizes = Counter()
    for row in result.counted.tallies:
        sizes[row.question, row.atom] += row.chosen
    assert min(sizes.values()) >= 11
