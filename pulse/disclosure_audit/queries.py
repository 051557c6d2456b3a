"""Collecting what all pages together release, for every viewer, through the gate and the public block lists."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.answers import queries as answers
from pulse.cycles import queries as cycles
from pulse.cycles.queries import BlockView, RoundView
from pulse.disclosure_audit.pairs import Betrayal, Exact, Shared, betrayed, by_label
from pulse.disclosure_audit.released import Round, statement
from pulse.invitations import queries as invitations
from pulse.results import queries as results
from pulse.results.across import unlike
from pulse.results.bands import Level
from pulse.results.disclosure import Cell, family, members
from pulse.results.sight import Trees


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
    for question in sorted({question for _, question in seen.levels}):
        yield Asked(
            cycle.id,
            cycle.occurrence,
            question,
            _round(cycle, question, blocks, inside, seen, accepted),
            trees,
            {block.index: block.label for block in blocks},
        )


@dataclass(frozen=True)
class _Seen:
    """The union of what HR and managers have seen at any time; where only HR does, exactly k answered."""

    levels: dict[tuple[Cell, str], Level]
    narrowed: set[tuple[Cell, str]]
    percents: dict[tuple[Cell, str], tuple[int, ...]]


def _seen(session: Session, organisation_id: str, cycle: RoundView, cells: list[Cell]) -> _Seen:
    wide = results.levels(session, organisation_id, set(cells), [cycle], remembered=True)
    own = results.levels(session, organisation_id, set(cells), [cycle], narrowed=True, remembered=True)
    shares = results.distributions(session, organisation_id, set(cells), [cycle], remembered=True)
    return _Seen(
        {(cell, question): level for (cell, _, question), level in (own | wide).items()},
        {(cell, question) for cell, _, question in own},
        {(cell, question): percents for (cell, _, question), percents in shares.items()},
    )


def _round(
    cycle: RoundView,
    question: str,
    blocks: list[BlockView],
    inside: dict[Cell, frozenset[int]],
    seen: _Seen,
    accepted: int,
) -> Round:
    invited = {block.index: block.invited for block in blocks}
    said, hidden = [], []
    for cell, within in inside.items():
        spot = (cell, question)
        if spot not in seen.levels:
            hidden.append((cell, within))
            continue
        most = min(sum(invited[block] for block in within), accepted)
        least, most = (cycle.k + 1, most) if spot in seen.narrowed else (cycle.k, cycle.k)
        said.append(statement(cell, within, seen.levels[spot], seen.percents.get(spot), least=least, most=most))
    return Round(cycle.k, invited, tuple(said), tuple(hidden))


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
