"""A board is checked from its file alone; each thing that is wrong is named in one plain sentence."""

import json
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.answers import log
from pulse.merkle.tree import root
from pulse.verify.verdict import NotAReceipt, receipt_of, verify
from tests.factories import board as boards
from tests.factories.board import CYCLE, ORGANISATION, a_board, as_file, leaves_of


def judged(board, **options):
    return verify(as_file(board), **options)


def whole(leaves):
    return root([bytes.fromhex(leaf) for leaf in leaves]).hex()


def test_a_right_board_is_consistent_and_attested():
    verdict = judged(a_board())
    assert verdict.problems == ()
    assert verdict.attested


def test_a_board_of_a_demo_is_consistent_but_attests_nothing():
    verdict = judged(a_board(origin="demo"))
    assert verdict.consistent
    assert not verdict.attested


def test_a_board_without_ballots_holds():
    assert judged(a_board(ballots=0)).problems == ()


def test_the_board_of_an_open_cycle_holds():
    assert judged(a_board(closed=False)).problems == ()


def test_a_receipt_on_the_board_is_found():
    assert judged(a_board(), receipt=leaves_of(30)[7]).listed is True


def test_a_receipt_that_is_not_on_the_board_is_a_ballot_that_was_not_counted():
    verdict = judged(a_board(), receipt="ab" * 32)
    assert verdict.problems == ("The receipt is not on the board: this ballot was not counted.",)


def test_a_receipt_cannot_be_listed_before_the_close():
    (sentence,) = judged(a_board(closed=False), receipt="ab" * 32).problems
    assert "cannot be on the board yet" in sentence


@pytest.mark.parametrize(
    "text", ["ab" * 32, f"  {'ab' * 32}\n", f"https://ballot.example/receipt#c={CYCLE}&r={'ab' * 32}"]
)
def test_a_receipt_is_read_as_digits_or_as_its_link(text):
    assert receipt_of(text) == "ab" * 32


@pytest.mark.parametrize("text", ["", "ab", "AB" * 32, "ab" * 33, f"c={'ab' * 32}", "ab" * 32 + "\nmore"])
def test_other_texts_are_no_receipts(text):
    with pytest.raises(NotAReceipt):
        receipt_of(text)


def last(board):
    return board["log"][-1]


def second_close(said):
    said.append(said[-1].replace(b'"accepted":30', b'"accepted":29'))


def first_label(value):
    return lambda blocks: blocks[0].update(label=value)


WRONG_BLOCKS = {
    "stands at position 1 but calls itself 7": lambda blocks: blocks[1].update(index=7),
    "are not in the order of their labels": lambda blocks: blocks[0].update(label="Zebra"),
    "have labels that look alike": lambda blocks: blocks[1].update(label="ｐａｒｔ 0"),
    "has an invisible or control character": lambda blocks: blocks[0].update(label="Part 0\u200b"),
    "share one key": lambda blocks: blocks[2].update(n=blocks[0]["n"]),
    "has a key of 1024 bits instead of 2048": lambda blocks: blocks[0].update(n=f"{1 << 1023:0512x}"),
    "has the key exponent 3 instead of 65537": lambda blocks: blocks[0].update(e=3),
    "has 12 invited people; the manifest promised at least 13": lambda blocks: blocks[0].update(invited=12),
    "Block 1 cannot be read: it lacks index": lambda blocks: blocks[1].pop("label"),
    "Block 0 cannot be read: its key is not": lambda blocks: blocks[0].update(n="ff"),
}


@pytest.mark.parametrize("sentence", WRONG_BLOCKS)
def test_a_block_that_no_client_should_accept_is_named_although_its_tree_is_right(sentence):
    def edit(blocks):
        WRONG_BLOCKS[sentence](blocks)

    (said,) = judged(a_board(edit_blocks=edit)).problems
    assert sentence in said


def changed(**changes):
    return lambda board: board.update(changes)


def without_a_ballot(board):
    board["leaves"].pop(3)


def doubled(board):
    board["leaves"][4] = board["leaves"][3]


def unsorted(board):
    board["leaves"].reverse()


def another_block(board):
    board["blocks"][1] = board["blocks"][1].replace('"invited":20', '"invited":21')


def spaced_block(board):
    board["blocks"][1] = board["blocks"][1].replace(",", ", ")


def altered_manifest(board):
    board["manifest"] = board["manifest"].replace('"k":7', '"k":8')


def altered_entry(board):
    board["log"][0]["document"] = board["log"][0]["document"].replace("11", "12", 1)


def wrong_head(board):
    last(board)["root"] = "00" * 32


def wrong_signature(board):
    board["log"][1]["signature"] = "00" * 64


def no_close(board):
    board["log"].pop()


WRONG_AFTERWARDS = [
    (without_a_ballot, "The root of the board is not the root of its list of ballots."),
    (without_a_ballot, "The board lists 29 ballots; it says that 30 were accepted."),
    (doubled, "Ballot 4 of the list stands there twice."),
    (unsorted, "Ballot 1 of the list is not in its place: the list is not sorted."),
    (another_block, "The list of blocks is not the one that the manifest was made of"),
    (another_block, "The blocks invite 61 people together; the board says 60."),
    (spaced_block, "Block 1 cannot be read: it is not in canonical form."),
    (lambda board: board["blocks"].pop(), "The board lists 2 blocks; the manifest promised 3."),
    (altered_manifest, "The log's opening of this cycle names another manifest than the board's."),
    (altered_manifest, "The log's close of this cycle names another manifest than the board's."),
    (altered_entry, "The root after entry 0 of the log does not belong to the entries up to there."),
    (wrong_head, "The head after entry 2 of the log is not signed by the log's key."),
    (wrong_signature, "The head after entry 1 of the log is not signed by the log's key."),
    (no_close, "The log does not have the close of this cycle."),
    (changed(log=[]), "The log is empty."),
    (changed(origin="demo"), 'has another "origin" than the board'),
    (changed(rejected=2), 'has another "rejected" than the board'),
    (changed(accepted=None), "The board is closed but does not say how many ballots"),
    (changed(closed=False), "The board lists ballots or counts of a cycle that is not closed."),
    (changed(closed=False), "The board says that the cycle is not closed; the log has its close."),
    (changed(log_key="00" * 32), "is not signed by the log's key"),
]


@pytest.mark.parametrize(("edit", "sentence"), WRONG_AFTERWARDS)
def test_what_was_changed_after_signing_is_named(edit, sentence):
    verdict = judged(a_board(edit=edit))
    assert any(sentence in said for said in verdict.problems), verdict.problems
    assert not verdict.attested


WRONG_IN_THE_LOG = [
    ({"collected": 61}, "More ballots were handed out (61) than people were invited (60)."),
    ({"collected": 30}, "More ballots came in (31) than were handed out (30)."),
    ({"promises": {"k": 4}}, "The manifest shows results from 4 answers on; fewer than 5 are never enough."),
    ({"promises": {"k": 12}}, "with k = 12 it takes at least 15."),
    ({"said": second_close}, f"The log says twice that cycle {CYCLE} closed."),
    ({"said": lambda said: said.pop(1)}, f"The log closes cycle {CYCLE} without having opened it."),
    ({"said": lambda said: said.pop(1)}, "The log does not have the opening of this cycle."),
    ({"said": lambda said: said.append(said[1])}, f"The log says twice that cycle {CYCLE} opened."),
    ({"said": lambda said: said.append(log.opened_entry("ee" * 16, CYCLE, "11" * 32))}, "is of another organisation"),
    ({"said": lambda said: said.append(b"{ }")}, "Entry 3 of the log cannot be read: it is not in canonical form."),
]


@pytest.mark.parametrize(("given", "sentence"), WRONG_IN_THE_LOG)
def test_what_a_server_signed_wrongly_is_named(given, sentence):
    problems = judged(a_board(**given)).problems
    assert any(sentence in said for said in problems), problems


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file is not a board: it is not well-formed JSON."),
        (b"<html>", "not well-formed JSON"),
        (b"\xff\xfe", "it is not text in UTF-8"),
        (b"[1]", "it is not a JSON object"),
        (b"{}", 'it has no "v"'),
        (b'{"v":1,"v":1}', "it holds the same name twice"),
        (b'{"v":NaN}', "it holds NaN"),
        (b'{"v":"\\ud800"}', "not well-formed JSON"),
        (b"[" * 100_000, "it is nested too deeply"),
        (as_file(a_board(v=2)), 'The board\'s "v" is not the number 1'),
        (as_file(a_board(origin="poll")), '"origin" is not "cast" or "demo"'),
        (as_file(a_board(edit=changed(origin=[]))), '"origin" is not "cast" or "demo"'),
        (as_file(a_board(edit=changed(leaves=[5]))), '"leaves" is not a list of hashes'),
        (as_file(a_board(edit=changed(accepted=True))), '"accepted" is not a whole number or null'),
        (as_file(a_board(edit=changed(log=[{"document": "{"}]))), '"log" is not a list of entries'),
        (as_file(a_board(edit=changed(manifest="{"))), "The manifest cannot be read: it is not well-formed JSON."),
        (as_file(a_board(edit=changed(manifest="{}"))), 'The manifest has no "v".'),
        (as_file(a_board(promises={"zones": {}})), 'The manifest\'s "zones" is not'),
        (as_file(a_board(promises={"bpk": "05" * 65})), 'The manifest\'s "bpk" is not'),
    ],
)
def test_a_file_that_is_no_board_is_refused_in_one_sentence(content, sentence):
    (said,) = verify(content).problems
    assert sentence in said


def test_a_file_with_a_byte_order_mark_is_read_too():
    assert verify(b"\xef\xbb\xbf" + as_file(a_board())).consistent


def test_a_log_that_was_rewritten_since_is_found_with_an_earlier_board():
    before = a_board(closed=False)
    assert judged(a_board(), earlier=as_file(before)).consistent
    problems = judged(a_board(said=lambda said: said.pop(0)), earlier=as_file(before)).problems
    assert problems == (
        "The earlier board's log is not the beginning of this one: something was changed or taken away.",
    )


def test_an_earlier_board_that_is_none_or_of_another_key_is_said():
    assert "cannot be compared" in judged(a_board(), earlier=b"{").problems[0]
    other = a_board(closed=False, edit=changed(log_key="00" * 32))
    assert "signed by another key" in judged(a_board(), earlier=as_file(other)).problems[0]


@settings(max_examples=60)
@given(st.data())
def test_no_byte_of_a_board_can_change_unseen(data):
    content = bytearray(as_file(a_board(ballots=4, blocks=2, invited=30)))
    at = data.draw(st.integers(0, len(content) - 1))
    content[at] = data.draw(st.sampled_from([b for b in b'0123456789abcdef"{}[],:tn' if b != content[at]]))
    verdict = verify(bytes(content))
    assert verdict.problems or json.loads(content) == a_board(ballots=4, blocks=2, invited=30)


def test_ten_thousand_ballots_in_600_blocks_are_checked_in_seconds(capsys):
    content = as_file(a_board(ballots=10_000, blocks=600))
    begun = perf_counter()
    verdict = verify(content, receipt=leaves_of(10_000)[5000])
    taken = perf_counter() - begun
    with capsys.disabled():
        print(f"\n10,000 ballots and 600 blocks, {len(content) // 1024} KiB, checked in {taken:.2f} s")
    assert verdict.consistent
    assert taken < 30


def test_the_roots_of_an_empty_list_and_of_the_factory_agree():
    assert a_board(ballots=0)["root"] == whole([])
    assert boards.ORGANISATION == ORGANISATION
