"""Reading cycles, their blocks and their programs."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from pulse.cycles.models import ClientCode, Cycle, CycleBlock, CycleZone, LeftOut, NearCell
from pulse.database import Rows, plain


@dataclass(frozen=True)
class CycleView:
    """A cycle as it was frozen at its opening."""

    id: str
    organisation_id: str
    series_id: str
    occurrence: str
    origin: str
    quarter: str
    opens_at: datetime
    answer_until: datetime
    k: int
    k_inv: int
    invited: int
    manifest: bytes
    manifest_hash: str
    content: bytes
    client_hash: str


@dataclass(frozen=True)
class Frame:
    """The short facts of a cycle, without its long documents: what every cast and every mail asks for."""

    id: str
    organisation_id: str
    opens_at: datetime
    answer_until: datetime
    manifest_hash: str


@dataclass(frozen=True)
class OpenCycle:
    """A cycle in which people can still answer, and the series it belongs to."""

    organisation_id: str
    id: str
    series_id: str
    answer_until: datetime


@dataclass(frozen=True)
class Signed:
    """What a cast needs of the cycle and block that a token was signed for."""

    organisation_id: str
    modulus: int
    answer_until: datetime


@dataclass(frozen=True)
class RoundView:
    """What the pages of results need of a cycle: its dates and what it asked, but not its manifest."""

    id: str
    occurrence: str
    origin: str
    opens_at: datetime
    answer_until: datetime
    k: int
    invited: int
    content: bytes


@dataclass(frozen=True)
class BlockView:
    """One block of a cycle's manifest."""

    index: int
    block_id: str
    unit_id: str
    location_id: str
    label: str
    invited: int
    modulus: int
    leaf: bytes
    document: bytes


@dataclass(frozen=True)
class Placement:
    """Where a block of a cycle stands, and how many were invited in it."""

    index: int
    unit_id: str
    location_id: str
    invited: int


def _view(row: Cycle) -> CycleView:
    return CycleView(**{name: getattr(row, name) for name in CycleView.__dataclass_fields__})


def _block(row: CycleBlock) -> BlockView:
    return BlockView(
        row.index,
        row.block_id,
        row.unit_id,
        row.location_id,
        row.label,
        row.invited,
        int(row.modulus, 16),
        bytes.fromhex(row.leaf),
        row.document,
    )


def cycle(session: Session, cycle_id: str) -> CycleView | None:
    """One cycle by its public id, which is unique over all organisations."""
    row = session.scalar(select(Cycle).where(Cycle.id == cycle_id))
    return _view(row) if row else None


def previous(session: Session, cycle: CycleView) -> CycleView | None:
    """The cycle before this one: of its own series, or else of its organisation."""
    row = session.scalar(
        select(Cycle)
        .where(Cycle.organisation_id == cycle.organisation_id, Cycle.opens_at < cycle.opens_at)
        .order_by(case((Cycle.series_id == cycle.series_id, 0), else_=1), Cycle.opens_at.desc(), Cycle.id)
        .limit(1)
    )
    return _view(row) if row else None


def smallest_group(session: Session) -> int | None:
    """The least number of answers that any cycle of this installation shows."""
    return session.scalar(select(func.min(Cycle.k)))


# What every check-in asks is built once: building a statement anew costs more than its answer.
_cycle, _block_of, _zone_of = plain(Cycle).c, plain(CycleBlock).c, plain(CycleZone).c
_FRAME = select(*(_cycle[name] for name in Frame.__dataclass_fields__)).where(_cycle.id == bindparam("cycle"))
_DOCUMENTS = {
    name: select(_cycle[name]).where(_cycle.id == bindparam("cycle")) for name in ("manifest", "content", "afterword")
}
_CODE = select(plain(ClientCode).c.body).where(plain(ClientCode).c.hash == bindparam("hash"))
_SIGNED = (
    select(_cycle.organisation_id, _cycle.answer_until, _block_of.modulus)
    .join_from(
        plain(Cycle),
        plain(CycleBlock),
        and_(_block_of.organisation_id == _cycle.organisation_id, _block_of.cycle_id == _cycle.id),
    )
    .where(
        _cycle.id == bindparam("cycle"),
        _cycle.manifest_hash == bindparam("manifest"),
        _block_of.leaf == bindparam("leaf"),
    )
)
_WINDOW = select(_zone_of.opens_at, _zone_of.answer_until).where(
    _zone_of.organisation_id == bindparam("organisation"),
    _zone_of.cycle_id == bindparam("cycle"),
    _zone_of.zone == bindparam("zone"),
)


def frame(session: Rows, cycle_id: str) -> Frame | None:
    """The short facts of one cycle."""
    row = session.execute(_FRAME, {"cycle": cycle_id}).one_or_none()
    return Frame(*row) if row else None


def cycles_of(session: Session, organisation_id: str) -> list[CycleView]:
    """All cycles of an organisation, newest first."""
    rows = session.scalars(
        select(Cycle).where(Cycle.organisation_id == organisation_id).order_by(Cycle.opens_at.desc(), Cycle.id)
    )
    return [_view(row) for row in rows]


def timeline(session: Session, organisation_id: str) -> list[tuple[str, datetime, datetime]]:
    """Id, opening and end of every cycle, newest first, without their long documents."""
    rows = session.execute(
        select(Cycle.id, Cycle.opens_at, Cycle.answer_until)
        .where(Cycle.organisation_id == organisation_id)
        .order_by(Cycle.opens_at.desc(), Cycle.id)
    )
    return [(id, opens_at, answer_until) for id, opens_at, answer_until in rows]


def open_cycles(session: Session, *, now: datetime, organisation_id: str | None = None) -> list[OpenCycle]:
    """The cycles of an organisation (None: of all) that people can answer at `now`."""
    names = OpenCycle.__dataclass_fields__
    query = select(*(getattr(Cycle, name) for name in names)).where(
        Cycle.opens_at <= now, Cycle.answer_until > now, Cycle.origin == "cast"
    )
    if organisation_id is not None:
        query = query.where(Cycle.organisation_id == organisation_id)
    return [OpenCycle(*row) for row in session.execute(query.order_by(Cycle.organisation_id, Cycle.id))]


def rounds(session: Session, organisation_id: str, ids: Collection[str]) -> list[RoundView]:
    """These cycles of an organisation, newest first, in one query."""
    names = RoundView.__dataclass_fields__
    rows = session.execute(
        select(*(getattr(Cycle, name) for name in names))
        .where(Cycle.organisation_id == organisation_id, Cycle.id.in_(list(ids)))
        .order_by(Cycle.opens_at.desc(), Cycle.id)
    )
    return [RoundView(*row) for row in rows]


def of_series(session: Session, organisation_id: str, series_id: str) -> list[str]:
    """The ids of a series' cycles, newest first."""
    mine = select(Cycle.id).where(Cycle.organisation_id == organisation_id, Cycle.series_id == series_id)
    return list(session.scalars(mine.order_by(Cycle.opens_at.desc(), Cycle.id)))


def occurrences_opened(session: Session, organisation_id: str, series_id: str) -> set[str]:
    """The local starts of a series that have a cycle."""
    rows = session.scalars(
        select(Cycle.occurrence).where(Cycle.organisation_id == organisation_id, Cycle.series_id == series_id)
    )
    return set(rows)


def openings(session: Session, organisation_id: str) -> list[tuple[str, str, datetime, datetime]]:
    """Series, occurrence, opening and end of every cycle, newest first."""
    rows = session.execute(
        select(Cycle.series_id, Cycle.occurrence, Cycle.opens_at, Cycle.answer_until)
        .where(Cycle.organisation_id == organisation_id)
        .order_by(Cycle.opens_at.desc(), Cycle.id)
    )
    return [(series, occurrence, opens, until) for series, occurrence, opens, until in rows]


def blocks(session: Session, organisation_id: str, cycle_id: str) -> list[BlockView]:
    """A cycle's blocks in the order of its tree."""
    rows = session.scalars(
        select(CycleBlock)
        .where(CycleBlock.organisation_id == organisation_id, CycleBlock.cycle_id == cycle_id)
        .order_by(CycleBlock.index)
    )
    return [_block(row) for row in rows]


def thresholds(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> dict[str, int]:
    """The k of each of these cycles."""
    rows = session.execute(
        select(Cycle.id, Cycle.k).where(Cycle.organisation_id == organisation_id, Cycle.id.in_(list(cycle_ids)))
    )
    return {id: k for id, k in rows}  # noqa: C416 - rows are not tuples to mypy


def placements(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> dict[str, list[Placement]]:
    """The places and sizes of the blocks of these cycles, without their long keys."""
    rows = session.execute(
        select(
            CycleBlock.cycle_id, CycleBlock.index, CycleBlock.unit_id, CycleBlock.location_id, CycleBlock.invited
        ).where(CycleBlock.organisation_id == organisation_id, CycleBlock.cycle_id.in_(list(cycle_ids)))
    )
    found: dict[str, list[Placement]] = {id: [] for id in cycle_ids}
    for id, index, unit, location, invited in rows:
        found[id].append(Placement(index, unit, location, invited))
    return found


def block_documents(session: Session, organisation_id: str, cycle_id: str) -> list[str]:
    """What was hashed of each block, in the order of the tree."""
    rows = session.scalars(
        select(CycleBlock.document)
        .where(CycleBlock.organisation_id == organisation_id, CycleBlock.cycle_id == cycle_id)
        .order_by(CycleBlock.index)
    )
    return [document.decode() for document in rows]


def invited_within(
    session: Session,
    organisation_id: str,
    cycle_ids: Collection[str],
    *,
    units: Collection[str] | None,
    locations: Collection[str] | None,
) -> dict[str, int]:
    """How many were invited to each cycle in blocks of these units and locations (None: anywhere)."""
    query = (
        select(CycleBlock.cycle_id, func.sum(CycleBlock.invited))
        .where(CycleBlock.organisation_id == organisation_id, CycleBlock.cycle_id.in_(list(cycle_ids)))
        .group_by(CycleBlock.cycle_id)
    )
    if units is None and locations is None:  # the whole organisation is noted at the cycle itself
        query = select(Cycle.id, Cycle.invited).where(
            Cycle.organisation_id == organisation_id, Cycle.id.in_(list(cycle_ids))
        )
    if units is not None:
        query = query.where(CycleBlock.unit_id.in_(list(units)))
    if locations is not None:
        query = query.where(CycleBlock.location_id.in_(list(locations)))
    return {cycle_id: int(people) for cycle_id, people in session.execute(query)}


def samples(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> dict[str, tuple[int, int, float]]:
    """Those of these cycles that were drawn by lot: among how many people, how many were asked, the design effect."""
    where = (Cycle.organisation_id == organisation_id, Cycle.id.in_(list(cycle_ids)), Cycle.sample.is_not(None))
    rows = session.execute(select(Cycle.id, Cycle.invited, Cycle.sample).where(*where))
    return {id: (int(lot["people"]), invited, lot["effect"]) for id, invited, lot in rows if lot}


def audiences(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> dict[str, dict[str, list[str]]]:
    """The ids of "units" and "locations" of those of these cycles that asked only some parts."""
    where = (Cycle.organisation_id == organisation_id, Cycle.id.in_(list(cycle_ids)), Cycle.audience.is_not(None))
    return {id: parts for id, parts in session.execute(select(Cycle.id, Cycle.audience).where(*where)) if parts}


def left_out(session: Session, organisation_id: str, cycle_ids: Collection[str]) -> dict[str, set[tuple[str, str]]]:
    """Unit and location of every place of blocks that were not asked, by cycle; cycles that asked everybody have none.

    A part that holds such a place was not asked in full.
    """
    where = (LeftOut.organisation_id == organisation_id, LeftOut.cycle_id.in_(list(cycle_ids)))
    rows = session.execute(select(LeftOut.cycle_id, LeftOut.unit_id, LeftOut.location_id).where(*where))
    found: dict[str, set[tuple[str, str]]] = {}
    for id, unit, location in rows:
        found.setdefault(id, set()).add((unit, location))
    return found


def block_count(session: Session, organisation_id: str, cycle_id: str) -> int:
    """How many blocks a cycle has, and so how many signing keys it took."""
    where = (CycleBlock.organisation_id == organisation_id, CycleBlock.cycle_id == cycle_id)
    return session.scalar(select(func.count()).select_from(CycleBlock).where(*where)) or 0


def signed_for(session: Rows, cycle_id: str, manifest_hash: str, leaf: bytes) -> Signed | None:
    """Of the cycle with this manifest, the block that a ballot names."""
    row = session.execute(_SIGNED, {"cycle": cycle_id, "manifest": manifest_hash, "leaf": leaf.hex()}).one_or_none()
    return Signed(row.organisation_id, int(row.modulus, 16), row.answer_until) if row else None


def window(session: Rows, organisation_id: str, cycle_id: str, zone: str) -> tuple[datetime, datetime]:
    """When a cycle opens and ends in one zone."""
    row = session.execute(_WINDOW, {"organisation": organisation_id, "cycle": cycle_id, "zone": zone}).one()
    return row.opens_at, row.answer_until


# Built once, as every message that goes out asks it.
_zone = plain(CycleZone).c
_ZONES = select(_zone.zone, _zone.opens_at, _zone.answer_until).where(
    _zone.organisation_id == bindparam("organisation"), _zone.cycle_id == bindparam("cycle")
)


def zones(session: Session, organisation_id: str, cycle_id: str) -> dict[str, tuple[datetime, datetime]]:
    """When a cycle opens and ends in each zone."""
    rows = session.connection().execute(_ZONES, {"organisation": organisation_id, "cycle": cycle_id})
    return {row.zone: (row.opens_at, row.answer_until) for row in rows}


def near_cells(
    session: Session, organisation_id: str, *, of: Collection[str] | None = None
) -> set[tuple[str, str, str, str]]:
    """(cycle, earlier cycle, unit, location) whose invited sets differ by 1..k-1 people.

    `of`: only the pairs in which one of these cycles takes part.
    """
    query = select(NearCell.cycle_id, NearCell.earlier_id, NearCell.unit_id, NearCell.location_id).where(
        NearCell.organisation_id == organisation_id
    )
    if of is not None:
        query = query.where(or_(NearCell.cycle_id.in_(list(of)), NearCell.earlier_id.in_(list(of))))
    return {(cycle, earlier, unit, location) for cycle, earlier, unit, location in session.execute(query)}


def manifest(session: Session, cycle_id: str) -> bytes | None:
    """The exact bytes of a cycle's manifest."""
    return session.scalar(_DOCUMENTS["manifest"], {"cycle": cycle_id})


def content(session: Session, cycle_id: str) -> bytes | None:
    """What a cycle's people read up to the last question."""
    return session.scalar(_DOCUMENTS["content"], {"cycle": cycle_id})


def afterword(session: Session, cycle_id: str) -> bytes | None:
    """What a cycle's people read after the last question."""
    return session.scalar(_DOCUMENTS["afterword"], {"cycle": cycle_id})


def client_code(session: Session, code_hash: str) -> bytes | None:
    """The program of an open or past cycle."""
    return session.scalar(_CODE, {"hash": code_hash})
