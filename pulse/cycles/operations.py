"""Writing down what a cycle froze at its opening, and ending one early."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pulse.cycles.lifecycle import CLOSING_DELAY
from pulse.cycles.manifest import PlacedBlock
from pulse.cycles.models import ClientCode, Cycle, CycleBlock, CycleZone, LeftOut, NearCell
from pulse.envelope.canonical import digest


@dataclass(frozen=True)
class NewCycle:
    """Everything a cycle is, before it is stored."""

    organisation_id: str
    id: str
    series_id: str
    occurrence: str
    origin: str
    quarter: str
    k: int
    k_inv: int
    zones: Mapping[str, tuple[datetime, datetime]]
    blocks: Sequence[PlacedBlock]
    manifest: bytes
    content: bytes
    afterword: bytes
    client_hash: str
    sample: Mapping[str, float] | None = None
    left_out: Collection[tuple[str, str]] = ()
    audience: Mapping[str, Collection[str]] | None = None


def add_cycle(session: Session, new: NewCycle) -> None:
    """Store a cycle, its zones and its blocks; a second cycle of one occurrence is refused by the table."""
    session.add(
        Cycle(
            organisation_id=new.organisation_id,
            id=new.id,
            series_id=new.series_id,
            occurrence=new.occurrence,
            origin=new.origin,
            quarter=new.quarter,
            opens_at=min(opens for opens, _ in new.zones.values()),
            answer_until=max(until for _, until in new.zones.values()),
            k=new.k,
            k_inv=new.k_inv,
            invited=sum(block.entry.invited for block in new.blocks),
            sample=None if new.sample is None else dict(new.sample),
            audience=None if new.audience is None else {kind: sorted(ids) for kind, ids in new.audience.items()},
            manifest=new.manifest,
            manifest_hash=digest(new.manifest).hex(),
            content=new.content,
            afterword=new.afterword,
            client_hash=new.client_hash,
        )
    )
    session.flush()  # its parts point at it
    _add_parts(session, new)


def _add_parts(session: Session, new: NewCycle) -> None:
    key = {"organisation_id": new.organisation_id, "cycle_id": new.id}
    for zone, (opens, until) in new.zones.items():
        session.add(CycleZone(**key, zone=zone, opens_at=opens, answer_until=until))
    for unit, location in sorted(set(new.left_out)):
        session.add(LeftOut(**key, unit_id=unit, location_id=location))
    for block in new.blocks:
        session.add(
            CycleBlock(
                **key,
                index=block.index,
                block_id=block.entry.block_id,
                unit_id=block.entry.unit_id,
                location_id=block.entry.location_id,
                label=block.label,
                invited=block.entry.invited,
                modulus=f"{block.modulus:0512x}",
                leaf=block.leaf.hex(),
                document=block.document,
            )
        )
    session.flush()


def add_near_cells(
    session: Session, organisation_id: str, cycle_id: str, near: Iterable[tuple[str, str, str]]
) -> None:
    """Note (earlier cycle, unit, location) whose invited sets are too alike to be compared exactly."""
    for earlier_id, unit_id, location_id in near:
        session.add(
            NearCell(
                organisation_id=organisation_id,
                cycle_id=cycle_id,
                earlier_id=earlier_id,
                unit_id=unit_id,
                location_id=location_id,
            )
        )


def keep_client_code(session: Session, code_hash: str, body: bytes) -> None:
    """Keep the program an opening cycle promises to serve."""
    if session.get(ClientCode, code_hash) is None:
        session.add(ClientCode(hash=code_hash, body=body))
        session.flush()


def end_early(session: Session, organisation_id: str, cycle_id: str, *, now: datetime) -> datetime:
    """Set an end 60 seconds ahead that collecting and casting both obey; an earlier end stays. Gives the end."""
    end = now + CLOSING_DELAY
    session.execute(
        update(CycleZone)
        .where(
            CycleZone.organisation_id == organisation_id,
            CycleZone.cycle_id == cycle_id,
            CycleZone.answer_until > end,
        )
        .values(answer_until=end)
    )
    session.execute(
        update(Cycle)
        .where(Cycle.organisation_id == organisation_id, Cycle.id == cycle_id, Cycle.answer_until > end)
        .values(answer_until=end)
    )
    return session.scalars(select(Cycle.answer_until).where(Cycle.id == cycle_id)).one()
