"""PARTITION-k against a check that is computed in another, naive way."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from pulse.organisation.tree import Tree
from pulse.results.disclosure import Cell, Partition, family, members, partition
from tests.factories.results import PlainBlock, placed, tree_of, trees


@st.composite
def organisations(draw: st.DrawFn):
    units, locations = draw(trees("u")), draw(trees("l", most=4))
    blocks = draw(placed(units, locations))
    counts = {block.index: draw(st.integers(0, 12)) for block in blocks}
    return units, locations, blocks, counts, draw(st.integers(2, 8))


def solve(organisation) -> tuple[dict[Cell, frozenset[int]], Partition, dict[int, int], int]:
    units, locations, blocks, counts, k = organisation
    inside = members(family(units, locations), blocks, units, locations)
    return inside, partition(inside, counts, k), counts, k


def naive_parts(cells: list[frozenset[int]], counts: dict[int, int]) -> list[int]:
    """How many answered in each group of blocks that every cell treats alike."""
    groups: dict[tuple[bool, ...], int] = {}
    for block, count in counts.items():
        signature = tuple(block in cell for cell in cells)
        if any(signature):
            groups[signature] = groups.get(signature, 0) + count
    return [count for count in groups.values() if count]


def recoverable(cells: list[frozenset[int]], target: frozenset[int], blocks: list[int]) -> bool:
    """Whether some linear combination of the cells is exactly the target (rational elimination)."""
    rows = [[Fraction(int(block in cell)) for block in blocks] for cell in cells]
    wanted = [Fraction(int(block in target)) for block in blocks]
    for column in range(len(blocks)):
        pivot = next((row for row in rows if row[column]), None)
        if pivot is None:
            continue
        rows.remove(pivot)
        for row in [*rows, wanted]:
            factor = row[column] / pivot[column]
            row[:] = [a - factor * b for a, b in zip(row, pivot, strict=True)]
    return not any(wanted)


@given(organisations())
def test_no_part_that_released_cells_tell_apart_is_smaller_than_k(organisation):
    inside, found, counts, k = solve(organisation)

    assert all(size >= k for size in naive_parts([inside[cell] for cell in found.released], counts))


@given(organisations())
def test_every_atom_has_at_least_k_and_released_cells_are_sums_of_atoms(organisation):
    inside, found, counts, k = solve(organisation)

    assert all(sum(counts[block] for block in atom) >= k for atom in found.atoms)
    for cell in found.released:
        within = [atom for atom in found.atoms if atom <= inside[cell]]
        assert sum(counts[b] for atom in within for b in atom) == sum(counts[b] for b in inside[cell])


@given(organisations())
def test_no_linear_combination_of_released_cells_is_a_group_below_k(organisation):
    inside, found, counts, k = solve(organisation)
    blocks = [block for block, count in counts.items() if count]
    cells = [inside[cell] & frozenset(blocks) for cell in found.released]
    few = [frozenset({block}) for block in blocks if counts[block] < k]
    few += [frozenset({a, b}) for a in blocks for b in blocks if a < b and counts[a] + counts[b] < k]

    assert not [group for group in few if recoverable(cells, group, blocks)]


@given(organisations())
def test_each_hidden_cell_would_have_made_a_part_too_small(organisation):
    inside, found, counts, k = solve(organisation)
    released = [inside[cell] for cell in found.released]

    for cell in set(inside) - set(found.released):
        size = sum(counts[block] for block in inside[cell])
        assert size < k or min(naive_parts([*released, inside[cell]], counts)) < k


def test_a_publisher_that_looks_at_sizes_alone_fails_the_same_check():
    units = tree_of("u", "a", "b")
    blocks = [PlainBlock(0, "a", "l"), PlainBlock(1, "b", "l")]
    inside = members(family(units, tree_of("l")), blocks, units, tree_of("l"))
    counts = {0: 20, 1: 3}
    by_size = [inside[cell] for cell in inside if sum(counts[b] for b in inside[cell]) >= 5]

    assert min(naive_parts(by_size, counts)) < 5
    assert recoverable(by_size, frozenset({1}), [0, 1])


def flat(sizes: dict[str, int]) -> tuple[Tree, Tree, list[PlainBlock], dict[int, int]]:
    units = tree_of("u", *sizes)
    blocks = [PlainBlock(i, name, "l") for i, name in enumerate(sizes)]
    return units, tree_of("l"), blocks, dict(enumerate(sizes.values()))


@given(st.lists(st.integers(0, 15), max_size=7), st.integers(2, 8))
def test_on_a_tree_a_small_remainder_hides_the_next_smallest_child_too(sizes, k):
    named = {f"c{i}": size for i, size in enumerate(sizes)}
    units, locations, blocks, counts = flat(named)
    inside = members(family(units, locations), blocks, units, locations)
    order = sorted(named, key=lambda name: (named[name], name), reverse=True)
    shown = [name for name in order if named[name] >= k]
    hidden = sum(sizes) - sum(named[name] for name in shown)
    if 0 < hidden < k and shown:
        hidden += named[shown.pop()]

    released = partition(inside, counts, k).released

    expected = sorted(named[name] for name in shown) if sum(sizes) >= k else []
    assert sorted(named[cell.unit] for cell in released if cell.unit) == expected


def test_nothing_is_released_when_the_whole_organisation_is_below_k():
    units, locations, blocks, counts = flat({"a": 2, "b": 2})

    assert partition(members(family(units, locations), blocks, units, locations), counts, 5) == Partition()


def test_cells_come_by_priority_root_locations_units_crossings():
    cells = family(tree_of("u", "a", "a/b"), tree_of("l", "x"))

    assert cells == [
        Cell(), Cell("", "x"), Cell("a", ""), Cell("a/b", ""), Cell("a", "x"), Cell("a/b", "x")
    ]  # fmt: skip


def test_a_location_wins_over_a_unit_where_only_one_of_them_can_be_shown():
    units, locations = tree_of("u", "a"), tree_of("l", "x")
    blocks = [PlainBlock(0, "a", "x"), PlainBlock(1, "a", "l"), PlainBlock(2, "u", "x"), PlainBlock(3, "u", "l")]
    inside = members(family(units, locations), blocks, units, locations)

    released = partition(inside, {0: 10, 1: 2, 2: 10, 3: 10}, 5).released

    assert Cell("", "x") in released
    assert Cell("a") not in released


def test_a_block_counts_only_for_the_ancestors_of_its_unit_and_location():
    units, locations = tree_of("u", "a", "a/b"), tree_of("l", "x", "y")
    inside = members(family(units, locations), [PlainBlock(0, "a", "x")], units, locations)

    assert {cell for cell, blocks in inside.items() if blocks} == {
        Cell(), Cell("", "x"), Cell("a", ""), Cell("a", "x")
    }  # fmt: skip


def test_a_whole_organisation_of_600_blocks_and_2000_cells_is_divided_within_a_second():
    units = tree_of("u", *(f"{i}" for i in range(6)), *(f"{i}/{j}" for i in range(6) for j in range(35)))
    locations = tree_of("l", *(f"x{i}" for i in range(9)))
    leaves = [id for id in sorted(units.nodes) if "/" in id]
    blocks = [PlainBlock(i, leaves[i % len(leaves)], f"x{i % 9}") for i in range(600)]
    inside = members(family(units, locations), blocks, units, locations)

    found = partition(inside, {i: 3 + i * 7 % 17 for i in range(600)}, 7)

    assert len(inside) > 2000
    assert len(found.released) > 100
