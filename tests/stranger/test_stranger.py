"""Whoever has only docs/protocol.md can cast a ballot that counts, and check that it did."""

import json
import subprocess
import sys
from collections import Counter
from copy import deepcopy
from pathlib import Path

import pytest
from sqlalchemy import func, select

from pulse.answers.models import Tally
from pulse.simulate import seed as seeds
from pulse.simulate.ballot import draw
from pulse.simulate.browser import Browser
from pulse.simulate.link import Link
from tests.factories.closed import close
from tests.factories.opened import an_open_cycle
from tests.stranger import client, verifier

HERE = Path(__file__).parent
MARKS = [1, 2, 2, 3, 4, 4, 4, 4, 5, 5, 5, 5]

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def opened(live):
    return an_open_cycle(live.services, people=40)


@pytest.fixture
def shown(live, opened):
    """Fetch a document of the open cycle."""
    return lambda what: json.loads(client.fetch(f"{live.ballot_url}/ballot/{what}"))


def vote(link: str, mark: int = 4) -> client.Ballot:
    return client.vote(link, {"canteen": mark}, {"comment": "Antrean 😀"}, "en")


def run(script: str, *arguments: object) -> str:
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def flipped(hex_: str, bit: int) -> str:
    return f"{int(hex_, 16) ^ 1 << bit:0{len(hex_)}x}"


def misprinted(text: str, at: int) -> str:
    return text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]


def test_a_strangers_ballots_are_counted_and_their_receipts_are_on_the_board(live, opened, shown):
    before = shown(f"board/{opened.cycle_id}")
    receipts = [vote(link, mark).receipt.hex() for link, mark in zip(opened.links, MARKS, strict=False)]
    assert verifier.verify(before) == "Consistent: the cycle is open, nothing is counted yet."
    close(live.services, opened)
    board = shown(f"board/{opened.cycle_id}")
    m = client.read_link(opened.links[0]).m
    for receipt in receipts:
        assert verifier.verify(board, m=m, receipt=receipt, earlier=before) == "Consistent: 12 ballots were counted."
    with live.services.database.reading() as session:
        counted = select(Tally.option, func.sum(Tally.count)).where(
            Tally.cycle_id == opened.cycle_id, Tally.question == "canteen"
        )
        assert {option: int(n) for option, n in session.execute(counted.group_by(Tally.option))} == Counter(MARKS)


def test_a_code_carries_a_ballot_between_our_client_and_the_strangers(live, opened, shown):
    link = opened.links[0]
    where = Link.parse(link)
    browser = Browser(live.ballot_url)
    trusted = browser.look(where)
    seed = bytes(range(16))
    browser.collect(where, draw(trusted, seed).blinded.message)
    code = seeds.code(seed, seeds.grow(seed, trusted).check)
    first = client.vote(link, {"canteen": 5}, {}, "en", code.lower())
    client.vote(link, {"canteen": 1}, {}, "en", code)  # what comes later is taken and does not count
    with pytest.raises(ValueError, match="not the code of this link"):
        client.vote(opened.links[1], {"canteen": 5}, {}, "en", code)
    with pytest.raises(client.Refused, match="409"):
        client.vote(link, {"canteen": 5}, {}, "en")
    browser.close()
    close(live.services, opened)
    assert shown(f"board/{opened.cycle_id}")["leaves"] == [first.receipt.hex()]


def test_client_and_verifier_run_by_themselves(live, opened, shown, tmp_path):
    kept, board = (tmp_path / f"{name}.json" for name in ("kept", "board"))
    kept.write_text(json.dumps(shown(f"board/{opened.cycle_id}")))
    receipt = run("client.py", opened.links[0], "canteen=4", "comment=Longer breaks")
    for link in opened.links[1:6]:
        vote(link)
    close(live.services, opened)
    board.write_text(json.dumps(shown(f"board/{opened.cycle_id}")))
    said = run("verifier.py", board, "--receipt", receipt, "--earlier", kept)
    assert said == "Consistent: 6 ballots were counted."


@pytest.fixture
def board(live, opened, shown):
    """A closed board of the real application."""
    for link in opened.links[:6]:
        vote(link)
    close(live.services, opened)
    return shown(f"board/{opened.cycle_id}")


def test_a_flipped_bit_anywhere_on_the_board_is_refused_with_a_sentence_of_its_own(board):
    for bit in (0, 77, 255):
        receipt, other = board["leaves"][2], deepcopy(board)
        with pytest.raises(verifier.Wrong, match="This receipt is not on the board"):
            verifier.verify(board, receipt=flipped(receipt, bit))
        other["leaves"][2] = flipped(receipt, bit)
        with pytest.raises(verifier.Wrong, match="The leaves do not give the board's root"):
            verifier.verify(other)
        other = {**board, "root": flipped(board["root"], bit)}
        with pytest.raises(verifier.Wrong, match="The leaves do not give the board's root"):
            verifier.verify(other)
        other = {**board, "log_key": flipped(board["log_key"], bit)}
        with pytest.raises(verifier.Wrong, match="The signature of log entry 1 is not by the log's key"):
            verifier.verify(other)
        other = deepcopy(board)
        other["log"][1]["signature"] = flipped(board["log"][1]["signature"], bit)
        with pytest.raises(verifier.Wrong, match="The signature of log entry 2 is not by the log's key"):
            verifier.verify(other)
        other = deepcopy(board)
        other["log"][0]["root"] = flipped(board["log"][0]["root"], bit)
        with pytest.raises(verifier.Wrong, match="The root of log entry 1 does not cover the log"):
            verifier.verify(other)


def test_a_misprint_at_any_place_of_manifest_and_log_is_refused(board):
    for at in range(len(board["manifest"])):
        with pytest.raises(verifier.Wrong, match="The log never opened this manifest"):
            verifier.verify({**board, "manifest": misprinted(board["manifest"], at)})
    for entry in (0, 1):
        for at in range(len(board["log"][entry]["document"])):
            other = deepcopy(board)
            other["log"][entry]["document"] = misprinted(board["log"][entry]["document"], at)
            with pytest.raises(verifier.Wrong, match=f"The root of log entry {entry + 1} does not cover the log"):
                verifier.verify(other)


@pytest.mark.parametrize("figure", verifier.COUNTS)
def test_a_changed_figure_of_the_board_is_not_the_logs(board, figure):
    sentence = "The log was closed with other figures|The blocks do not add up to those invited"
    with pytest.raises(verifier.Wrong, match=sentence):
        verifier.verify({**board, figure: board[figure] + 1})


def test_the_server_answers_the_stranger_as_the_document_says(live, opened):
    link = client.read_link(opened.links[0])
    cycle = client.look(link)
    moved = client.Link(link.host, link.cycle, link.invite, link.m, 1 - link.block)
    for status, asked in ((422, moved), (200, link), (409, link)):
        if status == 200:
            client.collect(asked, cycle, client.grow(b"first".ljust(16), cycle, asked))
            continue
        with pytest.raises(client.Refused) as refused:
            client.collect(asked, cycle, client.grow(b"another".ljust(16), cycle, asked))
        assert refused.value.status == status
    ballot = vote(opened.links[1])
    client.cast(link, ballot)  # a second time: already durable
    altered = client.Ballot(ballot.outer[:5000] + bytes([ballot.outer[5000] ^ 1]) + ballot.outer[5001:], b"")
    with pytest.raises(client.Refused, match="Casting was answered with 400"):
        client.cast(link, altered)
    live.services.clock.advance(days=8)
    with pytest.raises(client.Refused, match="Casting was answered with 410"):
        client.cast(link, ballot)
