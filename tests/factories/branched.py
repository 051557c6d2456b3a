"""What publishers would show of answers on any scale and of branches: ours, and careless ones."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from hypothesis import strategies as st

from pulse.counting.inner import OpenBallot, OpenComment
from pulse.counting.tally import Counted, count
from pulse.disclosure_audit.released import Claim, Round, Statement, choice_statement, option_of, statement
from pulse.disclosure_audit.shapes import Shape, shape_of
from pulse.organisation.tree import Tree
from pulse.questions.scales import (
    MULTIPLE,
    OPEN,
    PARENTS,
    PEOPLE,
    SINGLE,
    Answer,
    Answerable,
    Questions,
    unhappy,
    unhappy_answers,
)
from pulse.results.bands import exact_cells, level, no_few, percents
from pulse.results.disclosure import Cell, family, members
from pulse.results.gate import ChoiceCounts, choose
from tests.factories.released import a_tree
from tests.factories.results import PlainBlock

Exact = Mapping[str, frozenset[Cell]]
PARENT, WHY, REASONS, WORDS, WANTED = "parent", "why", "reasons", "words", "wanted"


@dataclass(frozen=True)
class Told:
    """An organisation, what it was asked and what its people answered."""

    units: Tree
    locations: Tree
    blocks: Sequence[PlainBlock]
    questions: Questions
    ballots: Sequence[OpenBallot]
    k: int

    @property
    def inside(self) -> dict[Cell, frozenset[int]]:
        """The blocks of each declared cell."""
        return members(family(self.units, self.locations), self.blocks, self.units, self.locations)

    @property
    def invited(self) -> dict[int, int]:
        """Somewhat more than answered, as a block list says."""
        cast = Counter(ballot.block for ballot in self.ballots)
        return {block.index: max(cast[block.index] + 3, self.k + 5) for block in self.blocks}

    def within(self, blocks: frozenset[int]) -> Iterator[OpenBallot]:
        """The ballots of these blocks."""
        return (ballot for ballot in self.ballots if ballot.block in blocks)

    def counted(self) -> Counted:
        """What the close keeps."""
        return count(
            self.ballots, self.blocks, self.units, self.locations, self.questions, self.k, rng=Random(1)
        )  # fmt: skip


def _questions(rng: Random) -> dict[str, Answerable]:
    return {
        PARENT: Answerable(rng.choice(sorted(PARENTS))),
        WHY: Answerable(SINGLE, (1, 2, 3), PARENT),
        REASONS: Answerable(MULTIPLE, (1, 2, 4), PARENT),
        WORDS: Answerable(OPEN, (), PARENT),
        WANTED: Answerable(MULTIPLE, (1, 2, 3)),
    }


def _some(options: Sequence[int], rng: Random) -> tuple[int, ...]:
    return tuple(sorted(rng.sample(options, rng.randint(1, len(options)))))


def _ballot(block: int, questions: Questions, mood: float, rng: Random) -> OpenBallot:
    """One person; `mood` is how likely the people of a block are to be unhappy."""
    parent = questions[PARENT]
    sad = unhappy_answers(parent.scale)
    happy = [option for option in parent.options if option not in sad]
    answers: dict[str, Answer] = {}
    comments: tuple[OpenComment, ...] = ()
    if rng.random() < 0.9:
        answers[PARENT] = rng.choice(sad if rng.random() < mood else happy)
    if rng.random() < 0.8:
        answers[WANTED] = _some(questions[WANTED].options, rng)
    if unhappy(parent.scale, answers.get(PARENT)):
        if rng.random() < 0.9:
            answers[WHY] = rng.choice(questions[WHY].options)
        if rng.random() < 0.7:
            answers[REASONS] = _some(questions[REASONS].options, rng)
        comments = (OpenComment(WORDS, "x"),) if rng.random() < 0.6 else ()
    return OpenBallot(block, answers, comments, rng.choice(("en", "en", "en", "id")))


@st.composite
def told(draw: st.DrawFn) -> Told:
    """A random organisation with random answers: blocks differ in size and in mood."""
    rng = Random(draw(st.integers(0, 2**64)))
    units, locations = a_tree("u", rng.randint(3, 8), rng), a_tree("l", rng.randint(1, 3), rng)
    questions, ballots = _questions(rng), []
    blocks = [
        PlainBlock(index, rng.choice(sorted(units.nodes)), rng.choice(sorted(locations.nodes)))
        for index in range(rng.randint(4, 12))
    ]
    for block in blocks:
        mood = rng.choice((0.0, 0.1, 0.2, 0.4, 0.9))
        ballots += [_ballot(block.index, questions, mood, rng) for _ in range(rng.choice((0, 3, 6, 9, 14, 25, 40)))]
    return Told(units, locations, blocks, questions, ballots, rng.randint(5, 8))


@dataclass(frozen=True)
class Published:
    """Sums by question and cell, and the cells of each question that are shown as numbers."""

    sums: Mapping[tuple[str, Cell], Mapping[int, int]]
    exact: Exact


def published(of: Told, counted: Counted, *, careless: bool = False) -> Published:
    """What publishing makes of a count, without other cycles beside it; `careless`: however few are unhappy."""
    sums: dict[tuple[str, int], dict[int, int]] = {}
    for row in counted.tallies:
        sums.setdefault((row.question, row.atom), {})[row.option] = row.chosen
    cells: dict[str, dict[Cell, frozenset[int]]] = {}
    for row in counted.released:
        if row.question:
            cells.setdefault(row.question, {})[row.cell] = frozenset(row.atoms)
    exact: dict[str, frozenset[Cell]] = {}
    for key, within in cells.items():
        asked = of.questions[key]
        sizes = {atom: asked.people(found) for (question, atom), found in sums.items() if question == key}
        if asked.parent is None:
            exact[key] = exact_cells(within, sizes)
        else:
            bad = unhappy_answers(of.questions[asked.parent].scale)
            few = Counter({atom: sum(sums[asked.parent, atom][option] for option in bad) for atom in sizes})
            allowed = {cell: atoms for cell, atoms in within.items() if cell in exact[asked.parent]}
            exact[key] = exact_cells(allowed, sizes, (), None if careless else no_few(few, of.k))
    added = {
        (key, cell): {option: sum(sums[key, atom][option] for atom in atoms) for option in of.questions[key].counted}
        for key, within in cells.items()
        for cell, atoms in within.items()
    }
    return Published(added, exact)


def ours(of: Told, question: str, *, careless: bool = False) -> Round:
    """What the count and the gate of Pulse release of a question and its branches."""
    counted = of.counted()
    found, shape = published(of, counted, careless=careless), shape_of(question, of.questions)
    said = [
        each
        for (key, cell), sums in found.sums.items()
        if key == question or of.questions[key].parent == question
        for each in _said(of, key, cell, sums, cell in found.exact[key], shape)
    ]
    return _round(of, [*said, *_commented(of, counted, said, shape)] if question == PARENT else said, shape)


def _said(of: Told, key: str, cell: Cell, sums: Mapping[int, int], exact: bool, shape: Shape) -> Iterator[Statement]:
    asked, within = of.questions[key], of.inside[cell]
    most = sum(of.invited[block] for block in within)
    if asked.is_steps:
        options = tuple(sums.values())
        shown = level(sum(options[3:]), sum(options), may_be_exact=exact)
        shares = percents(options) if shown.is_exact else None
        yield statement(cell, within, shown, shares, least=of.k, most=most)
        return
    chosen = {option: number for option, number in sums.items() if option != PEOPLE}
    counts = ChoiceCounts(asked.scale, chosen, asked.people(sums), exact, asked.parent)
    if said := choose(counts, least=of.k, near=False):
        yield choice_statement(cell, within, key, said, shape, least=of.k, most=most)


def _commented(of: Told, counted: Counted, said: Iterable[Statement], shape: Shape) -> Iterator[Statement]:
    """So many at least are unhappy as comments stand there."""
    standing = Counter(comment.cell for comment in counted.comments if comment.cell)
    row = dict.fromkeys(shape.unhappy, 1.0)
    for cell in {each.cell for each in said}:
        least = sum(number for at, number in standing.items() if of.inside[at] <= of.inside[cell])
        most = sum(of.invited[block] for block in of.inside[cell])
        yield Statement(cell, of.inside[cell], (of.k, most), None, None, (), (Claim(row, counts=(least, most)),))


def by_its_own_number(of: Told) -> Round:
    """What a publisher releases that shows a branch wherever k answered it, as shares of those."""
    shape = shape_of(PARENT, of.questions)
    columns = shape.at(WHY, of.questions[WHY].options)
    said = [each for each in ours(of, PARENT).statements if not each.speaks_of and not each.claims]
    for cell, within in of.inside.items():
        chosen = Counter(ballot.answers[WHY] for ballot in of.within(within) if WHY in ballot.answers)
        n = chosen.total()
        if n >= of.k:
            shares = percents([chosen[option] for option in of.questions[WHY].options])
            claims = tuple(
                Claim({column: 1.0}, counts=option_of(points, n))
                for column, points in zip(columns, shares, strict=True)
            )
            said.append(Statement(cell, within, (n, n), None, None, (), claims, base=columns))
    return _round(of, said, shape)


def _round(of: Told, said: Sequence[Statement], shape: Shape) -> Round:
    shown = {one.cell for one in said}
    return Round(of.k, of.invited, tuple(said), tuple((c, b) for c, b in of.inside.items() if c not in shown), shape)
