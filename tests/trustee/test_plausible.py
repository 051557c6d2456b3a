"""Counts that come from outside, of branches and of questions with several answers: what cannot be is refused."""

from dataclasses import replace

from pulse.counting.comments import PlacedComment
from pulse.counting.tally import BALLOTS, Counted, ReleasedRow, TallyRow
from pulse.handover.plausible import Expected, problems
from pulse.handover.result import Result
from pulse.merkle.tree import root
from pulse.questions.scales import NOT_ASKED, PEOPLE, Answerable
from pulse.results.disclosure import Cell


def why_result(**changes):
    """Counts of a question with a branch and a question that takes several answers, over one part of 12 people."""
    rows = {"place": {1: 5, 2: 7}, "why": {NOT_ASKED: 6, 1: 2, 2: 4}, "want": {PEOPLE: 12, 1: 9, 2: 5}}
    rows |= {"several": {PEOPLE: 12, NOT_ASKED: 7, 1: 5, 2: 1}} | changes
    tallies = [TallyRow(key, 0, option, n) for key, options in rows.items() for option, n in options.items()]
    cells = [ReleasedRow(key, Cell(), (0,)) for key in (BALLOTS, *rows)]
    return Counted(tallies, cells, [], 12, 0)


ASKED = {
    "place": Answerable("yesno"),
    "why": Answerable("single", (1, 2), "place"),
    "several": Answerable("multiple", (1, 2), "place"),
    "want": Answerable("multiple", (1, 2)),
    "idea": Answerable("open"),
}


def complaints(counted):
    facts = {"root": root([bytes([at]) * 32 for at in range(12)]).hex()}
    leaves = tuple(bytes([at]) * 32 for at in range(12))
    result = Result(b"", b"", b"", facts, counted, leaves)
    inside = {Cell(): frozenset({0}), Cell("u"): frozenset({0})}
    return " ".join(problems(result, Expected({}, 12, 5, ASKED, ("en",), inside)))


def test_counts_of_branches_and_of_several_answers_must_be_possible():
    assert complaints(why_result()) == ""
    for wrong in (
        {"why": {NOT_ASKED: 4, 1: 4, 2: 4}},  # eight told why, and seven were unhappy
        {"why": {NOT_ASKED: 7, 1: 2, 2: 4}},  # more people than answered the parent
        {"several": {PEOPLE: 12, NOT_ASKED: 7, 1: 6, 2: 1}},  # six chose what five answered
        {"several": {PEOPLE: 12, NOT_ASKED: 7, 1: 2, 2: 2}},  # five answered and chose four together
        {"several": {PEOPLE: 13, NOT_ASKED: 7, 1: 5, 2: 1}},
        {"want": {PEOPLE: 12, 1: 13, 2: 5}},
        {"want": {PEOPLE: 12, 1: 5, 2: 5}},
        {"want": {1: 9, 2: 5}},
        {"why": {1: 5, 2: 7}},
    ):
        assert complaints(why_result(**wrong)), wrong


def test_a_branch_stands_where_its_parent_does():
    counted = why_result()
    more = [ReleasedRow(key, Cell("u"), (0,)) for key in (BALLOTS, "place", "why", "several")]
    assert complaints(replace(counted, released=[*counted.released, *more])) == ""
    for left_out in more[1:]:
        released = [*counted.released, *(row for row in more if row is not left_out)]
        assert "differences" in complaints(replace(counted, released=released))


def test_a_comment_names_an_open_question_and_stands_at_a_part():
    assert complaints(replace(why_result(), comments=[PlacedComment(Cell(), "en", "x", "idea")])) == ""
    for comment in (
        PlacedComment(Cell(), "en", "x", "place"),
        PlacedComment(Cell(), "en", "x", "comment"),
        PlacedComment(None, None, "x", "idea"),
    ):
        assert "none may stand" in complaints(replace(why_result(), comments=[comment]))
