"""What two publishers would show of the same answers: ours, and one that looks at sizes alone."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from pulse.counting.inner import OpenBallot
from pulse.counting.tally import count
from pulse.disclosure_audit.released import Round, Statement, statement
from pulse.organisation.tree import Node, Tree
from pulse.questions.scales import Answerable
from pulse.results.bands import exact, exact_cells, level, percents
from pulse.results.disclosure import Cell, family, members
from tests.factories.results import PlainBlock

QUESTION = "canteen"


@dataclass(frozen=True)
class Answered:
    """An organisation and how many of each block chose each of the five options."""

    units: Tree
    locations: Tree
    blocks: Sequence[PlainBlock]
    chosen: Mapping[int, tuple[int, ...]]
    k: int

    @property
    def inside(self) -> dict[Cell, frozenset[int]]:
        """The blocks of each declared cell."""
        return members(family(self.units, self.locations), self.blocks, self.units, self.locations)

    @property
    def invited(self) -> dict[int, int]:
        """Somewhat more than answered, as a block list says."""
        return {block: max(sum(options) + 3, self.k + 5) for block, options in self.chosen.items()}

    def answers(self, blocks: frozenset[int]) -> tuple[int, ...]:
        """How many in these blocks chose each option."""
        return tuple(sum(self.chosen[block][option] for block in blocks) for option in range(5))

    def ballots(self) -> list[OpenBallot]:
        """The same as ballots."""
        return [
            OpenBallot(block, {QUESTION: option + 1}, (), "en")
            for block, options in self.chosen.items()
            for option, number in enumerate(options)
            for _ in range(number)
        ]


def a_tree(root: str, nodes: int, rng: Random) -> Tree:
    """A random tree of so many nodes below its root."""
    made = [Node(root, None, root)]
    for number in range(nodes):
        made.append(Node(f"{root}{number}", rng.choice(made).id, str(number)))
    return Tree(made)


@st.composite
def answered(draw: st.DrawFn) -> Answered:
    """A random organisation with random answers; few in many blocks, as after a weak participation."""
    rng = Random(draw(st.integers(0, 2**64)))
    units, locations = a_tree("u", rng.randint(4, 12), rng), a_tree("l", rng.randint(1, 4), rng)
    places = [
        (rng.choice(sorted(units.nodes)), rng.choice(sorted(locations.nodes))) for _ in range(rng.randint(6, 24))
    ]
    blocks = [PlainBlock(index, *place) for index, place in enumerate(places)]
    chosen = {}
    for block in blocks:
        drawn = [rng.randrange(5) for _ in range(rng.randint(0, 16))]
        chosen[block.index] = tuple(drawn.count(option) for option in range(5))
    return Answered(units, locations, blocks, chosen, rng.randint(5, 8))


def _round(of: Answered, said: Sequence[Statement]) -> Round:
    shown = {one.cell for one in said}
    return Round(of.k, of.invited, tuple(said), tuple((c, b) for c, b in of.inside.items() if c not in shown))


def ours(of: Answered) -> Round:
    """What the count and the gate of Pulse release."""
    counted = count(
        of.ballots(), of.blocks, of.units, of.locations, {QUESTION: Answerable("faces5")}, of.k, rng=Random(1)
    )
    sizes: dict[int, int] = {}
    for row in counted.tallies:
        sizes[row.atom] = sizes.get(row.atom, 0) + row.chosen
    cells = {row.cell: frozenset(row.atoms) for row in counted.released if row.question == QUESTION}
    exactly = exact_cells(cells, sizes)
    said = []
    for cell in cells:
        options = of.answers(of.inside[cell])
        shown = level(sum(options[3:]), sum(options), may_be_exact=cell in exactly)
        most = sum(of.invited[block] for block in of.inside[cell])
        shares = percents(options) if shown.is_exact else None
        said.append(statement(cell, of.inside[cell], shown, shares, least=of.k, most=most))
    return _round(of, said)


def careless(of: Answered) -> Round:
    """What a publisher releases that asks of each cell only whether k answered."""
    said = []
    for cell, blocks in of.inside.items():
        options = of.answers(blocks)
        if sum(options) >= of.k:
            shown = exact(sum(options[3:]), sum(options))
            said.append(statement(cell, blocks, shown, percents(options), least=of.k, most=sum(options)))
    return _round(of, said)
