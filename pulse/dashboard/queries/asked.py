"""Questions beside those that stand for topics, each as a block: of one topic, or of none."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from pulse.dashboard.asking import Asking
from pulse.dashboard.blocks import Block, Line, lines
from pulse.dashboard.listed import Listed
from pulse.dashboard.moves import People, moves
from pulse.dashboard.rounds import Asked, Round
from pulse.questions.scales import NOT_ASKED, is_open
from pulse.results import queries as results
from pulse.results.bands import Level, whole
from pulse.results.choices import Choices
from pulse.results.disclosure import Cell
from pulse.results.queries import Spot
from pulse.results.sight import Sight

Either = Asked | Listed


def blocks_of(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    rounds: Sequence[Round],
    wanted: Callable[[Either], bool],
) -> list[Block]:
    """A block for each wanted question of these cycles (newest first), with the branches that ask why below it.

    Where a part shows nothing of a question, the nearest part above it that does is shown instead.
    """
    every = _all(rounds)
    chosen = [key for key, each in every.items() if wanted(each)]
    if not chosen:
        return []
    reasons = {key: [one for one, each in every.items() if _parent(each) == key] for key in chosen}
    keys = [*chosen, *(one for found in reasons.values() for one in found)]
    pairs = {key: [each for each in rounds if key in each.questions or key in each.listed][:2] for key in keys}
    needed = {each.id for pair in pairs.values() for each in pair}
    look = _read(session, organisation_id, sight, asking, [each for each in rounds if each.id in needed])
    made = {key: look.block(every[key], pairs[key]) for key in keys}
    return [replace(made[key], branches=[made[one] for one in reasons[key]]) for key in chosen]


def _all(rounds: Sequence[Round]) -> dict[str, Either]:
    """Every question that is answered by choosing, as the newest check-in that asked it words it."""
    found: dict[str, Either] = {}
    for each in rounds:
        both: dict[str, Either] = {**each.questions, **each.listed}
        for key, asked in both.items():
            if not is_open(asked.scale):
                found.setdefault(key, asked)
    return found


def _parent(asked: Either) -> str | None:
    return asked.parent if isinstance(asked, Listed) else None


@dataclass(frozen=True)
class _Look:
    """What is released of a part and of those above it."""

    sight: Sight
    asking: Asking
    cells: Sequence[Cell]
    levels: Mapping[Spot, Level]
    percents: Mapping[Spot, tuple[int, ...]]
    choices: Mapping[Spot, Choices]
    people: People

    def block(self, asked: Either, pair: Sequence[Round]) -> Block:
        """A question in the part that shows it."""
        found = self.levels if isinstance(asked, Asked) else self.choices
        at = next((cell for cell in self.cells if (cell, pair[0].id, asked.key) in found), None)
        cell = self.asking.cell if at is None else at
        parent = _parent(asked) or ""
        silent = pair[0].silent(cell, asked.key) or pair[0].silent(cell, parent)
        bare = Block(
            asked.key,
            asked.text,
            asked.scale,
            self.sight.trees.label(cell),
            pair[0].when,
            silent=silent,
            parent=parent,
        )
        if at is None:
            return bare
        return self._steps(bare, asked, at, pair) if isinstance(asked, Asked) else self._listed(bare, asked, at, pair)

    def _steps(self, bare: Block, asked: Asked, cell: Cell, pair: Sequence[Round]) -> Block:
        """Judged by itself: it stands in no table beside others."""
        (move,) = moves(self.levels, self.people, [(cell, asked)], pair)
        shares = self.percents.get((cell, pair[0].id, asked.key), ())
        before = self.percents.get((cell, pair[1].id, asked.key), ()) if len(pair) > 1 else ()
        told = [
            Line(name, whole(share), whole(before[at]) if before else None)
            for at, (name, share) in enumerate(zip(self.asking.answers[asked.scale], shares, strict=False))
        ]
        return replace(bare, move=move, lines=told[::-1], since=pair[1].when if before else None)

    def _listed(self, bare: Block, asked: Listed, cell: Cell, pair: Sequence[Round]) -> Block:
        now = self.choices[cell, pair[0].id, asked.key]
        before = self.choices.get((cell, pair[1].id, asked.key)) if len(pair) > 1 else None
        return replace(
            bare,
            lines=lines(asked, now, before, self.asking.answers),
            n=now.n,
            rest=now.shares.get(NOT_ASKED),
            enps=now.enps,
            enps_before=before.enps if before else None,
            since=pair[1].when if before else None,
        )


def _read(session: Session, organisation_id: str, sight: Sight, asking: Asking, rounds: Sequence[Round]) -> _Look:
    cells = list(dict.fromkeys([asking.cell, *sight.trees.above(asking.cell)]))
    door = (session, organisation_id, set(cells), rounds)
    narrowed = sight.narrowed(asking.cell)
    return _Look(
        sight,
        asking,
        cells,
        results.levels(*door, narrowed=narrowed),
        results.distributions(*door, narrowed=narrowed),
        results.choices(*door, narrowed=narrowed),
        results.populations(session, sight.trees, organisation_id, cells, [each.id for each in rounds]),
    )
