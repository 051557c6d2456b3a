"""The process dies under a request: whoever sends the same bytes again loses nothing and gains nothing."""

import json
from random import Random

import pytest
from sqlalchemy import func, select

from pulse.answers.models import PoolBallot
from pulse.ballots.models import Issued
from pulse.simulate.ballot import draw
from tests.refusals.process import a_server
from tests.refusals.talk import post
from tests.refusals.test_over_http import CAST, COLLECT, JSON, wanted

KILLED = -9


def stored(installation, table) -> int:
    with installation.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_a_process_killed_under_a_request_loses_no_ballot(installation, people):
    persons = [next(people) for _ in range(3)]
    for person, (point, kept) in zip(persons, {"signed": 0, "stored, not answered": 1}.items(), strict=False):
        before = stored(installation, Issued)
        with a_server(installation, point) as (port, process), pytest.raises(ConnectionError):
            post(port, COLLECT, wanted(person), JSON)
        assert process.wait() == KILLED
        assert stored(installation, Issued) == before + kept
    before = stored(installation, PoolBallot)
    with a_server(installation, "cast, not answered") as (port, process):
        answers = [post(port, COLLECT, wanted(person), JSON) for person in persons]
        assert {answer.status for answer in answers} == {200}
        signatures = [bytes.fromhex(json.loads(answer.body)["blind_signature"]) for answer in answers]
        outers = [person.outer(signed, Random(1)) for person, signed in zip(persons, signatures, strict=True)]
        with pytest.raises(ConnectionError):
            post(port, CAST, outers[0])
    assert process.wait() == KILLED
    with a_server(installation) as (port, _):
        assert [post(port, COLLECT, wanted(person), JSON) for person in persons] == answers
        others = [post(port, COLLECT, wanted(person, draw(person.trusted)), JSON) for person in persons]
        assert {answer.status for answer in others} == {409}
        assert {post(port, CAST, outer).status for outer in outers} == {204}
    assert stored(installation, PoolBallot) == before + len(outers)
