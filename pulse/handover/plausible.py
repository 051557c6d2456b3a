"""Whether counts that came from outside may be stored: the sums fit, and no group in them is smaller than k. Pure."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pulse.counting.tally import BALLOTS, Counted
from pulse.handover.result import Result
from pulse.merkle.tree import root
from pulse.questions.scales import options
from pulse.results.disclosure import Cell


@dataclass(frozen=True)
class Expected:
    """What the server knows of the cycle without having seen an answer."""

    facts: Mapping[str, str | int]  # organisation, cycle, manifest, key, collected
    ballots: int
    k: int
    questions: Mapping[str, str]
    languages: Collection[str]
    members: Mapping[Cell, frozenset[int]]


def problems(result: Result, expected: Expected) -> Iterator[str]:
    """Everything that speaks against a result, a sentence each."""
    if any(result.facts.get(name) != value for name, value in expected.facts.items()):
        yield "This result is of another check-in, or of other rules or numbers than were handed over."
        return
    if result.counted.accepted + result.counted.rejected != expected.ballots:
        yield f"The result counts another number of ballots than the {expected.ballots} that were handed over."
    if any(one >= two for one, two in pairwise(result.leaves)) or len(result.leaves) != result.counted.accepted:
        yield "The list of ballots in the result is not in order, or is not as long as it says."
    if root(result.leaves).hex() != result.facts["root"]:
        yield "The list of ballots in the result is not the one that the trustee signed."
    yield from _sums(result.counted, expected)
    yield from _parts(result.counted, expected)
    yield from _comments(result.counted, expected)


def _sums(counted: Counted, expected: Expected) -> Iterator[str]:
    rows = Counter((row.question, row.atom, row.option) for row in counted.tallies)
    atoms = {(row.question, row.atom) for row in counted.tallies}
    wanted = {
        (question, atom, option)
        for question, atom in atoms
        if question in expected.questions
        for option in options(expected.questions[question])
    }
    if set(rows) != wanted or any(times > 1 for times in rows.values()):
        yield "The result counts answers that were not asked for, or some twice or not at all."
    sizes: Counter[tuple[str, int]] = Counter()
    for row in counted.tallies:
        sizes[row.question, row.atom] += row.chosen
    if any(size < expected.k for size in sizes.values()):
        yield f"The result holds a group of fewer than {expected.k} answers."
    totals: Counter[str] = Counter()
    for (question, _), size in sizes.items():
        totals[question] += size
    if any(total > counted.accepted for total in totals.values()):
        yield "The result holds more answers to a question than there are ballots."


def _parts(counted: Counted, expected: Expected) -> Iterator[str]:
    """Atoms are parts that all released cells treat alike: then no difference of cells is finer than an atom."""
    if len({(row.question, row.cell) for row in counted.released}) < len(counted.released):
        yield "The result shows a part twice."
    tallied = {(row.question, row.atom) for row in counted.tallies}
    whole = {row.cell for row in counted.released if row.question == BALLOTS}
    for question in sorted({row.question for row in counted.released} | {question for question, _ in tallied}):
        cells = {row.cell: set(row.atoms) for row in counted.released if row.question == question}
        known = {atom for asked, atom in tallied if asked == question}
        atoms = known if question != BALLOTS else set().union(*cells.values())
        if not _fits(cells, atoms, expected.members) or not set(cells) <= whole:
            yield "The result shows parts from whose differences a smaller group could be worked out."
            return


def _fits(cells: Mapping[Cell, set[int]], atoms: set[int], members: Mapping[Cell, frozenset[int]]) -> bool:
    if not set(cells) <= set(members) or not atoms or cells.get(Cell()) != atoms:
        return False
    inside = [frozenset(cell for cell in cells if block in members[cell]) for block in sorted(members[Cell()])]
    parts = [frozenset(cell for cell, found in cells.items() if atom in found) for atom in sorted(atoms)]
    return len(set(parts)) == len(parts) and set(parts) <= set(inside)


def _comments(counted: Counted, expected: Expected) -> Iterator[str]:
    shown = {row.cell for row in counted.released if row.question == BALLOTS}
    asked = sum(1 for scale in expected.questions.values() if not options(scale))
    if len(counted.comments) > counted.accepted * asked or (counted.comments and not shown):
        yield "The result holds more comments than there can be."
    for comment in counted.comments:
        placed = comment.cell in shown and comment.language in expected.languages
        if not placed and (comment.cell, comment.language) != (None, None):
            yield "The result shows a comment at a part or in a language where none may stand."
            return
