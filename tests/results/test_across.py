"""Rule 6 over several cycles with joiners, leavers, moves and new units: no two exact figures tell of a few people."""

from itertools import chain, combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.disclosure_audit.pairs import Exact, betrayed
from pulse.disclosure_audit.span import determined
from pulse.opening.near import near_cells
from pulse.results.across import COMPARED_FROM, Across, Earlier, Group, near, unlike
from tests.factories.rounds import by_size, held, ours, shared, with_declared_cells_alone, without_rule_6

SEEDS = range(12)
STORIES = settings(max_examples=15)


def pairs(every, rounds):
    """Every two cycles with what they show exactly, and with the people they have in common."""
    exact = [Exact(each) for each in rounds]
    for now, then in combinations(reversed(range(len(every))), 2):
        yield every[now], every[then], exact[now], exact[then]


def caught(publisher, every):
    """What the attacker finds in any two cycles."""
    return [
        found
        for now, then, a, b in pairs(every, publisher(every))
        for found in betrayed(a, b, shared(now, then), now.k)
    ]


def people(of, blocks):
    return {person for person, block in of.block_of.items() if block in blocks}


def unions(parts):
    return chain.from_iterable(combinations(parts, number) for number in range(1, len(parts) + 1))


def naively_near(small, other, a, b):
    """Groups of fewer than 30 answers in one cycle, and any parts of the other with nearly the same people."""
    for part in a.parts:
        if sum(small.options(part.blocks)) >= COMPARED_FROM:
            continue
        asked = people(small, part.blocks)
        touching = [people(other, each.blocks) for each in b.parts]
        touching = [each for each in touching if each & asked]
        for chosen in unions(touching):
            if 0 < len(asked ^ set().union(*chosen)) < small.k:
                yield part


@STORIES
@given(st.integers(0, 2**32))
def test_no_two_cycles_show_nearly_the_same_few_people_exactly(seed):
    every = held(seed)
    for now, then, a, b in pairs(every, ours(every)):
        assert not list(naively_near(now, then, a, b))
        assert not list(naively_near(then, now, b, a))
        assert not list(betrayed(a, b, shared(now, then), now.k))


@STORIES
@given(st.integers(0, 2**32))
def test_nor_do_cycles_that_asked_some_blocks_by_lot_beside_others_that_asked_all(seed):
    every = held(seed, lots=0.6)
    shown = ours(every)
    for now, then, a, b in pairs(every, shown):
        assert not list(naively_near(now, then, a, b))
        assert not list(naively_near(then, now, b, a))
        assert not list(betrayed(a, b, shared(now, then), now.k))
    assert not [found for each in shown for found in determined(each)]


def test_with_lots_a_publisher_without_the_rule_is_caught_too_and_ours_still_shows_things():
    every = [held(seed, lots=0.6) for seed in SEEDS[:6]]
    assert any(each.left_out for one in every for each in one)
    assert any(caught(without_rule_6, one) for one in every)
    shown, without = (
        sum(len(Exact(each).round.statements) for one in every for each in publisher(one))
        for publisher in (ours, without_rule_6)
    )
    assert shown > 0.5 * without


@STORIES
@given(st.integers(0, 2**32))
def test_within_each_cycle_nothing_of_fewer_than_k_follows(seed):
    assert not [found for each in ours(held(seed)) for found in determined(each)]


@pytest.mark.parametrize(
    ("publisher", "seeds"), [(by_size, SEEDS[:2]), (without_rule_6, SEEDS), (with_declared_cells_alone, SEEDS)]
)
def test_a_publisher_without_the_whole_rule_is_caught(publisher, seeds):
    found = {seed: caught(publisher, held(seed)) for seed in seeds}
    assert any(found.values()), "nobody was given away"
    for seed, betrayals in found.items():
        for each in betrayals:
            assert 0 < each.apart < held(seed)[0].k


def test_most_things_are_still_shown_exactly():
    shown, without = (
        sum(len(Exact(each).round.statements) for seed in SEEDS for each in publisher(held(seed)))
        for publisher in (ours, without_rule_6)
    )
    assert shown > 0.5 * without


def groups(*answered_and_invited):
    return [Group(frozenset({number}), *each) for number, each in enumerate(answered_and_invited)]


def test_the_rest_of_a_whole_is_compared_as_a_part_is():
    # A part of 40 gains six people, the rest of 25 gains one: either alone would pass.
    now, then = groups((40, 46), (25, 31)), groups((40, 40), (25, 30))
    across = Across(now, [Earlier(then, {(0, 0): 40, (1, 1): 30})], 5)
    assert across.acceptable([{0, 1}], [{0, 1}])
    assert not across.acceptable([{0}, {1}], [{0}, {1}])


def test_from_30_answers_on_or_with_the_very_same_people_the_rest_may_be_shown():
    for answered, invited, then in (((40, 31), (46, 31), 30), ((40, 25), (46, 30), 30)):
        now = groups(*zip(answered, invited, strict=True))
        earlier = Earlier(groups((40, 40), (31, then)), {(0, 0): 40, (1, 1): then})
        assert Across(now, [earlier], 5).acceptable([{0}, {1}], [{0}, {1}])


def test_a_small_group_of_the_other_cycle_is_compared_with_several_of_ours():
    now, then = groups((40, 60), (40, 60), (60, 90)), groups((28, 121), (60, 90))
    across = Across(now, [Earlier(then, {(0, 0): 60, (1, 0): 60, (2, 1): 90})], 5)
    assert across.acceptable([{0, 1, 2}], [{0, 1, 2}])
    assert not across.acceptable([{0, 1}, {2}], [{0, 1}, {2}])
    assert not across.acceptable([{0}, {1}], [{0}, {1}, {2}])


def test_people_of_a_block_without_answers_may_be_counted_either_way():
    now, then = groups((25, 30), (0, 12), (60, 90)), groups((25, 42), (60, 90))
    same_with_the_silent = {(0, 0): 30, (1, 0): 12, (2, 1): 90}
    across = Across(now, [Earlier(then, same_with_the_silent)], 5)
    assert not across.acceptable([{0}, {1}], [{0}, {1}, {2}])


@given(st.integers(1, 40), st.dictionaries(st.integers(0, 4), st.tuples(st.integers(1, 20), st.integers(0, 9))))
def test_the_nearest_choice_is_found_as_by_trying_all(beyond, others):
    both = {other: people for other, (people, _) in others.items()}
    sizes = {other: people + more for other, (people, more) in others.items()}
    invited = beyond + sum(both.values())
    every = [
        max(invited - sum(both[other] for other in chosen), sum(sizes[other] - both[other] for other in chosen))
        for chosen in chain([()], unions(sorted(both)))
    ]
    assert near(invited, both, sizes, {}, 7) == (min(every) < 7)


def test_erasing_a_few_and_importing_them_again_hides_no_two_cycles_that_are_near():
    now, then = groups((25, 39)), groups((25, 40))
    asked = {f"p{number}": ("unit", "place") for number in range(40)}
    again = {f"p{number}": ("unit", "place") for number in range(4, 40)} | dict.fromkeys("abc", ("unit", "place"))
    above = {("unit", "place"): frozenset({("unit", "")})}.__getitem__

    assert near_cells(again, asked, above, 7) == [("unit", "")]  # one left; three were erased and imported again
    assert not Across(now, [Earlier(then, {(0, 0): 36})], 7).acceptable([{0}], [{0}])


def test_cycles_with_the_very_same_blocks_are_alike():
    assert not unlike({0: 10, 1: 12}, {5: 12, 7: 10}, {(0, 7): 10, (1, 5): 12})
    assert unlike({0: 10, 1: 12}, {5: 12, 7: 10}, {(0, 7): 10, (1, 5): 11})
    assert unlike({0: 10, 1: 12}, {5: 12, 7: 10, 8: 11}, {(0, 7): 10, (1, 5): 12})
    assert unlike({0: 10}, {}, {})
