"""Reading how far a close has come, the pool for the closer, and the public board."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.answers.models import BoardLeaf, Closing, LogEntry, PoolBallot
from pulse.cycles.manifest import named_trustee
from pulse.cycles.queries import CycleView, block_documents, cycle
from pulse.merkle import tree
from pulse.trustee import queries as trustees

PAGE = 500


@dataclass(frozen=True)
class ClosingState:
    """How far a close has come, and the public counts once there are any."""

    intake_ended: datetime | None
    tallied: datetime | None
    keys_destroyed: datetime | None
    collected: int | None
    accepted: int | None
    rejected: int | None

    @property
    def published(self) -> bool:
        """Whether the figures may be shown."""
        return self.keys_destroyed is not None


def state(session: Session, organisation_id: str, cycle_id: str) -> ClosingState | None:
    """The close of one cycle; None before its intake was ever started."""
    row = session.get(Closing, (organisation_id, cycle_id), populate_existing=True)
    if row is None:
        return None
    return ClosingState(**{name: getattr(row, name) for name in ClosingState.__dataclass_fields__})


def published_cycles(session: Session, organisation_id: str) -> set[str]:
    """The cycles whose figures may be shown."""
    rows = session.scalars(
        select(Closing.cycle_id).where(Closing.organisation_id == organisation_id, Closing.keys_destroyed.is_not(None))
    )
    return set(rows)


def accepted(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> dict[str, int]:
    """How many ballots counted in each of these cycles, as far as they are published."""
    rows = session.execute(
        select(Closing.cycle_id, Closing.accepted).where(
            Closing.organisation_id == organisation_id,
            Closing.cycle_id.in_(list(cycle_ids)),
            Closing.keys_destroyed.is_not(None),
        )
    )
    return {cycle_id: number or 0 for cycle_id, number in rows}


def pool(session: Session, organisation_id: str, cycle_id: str) -> Iterator[tuple[bytes, bytes]]:
    """Every tag and box of a cycle, in the order of the tags, a few hundred in memory at once."""
    page = (
        select(PoolBallot.tag, PoolBallot.box)
        .where(PoolBallot.organisation_id == organisation_id, PoolBallot.cycle_id == cycle_id)
        .order_by(PoolBallot.tag)
        .limit(PAGE)
    )
    found = session.execute(page).all()
    while found:
        yield from ((tag, box) for tag, box in found)
        found = session.execute(page.where(PoolBallot.tag > found[-1].tag)).all() if len(found) == PAGE else []


def board(session: Session, cycle: CycleView, log_public: bytes) -> dict[str, Any]:
    """The public board of a cycle as docs/protocol.md section 8 describes it."""
    closing = state(session, cycle.organisation_id, cycle.id)
    closed = closing is not None and closing.published
    leaves = _leaves(session, cycle) if closed else []
    counted = trustees.counted(session, cycle.organisation_id, cycle.id) if closed else None
    return {
        "v": 1,
        "manifest": cycle.manifest.decode(),
        "origin": cycle.origin,
        "closed": closed,
        "invited": cycle.invited,
        "collected": closing.collected if closing and closed else None,
        "accepted": closing.accepted if closing and closed else None,
        "rejected": closing.rejected if closing and closed else None,
        "blocks": block_documents(session, cycle.organisation_id, cycle.id),
        "leaves": leaves,
        "root": tree.root([bytes.fromhex(leaf) for leaf in leaves]).hex() if closed else None,
        "log": _public_log(session, cycle.organisation_id),
        "log_key": log_public.hex(),
        **({"counted": {"document": counted.document.decode(), "signature": counted.signature}} if counted else {}),
    }


@dataclass(frozen=True)
class Waiting:
    """A check-in that is over and waits for its trustee, who alone can count it."""

    cycle_id: str
    trustee: str
    answer_until: datetime
    since: datetime


def waiting_for_trustee(session: Session, organisation_id: str) -> list[Waiting]:
    """The check-ins of an organisation that only the trustee's count can end, newest first."""
    rows = session.execute(
        select(Closing.cycle_id, Closing.intake_ended).where(
            Closing.organisation_id == organisation_id, Closing.intake_ended.is_not(None), Closing.tallied.is_(None)
        )
    )
    found = [(cycle(session, cycle_id), since) for cycle_id, since in rows]
    named = [(one, named_trustee(one.manifest), since) for one, since in found if one and since]
    waits = [
        Waiting(one.id, trustee.name, one.answer_until, since)
        for one, trustee, since in named
        if trustee and trustee.counts
    ]
    return sorted(waits, key=lambda one: one.answer_until, reverse=True)


def came_back(session: Session, organisation_id: str, cycle_id: str) -> bool:
    """Whether a cycle was under way in a backup that was brought back: then fewer collected than were handed out."""
    rows = session.scalars(
        select(LogEntry.document).where(LogEntry.organisation_id == organisation_id, LogEntry.cycle_id == cycle_id)
    )
    return any(json.loads(document)["kind"] == "restored" for document in rows)


def _leaves(session: Session, cycle: CycleView) -> list[str]:
    rows = session.scalars(
        select(BoardLeaf.leaf)
        .where(BoardLeaf.organisation_id == cycle.organisation_id, BoardLeaf.cycle_id == cycle.id)
        .order_by(BoardLeaf.leaf)
    )
    return sorted(rows)


def _public_log(session: Session, organisation_id: str) -> list[dict[str, str]]:
    """The log up to the first close that is not published yet: its counts come with the keys' end."""
    published = published_cycles(session, organisation_id)
    rows = session.scalars(
        select(LogEntry).where(LogEntry.organisation_id == organisation_id).order_by(LogEntry.position)
    )
    shown = takewhile(lambda row: row.cycle_id in published or not _is_close(row.document), rows)
    return [{"document": row.document.decode(), "root": row.root, "signature": row.signature} for row in shown]


def _is_close(document: bytes) -> bool:
    return bool(json.loads(document)["kind"] == "closed")
