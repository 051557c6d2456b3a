"""Organisations over several cycles: people join, leave and move, units appear, and four publishers show figures."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from pulse.counting.inner import OpenBallot
from pulse.counting.tally import count
from pulse.disclosure_audit.released import Round, statement
from pulse.opening.near import Spot, cells_above, near_cells
from pulse.opening.roster import Standing, settle
from pulse.opening.sampling import Ticket, draw
from pulse.organisation.blocks import Place, TooFewPeople
from pulse.organisation.tree import Node, Tree
from pulse.questions.scales import Answerable
from pulse.results.across import COMPARED_FROM, Across, Earlier, told_apart
from pulse.results.bands import exact, exact_cells, level, percents
from pulse.results.disclosure import Cell, family, members
from tests.factories.results import PlainBlock

QUESTION = "canteen"


@dataclass(frozen=True)
class Held:
    """One cycle as it happened: the real block of each person invited, and what those who answered chose."""

    units: Tree
    locations: Tree
    blocks: Sequence[PlainBlock]
    block_of: Mapping[str, int]
    chosen: Mapping[str, int]
    k: int
    left_out: frozenset[Spot] = frozenset()

    @property
    def partly(self) -> frozenset[Cell]:
        """The cells, but for the whole, in which a lot left somebody out."""
        above = cells_above(self.units, self.locations)
        return frozenset(Cell(*names) for spot in self.left_out for names in above(spot)) - {Cell()}

    @property
    def inside(self) -> dict[Cell, frozenset[int]]:
        """The blocks of each declared cell."""
        return members(family(self.units, self.locations), self.blocks, self.units, self.locations)

    @property
    def invited(self) -> dict[int, int]:
        """How many people each block has."""
        return dict(Counter(self.block_of.values()))

    def options(self, blocks: frozenset[int]) -> tuple[int, ...]:
        """How many in these blocks chose each option."""
        answered = Counter(option for person, option in self.chosen.items() if self.block_of[person] in blocks)
        return tuple(answered[option] for option in range(1, 6))

    def ballots(self) -> list[OpenBallot]:
        """The same as ballots."""
        return [
            OpenBallot(self.block_of[person], {QUESTION: option}, (), "en") for person, option in self.chosen.items()
        ]


def shared(now: Held, then: Held) -> dict[tuple[int, int], int]:
    """How many people the blocks of two cycles have in common."""
    return dict(
        Counter((block, then.block_of[person]) for person, block in now.block_of.items() if person in then.block_of)
    )


Rearranging = Callable[[Tree, Random], tuple[Tree, Mapping[str, str]]]


def rearranged(seed: int, rearranging: Rearranging, *, quarters: int = 3, people: int = 130) -> list[Held]:
    """The cycles of a random organisation whose units are rearranged before every one but the first.

    Before that a few people come and go, and most people of some unit go one step up.
    """
    rng = Random(seed)
    k, joined, nodes = rng.choice((5, 6, 7)), people, [Node("u", None, "u")]
    _grow(nodes, "u", rng.randint(4, 8), rng)
    units, locations = Tree(nodes), Tree([Node("l", None, "l")])
    roster = {f"p{number:04}": Place(rng.choice(nodes).id, "l") for number in range(people)}
    opinion = {f"p{number:04}": rng.randint(1, 5) for number in range(people + 3 * quarters)}
    found: list[Held] = []
    for quarter in range(quarters):
        for _ in range(rng.randint(0, 3) if quarter else 0):
            del roster[rng.choice(sorted(roster))]
            roster[f"p{joined:04}"], joined = Place(rng.choice(_open(units)), "l"), joined + 1
        if quarter:
            units, goes_to = _shifted(units, roster, rearranging, rng)
            roster = {person: Place(goes_to.get(place.unit, place.unit), "l") for person, place in roster.items()}
        formed = settle(units, locations, roster, {}, k + 3)
        standing = {id: Standing(b.unit, b.location, b.takes_joiners, b.people) for id, b in formed.items()}
        found.append(_hold(units, locations, standing, opinion, k, rng, frozenset()))
    return found


def _shifted(
    units: Tree, roster: dict[str, Place], rearranging: Rearranging, rng: Random
) -> tuple[Tree, Mapping[str, str]]:
    below = [id for id in _open(units) if id != units.root.id]
    left = rng.choice(below)
    for person, place in roster.items():
        if place.unit == left and rng.random() < 0.9:
            roster[person] = Place(units.nodes[left].parent_id or "", "l")
    return rearranging(units, rng)


def _open(tree: Tree) -> list[str]:
    return sorted(node.id for node in tree.nodes.values() if not node.closed)


def held(seed: int, *, quarters: int = 3, each: int = 2, people: int = 130, lots: float = 0.0) -> list[Held]:
    """The cycles of a random organisation, through the real forming of blocks; a quarter begins with moves.

    With `lots` so many of them ask only some blocks, drawn as an opening draws them.
    """
    rng, luck = Random(seed), Random(seed + 1)
    k, joined = rng.choice((5, 6, 7)), people
    trees = [[Node("u", None, "u")], [Node("l", None, "l")]]
    _grow(trees[0], "u", rng.randint(3, 7), rng)
    _grow(trees[1], "l", rng.randint(1, 3), rng)
    roster = {f"p{number:04}": _somewhere(trees, rng) for number in range(people)}
    opinion = {person: rng.randint(1, 5) for person in roster}
    found: list[Held] = []
    for _ in range(quarters):
        standing: dict[str, Standing] = {}
        for person in rng.sample(sorted(roster), rng.randint(0, 6)):
            roster[person] = _somewhere(trees, rng)
        if rng.random() < 0.4:
            _reorganise(trees[0], roster, rng)
        for _ in range(each):
            for person in rng.sample(sorted(roster), rng.randint(0, 3)):
                del roster[person]
            for _ in range(rng.randint(0, 3)):
                joined += 1
                roster[f"p{joined:04}"] = _somewhere(trees, rng)
                opinion[f"p{joined:04}"] = rng.randint(1, 5)
            try:
                formed = settle(Tree(trees[0]), Tree(trees[1]), roster, standing, k + 3)
            except TooFewPeople:
                return found
            standing = {id: Standing(b.unit, b.location, b.takes_joiners, b.people) for id, b in formed.items()}
            asked = _drawn(standing, luck) if luck.random() < lots else standing
            left_out = frozenset((was.unit, was.location) for id, was in standing.items() if id not in asked)
            found.append(_hold(Tree(trees[0]), Tree(trees[1]), asked, opinion, k, rng, left_out))
    return found


def _drawn(standing: Mapping[str, Standing], luck: Random) -> dict[str, Standing]:
    tickets = [Ticket(id, len(was.members), was.location, ()) for id, was in standing.items()]
    ids = draw(tickets, luck.randint(1, len(tickets)), luck)
    return {id: was for id, was in standing.items() if id in ids}


def _grow(nodes: list[Node], root: str, more: int, rng: Random) -> None:
    for _ in range(more):
        nodes.append(Node(f"{root}{len(nodes)}", rng.choice(nodes).id, str(len(nodes))))


def _somewhere(trees: Sequence[Sequence[Node]], rng: Random) -> Place:
    return Place(rng.choice(trees[0]).id, rng.choice(trees[1]).id)


def _reorganise(nodes: list[Node], roster: dict[str, Place], rng: Random) -> None:
    """A unit gets a new name, and so a new node: almost all of its people go along."""
    old = rng.choice(nodes)
    _grow(nodes, "u", 1, rng)
    for person, place in roster.items():
        if place.unit == old.id and rng.random() < 0.95:
            roster[person] = Place(nodes[-1].id, place.location)


def _hold(
    units: Tree,
    locations: Tree,
    standing: Mapping[str, Standing],
    opinion: Mapping[str, int],
    k: int,
    rng: Random,
    left_out: frozenset[Spot],
) -> Held:
    blocks = [PlainBlock(index, block.unit, block.location) for index, block in enumerate(standing.values())]
    block_of = {person: index for index, block in enumerate(standing.values()) for person in sorted(block.members)}
    answering = rng.choice((0.6, 0.75, 0.9, 1.0))
    chosen = {person: opinion[person] for person in block_of if rng.random() < answering}
    return Held(units, locations, blocks, block_of, chosen, k, left_out)


Publisher = Callable[[list[Held]], list[Round]]


def ours(every: list[Held]) -> list[Round]:
    """What Pulse shows of each cycle, one after the other."""
    return _published(every, declared=True, parts=True)


def without_rule_6(every: list[Held]) -> list[Round]:
    """A publisher that looks at each cycle by itself."""
    return _published(every, declared=False, parts=False)


def with_declared_cells_alone(every: list[Held]) -> list[Round]:
    """One that compares each declared cell with itself, and no rest of one beside another."""
    return _published(every, declared=True, parts=False)


def by_size(every: list[Held]) -> list[Round]:
    """One that asks of each cell only whether k answered."""
    shown = []
    for each in every:
        cells = {cell: each.options(blocks) for cell, blocks in each.inside.items()}
        shown.append(_round(each, {cell: options for cell, options in cells.items() if sum(options) >= each.k}, None))
    return shown


def _published(every: list[Held], *, declared: bool, parts: bool) -> list[Round]:
    rounds: list[Round] = []
    before: list[tuple[Held, dict[Cell, frozenset[int]], dict[int, int], frozenset[Cell]]] = []
    for each in every:
        counted = count(
            each.ballots(),
            each.blocks,
            each.units,
            each.locations,
            {QUESTION: Answerable("faces5")},
            each.k,
            rng=Random(1),
        )
        told = [row for row in counted.released if row.question == QUESTION and row.cell not in each.partly]
        atoms = {row.cell: frozenset(row.atoms) for row in told}
        sizes: Counter[int] = Counter()
        for row in counted.tallies:
            sizes[row.atom] += row.chosen
        groups = told_apart(each.inside, atoms, sizes, each.invited)
        cells = {cell: _within(each.inside[cell], groups) for cell in atoms}
        earlier = [
            Earlier(
                told_apart(
                    _seen_from(each, then, exactly), {cell: its[cell] for cell in exactly}, counts, then.invited
                ),
                shared(each, then),
            )
            for then, its, counts, exactly in before
        ]
        across = Across(groups, earlier, each.k).acceptable if parts else None
        near = _near(each, [then for then, *_ in before]) if declared else set()
        exactly = exact_cells(cells, {at: group.answered for at, group in enumerate(groups)}, near, across)
        rounds.append(_round(each, {cell: each.options(each.inside[cell]) for cell in atoms}, exactly))
        before.append((each, atoms, dict(sizes), exactly))
    return rounds


def _seen_from(now: Held, then: Held, cells: frozenset[Cell]) -> dict[Cell, frozenset[int]]:
    """The blocks of an earlier cycle's cells, as the trees of a later one tell it: those of before are not kept."""
    return members(cells, then.blocks, now.units, now.locations)


def _within(blocks: frozenset[int], groups) -> frozenset[int]:
    return frozenset(number for number, group in enumerate(groups) if group.blocks <= blocks)


def _near(now: Held, before: Sequence[Held]) -> set[Cell]:
    """Declared cells of nearly the same people as before, with few answers in one of the two."""
    above = cells_above(now.units, now.locations)
    spots = _spots(now)
    found = set()
    for then in before:
        for cell in (Cell(*names) for names in near_cells(spots, _spots(then), above, now.k)):
            answers = [sum(each.options(each.inside.get(cell, frozenset()))) for each in (now, then)]
            if min(answers) < COMPARED_FROM:
                found.add(cell)
    return found


def _spots(of: Held) -> dict[str, tuple[str, str]]:
    places = {block.index: (block.unit_id, block.location_id) for block in of.blocks}
    return {person: places[block] for person, block in of.block_of.items()}


def _round(of: Held, shown: Mapping[Cell, tuple[int, ...]], exactly: frozenset[Cell] | None) -> Round:
    """`exactly`: the cells shown as numbers; None for all of them."""
    said = []
    for cell, options in shown.items():
        n, favourable, blocks = sum(options), sum(options[3:]), of.inside[cell]
        what = exact(favourable, n) if exactly is None else level(favourable, n, may_be_exact=cell in exactly)
        shares = percents(options) if what.is_exact else None
        said.append(statement(cell, blocks, what, shares, least=of.k, most=sum(of.invited[b] for b in blocks)))
    hidden = tuple((cell, blocks) for cell, blocks in of.inside.items() if cell not in shown)
    return Round(of.k, of.invited, tuple(said), hidden)
