"""The attacker learns nothing of fewer than k people from what Pulse releases, and much from a careless publisher."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.disclosure_audit.attack import attack
from pulse.disclosure_audit.limits import System, pinned
from pulse.disclosure_audit.released import Round, Statement, favourable_of, option_of, statement
from pulse.disclosure_audit.span import determined
from pulse.results.bands import band, exact, percents
from pulse.results.disclosure import Cell
from tests.factories.released import Answered, answered, careless, ours

ORGANISATIONS = settings(max_examples=12)


def gives_away(of: Answered) -> bool:
    """Whether one cell and another inside it, both of k or more, leave a rest of 1 to k-1 (told by the answers)."""
    sizes = {blocks: sum(of.answers(blocks)) for blocks in of.inside.values()}
    shown = [blocks for blocks, size in sizes.items() if size >= of.k]
    return any(0 < sizes[a] - sizes[b] < of.k for a in shown for b in shown if b < a)


@ORGANISATIONS
@given(answered())
def test_nothing_of_fewer_than_k_follows_from_what_pulse_releases(of):
    assert attack(ours(of)) == []


@ORGANISATIONS
@given(answered().filter(gives_away))
def test_a_publisher_that_looks_at_sizes_alone_is_caught_every_time(of):
    found = list(determined(careless(of)))
    assert found
    for finding in found:
        assert sum(of.answers(finding.blocks)) == finding.people[0]
        assert 0 < finding.people[0] < of.k


def test_most_random_organisations_are_given_away_by_such_a_publisher():
    caught = Counter()

    @ORGANISATIONS
    @given(answered())
    def published(of):
        caught[bool(attack(careless(of)))] += 1

    published()
    assert caught[True] >= 9, caught


@ORGANISATIONS
@given(answered())
def test_what_the_bounds_pin_down_is_what_was_answered(of):
    for finding in pinned(careless(of)):
        assert 0 < sum(of.answers(finding.blocks)) < of.k
        assert of.answers(finding.blocks)[finding.option - 1] == finding.chosen


@given(st.lists(st.integers(0, 60), min_size=5, max_size=5).filter(any))
def test_the_intervals_of_rounded_shares_hold_the_counts_behind_them(counts):
    n, favourable = sum(counts), sum(counts[3:])
    low, high = favourable_of(exact(favourable, n).low, n)
    assert low <= favourable <= high
    for number, points in zip(counts, percents(counts), strict=True):
        low, high = option_of(points, n)
        assert low <= number <= high


def whole_and_part(part: Statement, whole: Statement) -> Round:
    return Round(7, {0: 40, 1: 20}, (whole, part))


def exactly(cell: Cell, blocks: set[int], options: tuple[int, ...]) -> Statement:
    n, favourable = sum(options), sum(options[3:])
    return statement(cell, frozenset(blocks), exact(favourable, n), percents(options), least=7, most=60)


def test_a_small_rest_is_named_with_the_cells_that_give_it_away():
    whole = exactly(Cell(), {0, 1}, (2, 3, 10, 11, 7))
    (finding,) = determined(whole_and_part(exactly(Cell("a"), {0}, (2, 3, 10, 10, 5)), whole))
    assert finding.blocks == frozenset({1})
    assert finding.people == (3, 3)
    assert set(finding.cells) == {Cell(), Cell("a")}


def test_a_group_that_only_a_chain_of_cells_gives_away_is_found():
    cells = ({0, 1}, {1, 2}, {2, 3}, {0, 3, 4})
    sizes = {0: 12, 1: 12, 2: 12, 3: 12, 4: 3}
    said = [
        Statement(Cell(str(at)), frozenset(cell), (n := sum(sizes[b] for b in cell), n), (0, n), (0, 100))
        for at, cell in enumerate(cells)
    ]
    (finding,) = determined(Round(7, dict.fromkeys(sizes, 20), tuple(said)))
    assert (finding.blocks, finding.people) == (frozenset({4}), (3, 3))


def test_bands_alone_can_pin_a_small_rest_down():
    part = statement(Cell("a"), frozenset({0}), band(12, 12), None, least=12, most=12)
    whole = exactly(Cell(), {0, 1}, (3, 0, 0, 0, 12))
    found = list(pinned(whole_and_part(part, whole)))
    assert [(one.blocks, one.people) for one in found] == [(frozenset({1}), (3, 3))]


def test_everybody_of_a_large_group_answering_alike_is_no_finding():
    whole = exactly(Cell(), {0, 1}, (0, 0, 0, 0, 40))
    assert attack(whole_and_part(exactly(Cell("a"), {0}, (0, 0, 0, 0, 30)), whole)) == []


def test_bounds_are_whole_numbers_of_people():
    whole = exactly(Cell(), {0, 1}, (5, 5, 10, 10, 10))
    system = System(Round(7, {0: 40, 1: 20}, (whole,)))
    assert system.bound({0}, range(5), most=True) == 40
    assert system.bound({0}, range(5), most=False) == 40
    assert system.bound({0}, [4], most=True) == 10
