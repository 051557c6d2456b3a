"""Where comments may stand: at the lowest part that is large enough, else at the root, or nowhere. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from pulse.counting.inner import OpenBallot
from pulse.questions.scales import COMMENT, Questions, unhappy
from pulse.results.bands import exact_cells, no_few
from pulse.results.disclosure import Cell, Partition, partition

COMMENT_BALLOTS = 10  # at a node with fewer ballots no comment is shown
COMMENTS = 5  # nor at one where fewer people commented on the same question

Members = Mapping[Cell, frozenset[int]]


class PlacedComment(NamedTuple):
    """A comment without its ballot; without cell, language and question where a group would be too small.

    No question stands for the usual one.
    """

    cell: Cell | None
    language: str | None
    text: str
    question: str | None = None


def place(
    ballots: Sequence[OpenBallot],
    candidates: Members,
    questions: Questions,
    parts: Mapping[str, Partition],
    k: int,
) -> Iterator[PlacedComment]:
    """Each comment at the lowest node that is large enough, the root at the latest, or nowhere.

    Whoever subtracts the comments of lower nodes from those above must not come to fewer than 10
    ballots either, nor to fewer than k in the language, so the nodes are chosen by PARTITION over
    all ballots, and again over those of each language; for all questions at once, as comments that
    read like one person's must not tell more together either. `parts`: what is released of each question.
    """
    per_block = Counter(ballot.block for ballot in ballots)
    sizes = {cell: sum(per_block[block] for block in blocks) for cell, blocks in candidates.items()}
    large = partition(candidates, per_block, max(k, COMMENT_BALLOTS)).released
    open_questions = sorted({comment.question for ballot in ballots for comment in ballot.comments})
    roomy = {}
    for key in open_questions:
        found = _roomy(key, ballots, {cell: candidates[cell] for cell in large}, drawn=questions[key].drawn)
        parent = questions[key].parent
        if parent is not None:
            released = {cell: candidates[cell] for cell in parts[parent].released}
            found &= _telling(parent, ballots, released, questions[parent].scale, k)
        roomy[key] = found
    some = {cell: candidates[cell] for cell in large if any(cell in cells for cells in roomy.values())}
    for language in sorted({ballot.language for ballot in ballots if ballot.comments}):
        speakers = [ballot for ballot in ballots if ballot.language == language]
        cells = partition(some, Counter(ballot.block for ballot in speakers), k).released
        lowest = sorted(cells, key=lambda cell: (sizes[cell], len(candidates[cell]), cell.unit, cell.location))
        for ballot in speakers:
            here = [cell for cell in lowest if ballot.block in candidates[cell]]
            for comment in ballot.comments:
                cell = next((cell for cell in here if cell in roomy[comment.question]), None)
                yield _placed(cell, language, comment.text, comment.question)


def _placed(cell: Cell | None, language: str, text: str, question: str) -> PlacedComment:
    if cell is None:
        return PlacedComment(None, None, text)
    return PlacedComment(cell, language, text, None if question == COMMENT else question)


def _roomy(question: str, ballots: Sequence[OpenBallot], cells: Members, *, drawn: bool) -> frozenset[Cell]:
    """The cells in which enough people commented on a question."""
    authors = Counter(b.block for b in ballots if any(comment.question == question for comment in b.comments))
    found = frozenset(cell for cell, blocks in cells.items() if sum(authors[at] for at in blocks) >= COMMENTS)
    return found & {Cell()} if drawn else found


def _telling(parent: str, ballots: Sequence[OpenBallot], cells: Members, scale: str, k: int) -> frozenset[Cell]:
    """The cells of which numbers on the parent, and on those who are unhappy with it, speak of groups large enough.

    That somebody comments on a branch says that they are unhappy: at a part where no number is told of its parent,
    comments would tell one.
    """
    answers = [(ballot.block, ballot.answers[parent]) for ballot in ballots if parent in ballot.answers]
    sizes = Counter(block for block, _ in answers)
    exact = exact_cells(cells, sizes)
    few = Counter(block for block, answer in answers if unhappy(scale, answer))
    return exact_cells({cell: cells[cell] for cell in exact}, sizes, (), no_few(few, k))
