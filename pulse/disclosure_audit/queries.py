"""Collecting what all pages together release, for every viewer, through the gate and the public block lists."""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.answers import queries as answers
from pulse.cycles import queries as cycles
from pulse.cycles.content import answerable
from pulse.cycles.queries import RoundView
from pulse.disclosure_audit.pairs import Betrayal, Exact, Shared, betrayed, by_label
from pulse.disclosure_audit.released import Claim, Round, Statement, choice_statement, statement
from pulse.disclosure_audit.shapes import Shape, shape_of
from pulse.invitations import queries as invitations
from pulse.questions.scales import Questions
from pulse.results import queries as results
from pulse.results.across import unlike
from pulse.results.bands import Level
from pulse.results.choices import Choices
from pulse.results.disclosure import Cell, family, members
from pulse.results.sight import Trees

MANY = 1_000_000  # comments at once
Spot = tuple[Cell, str]


@dataclass(frozen=True)
class Asked:
    """One question of one published cycle, with words for its cells and blocks."""

    cycle_id: str
    occurrence: str
    question: str
    round: Round
    trees: Trees
    labels: dict[int, str]


def published(session: Session, organisation_id: str) -> list[RoundView]:
    """The cycles of which something may have been released, oldest first."""
    ids = answers.published_cycles(session, organisation_id)
    return cycles.rounds(session, organisation_id, ids)[::-1]


def asked(session: Session, organisation_id: str, cycle: RoundView) -> Iterator[Asked]:
    """Everything that any viewer may see of one cycle, question by question."""
    trees = results.trees(session, organisation_id)
    blocks = cycles.blocks(session, organisation_id, cycle.id)
    inside = members(family(trees.units, trees.locations), blocks, trees.units, trees.locations)
    seen = _seen(session, organisation_id, cycle, list(inside))
    accepted = results.participation(session, organisation_id, [cycle.id])[cycle.id].answered
    questions = answerable(json.loads(cycles.content(session, cycle.id) or b"{}"))
    for question in sorted({questions[key].parent or key for _, key in seen.levels.keys() | seen.choices.keys()}):
        read = _Reading(cycle.k, {block.index: block.invited for block in blocks}, inside, seen, accepted)
        yield Asked(
            cycle.id,
            cycle.occurrence,
            question,
            read.round(question, questions),
            trees,
            {block.index: block.label for block in blocks},
        )


@dataclass(frozen=True)
class _Seen:
    """The union of what HR and managers have seen at any time; where only HR does, exactly k answered."""

    levels: dict[Spot, Level]
    percents: dict[Spot, tuple[int, ...]]
    choices: dict[Spot, Choices]
    narrowed: set[Spot]
    comments: Mapping[str, Mapping[Cell, int]]  # how many stand at a cell, by question


def _seen(session: Session, organisation_id: str, cycle: RoundView, cells: list[Cell]) -> _Seen:
    wide = results.levels(session, organisation_id, set(cells), [cycle], remembered=True)
    own = results.levels(session, organisation_id, set(cells), [cycle], narrowed=True, remembered=True)
    shares = results.distributions(session, organisation_id, set(cells), [cycle], remembered=True)
    chosen = results.choices(session, organisation_id, set(cells), [cycle], remembered=True)
    own_chosen = results.choices(session, organisation_id, set(cells), [cycle], narrowed=True, remembered=True)
    return _Seen(
        {(cell, question): level for (cell, _, question), level in (own | wide).items()},
        {(cell, question): percents for (cell, _, question), percents in shares.items()},
        {(cell, question): found for (cell, _, question), found in (own_chosen | chosen).items()},
        {(cell, question) for cell, _, question in own.keys() | own_chosen.keys()},
        _comments(session, organisation_id, cycle, cells),
    )


def _comments(
    session: Session, organisation_id: str, cycle: RoundView, cells: list[Cell]
) -> Mapping[str, Mapping[Cell, int]]:
    found: dict[str, Counter[Cell]] = defaultdict(Counter)
    units, locations = {cell.unit for cell in cells}, {cell.location for cell in cells}
    every = results.comments(
        session, organisation_id, [cycle.id], units=units, locations=locations, unplaced=False, size=MANY
    )
    for comment in every.comments:
        if comment.cell is not None and comment.question is not None:
            found[comment.question][comment.cell] += 1
    return found


@dataclass(frozen=True)
class _Reading:
    """Everything that was seen of one cycle, to be put down question by question."""

    k: int
    invited: Mapping[int, int]  # by block
    inside: Mapping[Cell, frozenset[int]]
    seen: _Seen
    accepted: int

    def round(self, question: str, questions: Questions) -> Round:
        """A question with its branches, as statements about unknown counts."""
        shape = shape_of(question, questions)
        why = [key for key, asked in questions.items() if asked.parent == question]
        said: list[Statement] = []
        hidden: list[tuple[Cell, frozenset[int]]] = []
        for cell, within in self.inside.items():
            found = [each for key in (question, *why) for each in self._said(cell, key, shape)]
            said += found
            hidden += [] if found else [(cell, within)]
        said += [each for key in why for each in self._unhappy(key, said, shape)]
        return Round(self.k, self.invited, tuple(said), tuple(hidden), shape)

    def _said(self, cell: Cell, question: str, shape: Shape) -> Iterator[Statement]:
        """What was seen of one cell and question."""
        spot, within = (cell, question), self.inside[cell]
        most = min(sum(self.invited[block] for block in within), self.accepted)
        least, most = (self.k + 1, most) if spot in self.seen.narrowed else (self.k, self.k)
        if spot in self.seen.levels:
            shares = self.seen.percents.get(spot)
            yield statement(cell, within, self.seen.levels[spot], shares, least=least, most=most)
        if spot in self.seen.choices:
            yield choice_statement(cell, within, question, self.seen.choices[spot], shape, least=least, most=most)

    def _unhappy(self, question: str, said: Sequence[Statement], shape: Shape) -> Iterator[Statement]:
        """Whoever comments on a branch is unhappy: so many at least are, in every cell that holds theirs."""
        written = self.seen.comments.get(question, {})
        row = dict.fromkeys(shape.unhappy, 1.0)
        for cell in dict.fromkeys(each.cell for each in said) if written else ():
            within = self.inside[cell]
            least = sum(number for at, number in written.items() if self.inside[at] <= within)
            most = sum(self.invited[block] for block in within)
            yield Statement(cell, within, (self.k, most), None, None, (), (Claim(row, counts=(least, most)),))


def betrayals(
    session: Session, organisation_id: str, every: Sequence[Asked]
) -> Iterator[tuple[Asked, Asked, Betrayal]]:
    """What exact figures of any two cycles, asked the same, tell of a few people; the later cycle first."""
    by_cycle: dict[str, dict[str, Asked]] = defaultdict(dict)
    for one in every:
        by_cycle[one.cycle_id][one.question] = one
    exact = {(one.cycle_id, one.question): Exact(one.round) for one in every}
    ids = list(by_cycle)
    for number, now in enumerate(ids):
        known = invitations.shared(session, organisation_id, now, ids[:number])
        for then in ids[:number]:
            shared = known.get(then) or _supposed(by_cycle[now], by_cycle[then])
            if not _unlike(by_cycle[now], by_cycle[then], shared):
                continue
            for question in sorted(by_cycle[now].keys() & by_cycle[then].keys()):
                here, there = by_cycle[now][question], by_cycle[then][question]
                for found in betrayed(exact[now, question], exact[then, question], shared, here.round.k):
                    yield here, there, found


def _supposed(now: dict[str, Asked], then: dict[str, Asked]) -> Shared:
    here, there = (next(iter(asked.values())) for asked in (now, then))
    return by_label(here.round, there.round, here.labels, there.labels)


def _unlike(now: dict[str, Asked], then: dict[str, Asked], shared: Shared) -> bool:
    here, there = (next(iter(asked.values())) for asked in (now, then))
    return unlike(here.round.invited, there.round.invited, shared)
