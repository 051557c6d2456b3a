"""Rule 6 between cycles: what exact figures of two of them, side by side, could tell of a few people.

Exact cells tell *groups* of blocks apart: a part, or what is left of a whole beside its parts. Where
a group in one cycle and some groups of another, taken together, were asked of nearly the same people
(1 to k-1 came, or went, whichever are more) and fewer than 30 answered in one of the two, the difference of two exact
levels would speak of those few. So a cell is shown exactly only while it makes no such pair with
anything exact in a cycle published before. Groups of 20 and more answers each cannot be two where
fewer than 30 answered, hence a single group is compared with all that others can be put together to.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from pulse.results.disclosure import Cell, Parts

COMPARED_FROM = 30  # fewer answers, and a change of a few people could be told from two exact levels

Shared = Mapping[tuple[int, int], int]  # how many people were asked in a block of one cycle and one of another


@dataclass(frozen=True)
class Group:
    """Blocks that the cells in question all treat alike."""

    blocks: frozenset[int]
    answered: int
    invited: int


@dataclass(frozen=True)
class Earlier:
    """What another cycle shows exactly of a question, and who of its blocks is in ours (ours, theirs)."""

    groups: Sequence[Group]
    shared: Shared


def unlike(now: Mapping[int, int], then: Mapping[int, int], shared: Shared) -> bool:
    """Whether any block of two cycles (each with how many were invited) has other people than those of the other."""
    same = [pair for pair, people in shared.items() if people == now.get(pair[0]) == then.get(pair[1])]
    return not len(same) == len(now) == len(then)


def told_apart(
    inside: Mapping[Cell, frozenset[int]],
    atoms: Mapping[Cell, Collection[int]],
    sizes: Mapping[int, int],
    invited: Mapping[int, int],
) -> list[Group]:
    """The groups into which the cells in `atoms` divide the blocks: an atom or more, or nobody who answered."""
    names = sorted(atoms, key=lambda cell: (cell.unit, cell.location))
    blocks: dict[tuple[int, ...], set[int]] = defaultdict(set)
    for block, within in _signatures(inside[cell] for cell in names).items():
        blocks[within].add(block)
    answered: Counter[tuple[int, ...]] = Counter()
    for atom, within in _signatures(atoms[cell] for cell in names).items():
        answered[within] += sizes.get(atom, 0)
    return [
        Group(frozenset(found), answered[within], sum(invited[block] for block in found))
        for within, found in sorted(blocks.items())
    ]


def _signatures(sets: Iterable[Collection[int]]) -> dict[int, tuple[int, ...]]:
    within: dict[int, list[int]] = defaultdict(list)
    for number, members in enumerate(sets):
        for member in members:
            within[member].append(number)
    return {member: tuple(numbers) for member, numbers in within.items()}


def near(invited: int, both: Mapping[int, int], others: Mapping[int, int], free: Mapping[int, int], k: int) -> bool:
    """Whether between a group and some choice of others 1 to k-1 people left or joined, whichever are more.

    `both` says how many each other has in common with it, `others` how large those are, and `free`
    how many of each stand in blocks without answers, which may be counted with the group or not.
    """
    apart = invited - sum(both.values())
    most = apart + sum(min(people, others[other] - people) for other, people in both.items())
    fewest = {apart: 0} if apart < k else {}  # how many join at least, by how many leave
    for other, people in both.items():
        beyond = others[other] - people - free.get(other, 0)
        found: dict[int, int] = {}
        for left, joined in fewest.items():
            for leave, join in ((left + people, joined), (left, joined + beyond)):
                if leave < k and join < k:
                    found[leave] = min(join, found.get(leave, k))
        fewest = found
    return bool(fewest) and most > 0


class _Pair:
    """One earlier cycle beside ours, as numbers of people in both by group."""

    def __init__(self, ours: Sequence[Group], earlier: Earlier) -> None:
        self.theirs = earlier.groups
        self.sizes = {number: group.invited for number, group in enumerate(earlier.groups)}
        self.empty = {number for number, group in enumerate(earlier.groups) if not group.answered}
        self.small = {number for number, group in enumerate(earlier.groups) if 0 < group.answered < COMPARED_FROM}
        self.largest_small = max((self.sizes[number] for number in self.small), default=0)
        self.of_ours: list[Counter[int]] = [Counter() for _ in ours]
        self.of_theirs: list[Counter[int]] = [Counter() for _ in earlier.groups]
        here = {block: number for number, group in enumerate(ours) for block in group.blocks}
        there = {block: number for number, group in enumerate(earlier.groups) for block in group.blocks}
        for (now, then), people in earlier.shared.items():
            if now in here and then in there:
                self.of_ours[here[now]][there[then]] += people
                self.of_theirs[there[then]][here[now]] += people

    def within(self, part: Iterable[int]) -> Counter[int]:
        """How many of a part of ours each of their groups has."""
        found: Counter[int] = Counter()
        for group in part:
            found.update(self.of_ours[group])
        return found


class Across:
    """Says of a way to divide our groups whether exact figures of its parts would betray a few people."""

    def __init__(self, ours: Sequence[Group], earlier: Iterable[Earlier], k: int) -> None:
        self.ours = ours
        self.k = k
        self.pairs = [_Pair(ours, each) for each in earlier if each.groups]

    def acceptable(self, made: Parts, parts: Parts) -> bool:
        """Whether these new parts may be, among all the parts there would then be."""
        if not self.pairs:
            return True
        empty = frozenset[int]().union(*(part for part in parts if not self._answered(part)))
        asked = parts if empty else made
        small = [part for part in asked if 0 < self._answered(part) < COMPARED_FROM]
        return not any(self._small_is_near(pair, part, empty) for pair in self.pairs for part in small) and not any(
            self._theirs_is_near(pair, asked, parts) for pair in self.pairs if pair.small
        )

    def _answered(self, part: Iterable[int]) -> int:
        return sum(self.ours[group].answered for group in part)

    def _invited(self, part: Iterable[int]) -> int:
        return sum(self.ours[group].invited for group in part)

    def _small_is_near(self, pair: _Pair, part: AbstractSet[int], empty: frozenset[int]) -> bool:
        both = pair.within(part)
        return near(self._invited(part), both, pair.sizes, pair.within(empty - part), self.k)

    def _theirs_is_near(self, pair: _Pair, asked: Parts, parts: Parts) -> bool:
        """Whether a small group of theirs is nearly what some of our parts come to; only small parts can help it."""
        light = [part for part in asked if self._invited(part) < pair.largest_small + self.k]
        touched = {number for part in light for number in pair.within(part)} & pair.small
        if not touched:
            return False
        part_of = {group: number for number, part in enumerate(parts) for group in part}
        sizes = {number: self._invited(part) for number, part in enumerate(parts)}
        for number in touched:
            both = _gathered(pair.of_theirs[number], part_of)
            free: Counter[int] = Counter()
            for empty in pair.empty:
                free.update(_gathered(pair.of_theirs[empty], part_of))
            if near(pair.sizes[number], both, sizes, free, self.k):
                return True
        return False


def _gathered(people: Mapping[int, int], part_of: Mapping[int, int]) -> Counter[int]:
    found: Counter[int] = Counter()
    for group, number in people.items():
        if group in part_of:
            found[part_of[group]] += number
    return found
