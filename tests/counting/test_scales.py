"""Counting answers on any scale: sums are right, combinations are gone, small groups never leave the count."""

from collections import Counter, defaultdict
from random import Random

import pytest
from hypothesis import given

from pulse.counting.inner import OpenBallot, OpenComment, valid_ballot
from pulse.counting.tally import BALLOTS, count
from pulse.questions.scales import NOT_ASKED, PEOPLE, Answerable, unhappy
from pulse.results.disclosure import Cell
from tests.factories.branched import PARENT, REASONS, WHY, WORDS, Told, published, told
from tests.factories.results import PlainBlock, tree_of


def options_of(ballot: OpenBallot, key: str) -> tuple[int, ...]:
    """What one person chose."""
    given_ = ballot.answers.get(key, ())
    return (given_,) if isinstance(given_, int) else given_


@given(told())
def test_released_sums_equal_a_count_of_the_ballots_themselves(of):
    found = published(of, of.counted())
    for (key, cell), sums in found.sums.items():
        asked = of.questions[key]
        there = [ballot for ballot in of.within(of.inside[cell]) if (asked.parent or key) in ballot.answers]
        expected = Counter(option for ballot in there for option in options_of(ballot, key))
        if asked.parent:
            expected[NOT_ASKED] = sum(key not in ballot.answers for ballot in there)
        if asked.scale == "multiple":
            expected[PEOPLE] = len(there)
        assert +Counter(sums) == +expected
        assert asked.people(sums) == len(there)


@given(told())
def test_every_stored_atom_is_about_k_people_or_more_whatever_they_answered(of):
    sums = defaultdict(dict)
    for row in of.counted().tallies:
        sums[row.question, row.atom][row.option] = row.chosen
    for (key, atom), found in sums.items():
        asked = of.questions[key]
        assert asked.people(found) >= of.k
        assert all(0 <= number <= asked.people(found) for number in found.values())
        if asked.parent:
            assert asked.people(found) == of.questions[PARENT].people(sums[PARENT, atom])


@given(told())
def test_a_branch_is_released_where_its_parent_is_and_tells_nothing_by_that(of):
    cells = defaultdict(set)
    for row in of.counted().released:
        cells[row.question].add((row.cell, row.atoms))
    assert cells[WHY] == cells[REASONS] == cells[PARENT]
    assert {cell for key in cells for cell, _ in cells[key]} <= {cell for cell, _ in cells[BALLOTS]}


@given(told())
def test_which_parts_are_shown_does_not_depend_on_why_people_are_unhappy(of):
    silent = [
        OpenBallot(
            b.block, {key: given_ for key, given_ in b.answers.items() if key not in {WHY, REASONS}}, (), b.language
        )
        for b in of.ballots
    ]
    without = Told(of.units, of.locations, of.blocks, of.questions, silent, of.k)
    assert of.counted().released == without.counted().released


@given(told())
def test_numbers_of_a_branch_stand_beside_numbers_of_its_parent_alone(of):
    exact = published(of, of.counted()).exact
    if PARENT in exact:
        assert exact[WHY] <= exact[PARENT]
        assert exact[REASONS] <= exact[PARENT]
    for cell in exact.get(WHY, ()):
        there = [ballot for ballot in of.within(of.inside[cell]) if PARENT in ballot.answers]
        sad = sum(unhappy(of.questions[PARENT].scale, ballot.answers[PARENT]) for ballot in there)
        assert len(there) >= 20
        assert sad == 0 or sad >= of.k


@given(told())
def test_comments_on_a_branch_stand_where_enough_unhappy_people_are_known_of(of):
    result = of.counted()
    exact = published(of, result).exact
    standing = Counter(comment.cell for comment in result.comments if comment.cell)
    written = sum(len(ballot.comments) for ballot in of.ballots)
    assert len(result.comments) == (written if result.released else 0)
    for comment in result.comments:
        assert (comment.question is None) == (comment.cell is None)
        assert comment.question in {None, WORDS}
    for cell in standing:
        assert cell in exact[PARENT]
        there = list(of.within(of.inside[cell]))
        assert sum(unhappy(of.questions[PARENT].scale, ballot.answers.get(PARENT)) for ballot in there) >= of.k
        assert sum(bool(ballot.comments) for ballot in there) >= 5


def test_comments_on_two_questions_are_counted_each_by_its_own_authors():
    asked = {"comment": Answerable("open"), "idea": Answerable("open")}
    ballots = [OpenBallot(0, {}, (OpenComment("comment", f"said {n}"),), "en") for n in range(8)]
    ballots += [OpenBallot(0, {}, (OpenComment("comment", "both"), OpenComment("idea", "both")), "en")] * 4

    result = count(ballots, [PlainBlock(0, "u", "l")], tree_of("u"), tree_of("l"), asked, 5, rng=Random(1))

    assert Counter((c.cell, c.question) for c in result.comments) == {(Cell(), None): 12, (None, None): 4}


SALT = "ab" * 32
QUESTIONS = {
    "canteen": Answerable("faces5"),
    "want": Answerable("multiple", (1, 2, 4)),
    "place": Answerable("single", (1, 3)),
    "why": Answerable("multiple", (1, 2), "canteen"),
    "words": Answerable("open", (), "canteen"),
}


def read(answers, *comments):
    said = [{"question": key, "text": text} for key, text in comments]
    inner = {"answers": answers, "comments": said, "language": "en", "salt": SALT}
    return valid_ballot(inner, 0, QUESTIONS, ("en",))


def test_a_ballot_with_branches_after_an_unhappy_answer_is_read():
    found = read({"canteen": 2, "why": [1, 2], "want": [4], "place": 3}, ("words", "Cold"))

    assert found.answers == {"canteen": 2, "why": (1, 2), "want": (4,), "place": 3}
    assert found.comments == (OpenComment("words", "Cold"),)


@pytest.mark.parametrize(
    ("answers", "comments"),
    [
        ({"want": []}, ()), ({"want": [2, 1]}, ()), ({"want": [1, 1]}, ()), ({"want": [3]}, ()), ({"want": 1}, ()),
        ({"want": [True]}, ()), ({"want": [1.0]}, ()), ({"want": [[1]]}, ()), ({"want": {"1": 1}}, ()),
        ({"want": "1"}, ()),
        ({"place": 2}, ()), ({"place": [1]}, ()), ({"place": None}, ()), ({"canteen": [2]}, ()),
        ({"why": [1]}, ()), ({"canteen": 3, "why": [1]}, ()), ({"canteen": True, "why": [1]}, ()),
        ({}, [("words", "x")]), ({"canteen": 4}, [("words", "x")]), ({"canteen": 4}, [("words", "")]),
    ],
)  # fmt: skip
def test_a_ballot_with_a_wrong_answer_or_a_branch_that_was_not_asked_is_dropped_whole(answers, comments):
    assert read(answers, *comments) is None
