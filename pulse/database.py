"""Sessions and column types for SQLite and PostgreSQL.

SQLite is opened in WAL mode with full synchronisation. Writers begin IMMEDIATE behind one lock of
this process: a deferred BEGIN fails at once under load when it has to upgrade, and SQLite's own
busy wait is unfair. PostgreSQL needs neither. Nobody commits but `Database.writing`.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import RLock
from typing import Any, ClassVar, cast

from sqlalchemy import Connection, DateTime, Dialect, LargeBinary, MetaData, String, Table, create_engine, event
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from pulse.driver import Held, Notes, Statements, Transaction

IMMEDIATE = "BEGIN IMMEDIATE"
ID_LENGTH = 32  # 16 random bytes as hex
Rows = Session | Connection | Transaction | Notes  # whoever asks for rows alone takes any


class UTCDateTime(TypeDecorator[datetime]):
    """An instant: aware and in UTC in Python, `timestamptz` or naive UTC in the database."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a naive instant; store the rest as UTC."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime is not an instant")
        value = value.astimezone(UTC)
        return value if dialect.name == "postgresql" else value.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, _dialect: Dialect) -> datetime | None:
        """Give back UTC whatever the database's own zone is."""
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Base(DeclarativeBase):
    """The parent of every table; it adds no columns, so that nothing is recorded unasked."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar = {datetime: UTCDateTime, str: String, bytes: LargeBinary}


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "busy_timeout=5000",
            "foreign_keys=ON",
            "secure_delete=ON",
            "journal_size_limit=67108864",
        ):
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begin(connection: Any) -> None:
        statement = IMMEDIATE if connection.get_execution_options().get("pulse_writing", False) else "BEGIN"
        try:
            connection.connection.driver_connection.execute(statement)  # a statement of the engine's costs more
        except sqlite3.OperationalError as error:
            raise OperationalError(statement, None, error) from error


def insert_unless_there(rows: Rows, table: type[Base]) -> Any:
    """An INSERT that does nothing where the key is taken, in the dialect of the database at hand."""
    return _insert(_dialect(rows), table)


def was_inserted(rows: Rows, table: type[Base], values: dict[str, Any]) -> bool:
    """Insert one row unless its key is taken; whether it was this call that did. (A count of rows is not kept.)"""
    return rows.execute(_insert(_dialect(rows), table, told=True), values).first() is not None


def _dialect(rows: Rows) -> str:
    return (rows.get_bind() if isinstance(rows, Session) else rows).dialect.name


@cache
def _insert(dialect_name: str, table: type[Base], *, told: bool = False) -> Any:
    dialect = postgresql if dialect_name == "postgresql" else sqlite
    statement = dialect.insert(plain(table)).on_conflict_do_nothing()
    return statement.returning(*plain(table).primary_key) if told else statement


def plain(table: type[Base]) -> Table:
    """A model's table, for statements that are built once and asked often: rows, not objects."""
    return cast(Table, table.__table__)


class Database:
    """The installation's database, and the only maker of sessions."""

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self.is_sqlite = parsed.get_backend_name() == "sqlite"
        if self.is_sqlite and parsed.database:
            Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        # An error must never carry what was being stored, comments least of all, into a log.
        options: dict[str, Any] = {"hide_parameters": True, "pool_pre_ping": not self.is_sqlite, "pool_use_lifo": True}
        self.engine = create_engine(parsed, **options)
        self._lock: AbstractContextManager[Any] = RLock() if self.is_sqlite else nullcontext()
        if self.is_sqlite:
            _prepare_sqlite(self.engine)
        self._writer = self.engine.execution_options(pulse_writing=True)
        self._statements = Statements(self.engine.dialect)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session to read with; whatever it changed is thrown away."""
        with Session(self.engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def snapshot(self) -> Iterator[Session]:
        """A session to read with that sees one moment, however long it reads and whatever is written meanwhile."""
        engine = self.engine if self.is_sqlite else self.engine.execution_options(isolation_level="REPEATABLE READ")
        with Session(engine, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """A session whose changes are committed at the end, or all undone by an exception."""
        with self._lock, Session(self._writer, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def storing(self) -> Iterator[Transaction]:
        """As `writing`, with the plain driver: for what comes with every ballot."""
        with self._lock, self._statements.translated():
            connection = self.engine.raw_connection()
            try:
                driver: Any = connection.driver_connection
                if self.is_sqlite:
                    driver.execute(IMMEDIATE)
                yield Transaction(driver, self._statements)
                self.engine.dialect.do_commit(connection)
            finally:
                connection.close()  # undoes whatever was not committed

    @contextmanager
    def noting(self) -> Iterator[Connection]:
        """As `storing`, without waiting for the disk: it outlives a killed process, but perhaps not a power cut.

        For what may be done twice. Whatever is committed by `writing` afterwards makes it lasting, too.
        """
        with self._lock, self._writer.connect() as connection:
            if not self.is_sqlite:
                with connection.begin():
                    connection.exec_driver_sql("SET LOCAL synchronous_commit TO off")
                    yield connection
                return
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA synchronous=NORMAL")
            try:
                with connection.begin():
                    yield connection
                driver.execute("PRAGMA synchronous=FULL")
            except BaseException:
                connection.invalidate()  # never back to the pool as it may now be: ballots would come to it
                raise

    @contextmanager
    def notes(self) -> Iterator[Notes]:
        """As `noting`, again and again: a connection of the plain driver for a whole row of notes."""
        begin = IMMEDIATE if self.is_sqlite else "BEGIN"
        notes = Notes(self._hold, self._statements, self._lock, begin)
        try:
            yield notes
        finally:
            notes.close()

    def _hold(self) -> Held:
        held = self.engine.raw_connection()
        driver: Any = held.driver_connection
        self._hurry(driver, is_hurried=True)

        def let_go(is_well: bool) -> None:
            try:
                if is_well:
                    self._hurry(driver, is_hurried=False)
                    held.close()
                    return
            except self.engine.dialect.loaded_dbapi.Error:
                pass
            held.invalidate()  # never back to the pool as it may now be: ballots would come to it

        return driver, let_go

    def _hurry(self, driver: Any, *, is_hurried: bool) -> None:
        """Let what is committed wait for the disk, or not."""
        if self.is_sqlite:
            driver.execute(f"PRAGMA synchronous={'NORMAL' if is_hurried else 'FULL'}")
            return
        driver.autocommit = True
        driver.execute(f"SET synchronous_commit TO {'off' if is_hurried else 'DEFAULT'}")
        driver.autocommit = is_hurried

    def compact(self) -> bool:
        """Drop what deleted rows left behind, so that no old page outlives them needlessly.

        False when a reader kept the write-ahead log from being cut; try again later.
        """
        with self._lock, self._outside() as driver:
            driver.execute("VACUUM")
            return not self.is_sqlite or not driver.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]

    def settle(self) -> None:
        """Let an SQLite database be one file that can be carried away, with no log beside it."""
        with self._outside() as driver:
            driver.execute("PRAGMA journal_mode=DELETE")

    @contextmanager
    def _outside(self) -> Iterator[Any]:
        """A connection of the driver's outside any transaction, as those of SQLite always are.

        The engine has a way there, too, but gives an SQLite connection back as one that begins transactions
        unasked, which the plain driver's statements would never end.
        """
        connection = self.engine.raw_connection()
        driver: Any = connection.driver_connection
        try:
            with self._statements.translated():
                if not self.is_sqlite:
                    driver.autocommit = True
                yield driver
                if not self.is_sqlite:
                    driver.autocommit = False
        except BaseException:
            connection.invalidate()
            raise
        finally:
            connection.close()

    def dispose(self) -> None:
        """Close every connection."""
        self.engine.dispose()
