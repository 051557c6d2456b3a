"""Tables of organisations, units, locations and blocks."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Installation(Base):
    """This database, as its key folder knows it. `compact_due`: deleted rows have left pages behind.

    `ticked_at`: when a worker last looked what is due, for /healthz. `demo_left`: somebody left the
    demo organisation, so it is not made again by itself.
    """

    __tablename__ = "installation"
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    compact_due: Mapped[bool]
    demo_left: Mapped[bool] = mapped_column(server_default=false())
    ticked_at: Mapped[datetime | None]


class Organisation(Base):
    """One company. `k` and `k_inv` may be set until the first cycle opens (`launched_at`).

    `trustee`: "none", "copy" (holds a recovery copy of the keys) or "counts" (alone can open the answers).
    `set_up_at`: when the guided set-up was finished. `participation`: the share of people, in per cent, that was
    expected when k_inv was chosen. `colour` and `icon` are its own on the pages of staff and employees.
    `contact_days`: nobody is invited again before so many days have passed, over all series. `data_contact`: whom to
    ask about personal data. `retained_on`: the last night on which what had been kept long enough was deleted.
    `undated_on`: when comments without a check-in went, or would have.
    """

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint("k BETWEEN 5 AND 20 AND k_inv >= k + 3", name="thresholds"),
        UniqueConstraint("slug"),
    )
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    slug: Mapped[str] = mapped_column(String(60))
    name: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(20))
    time_zone: Mapped[str] = mapped_column(String(60))
    danger_contacts: Mapped[str] = mapped_column(String(500))
    k: Mapped[int]
    k_inv: Mapped[int]
    is_demo: Mapped[bool]
    launched_at: Mapped[datetime | None]
    trustee: Mapped[str] = mapped_column(String(10), server_default="none")
    contact_days: Mapped[int] = mapped_column(server_default="7")
    participation: Mapped[int] = mapped_column(server_default="70")
    set_up_at: Mapped[datetime | None]
    colour: Mapped[str | None] = mapped_column(String(7))
    icon: Mapped[bytes | None] = mapped_column(deferred=True)
    data_contact: Mapped[str] = mapped_column(String(500), server_default="")
    retained_on: Mapped[date | None]
    undated_on: Mapped[date | None]


class Unit(Base):
    """A node of the tree of work; the root stands for the whole organisation. Its parent never changes.

    `closed_on`: since then nobody belongs to it. `continued_as`: the node that goes on in its stead, where it was put
    elsewhere or became one with another; its own past stays here.
    """

    __tablename__ = "unit"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        ForeignKeyConstraint(["organisation_id", "parent_id"], ["unit.organisation_id", "unit.id"]),
        UniqueConstraint("organisation_id", "parent_id", "name"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(String(200))
    closed_on: Mapped[date | None]
    continued_as: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class Location(Base):
    """A node of the tree of places; the root stands for all of them.

    `calendar` names the holidays that are kept there (`ID`, `DE-BY`); without one, those of the place above.
    `closed_on` and `continued_as` as of a unit.
    """

    __tablename__ = "location"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        ForeignKeyConstraint(["organisation_id", "parent_id"], ["location.organisation_id", "location.id"]),
        UniqueConstraint("organisation_id", "parent_id", "name"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    parent_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    name: Mapped[str] = mapped_column(String(200))
    calendar: Mapped[str | None] = mapped_column(String(12))
    closed_on: Mapped[date | None]
    continued_as: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class TreeChange(Base):
    """A change of a tree that is planned for a day: the node keeps what it is until then.

    It names nodes as they are now: where one is continued as another, a change that waits goes along.

    `tree` is "unit" or "location", `change` is "rename", "move", "merge" or "close"; `name` and `target_id` say what
    to, `done_at` when it was carried out.
    """

    __tablename__ = "tree_change"
    __table_args__ = (ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    tree: Mapped[str] = mapped_column(String(10))
    node_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    change: Mapped[str] = mapped_column(String(10))
    name: Mapped[str | None] = mapped_column(String(200))
    target_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    effective_on: Mapped[date]
    done_at: Mapped[datetime | None]


class Retention(Base):
    """For how many months one kind of data is kept; a kind without a row is kept for its usual time."""

    __tablename__ = "retention"
    __table_args__ = (ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    months: Mapped[int]


class Block(Base):
    """The smallest thing a ballot can carry, formed once a quarter; who is in it lies elsewhere."""

    __tablename__ = "block"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "unit_id"], ["unit.organisation_id", "unit.id"]),
        ForeignKeyConstraint(["organisation_id", "location_id"], ["location.organisation_id", "location.id"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    quarter: Mapped[str] = mapped_column(String(7), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    takes_joiners: Mapped[bool]
    label: Mapped[str] = mapped_column(Text)
