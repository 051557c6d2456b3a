"""Counting opened ballots: only sums over groups of k leave this module, never a ballot.

The same pure function counts real ballots at the close and made-up ones of a demo. It decides
what may be shown before anything is stored.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import NamedTuple

from pulse.counting.inner import OpenBallot
from pulse.organisation.tree import Tree
from pulse.questions.scales import options
from pulse.results.disclosure import Cell, Placed, family, members, partition

BALLOTS = ""  # the "question" of the cells that are released for ballots as such
COMMENT_BALLOTS = 10  # at a node with fewer ballots no comment is shown
COMMENTS = 5  # nor at one where fewer people commented

Members = Mapping[Cell, frozenset[int]]


class TallyRow(NamedTuple):
    """How often an option was chosen in one atom of a question."""

    question: str
    atom: int
    option: int
    chosen: int


class ReleasedRow(NamedTuple):
    """A cell that may be shown for a question, as the atoms that add up to it."""

    question: str
    cell: Cell
    atoms: tuple[int, ...]


class PlacedComment(NamedTuple):
    """A comment without its ballot; without cell and language where a group would be too small."""

    cell: Cell | None
    language: str | None
    text: str


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
    questions: Mapping[str, str],
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
    for question, scale in questions.items():
        if choices := options(scale):
            rows, cells = _count_question(question, choices, valid, candidates, k)
            tallies += rows
            released += cells
    comments = list(_place(valid, candidates, k)) if whole.released else []  # under k, participation alone
    rng.shuffle(comments)
    return Counted(tallies, released, comments, len(valid), len(everything) - len(valid))


def _count_question(
    question: str, choices: Sequence[int], ballots: Sequence[OpenBallot], candidates: Members, k: int
) -> tuple[list[TallyRow], list[ReleasedRow]]:
    """Tallies and cells of one question, inside what is released for ballots."""
    answers = [(ballot.block, ballot.answers[question]) for ballot in ballots if question in ballot.answers]
    found = partition(candidates, Counter(block for block, _ in answers), k)
    atom_of = {block: number for number, atom in enumerate(found.atoms) for block in atom}
    sums = Counter((atom_of[block], option) for block, option in answers) if found.atoms else Counter()
    rows = [
        TallyRow(question, atom, option, sums[atom, option]) for atom in range(len(found.atoms)) for option in choices
    ]
    return rows, _released(question, candidates, found.released, found.atoms)


def _released(
    question: str, inside: Members, cells: Iterable[Cell], atoms: Sequence[frozenset[int]]
) -> list[ReleasedRow]:
    atom_of = {block: number for number, atom in enumerate(atoms) for block in atom}
    # An atom lies in a released cell or outside, never across its edge: its blocks tell which.
    return [
        ReleasedRow(question, cell, tuple(sorted({atom_of[block] for block in inside[cell] if block in atom_of})))
        for cell in cells
    ]


def _place(ballots: Sequence[OpenBallot], candidates: Members, k: int) -> Iterator[PlacedComment]:
    """Each comment at the lowest node that is large enough, the root at the latest, or nowhere.

    Whoever subtracts the comments of lower nodes from those above must not come to fewer than 10
    ballots either, nor to fewer than k in the language, so the nodes are chosen by PARTITION over
    all ballots, and again over those of each language.
    """
    per_block = Counter(ballot.block for ballot in ballots)
    authors = Counter(ballot.block for ballot in ballots if ballot.comments)
    sizes = {cell: sum(per_block[block] for block in blocks) for cell, blocks in candidates.items()}
    roomy = {
        cell: candidates[cell]
        for cell in partition(candidates, per_block, max(k, COMMENT_BALLOTS)).released
        if sum(authors[block] for block in candidates[cell]) >= COMMENTS
    }
    for language in sorted({ballot.language for ballot in ballots if ballot.comments}):
        speakers = [ballot for ballot in ballots if ballot.language == language]
        cells = partition(roomy, Counter(ballot.block for ballot in speakers), k).released
        lowest = sorted(cells, key=lambda cell: (sizes[cell], len(candidates[cell]), cell.unit, cell.location))
        for ballot in speakers:
            cell = next((cell for cell in lowest if ballot.block in candidates[cell]), None)
            for comment in ballot.comments:
                yield PlacedComment(cell, language if cell else None, comment.text)
