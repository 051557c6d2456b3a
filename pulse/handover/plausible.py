"""Whether counts that came from outside may be stored: the sums fit, and no group in them is smaller than k. Pure."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from pulse.counting.tally import BALLOTS, Counted
from pulse.handover.result import Result
from pulse.merkle.tree import root
from pulse.questions.scales import COMMENT, NOT_ASKED, Answerable, Questions, is_open, unhappy
from pulse.results.disclosure import Cell


@dataclass(frozen=True)
class Expected:
    """What the server knows of the cycle without having seen an answer."""

    facts: Mapping[str, str | int]  # organisation, cycle, manifest, key, collected
    ballots: int
    k: int
    questions: Questions
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
        for option in expected.questions[question].counted
    }
    if set(rows) != wanted or any(times > 1 for times in rows.values()):
        yield "The result counts answers that were not asked for, or some twice or not at all."
        return
    counts: dict[tuple[str, int], dict[int, int]] = defaultdict(dict)
    for row in counted.tallies:
        counts[row.question, row.atom][row.option] = row.chosen
    sizes = {at: expected.questions[at[0]].people(options) for at, options in counts.items()}
    if any(size < expected.k for size in sizes.values()):
        yield f"The result holds a group of fewer than {expected.k} answers."
    totals: Counter[str] = Counter()
    for (question, _), size in sizes.items():
        totals[question] += size
    if any(total > counted.accepted for total in totals.values()):
        yield "The result holds more answers to a question than there are ballots."
    if not all(_adds_up(at, options, counts, expected.questions) for at, options in counts.items()):
        yield "The result holds more answers to a branch, or from one person, than there can be."


def _adds_up(
    at: tuple[str, int],
    options: Mapping[int, int],
    counts: Mapping[tuple[str, int], Mapping[int, int]],
    questions: Questions,
) -> bool:
    """Whether nobody chose an option twice, and a branch was answered by those alone who were asked it."""
    asked = questions[at[0]]
    answered = asked.people(options) - options.get(NOT_ASKED, 0)
    chosen = [options[option] for option in asked.options]
    if any(number > answered for number in chosen) or sum(chosen) < answered:
        return False
    if asked.parent is None:
        return True
    above = counts.get((asked.parent, at[1]))
    if above is None or asked.people(options) != questions[asked.parent].people(above):
        return False
    return answered <= _unhappy(questions[asked.parent], above)


def _unhappy(parent: Answerable, counts: Mapping[int, int]) -> int:
    return sum(chosen for option, chosen in counts.items() if unhappy(parent.scale, option))


def _parts(counted: Counted, expected: Expected) -> Iterator[str]:
    """Atoms are parts that all released cells treat alike: then no difference of cells is finer than an atom."""
    if len({(row.question, row.cell) for row in counted.released}) < len(counted.released):
        yield "The result shows a part twice."
    tallied = {(row.question, row.atom) for row in counted.tallies}
    whole = {row.cell for row in counted.released if row.question == BALLOTS}
    for question in sorted({row.question for row in counted.released} | {question for question, _ in tallied}):
        cells = _atoms_of(counted, question)
        known = {atom for asked, atom in tallied if asked == question}
        atoms = known if question != BALLOTS else set().union(*cells.values())
        same = _atoms_of(counted, _gating(question, expected.questions))
        if question in expected.questions and expected.questions[question].drawn and set(cells) != {Cell()}:
            yield "The result shows parts of a question that may be shown for the whole organisation only."
            return
        if not _fits(cells, atoms, expected.members) or not set(cells) <= whole or cells != same:
            yield "The result shows parts from whose differences a smaller group could be worked out."
            return


def _atoms_of(counted: Counted, question: str) -> dict[Cell, set[int]]:
    return {row.cell: set(row.atoms) for row in counted.released if row.question == question}


def _gating(question: str, questions: Questions) -> str:
    """The question whose answers decide where this one is shown."""
    return (questions[question].parent if question in questions else None) or question


def _fits(cells: Mapping[Cell, set[int]], atoms: set[int], members: Mapping[Cell, frozenset[int]]) -> bool:
    if not set(cells) <= set(members) or not atoms or cells.get(Cell()) != atoms:
        return False
    inside = [frozenset(cell for cell in cells if block in members[cell]) for block in sorted(members[Cell()])]
    parts = [frozenset(cell for cell, found in cells.items() if atom in found) for atom in sorted(atoms)]
    return len(set(parts)) == len(parts) and set(parts) <= set(inside)


def _comments(counted: Counted, expected: Expected) -> Iterator[str]:
    shown = {row.cell for row in counted.released if row.question == BALLOTS}
    asked = {key for key, each in expected.questions.items() if is_open(each.scale)}
    if len(counted.comments) > counted.accepted * len(asked) or (counted.comments and not shown):
        yield "The result holds more comments than there can be."
    for comment in counted.comments:
        placed = comment.cell in shown and comment.language in expected.languages
        right = comment.question is None or (placed and comment.question in asked - {COMMENT})
        if not (placed or (comment.cell, comment.language) == (None, None)) or not right:
            yield "The result shows a comment at a part or in a language where none may stand."
            return
