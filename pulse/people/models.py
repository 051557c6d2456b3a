"""Tables of persons, staff accounts, their roles and their sessions."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Person(Base):
    """Somebody who may be asked. `number` is the person_id of the imported file.

    `left_on`: when they stopped being active; after the time set for it they are erased. `erased_on`: since then
    nothing is left here but the random id, which invitations of check-ins that are still compared refer to.
    """

    __tablename__ = "person"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        ForeignKeyConstraint(["organisation_id", "unit_id"], ["unit.organisation_id", "unit.id"]),
        ForeignKeyConstraint(["organisation_id", "location_id"], ["location.organisation_id", "location.id"]),
        UniqueConstraint("organisation_id", "number"),
        UniqueConstraint("organisation_id", "email"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    number: Mapped[str] = mapped_column(String(100))
    name: Mapped[str] = mapped_column(String(200))
    email: Mapped[str | None] = mapped_column(String(254))
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    language: Mapped[str] = mapped_column(String(20))
    time_zone: Mapped[str] = mapped_column(String(60))
    manager_number: Mapped[str | None] = mapped_column(String(100))
    tenure_start: Mapped[date | None]
    phone: Mapped[str | None] = mapped_column(String(40))
    active: Mapped[bool]
    left_on: Mapped[date | None]
    erased_on: Mapped[date | None]


class Preference(Base):
    """What a person chose for themselves: channel, whole hour of the day, language; None: as usual.

    `stopped`: no more invitations and reminders. Hidden from everybody but the person and what sends the messages.
    """

    __tablename__ = "preference"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "person_id"], ["person.organisation_id", "person.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    person_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    channel: Mapped[str | None] = mapped_column(String(20))
    hour: Mapped[int | None]
    language: Mapped[str | None] = mapped_column(String(20))
    stopped: Mapped[bool] = mapped_column(server_default=false())


class Account(Base):
    """Somebody who may log in: staff, not necessarily an imported person."""

    __tablename__ = "account"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id"], ["organisation.id"]),
        UniqueConstraint("organisation_id", "email"),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    email: Mapped[str] = mapped_column(String(254))
    name: Mapped[str] = mapped_column(String(200))
    password_hash: Mapped[str] = mapped_column(String(300))
    language: Mapped[str] = mapped_column(String(20))
    active: Mapped[bool]


class AccountLink(Base):
    """A link by which somebody sets a password: invited, or having forgotten theirs. Only its hash is kept."""

    __tablename__ = "account_link"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "account_id"], ["account.organisation_id", "account.id"]),
    )
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    account_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    purpose: Mapped[str] = mapped_column(String(10))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class RoleGrant(Base):
    """One role of an account, for the subtree of one unit or one location (the root: everything)."""

    __tablename__ = "role_grant"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "account_id"], ["account.organisation_id", "account.id"]),
        ForeignKeyConstraint(["organisation_id", "unit_id"], ["unit.organisation_id", "unit.id"]),
        ForeignKeyConstraint(["organisation_id", "location_id"], ["location.organisation_id", "location.id"]),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    role: Mapped[str] = mapped_column(String(20))
    unit_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))
    location_id: Mapped[str | None] = mapped_column(String(ID_LENGTH))


class StaffSession(Base):
    """A log-in that can be revoked: the cookie holds the token, the table only its hash.

    `device` is what the browser says it is, in words: `Firefox on Windows`.
    """

    __tablename__ = "staff_session"
    __table_args__ = (
        ForeignKeyConstraint(["organisation_id", "account_id"], ["account.organisation_id", "account.id"]),
        Index(None, "token_hash", unique=True),
    )
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(ID_LENGTH))
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    device: Mapped[str | None] = mapped_column(String(80))


class LogInAttempt(Base):
    """Failed log-ins of the last minutes, counted by a hash of the e-mail, against guessing."""

    __tablename__ = "log_in_attempt"
    email_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    failures: Mapped[int]
    last_at: Mapped[datetime]
