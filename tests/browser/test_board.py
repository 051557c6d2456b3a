"""The receipt page and a board: one that is malformed, one with a long log, and one that a trustee counted."""

import json
from hashlib import sha256
from secrets import token_hex

import pytest
from playwright.sync_api import expect

from pulse.application import create_ballot_app
from pulse.checkin.strings import RECEIPT
from pulse.closing import trusted
from pulse.desk import work
from pulse.envelope.canonical import canonical
from pulse.handover.result import read_result, signed_bytes
from pulse.merkle.tree import leaf_hash, root
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import an_open_cycle
from tests.factories.trustee import a_trusted_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

CYCLE = "ab" * 16
ENTRIES = 520
DIGESTS = """globalThis.digests = 0;
const digest = SubtleCrypto.prototype.digest;
SubtleCrypto.prototype.digest = function (...given) { digests++; return digest.apply(this, given); };"""
NO_ED25519 = """const importKey = SubtleCrypto.prototype.importKey;
SubtleCrypto.prototype.importKey = function (...given) {
    return given[2].name === "Ed25519" ? Promise.reject(new Error("unknown")) : importKey.apply(this, given); };"""
SIGNED = RECEIPT["check_trustee"]


def a_board(**changes):
    """A closed board of another server, whole in form."""
    manifest = json.dumps({"cycle": CYCLE})
    documents = [json.dumps({"cycle": token_hex(16), "organisation": "00" * 16}) for _ in range(ENTRIES)]
    leaves = [leaf_hash(document.encode()) for document in documents]
    log = [
        {"document": document, "root": root(leaves[: i + 1]).hex(), "signature": "00" * 64}
        for i, document in enumerate(documents)
    ]
    board = {"v": 1, "manifest": manifest, "origin": "cast", "closed": True, "invited": 9, "collected": 9}
    board |= {"accepted": 1, "rejected": 0, "leaves": [sha256(b"").hexdigest()], "root": "00" * 32}
    return {**board, "log": log, "log_key": "00" * 32, **changes}


def ask(phone, live, body):
    """Open a receipt of the cycle while the server answers with this."""
    phone.context.route("**/ballot/board/*", lambda route: route.fulfill(body=body, content_type="application/json"))
    phone.page.goto(f"{live.ballot_url}/receipt#c={CYCLE}&r={'0' * 64}")
    expect(phone.page.get_by_role("heading", name="The public list contradicts itself")).to_be_visible()
    assert phone.problems == []


@pytest.mark.parametrize(
    "body",
    [
        "<html>",
        "null",
        '{"closed":true}',
        '{"closed":false}',
        json.dumps({**a_board(log=[]), "log": [{"document": "{"}]}),
        json.dumps(a_board(log=[], log_key=None)),
        json.dumps(a_board(log=[], leaves=[5])),
        json.dumps(a_board(log=[], accepted="many")),
    ],
)
def test_a_malformed_board_is_called_broken(live, phone, body):
    ask(phone, live, body)


def test_a_long_log_is_checked_with_few_hashes(live, phone):
    phone.context.add_init_script(DIGESTS)
    ask(phone, live, json.dumps(a_board()))
    phone.page.get_by_text("What was checked").wait_for()
    expect(phone.page.get_by_text("✓ Each entry of the log leads to the sum written beside it.")).to_be_visible()
    assert phone.page.evaluate("digests") < 8 * ENTRIES


def test_a_long_log_with_one_wrong_sum_is_found(live, phone):
    board = a_board()
    board["log"][300]["root"] = "00" * 32
    ask(phone, live, json.dumps(board))
    expect(phone.page.get_by_text("This does not hold: Each entry of the log leads")).to_be_visible()


def test_a_log_key_of_a_wrong_size_is_not_blamed_on_the_browser(live, phone):
    ask(phone, live, json.dumps(a_board(log_key="00" * 31)))
    expect(phone.page.get_by_text("This does not hold: Each sum is signed")).to_be_visible()


@pytest.fixture
def counted(live, tmp_path):
    """The board of a cycle that its trustee counted, and a function that puts their signature under anything."""
    browser = TestBrowser(create_ballot_app(live.services))
    cycle, ring = a_trusted_cycle(live.services, tmp_path / "w", "counts")
    answer(browser, cycle, [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 3, 3])
    close(live.services, cycle)
    package = trusted.hand_over(live.services, cycle.cycle_id)
    result = work.count(work.prepare(package, ring, now=live.services.clock.now()), ring)
    trusted.take_results(live.services, read_result(result), now=live.services.clock.now())
    board = browser.board(cycle.cycle_id)
    manifest = json.loads(board["manifest"])
    key = ring.pair(manifest["trustee"]["key"]).sign

    def signed(document):
        """The board with this document for the statement: signed, and named by the log's close."""
        signature = key.sign(signed_bytes(sha256(board["manifest"].encode()).hexdigest(), document)).hex()
        log = [dict(entry) for entry in board["log"]]
        close_of = json.loads(log[-1]["document"]) | {"statement": sha256(document).hexdigest()}
        log[-1]["document"] = canonical(close_of).decode()
        return board | {"log": log, "counted": {"document": document.decode(), "signature": signature}}

    return board, signed


def open_receipt(phone, live, board):
    """Open a receipt that is on this board; gives the title and what was checked."""
    cycle, leaf = json.loads(board["manifest"])["cycle"], board["leaves"][0]
    phone.context.unroute_all()
    phone.context.route("**/ballot/board/*", lambda route: route.fulfill(json=board))
    phone.page.goto("about:blank")
    phone.page.goto(f"{live.ballot_url}/receipt#c={cycle}&r={leaf}")
    phone.page.locator("section h2").wait_for()
    lines = phone.page.locator(".checks li").all_text_contents()
    return phone.page.locator("section h2").inner_text(), lines


def test_a_count_that_the_trustee_signed_is_said_to_be_theirs(live, phone, counted):
    board, signed = counted
    title, lines = open_receipt(phone, live, board)
    assert title == RECEIPT["receipt_yes_title"]
    assert f"✓ {SIGNED}" in lines
    assert signed(board["counted"]["document"].encode()) == board
    assert phone.problems == []


def test_a_count_that_is_not_the_trustees_is_called_broken(live, phone, counted):
    board, signed = counted
    said = json.loads(board["counted"]["document"])
    first, last = board["log"][:-1], board["log"][-1]
    unnamed = {name: value for name, value in json.loads(last["document"]).items() if name != "statement"}
    lies = {
        "nothing signed": {name: value for name, value in board.items() if name != "counted"},
        "null": board | {"counted": None},
        "a signature of nobody": board | {"counted": board["counted"] | {"signature": "00" * 64}},
        "a signature cut short": board | {"counted": board["counted"] | {"signature": "00" * 63}},
        "another number": board | {"accepted": 11, "rejected": 1},
        "a log that names nothing signed": board | {"log": [*first, last | {"document": canonical(unnamed).decode()}]},
        "not canonical": signed(json.dumps(said).encode()),
        "one fact more": signed(canonical(said | {"also": 1})),
        "another version": signed(canonical(said | {"v": 2})),
        "another kind": signed(canonical(said | {"kind": "closed"})),
        "no body": signed(canonical({name: value for name, value in said.items() if name != "body"})),
        **{
            f"another {name}": signed(canonical(said | {name: "00" * 16})) for name in ("organisation", "cycle", "key")
        },
        **{f"another {name}": signed(canonical(said | {name: "00" * 32})) for name in ("manifest", "root")},
        **{f"other {name}": signed(canonical(said | {name: 1})) for name in ("collected", "accepted", "rejected")},
    }
    believed = {}
    for lie, board in lies.items():
        title, lines = open_receipt(phone, live, board)
        if title != RECEIPT["receipt_broken_title"] or f"✗ {RECEIPT['check_failed']} {SIGNED}" not in lines:
            believed[lie] = (title, lines)
    assert believed == {}


def test_a_statement_that_is_no_document_at_all_is_called_broken(live, phone, counted):
    board, _ = counted
    for document in ("{", "null", 5, None):
        title, _ = open_receipt(phone, live, board | {"counted": {"document": document, "signature": "00" * 64}})
        assert title == RECEIPT["receipt_broken_title"]


def test_a_browser_that_knows_no_such_signature_says_so_and_still_finds_a_wrong_count(live, phone, counted):
    board, signed = counted
    phone.context.add_init_script(NO_ED25519)
    title, lines = open_receipt(phone, live, board)
    assert title == RECEIPT["receipt_yes_title"]
    assert RECEIPT["check_trustee_unknown"] in lines
    assert RECEIPT["check_signature_unknown"] in lines
    title, lines = open_receipt(phone, live, signed(canonical(json.loads(board["counted"]["document"]) | {"v": 2})))
    assert title == RECEIPT["receipt_broken_title"]
    assert f"✗ {RECEIPT['check_failed']} {SIGNED}" in lines


def test_where_the_server_counts_nothing_is_said_of_a_trustee_and_nobody_else_may_sign(live, phone):
    browser = TestBrowser(create_ballot_app(live.services))
    cycle = an_open_cycle(live.services)
    answer(browser, cycle, [3] * 12)
    close(live.services, cycle)
    board = browser.board(cycle.cycle_id)
    title, lines = open_receipt(phone, live, board)
    assert title == RECEIPT["receipt_yes_title"]
    assert "trustee" not in " ".join(lines)
    title, lines = open_receipt(phone, live, board | {"counted": {"document": "{}", "signature": "00" * 64}})
    assert title == RECEIPT["receipt_broken_title"]
    assert f"✗ {RECEIPT['check_failed']} {SIGNED}" in lines
