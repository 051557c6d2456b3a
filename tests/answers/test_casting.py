"""Casting: 204 only for what is durable, one ballot a token, one constant answer to everything else."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from secrets import token_bytes

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from sqlalchemy import func, select

from pulse.answers.models import Closing, PoolBallot
from pulse.answers.operations import end_intake, start_intake
from pulse.answers.pool import NONCE
from pulse.envelope.layout import OUTER
from pulse.envelope.outer import point, unpack
from pulse.keys.store import POOL
from pulse.simulate.ballot import draw, fill
from pulse.simulate.link import Link
from tests.factories.client import TestBrowser
from tests.factories.opened import an_open_cycle

ANSWERS = {"answers": {"canteen": 4}, "comments": {"comment": "Too loud."}, "language": "en"}


@pytest.fixture
def opened(services):
    return an_open_cycle(services)


@pytest.fixture
def browser(ballot_app):
    return TestBrowser(ballot_app)


def ready(browser, url, **changes):
    """A person who has collected: what the client trusts, the blank ballot, the finished bytes."""
    link = Link.parse(url)
    trusted = browser.look(link)
    blank = draw(trusted)
    signature = browser.collect(link, blank.blinded.message)
    return trusted, blank, fill(trusted, blank, signature, **(ANSWERS | changes))


def status_of(ballot_app, outer: bytes, kind: str = "application/octet-stream") -> int:
    answer = ballot_app.test_client().post("/ballot/cast", data=outer, content_type=kind)
    assert answer.data == b""
    assert "Set-Cookie" not in answer.headers
    return answer.status_code


def in_pool(services, opened) -> int:
    with services.database.reading() as session:
        where = PoolBallot.cycle_id == opened.cycle_id
        return session.scalar(select(func.count()).select_from(PoolBallot).where(where))


def test_a_ballot_is_durable_once_it_is_acknowledged(services, ballot_app, browser, opened):
    _, _, finished = ready(browser, opened.links[0])
    assert status_of(ballot_app, finished.outer) == 204
    assert in_pool(services, opened) == 1


def test_fifty_parallel_casts_of_one_token_make_one_ballot(services, ballot_app, browser, opened):
    _, _, finished = ready(browser, opened.links[0])
    with ThreadPoolExecutor(8) as pool:
        statuses = set(pool.map(lambda _: status_of(ballot_app, finished.outer), range(50)))
    assert statuses == {204}
    assert in_pool(services, opened) == 1


def test_other_answers_under_the_same_token_change_nothing(services, ballot_app, browser, opened):
    link = Link.parse(opened.links[0])
    trusted = browser.look(link)
    blank = draw(trusted)
    signature = browser.collect(link, blank.blinded.message)
    first = fill(trusted, blank, signature, **ANSWERS)
    second = fill(trusted, blank, signature, **(ANSWERS | {"answers": {"canteen": 1}}))
    assert status_of(ballot_app, first.outer) == 204
    with services.database.reading() as session:
        before = session.scalar(select(PoolBallot.box).where(PoolBallot.cycle_id == opened.cycle_id))
    assert status_of(ballot_app, second.outer) == 204
    with services.database.reading() as session:
        assert session.scalar(select(PoolBallot.box).where(PoolBallot.cycle_id == opened.cycle_id)) == before


@pytest.mark.parametrize("field", ["cycle", "manifest", "leaf", "public", "prefix", "token_signature"])
def test_a_ballot_with_a_foreign_part_is_refused(services, ballot_app, browser, opened, field):
    _, blank, finished = ready(browser, opened.links[0])
    ballot = unpack(finished.outer)
    private = generate_private_key(SECP256R1()) if field == "public" else blank.private
    other = point(private.public_key()) if field == "public" else token_bytes(len(getattr(ballot, field)))
    assert status_of(ballot_app, replace(ballot, **{field: other}).pack(private)) == 400
    assert in_pool(services, opened) == 0


def test_a_token_of_another_block_is_refused(services, ballot_app, browser, opened):
    trusted, blank, finished = ready(browser, opened.links[0])
    other = next(
        other
        for url in opened.links
        if (other := browser.look(Link.parse(url))).leaf != trusted.leaf
    )  # fmt: skip
    moved = replace(unpack(finished.outer), leaf=other.leaf)
    assert status_of(ballot_app, moved.pack(blank.private)) == 400


def test_a_token_of_another_cycle_is_refused(services, ballot_app, browser, opened):
    elsewhere = an_open_cycle(services)
    _, blank, finished = ready(browser, opened.links[0])
    there = browser.look(Link.parse(elsewhere.links[0]))
    moved = replace(unpack(finished.outer), cycle=there.cycle, manifest=there.manifest, leaf=there.leaf)
    assert status_of(ballot_app, moved.pack(blank.private)) == 400
    assert in_pool(services, elsewhere) == 0


@pytest.mark.parametrize("outer", [b"", b"x", bytes(OUTER), b"\x01" * OUTER, bytes(OUTER - 1), bytes(OUTER + 1)])
def test_bytes_that_are_no_ballot_are_refused(ballot_app, outer):
    assert status_of(ballot_app, outer) == 400


def test_another_content_type_is_refused(ballot_app, browser, opened):
    _, _, finished = ready(browser, opened.links[0])
    assert status_of(ballot_app, finished.outer, "application/x-www-form-urlencoded") == 400


def test_no_ballot_is_taken_after_the_last_zone_has_ended(services, ballot_app, browser, opened, clock):
    _, _, finished = ready(browser, opened.links[0])
    clock.advance(days=6, hours=23)
    assert status_of(ballot_app, finished.outer) == 204
    _, _, late = ready(browser, opened.links[1])
    clock.advance(hours=1)
    assert status_of(ballot_app, late.outer) == 410
    assert in_pool(services, opened) == 1


def test_no_ballot_is_taken_once_the_intake_has_ended(services, ballot_app, browser, opened, clock):
    _, _, finished = ready(browser, opened.links[0])
    with services.database.writing() as session:
        end_intake(session, opened.organisation_id, opened.cycle_id, now=clock.now())
    assert status_of(ballot_app, finished.outer) == 410


def test_a_missing_pool_key_is_our_trouble_and_says_try_again(services, ballot_app, browser, opened):
    _, _, finished = ready(browser, opened.links[0])
    services.keys.destroy(opened.cycle_id, names=lambda name: name == POOL)
    answer = ballot_app.test_client().post(
        "/ballot/cast", data=finished.outer, content_type="application/octet-stream"
    )
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]


def test_what_lies_in_the_pool_has_one_size_and_shows_nothing(services, ballot_app, browser, opened):
    for url, text in zip(opened.links, ["", "x" * 1500, "短" * 500], strict=False):
        _, _, finished = ready(browser, url, comments={"comment": text} if text else {})
        assert status_of(ballot_app, finished.outer) == 204
    with services.database.reading() as session:
        boxes = session.scalars(select(PoolBallot.box).where(PoolBallot.cycle_id == opened.cycle_id)).all()
    assert {len(box) for box in boxes} == {NONCE + OUTER + 16}


def test_a_ballot_that_comes_before_the_intake_is_ready_is_asked_to_come_again(services, ballot_app, browser, opened):
    _, _, finished = ready(browser, opened.links[0])
    with services.database.writing() as session:
        session.delete(session.get(Closing, (opened.organisation_id, opened.cycle_id)))
    assert status_of(ballot_app, finished.outer) == 503
    with services.database.writing() as session:
        start_intake(session, opened.organisation_id, opened.cycle_id)
    assert status_of(ballot_app, finished.outer) == 204


def test_a_body_beyond_all_measure_is_invalid_like_any_other(ballot_app):
    assert status_of(ballot_app, b"x" * 40_000) == 400
