"""Questions of which each browser draws some: counted for everybody together, never for a part."""

from random import Random

from hypothesis import given
from hypothesis import strategies as st

from pulse.counting.inner import OpenBallot, OpenComment
from pulse.counting.tally import count
from pulse.cycles.content import answerable, in_forms
from pulse.questions.scales import Answerable
from pulse.results.disclosure import Cell
from tests.factories.results import PlainBlock, placed, tree_of, trees

DRAWN = {
    "overall": Answerable("faces5"),
    "canteen": Answerable("faces5", drawn=True),
    "parking": Answerable("faces5", drawn=True),
    "why": Answerable("single", (1, 2), "canteen", drawn=True),
    "more": Answerable("open", (), "canteen", drawn=True),
}


@st.composite
def cycles(draw: st.DrawFn):
    units, locations = draw(trees("u", 5)), draw(trees("l", 3))
    blocks, rng = draw(placed(units, locations, 8)), Random(draw(st.integers(0, 2**32)))
    ballots = [one_ballot(rng.choice(blocks).index, rng) for _ in range(draw(st.integers(0, 120)))]
    return units, locations, blocks, ballots


def one_ballot(block: int, rng: Random) -> OpenBallot:
    answers, said = {"overall": rng.randint(1, 5)}, ()
    if rng.random() < 0.5:
        answers["canteen"] = rng.randint(1, 5)
        if answers["canteen"] < 3:
            answers["why"], said = rng.randint(1, 2), (OpenComment("more", "cold"),)
    else:
        answers["parking"] = rng.randint(1, 5)
    return OpenBallot(block, answers, said, "en")


@given(cycles())
def test_what_not_everybody_was_asked_is_released_for_the_whole_only(cycle):
    units, locations, blocks, ballots = cycle
    result = count(ballots, blocks, units, locations, DRAWN, 5, rng=Random(1))
    for row in result.released:
        assert row.cell == Cell() or row.question in {"", "overall"}
    assert {row.atom for row in result.tallies if row.question in {"canteen", "parking", "why"}} <= {0}
    assert all(comment.cell in {Cell(), None} for comment in result.comments)
    sums = {row.option: row.chosen for row in result.tallies if row.question == "canteen"}
    if sums:
        assert sums == {option: sum(b.answers.get("canteen") == option for b in ballots) for option in range(1, 6)}


def test_fewer_than_k_who_drew_a_question_leave_nothing_of_it():
    blocks = [PlainBlock(0, "u", "l")]
    ballots = [OpenBallot(0, {"overall": 4}, (), "en")] * 30 + [OpenBallot(0, {"canteen": 4}, (), "en")] * 4
    result = count(ballots, blocks, tree_of("u"), tree_of("l"), DRAWN, 5, rng=Random(1))
    assert {row.question for row in result.tallies} == {"overall"}


def test_the_content_says_which_questions_are_drawn_and_their_branches_with_them():
    content = {
        "questions": [
            {"key": "overall", "scale": "faces5"},
            {"key": "canteen", "scale": "faces5"},
            {"key": "why", "scale": "single", "parent": "canteen", "options": [{"option": 1}]},
            {"key": "parking", "scale": "faces5"},
        ],
        "forms": [["canteen"], ["parking"]],
    }
    assert in_forms(content) == {"canteen", "parking"}
    drawn = {key: asked.drawn for key, asked in answerable(content).items()}
    assert drawn == {"overall": False, "canteen": True, "why": True, "parking": True}
    del content["forms"]
    assert not any(asked.drawn for asked in answerable(content).values())
