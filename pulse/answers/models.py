"""The anonymous side's tables: no person, no time of an answer, no address, no sequence.

tests/privacy holds an allow-list of these columns. `WITHOUT ROWID` keeps SQLite from numbering
the rows in the order in which they came.
"""

from datetime import datetime

from sqlalchemy import JSON, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base

_UNNUMBERED = {"sqlite_with_rowid": False}


class Closing(Base):
    """How far the close of a cycle has come; a row from the opening on, each cast holds it shared."""

    __tablename__ = "closing"
    __table_args__ = _UNNUMBERED
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    intake_ended: Mapped[datetime | None]
    tallied: Mapped[datetime | None]
    keys_destroyed: Mapped[datetime | None]
    collected: Mapped[int | None]
    accepted: Mapped[int | None]
    rejected: Mapped[int | None]


class PoolBallot(Base):
    """One sealed ballot: a keyed tag against doubles, and a box of constant size."""

    __tablename__ = "pool"
    __table_args__ = _UNNUMBERED
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    tag: Mapped[bytes] = mapped_column(primary_key=True)
    box: Mapped[bytes]


class Tally(Base):
    """How often an option was chosen in one atom of a question's released cells."""

    __tablename__ = "tally"
    __table_args__ = _UNNUMBERED
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    atom: Mapped[int] = mapped_column(primary_key=True)
    option: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


class ReleasedCell(Base):
    """A declared cell that passed PARTITION-k for a question, and the atoms it is the sum of.

    `question` is empty for the cells of ballots as such. An empty node id stands for the root.
    """

    __tablename__ = "released_cell"
    __table_args__ = _UNNUMBERED
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    atoms: Mapped[list[int]] = mapped_column(JSON)


class Comment(Base):
    """A comment, detached from its ballot. Without cycle and node where a group would be too small.

    `question` is the open question it answers; None: the usual one at the end.
    """

    __tablename__ = "comment"
    __table_args__ = (Index(None, "organisation_id", "cycle_id"), _UNNUMBERED)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    unit_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    location_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    language: Mapped[str | None] = mapped_column(String(20))
    question: Mapped[str | None] = mapped_column(String(40))
    text: Mapped[str]


class BoardLeaf(Base):
    """The public hash of one counted ballot: what a receipt is compared with."""

    __tablename__ = "board_leaf"
    __table_args__ = _UNNUMBERED
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    leaf: Mapped[str] = mapped_column(String(64), primary_key=True)


class LogEntry(Base):
    """One entry of the append-only log: its canonical JSON and the signed tree head after it."""

    __tablename__ = "log_entry"
    __table_args__ = _UNNUMBERED
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    document: Mapped[bytes]
    root: Mapped[str] = mapped_column(String(64))
    signature: Mapped[str] = mapped_column(String(128))
