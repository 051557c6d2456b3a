"""Counting opened ballots: only sums over groups of k leave this module, never a ballot.

The same pure function counts real ballots at the close and made-up ones of a demo. It decides
what may be shown before anything is stored.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from pulse.counting.comments import PlacedComment, place
from pulse.counting.inner import OpenBallot
from pulse.organisation.tree import Tree
from pulse.questions.scales import NOT_ASKED, PEOPLE, Answer, Answerable, Questions
from pulse.results.disclosure import Cell, Partition, Placed, family, members, partition

BALLOTS = ""  # the "question" of the cells that are released for ballots as such

Members = Mapping[Cell, frozenset[int]]


class TallyRow(NamedTuple):
    """How often an option was chosen in one atom of a question; -1 and -2 count people (`Answerable.counted`)."""

    question: str
    atom: int
    option: int
    chosen: int


class ReleasedRow(NamedTuple):
    """A cell that may be shown for a question, as the atoms that add up to it."""

    question: str
    cell: Cell
    atoms: tuple[int, ...]


@dataclass(frozen=True)
class Counted:
    """All that remains of a cycle's ballots."""

    tallies: list[TallyRow]
    released: list[ReleasedRow]
    comments: list[PlacedComment]
    accepted: int
    rejected: int


def count(
    ballots: Iterable[OpenBallot | None],
    blocks: Iterable[Placed],
    units: Tree,
    locations: Tree,
    questions: Questions,
    k: int,
    *,
    rng: Random,
) -> Counted:
    """Count ballots (None: one that had to be dropped) over the declared family of cells."""
    everything = list(ballots)
    valid = [ballot for ballot in everything if ballot is not None]
    declared = members(family(units, locations), blocks, units, locations)
    whole = partition(declared, Counter(ballot.block for ballot in valid), k)
    candidates = {cell: declared[cell] for cell in whole.released}
    tallies: list[TallyRow] = []
    released = _released(BALLOTS, candidates, whole.released, whole.atoms)
    parts: dict[str, Partition] = {}
    for key, asked in questions.items():
        if asked.counted:
            gated_by = asked.parent or key
            if gated_by not in parts:
                parts[gated_by] = partition(_shown(asked, candidates), _who_answered(gated_by, valid), k)
            tallies += _tallied(key, asked, valid, parts[gated_by].atoms)
            released += _released(key, candidates, parts[gated_by].released, parts[gated_by].atoms)
    # Under k participation alone is left.
    comments = list(place(valid, candidates, questions, parts, k)) if whole.released else []
    rng.shuffle(comments)
    return Counted(tallies, released, comments, len(valid), len(everything) - len(valid))


def _shown(asked: Answerable, candidates: Members) -> Members:
    """Where a question may be shown: of one that browsers drew at random, only what it says of everybody."""
    return {cell: blocks for cell, blocks in candidates.items() if cell == Cell()} if asked.drawn else candidates


def _who_answered(question: str, ballots: Sequence[OpenBallot]) -> Counter[int]:
    """How many of each block answered a question. A branch goes by its parent: its own number would be an answer."""
    return Counter(ballot.block for ballot in ballots if question in ballot.answers)


def _tallied(
    question: str, asked: Answerable, ballots: Sequence[OpenBallot], atoms: Sequence[frozenset[int]]
) -> Iterator[TallyRow]:
    """The sums of one question in each atom. What one person chose together ends here."""
    atom_of = {block: number for number, atom in enumerate(atoms) for block in atom}
    sums: Counter[tuple[int, int]] = Counter()
    for ballot in ballots:
        if atoms and (asked.parent or question) in ballot.answers:
            sums.update((atom_of[ballot.block], option) for option in _counted_as(asked, ballot.answers.get(question)))
    return (
        TallyRow(question, atom, option, sums[atom, option]) for atom in range(len(atoms)) for option in asked.counted
    )


def _counted_as(asked: Answerable, answer: Answer | None) -> Iterator[int]:
    """What one person adds to: the options that they chose, or that they were not asked; and themselves."""
    if PEOPLE in asked.counted:
        yield PEOPLE
    if answer is None:
        yield NOT_ASKED
    else:
        yield from (answer,) if isinstance(answer, int) else answer


def _released(
    question: str, inside: Members, cells: Iterable[Cell], atoms: Sequence[frozenset[int]]
) -> list[ReleasedRow]:
    atom_of = {block: number for number, atom in enumerate(atoms) for block in atom}
    # An atom lies in a released cell or outside, never across its edge: its blocks tell which.
    return [
        ReleasedRow(question, cell, tuple(sorted({atom_of[block] for block in inside[cell] if block in atom_of})))
        for cell in cells
    ]
