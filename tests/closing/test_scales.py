"""Questions on every scale, with branches, from the survey to the figures: at our close and at a trustee's."""

import json
from collections import Counter
from random import Random

import pytest

from pulse.answers import queries as answered
from pulse.closing import trusted
from pulse.cycles.queries import cycle
from pulse.desk import work
from pulse.handover.result import read_result
from pulse.questions.scales import NOT_ASKED, PEOPLE
from pulse.results.disclosure import Cell
from pulse.results.queries import choices, comments, trees
from pulse.simulate.operations import at_random
from pulse.verify.verdict import verify
from tests.factories.client import TestBrowser
from tests.factories.closed import close
from tests.factories.opened import opened
from tests.factories.scales import SCALES, a_series_on_every_scale, chosen, tallied
from tests.factories.trustee import a_trustee

WRONG = (
    {"place": 4},
    {"place": (1,)},
    {"want": 1},
    {"want": ()},
    {"want": (2, 1)},
    {"want": (1, 1)},
    {"want": (1, 5)},
    {"enps": 11},
    {"shuttle": 3},
    {"shuttle": 0},
    {"canteen_why": (1,)},
    {"canteen": 3, "canteen_why": (1,)},
    {"enps": 7, "enps_why": 1},
)


@pytest.fixture
def browser(ballot_app):
    return TestBrowser(ballot_app)


def cast(services, browser, found):
    """Everybody answers like people do; some with a client that is not ours. Gives the ballots that are right."""
    with services.database.reading() as session:
        content = json.loads(cycle(session, found.cycle_id).content)
    choose, kept = at_random(Random(7)), []
    links = iter(found.links)
    for answers in WRONG:
        browser.answer(next(links), answers, {}, "en")
    browser.answer(next(links), {"shuttle": 1}, {"shuttle_words": "Why not"}, "en")
    for link in links:
        answers, said, language = choose(content)
        browser.answer(link, answers, said, language)
        kept.append((answers, said, language))
    return kept


def assert_counted(services, cycle_id, ballots):
    """The stored sums are those of the ballots, a branch's with everybody who answered its parent."""
    for question, (scale, parent, _) in {**SCALES, "canteen": ("faces5", None, 0)}.items():
        if scale == "open":
            continue
        expected = chosen(ballots, question)
        asked = [answers for answers, _, _ in ballots if (parent or question) in answers]
        if parent:
            expected[NOT_ASKED] = sum(question not in answers for answers in asked)
        if scale == "multiple":
            expected[PEOPLE] = len(asked)
        assert +Counter(tallied(services, cycle_id, question)) == +expected, question


def test_the_content_tells_options_and_parents_with_english_where_a_text_is_missing(services):
    found = opened(services, a_series_on_every_scale(services, people=40))
    with services.database.reading() as session:
        content = json.loads(cycle(session, found.cycle_id).content)
    asked = {question["key"]: question for question in content["questions"]}

    assert asked["place"]["options"][0] == {
        "option": 1,
        "texts": {"en": "place 1", "id": "place 1", "zh-Hant": "place 1", "vi": "Chỗ một"},
    }
    assert set(asked["canteen"]) == {"key", "topic", "scale", "texts"}
    assert asked["canteen_why"]["parent"] == "canteen"
    order = [question["key"] for question in content["questions"]]
    assert order.index("canteen_why") == order.index("canteen") + 1


def test_every_scale_is_counted_and_a_ballot_with_a_wrong_answer_is_dropped_whole(services, browser):
    found = opened(services, a_series_on_every_scale(services, people=80))
    ballots = cast(services, browser, found)
    close(services, found)

    with services.database.reading() as session:
        state = answered.state(session, found.organisation_id, found.cycle_id)
    assert (state.accepted, state.rejected) == (len(ballots), len(WRONG) + 1)
    assert_counted(services, found.cycle_id, ballots)
    assert_shown(services, found, ballots)


def assert_shown(services, found, ballots):
    """The figures of the whole are the shares of what was answered, and every comment stands somewhere."""
    with services.database.reading() as session:
        shown = choices(session, found.organisation_id, [Cell()], [cycle(session, found.cycle_id)])
        where = trees(session, found.organisation_id)
        said = comments(
            session,
            found.organisation_id,
            [found.cycle_id],
            units=where.units_in(Cell()),
            locations=where.locations_in(Cell()),
            unplaced=True,
        )
    want = shown[Cell(), found.cycle_id, "want"]
    assert want.n == sum("want" in answers for answers, _, _ in ballots)
    for option, number in chosen(ballots, "want").items():
        assert abs(want.shares[option].middle - 100 * number / want.n) <= 0.5
    enps = shown[Cell(), found.cycle_id, "enps"]
    points = chosen(ballots, "enps")
    score = points[9] + points[10] - sum(points[option] for option in range(7))
    assert abs(enps.enps.points - 100 * score / points.total()) <= 0.5
    assert {each.question for each in said.comments if each.cell} <= {None, "shuttle_words"}
    assert len(said.comments) == sum(len(given) for _, given, _ in ballots)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_trustee_counts_the_same(services, browser, tmp_path):
    series = a_series_on_every_scale(services, people=60)
    ring = a_trustee(services, series.organisation_id, tmp_path / "w", "counts")
    found = opened(services, series)
    ballots = cast(services, browser, found)
    close(services, found)

    ready = work.prepare(trusted.hand_over(services, found.cycle_id), ring, now=services.clock.now())
    result = work.count(ready, ring)
    assert trusted.take_results(services, read_result(result), now=services.clock.now())

    assert_counted(services, found.cycle_id, ballots)
    assert verify(json.dumps(browser.board(found.cycle_id)).encode()).problems == ()
