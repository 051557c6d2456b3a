"""How an administrator copies a running database: files as bytes, the log, rows with system columns."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

from pulse.database import Database
from tests.insider.traces import Row, Traces

READ = ("comment", "board_leaf", "pool", "tally", "closing")


class SQLiteCopies:
    """The file and its write-ahead log. A reader of the administrator's keeps that log from being cut all along."""

    def __init__(self, database: Database, _log: Path) -> None:
        self._path = Path(str(database.engine.url.database))

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While this lasts, the write-ahead log keeps everything."""
        reader = sqlite3.connect(self._path, isolation_level=None)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM pool").fetchone()
        try:
            yield
        finally:
            reader.close()

    def copy(self, traces: Traces, moment: str, cycle_id: str) -> None:
        """Keep what lies there now."""
        with closing(sqlite3.connect(self._path)) as connection:
            if moment != "compacted":
                connection.row_factory = sqlite3.Row
                for table in READ:
                    traces.tables[moment, table] = self._rows(connection, table, cycle_id)
        for name, suffix in (("file", ""), ("wal", "-wal")):
            path = Path(f"{self._path}{suffix}")
            traces.files[moment, name] = path.read_bytes() if path.exists() else b""

    @staticmethod
    def _rows(connection: sqlite3.Connection, table: str, cycle_id: str) -> list[Row]:
        def read(columns: str) -> list[Row]:
            found = connection.execute(f"SELECT {columns} FROM {table} WHERE cycle_id = ?", (cycle_id,))
            return [dict(row) for row in found]

        try:
            return read("rowid, *")
        except sqlite3.OperationalError:  # there is none to be had
            return read("*")


class PostgreSQLCopies:
    """The files of every table and index, pg_wal since the cycle's opening, and the server's own log."""

    def __init__(self, database: Database, log: Path) -> None:
        self._url = database.engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._log, self._log_from, self._wal_from = log, 0, ""
        self._database = database

    @contextmanager
    def watching(self) -> Iterator[None]:
        """While this lasts, every statement is logged with its values."""
        name = self._database.engine.url.database
        with psycopg.connect(self._url, autocommit=True) as connection:
            connection.execute(f"ALTER DATABASE \"{name}\" SET log_statement = 'all'")  # type: ignore[arg-type]
            self._database.dispose()  # connections that are there keep the old setting
            self._wal_from = self._one(connection, "SELECT pg_walfile_name(pg_current_wal_lsn())")
            self._log_from = self._log.stat().st_size if self._log.exists() else 0
            try:
                yield
            finally:
                connection.execute(f'ALTER DATABASE "{name}" RESET log_statement')  # type: ignore[arg-type]
                self._database.dispose()

    def copy(self, traces: Traces, moment: str, cycle_id: str) -> None:
        """Keep what lies there now; a checkpoint before the tables, so that no page is in memory alone."""
        with psycopg.connect(self._url, autocommit=True) as connection:
            if moment != "compacted":
                self._copy_written(connection, traces, moment)
                for table in READ:
                    traces.tables[moment, table] = self._rows(connection, table, cycle_id)
            connection.execute("CHECKPOINT")
            heap = connection.execute(
                "SELECT pg_relation_filepath(oid) FROM pg_class WHERE relkind IN ('r', 'i', 't') AND oid >= 16384 "
                "AND relnamespace IN ('public'::regnamespace, 'pg_toast'::regnamespace) ORDER BY oid"
            )
            traces.files[moment, "heap"] = b"".join(self._file(connection, path) for (path,) in heap.fetchall())

    def _copy_written(self, connection: psycopg.Connection[Any], traces: Traces, moment: str) -> None:
        """pg_wal, before a checkpoint gives its oldest files away, and the log."""
        wal = connection.execute(
            "SELECT 'pg_wal/' || name FROM pg_ls_waldir() WHERE name >= %s AND length(name) = 24 "
            "AND name <= pg_walfile_name(pg_current_wal_lsn()) ORDER BY name",
            (self._wal_from,),
        )
        traces.files[moment, "pg_wal"] = b"".join(self._file(connection, path) for (path,) in wal.fetchall())
        if self._log.exists():
            traces.files[moment, "log"] = self._log.read_bytes()[self._log_from :]

    @staticmethod
    def _one(connection: psycopg.Connection[Any], query: str) -> Any:
        row = connection.execute(query).fetchone()  # type: ignore[arg-type]
        assert row
        return row[0]

    @staticmethod
    def _file(connection: psycopg.Connection[Any], path: str) -> bytes:
        with connection.cursor(binary=True) as cursor:
            row = cursor.execute("SELECT pg_read_binary_file(%s, true)", (path,)).fetchone()
            return bytes(row[0]) if row and row[0] is not None else b""

    @staticmethod
    def _rows(connection: psycopg.Connection[Any], table: str, cycle_id: str) -> list[Row]:
        query = f"SELECT ctid::text, xmin::text, cmin::text, * FROM {table} WHERE cycle_id = %s"
        with connection.cursor(row_factory=dict_row) as cursor:
            return list(cursor.execute(query, (cycle_id,)).fetchall())  # type: ignore[arg-type]


def copies(database: Database, log: Path) -> SQLiteCopies | PostgreSQLCopies:
    """The one for this database; `log` is where a PostgreSQL of the tests writes what it has to say."""
    return (SQLiteCopies if database.is_sqlite else PostgreSQLCopies)(database, log)
