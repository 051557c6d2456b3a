"""Counting opened ballots: sums are right, small groups never leave the count."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.counting.comments import PlacedComment
from pulse.counting.inner import OpenBallot, OpenComment, valid_ballot
from pulse.counting.tally import count
from pulse.questions.scales import Answerable
from pulse.results.disclosure import Cell, family, members
from tests.factories.results import PlainBlock, placed, tree_of, trees

QUESTIONS = {"canteen": Answerable("faces5"), "parking": Answerable("faces5"), "comment": Answerable("open")}
LANGUAGES = ("en", "id", "zh-Hant", "vi")
SALT = "ab" * 32


def ballot(block: int = 0, comment: str = "", language: str = "en", **answers: int) -> OpenBallot:
    return OpenBallot(block, answers, (OpenComment("comment", comment),) if comment else (), language)


def counted(ballots, blocks, units, locations=None, k=5, seed=1):
    return count(ballots, blocks, units, locations or tree_of("l"), QUESTIONS, k, rng=Random(seed))


@st.composite
def cycles(draw: st.DrawFn):
    units, locations = draw(trees("u", 5)), draw(trees("l", 3))
    blocks = draw(placed(units, locations, 8))
    answers = st.fixed_dictionaries(
        {}, optional={"canteen": st.integers(1, 5), "parking": st.integers(1, 5)}
    )  # fmt: skip
    one = st.builds(
        lambda block, answers, comment, language: OpenBallot(
            block.index, answers, (OpenComment("comment", "x"),) if comment else (), language
        ),
        st.sampled_from(blocks),
        answers,
        st.booleans(),
        st.sampled_from(LANGUAGES[:2]),
    )
    return units, locations, blocks, draw(st.lists(one, max_size=80)), draw(st.integers(2, 7))


@given(cycles())
def test_released_sums_equal_a_count_of_the_ballots_themselves(cycle):
    units, locations, blocks, ballots, k = cycle
    result = counted(ballots, blocks, units, locations, k)
    inside = members(family(units, locations), blocks, units, locations)
    sums = {(row.question, row.atom, row.option): row.chosen for row in result.tallies}

    for row in result.released:
        if row.question:
            expected = Counter(
                b.answers[row.question] for b in ballots if row.question in b.answers and b.block in inside[row.cell]
            )
            found = {o: sum(sums[row.question, atom, o] for atom in row.atoms) for o in range(1, 6)}
            assert found == {option: expected[option] for option in range(1, 6)}


@given(cycles())
def test_every_stored_atom_has_at_least_k_answers(cycle):
    units, locations, blocks, ballots, k = cycle
    result = counted(ballots, blocks, units, locations, k)
    sizes = Counter()
    for row in result.tallies:
        sizes[row.question, row.atom] += row.chosen

    assert all(size >= k for size in sizes.values())


@given(cycles())
def test_a_question_is_released_only_where_ballots_are(cycle):
    units, locations, blocks, ballots, k = cycle
    result = counted(ballots, blocks, units, locations, k)
    whole = {row.cell for row in result.released if not row.question}

    assert {row.cell for row in result.released} <= whole


@given(cycles())
def test_a_comment_survives_where_k_answered_and_a_shown_one_has_company(cycle):
    units, locations, blocks, ballots, k = cycle
    result = counted(ballots, blocks, units, locations, k)
    inside = members(family(units, locations), blocks, units, locations)

    written = sum(len(b.comments) for b in ballots)
    assert len(result.comments) == (written if len(ballots) >= k else 0)
    for comment in result.comments:
        assert (comment.cell is None) == (comment.language is None)
        if comment.cell is not None:
            there = [b for b in ballots if b.block in inside[comment.cell]]
            assert len(there) >= 10
            assert sum(bool(b.comments) for b in there) >= 5
            assert sum(b.language == comment.language for b in there) >= k


def test_atoms_and_cells_do_not_depend_on_what_was_answered():
    units = tree_of("u", "a", "b")
    blocks = [PlainBlock(0, "a", "l"), PlainBlock(1, "b", "l")]
    low = counted([ballot(i % 2, canteen=1) for i in range(40)], blocks, units)
    high = counted([ballot(i % 2, canteen=5) for i in range(40)], blocks, units)

    assert low.released == high.released


def test_zeros_are_stored_too():
    result = counted([ballot(canteen=4)] * 8, [PlainBlock(0, "u", "l")], tree_of("u"))

    assert result.tallies == [("canteen", 0, option, 8 if option == 4 else 0) for option in range(1, 6)]


def test_below_k_only_the_number_of_ballots_remains():
    result = counted([ballot(comment="So hot in here", canteen=1)] * 4, [PlainBlock(0, "u", "l")], tree_of("u"))

    assert (result.tallies, result.released, result.accepted) == ([], [], 4)
    assert result.comments == []


def test_dropped_ballots_are_counted_as_rejected():
    result = counted([ballot(canteen=4)] * 8 + [None, None], [PlainBlock(0, "u", "l")], tree_of("u"))

    assert (result.accepted, result.rejected) == (8, 2)


def test_a_comment_stands_at_the_lowest_node_with_enough_ballots_and_comments():
    units = tree_of("u", "a", "b")
    blocks = [PlainBlock(0, "a", "l"), PlainBlock(1, "b", "l")]
    ballots = [ballot(0, f"a {i}") for i in range(12)] + [ballot(1, f"b {i}" if i < 3 else "") for i in range(12)]

    result = counted(ballots, blocks, units)

    assert Counter((c.cell, c.text[0]) for c in result.comments) == {(Cell("a"), "a"): 12, (Cell(), "b"): 3}


def test_nobody_is_alone_with_a_language_at_the_root_after_subtraction():
    units = tree_of("u", "a", "b")
    blocks = [PlainBlock(0, "a", "l"), PlainBlock(1, "b", "l")]
    ballots = [ballot(0, "halo", "id") for _ in range(12)] + [ballot(1, "good") for _ in range(12)]
    ballots += [ballot(1, "sendiri", "id")]

    result = counted(ballots, blocks, units)

    assert {c.cell for c in result.comments if c.language == "id"} == {Cell()}


@given(cycles())
def test_comments_beside_those_of_a_lower_part_are_not_of_fewer_than_ten(cycle):
    units, locations, blocks, ballots, k = cycle
    inside = members(family(units, locations), blocks, units, locations)
    standing = {inside[each.cell] for each in counted(ballots, blocks, units, locations, k).comments if each.cell}
    groups = Counter(tuple(b.block in cell for cell in sorted(standing, key=sorted)) for b in ballots)
    assert all(number >= 10 for within, number in groups.items() if any(within))


def test_a_comment_in_a_rare_language_loses_node_cycle_and_language():
    ballots = [ballot(0, "good") for _ in range(12)] + [ballot(0, "halo", "id")]

    result = counted(ballots, [PlainBlock(0, "u", "l")], tree_of("u"))

    assert PlacedComment(None, None, "halo") in result.comments


def test_comments_come_in_the_order_of_the_given_chance_alone():
    ballots = [ballot(0, f"{i:02}") for i in range(30)]
    orders = {
        tuple(c.text for c in counted(ballots, [PlainBlock(0, "u", "l")], tree_of("u"), seed=seed).comments)
        for seed in range(5)
    }

    assert len(orders) == 5


def inner(**changes):
    return {"answers": {"canteen": 4}, "comments": [], "language": "en", "salt": SALT} | changes


def test_a_ballot_as_the_protocol_says_is_read():
    comments = [{"question": "comment", "text": "Too loud.\r\nReally."}]

    found = valid_ballot(inner(comments=comments), 3, QUESTIONS, LANGUAGES)

    assert found == OpenBallot(3, {"canteen": 4}, (OpenComment("comment", "Too loud.\nReally."),), "en")


@pytest.mark.parametrize(
    "changes",
    [
        {"answers": {"unknown": 4}}, {"answers": {"canteen": 0}}, {"answers": {"canteen": 6}},
        {"answers": {"canteen": True}}, {"answers": {"canteen": 4.0}}, {"answers": {"canteen": "4"}},
        {"answers": {"canteen": None}}, {"answers": {"comment": 3}}, {"answers": []}, {"answers": {"": 3}},
        {"comments": {}}, {"comments": ["x"]}, {"comments": [{"question": "canteen", "text": "x"}]},
        {"comments": [{"question": "comment", "text": 4}]}, {"comments": [{"question": "comment"}]},
        {"comments": [{"question": "comment", "text": "x"}] * 2}, {"comments": [{"question": [], "text": "x"}]},
        {"language": "de"}, {"language": None}, {"language": ["en"]},
        {"salt": "xy"}, {"salt": None}, {"salt": "AB" * 32}, {"more": 1},
    ],
)  # fmt: skip
def test_a_ballot_with_anything_wrong_is_dropped_whole(changes):
    assert valid_ballot(inner(**changes), 0, QUESTIONS, LANGUAGES) is None


def test_a_ballot_without_one_of_its_fields_is_dropped():
    for field in inner():
        assert valid_ballot({k: v for k, v in inner().items() if k != field}, 0, QUESTIONS, LANGUAGES) is None


def test_what_no_database_can_hold_is_taken_out_of_a_comment():
    text = "a\x00b\ud800c\u202ed\x07"

    found = valid_ballot(inner(comments=[{"question": "comment", "text": text}]), 0, QUESTIONS, LANGUAGES)

    assert found.comments == (OpenComment("comment", "abcd"),)


def test_an_empty_comment_is_no_comment():
    found = valid_ballot(inner(comments=[{"question": "comment", "text": " \t\n"}]), 0, QUESTIONS, LANGUAGES)

    assert found.comments == ()
