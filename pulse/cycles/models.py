"""One round of a survey: what was frozen when it opened. No person appears here."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKeyConstraint, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Cycle(Base):
    """A cycle exists from its opening on; whether it is open or over follows from its dates.

    `occurrence` is the local start of the series that it fulfils. `manifest`, `content` and
    `afterword` are the exact bytes that were hashed; a cycle from before there was an afterword has
    none. `origin` is "cast" for real ballots, "demo" for made-up history.
    `sample`, where only some blocks were asked: how many people and blocks there were in all, and by how much a
    sample of whole blocks is less certain than one of single people (the design effect).
    `audience`, where only some parts were asked: the ids of their "units" and "locations".
    """

    __tablename__ = "cycle"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "series_id"], ["series.organisation_id", "series.id"]),
        UniqueConstraint("organisation_id", "series_id", "occurrence"),
        UniqueConstraint("id"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    series_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    occurrence: Mapped[str] = mapped_column(String(16))
    origin: Mapped[str] = mapped_column(String(10))
    quarter: Mapped[str] = mapped_column(String(7))
    opens_at: Mapped[datetime]
    answer_until: Mapped[datetime]
    k: Mapped[int]
    k_inv: Mapped[int]
    invited: Mapped[int]
    sample: Mapped[dict[str, float] | None] = mapped_column(JSON(none_as_null=True))
    audience: Mapped[dict[str, list[str]] | None] = mapped_column(JSON(none_as_null=True))
    manifest: Mapped[bytes]
    manifest_hash: Mapped[str] = mapped_column(String(64))
    content: Mapped[bytes]
    afterword: Mapped[bytes | None] = mapped_column(deferred=True)
    client_hash: Mapped[str] = mapped_column(String(64))


class CycleZone(Base):
    """When a cycle opens and ends for the people of one time zone."""

    __tablename__ = "cycle_zone"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "cycle_id"], ["cycle.organisation_id", "cycle.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    zone: Mapped[str] = mapped_column(String(60), primary_key=True)
    opens_at: Mapped[datetime]
    answer_until: Mapped[datetime]


class CycleBlock(Base):
    """A block as the manifest's tree holds it; `document` is the canonical JSON of the leaf."""

    __tablename__ = "cycle_block"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "cycle_id"], ["cycle.organisation_id", "cycle.id"]),
        UniqueConstraint("organisation_id", "cycle_id", "leaf"),
        # How many were invited in a part is asked for every point of a chart; the rows themselves are long.
        Index("ix_cycle_block_parts", "organisation_id", "cycle_id", "unit_id", "location_id", "invited"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    index: Mapped[int] = mapped_column(primary_key=True)
    block_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    label: Mapped[str] = mapped_column(Text)
    invited: Mapped[int]
    modulus: Mapped[str] = mapped_column(String(512))
    leaf: Mapped[str] = mapped_column(String(64))
    document: Mapped[bytes]


class LeftOut(Base):
    """Where blocks stood that a cycle did not ask: a part that holds such a place was not asked in full.

    A lot left them out, or the survey's audience. It is kept with the cycle because blocks may grow and move up later
    in the quarter.
    """

    __tablename__ = "left_out"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "cycle_id"], ["cycle.organisation_id", "cycle.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)


class NearCell(Base):
    """A cell whose invited set differs by 1..k-1 people from that of an earlier cycle (rule 6).

    Only that it is so is kept, no number. An empty unit or location id stands for the root.
    """

    __tablename__ = "near_cell"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "cycle_id"], ["cycle.organisation_id", "cycle.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    earlier_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)


class ClientCode(Base):
    """The check-in's client as it was when a cycle opened; each open cycle is served its own."""

    __tablename__ = "client_code"
    hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    body: Mapped[bytes]
