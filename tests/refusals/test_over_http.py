"""Whatever comes over the wire: constant answers, nothing counted twice, nobody held up."""

import json
import os
import socket
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from random import Random

from sqlalchemy import func, select

from pulse.answers.models import PoolBallot
from pulse.ballots.models import Issued
from pulse.envelope.layout import OUTER
from pulse.envelope.outer import unpack
from pulse.simulate.ballot import draw
from tests.refusals.talk import chunked, head, post, read, said

CAST, COLLECT = "/ballot/cast", "/ballot/collect"
OCTETS, JSON = "application/octet-stream", "application/json"


def wanted(person, blank=None, **changes) -> bytes:
    blinded = (blank or person.blank).blinded.message.hex()
    return json.dumps(
        {"invite": person.link.invite, "blinded": blinded, "block": person.link.block} | changes
    ).encode()


def ballot(port, person) -> bytes:
    """The finished bytes of somebody who collects now."""
    answer = post(port, COLLECT, wanted(person), JSON)
    assert answer.status == 200
    return person.outer(bytes.fromhex(json.loads(answer.body)["blind_signature"]), Random(1))


def rows(installation, table) -> int:
    with installation.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_fifty_parallel_collects_of_one_person_give_one_signature(installation, port, people):
    person, before = next(people), rows(installation, Issued)
    blanks = [person.blank, *(draw(person.trusted) for _ in range(4))]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda n: post(port, COLLECT, wanted(person, blanks[n % 5]), JSON), range(50)))
    assert {answer.status for answer in answers} == {200, 409}
    assert len({answer.body for answer in answers if answer.status == 200}) == 1
    assert rows(installation, Issued) == before + 1


def test_fifty_parallel_casts_of_one_token_make_one_ballot_and_all_are_answered_alike(installation, port, people):
    outer, before = ballot(port, next(people)), rows(installation, PoolBallot)
    with ThreadPoolExecutor(16) as pool:
        answers = set(pool.map(lambda _: post(port, CAST, outer), range(50)))
    assert len(answers) == 1
    assert answers.pop().status == 204
    assert rows(installation, PoolBallot) == before + 1


def test_new_repeated_replayed_and_changed_ballots_are_answered_alike(installation, port, people):
    person = next(people)
    answer = post(port, COLLECT, wanted(person), JSON)
    signature, before = bytes.fromhex(json.loads(answer.body)["blind_signature"]), rows(installation, PoolBallot)
    first, other = person.outer(signature, Random(1)), person.outer(signature, Random(2))
    in_pieces = head(CAST, Content_Type=OCTETS, Transfer_Encoding="chunked") + chunked(first)
    expecting = head(CAST, Content_Type=OCTETS, Content_Length=OUTER, Expect="100-continue")
    answers = {
        post(port, CAST, first),
        post(port, CAST, first),
        post(port, CAST, other),
        said(port, in_pieces),
        said(port, expecting, first),
        post(port, CAST, first, Cookie="pulse_staff=whoever", Referer="https://example.com/"),
    }
    assert len(answers) == 1
    assert answers.pop().status == 204
    assert rows(installation, PoolBallot) == before + 1


def test_everything_invalid_is_answered_alike_without_detail(installation, port, people):
    person, before = next(people), rows(installation, PoolBallot)
    outer = ballot(port, person)
    broken = unpack(outer)
    foreign = replace(broken, token_signature=bytes(256)).pack(person.blank.private)
    elsewhere = replace(broken, cycle=bytes(16)).pack(person.blank.private)
    flipped = outer[:5000] + bytes([outer[5000] ^ 1]) + outer[5001:]
    answers = {
        *(post(port, CAST, body) for body in (b"", b"x", bytes(OUTER), outer[:-1], outer + b"\0", b"x" * 40_000)),
        *(post(port, CAST, body) for body in (foreign, elsewhere, flipped, "\0\u202e".encode() * 2000)),
        *(post(port, CAST, outer, kind) for kind in (None, "", "text/plain", "multipart/form-data", JSON)),
        said(port, head(CAST, Content_Type=OCTETS, Transfer_Encoding="chunked") + chunked(b"x" * 40_000)),
        said(port, head(CAST, Content_Type=OCTETS, Content_Length=3, Expect="100-continue"), b"xyz"),
    }
    assert len(answers) == 1
    assert (answers.pop().status, rows(installation, PoolBallot)) == (400, before)
    assert post(port, CAST, outer).status == 204


def test_a_request_to_collect_that_is_none_is_answered_alike(installation, port, people):
    person, before = next(people), rows(installation, Issued)
    whole = wanted(person)
    bodies = [b"", whole[:-1], whole + b"x", b"[" * 9000, b"\0", b"\xff" + whole, b"null"]
    bodies += [wanted(person, invite=f"\0{person.link.invite[1:]}"), wanted(person, invite=f"\u202e{'a' * 63}")]
    bodies += [wanted(person, block=1.5), wanted(person, block="\u0661"), wanted(person, more="x" * 20_000)]
    answers = {
        *(post(port, COLLECT, body, JSON) for body in bodies),
        *(post(port, COLLECT, whole, kind) for kind in (None, "text/plain", OCTETS)),
    }
    assert len(answers) == 1
    assert (answers.pop().status, rows(installation, Issued)) == (400, before)
    assert post(port, COLLECT, whole, JSON).status == 200


def test_a_body_that_breaks_off_is_no_ballot(installation, port, people):
    outer, before = ballot(port, next(people)), rows(installation, PoolBallot)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(head(CAST, Content_Type=OCTETS, Content_Length=OUTER) + outer[:-1])
    assert rows(installation, PoolBallot) == before
    assert post(port, CAST, outer).status == 204


def test_a_slow_body_holds_nobody_up(installation, port, people):
    slow, quick = ballot(port, next(people)), ballot(port, next(people))
    lingering = [socket.create_connection(("127.0.0.1", port), timeout=30) for _ in range(20)]
    for connection in lingering:  # more than there are threads
        connection.sendall(head(CAST, Content_Type=OCTETS, Content_Length=OUTER) + slow[:4000])
    assert post(port, CAST, quick).status == 204
    lingering[0].sendall(slow[4000:])
    assert read(lingering[0]).status == 204
    for connection in lingering:
        connection.close()


def test_a_body_beyond_all_measure_is_not_taken_in(port):
    huge = head(CAST, Content_Type=OCTETS, Content_Length=10**12)
    with socket.create_connection(("127.0.0.1", port), timeout=30) as connection:
        connection.sendall(huge + os.urandom(1000))
        assert read(connection).status == 413
    assert post(port, CAST, b"").status == 400
