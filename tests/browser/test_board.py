"""The receipt page and a board: one that is malformed, and one with a long log."""

import json
from hashlib import sha256
from secrets import token_hex

import pytest
from playwright.sync_api import expect

from pulse.merkle.tree import leaf_hash, root

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

CYCLE = "ab" * 16
ENTRIES = 520
COUNTED = """globalThis.digests = 0;
const digest = SubtleCrypto.prototype.digest;
SubtleCrypto.prototype.digest = function (...given) { digests++; return digest.apply(this, given); };"""


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
    phone.context.add_init_script(COUNTED)
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
