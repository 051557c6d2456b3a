"""Tables of the trustee: public keys, sealed copies that only the trustee opens, signatures under counts."""

from sqlalchemy import ForeignKeyConstraint, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class TrusteeKey(Base):
    """A public key of the trustee. `cycle_id` says which cycle took it: one key serves one cycle, never two.

    One that is `withdrawn` serves none, and cannot be registered again.
    """

    __tablename__ = "trustee_key"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        UniqueConstraint("box"),
        UniqueConstraint("organisation_id", "position"),
        UniqueConstraint("organisation_id", "cycle_id"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    position: Mapped[int]
    name: Mapped[str] = mapped_column(Text)
    box: Mapped[str] = mapped_column(String(130))
    sign: Mapped[str] = mapped_column(String(64))
    cycle_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    withdrawn: Mapped[bool] = mapped_column(server_default=false())


class RecoveryCopy(Base):
    """The keys of an open cycle, sealed to the trustee's key. Gone at the close."""

    __tablename__ = "recovery_copy"
    __table_args__ = (ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    sealed: Mapped[bytes]


class TrusteeCount(Base):
    """What the trustee signed of a count, as the board shows it."""

    __tablename__ = "trustee_count"
    __table_args__ = (ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    document: Mapped[bytes]
    signature: Mapped[str] = mapped_column(String(128))
