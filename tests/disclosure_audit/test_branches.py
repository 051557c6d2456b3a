"""On every scale, with branches and their comments beside them, nothing follows of fewer than k people."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.disclosure_audit.attack import attack
from pulse.disclosure_audit.limits import System, told_of_few
from pulse.disclosure_audit.released import score_of
from pulse.disclosure_audit.span import determined
from pulse.questions.scales import unhappy
from tests.factories.branched import PARENT, WANTED, WHY, Told, by_its_own_number, ours, told

ORGANISATIONS = settings(max_examples=12)
FEWER = settings(max_examples=6)  # they take long; `make inspect` has 200 of them


def answered_why(of: Told) -> dict[frozenset[int], int]:
    """How many of each cell answered the branch, by its blocks."""
    return {blocks: sum(WHY in ballot.answers for ballot in of.within(blocks)) for blocks in of.inside.values()}


def tells_of_a_few(of: Told) -> bool:
    """Whether a whole and a part of it, both with k who answered the branch or more, leave a rest of 1 to k-1."""
    shown = {blocks: n for blocks, n in answered_why(of).items() if n >= of.k}
    return any(0 < shown[a] - shown[b] < of.k for a in shown for b in shown if b < a)


@FEWER
@given(told())
def test_nothing_of_fewer_than_k_follows_from_a_question_its_branches_and_their_comments(of):
    assert attack(ours(of, PARENT)) == []


@ORGANISATIONS
@given(told())
def test_nothing_of_fewer_than_k_follows_where_one_person_may_choose_several(of):
    assert attack(ours(of, WANTED)) == []


@ORGANISATIONS
@given(told().filter(tells_of_a_few))
def test_a_publisher_that_goes_by_a_branchs_own_number_tells_how_many_were_unhappy_in_a_small_part(of):
    found = [one for one in determined(by_its_own_number(of)) if one.people[1] < of.k]
    assert found
    for finding in found:
        there = list(of.within(finding.blocks))
        assert finding.people == (n := sum(WHY in ballot.answers for ballot in there), n)
        assert n <= sum(unhappy(of.questions[PARENT].scale, ballot.answers.get(PARENT)) for ballot in there)


def test_most_random_organisations_are_given_away_by_such_a_publisher():
    caught = Counter()

    @ORGANISATIONS
    @given(told())
    def published(of):
        caught[bool(attack(by_its_own_number(of)))] += 1

    published()
    assert caught[True] > caught[False], caught


def test_numbers_on_the_reasons_of_a_few_unhappy_people_are_found():
    caught = Counter()

    @ORGANISATIONS
    @given(told())
    def published(of):
        found = list(told_of_few(ours(of, PARENT, careless=True)))
        caught[bool(found)] += 1
        for finding in found:
            sad = sum(unhappy(of.questions[PARENT].scale, b.answers.get(PARENT)) for b in of.within(finding.blocks))
            assert finding.people[0] <= sad <= finding.people[1] < of.k

    published()
    assert caught[True] >= 3, caught


@given(st.integers(20, 400).flatmap(lambda n: st.tuples(st.just(n), st.integers(-n, n))))
def test_the_interval_of_a_rounded_enps_holds_the_difference_behind_it(drawn):
    n, difference = drawn
    low, high = score_of((200 * difference + n) // (2 * n), n)
    assert low <= difference <= high
    assert high - low <= n // 100 + 1


@settings(max_examples=3)
@given(told())
def test_what_is_known_of_a_round_agrees_with_what_was_answered(of):
    released = ours(of, PARENT)
    if not released.statements:
        return
    system = System(released)
    for parts in released.targets()[:2]:
        blocks = frozenset().union(*(released.parts[part].blocks for part in parts))
        there = list(of.within(blocks))
        for column, (key, option) in enumerate(released.shape.columns):
            if key in {PARENT, WHY} and option > 0:
                true = sum(ballot.answers.get(key) == option for ballot in there)
                assert system.bound(parts, [column], most=False) <= true <= system.bound(parts, [column], most=True)
