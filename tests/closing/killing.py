"""Copies of one answered installation, to be closed again and again, each time killed somewhere else."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from secrets import token_hex

import psycopg
import pytest
from sqlalchemy import event, func, select

from pulse.answers import queries as answered
from pulse.answers.models import BoardLeaf, Comment, PoolBallot, Tally
from pulse.answers.queries import board
from pulse.closing.operations import close_cycle
from pulse.cycles import queries as cycles
from pulse.database import Database
from pulse.keys.store import KeyStore
from pulse.web.services import Services


class Killed(BaseException):
    """The process dies here; nothing of ours may catch it."""


@contextmanager
def killed_at(monkeypatch, place: object, step: str, when: str) -> Iterator[None]:
    """Dies "before" or "after" one function, and must."""
    real = getattr(place, step)

    def die(*args, **kwargs):
        if when == "after":
            real(*args, **kwargs)
        raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(place, step, die)
        with pytest.raises(Killed):
            yield


class Steps:
    """Counts every statement and every commit of a database, and kills before the n-th of them."""

    def __init__(self, database: Database, kill) -> None:
        self.seen, self.at, self._kill = 0, 0, kill
        event.listen(database.engine, "before_cursor_execute", lambda *_args: self._step())
        event.listen(database.engine, "commit", lambda _connection: self._step())

    def _step(self) -> None:
        self.seen += 1
        if self.seen == self.at:
            self._kill()


@dataclass(frozen=True)
class Outcome:
    """All that a close leaves behind, which no interruption may change."""

    tallies: frozenset
    comments: tuple
    leaves: tuple
    counts: tuple
    waiting: int
    keys: frozenset


def outcome(services: Services, cycle_id: str) -> Outcome:
    """What is there now."""
    with services.database.reading() as session:
        cycle = cycles.cycle(session, cycle_id)
        organisation = cycle.organisation_id
        shown = board(session, cycle, services.keys.log_public())
        tallies = session.execute(select(Tally.question, Tally.atom, Tally.option, Tally.count)).all()
        comments = session.scalars(select(Comment.text).where(Comment.organisation_id == organisation)).all()
        leaves = session.scalars(select(BoardLeaf.leaf).order_by(BoardLeaf.leaf)).all()
        waiting = session.scalar(select(func.count()).select_from(PoolBallot))
        published = answered.state(session, organisation, cycle_id).published
    return Outcome(
        frozenset(tuple(row) for row in tallies),
        tuple(sorted(comments)),
        tuple(leaves),
        (published, shown["collected"], shown["accepted"], shown["rejected"], shown["root"], len(shown["log"])),
        waiting,
        frozenset(services.keys.cycles()),
    )


@contextmanager
def a_copy(services: Services, folder: Path) -> Iterator[Services]:
    """The same installation once more: database and key folder, both as they were before the close.

    Nobody may be connected to the original.
    """
    name = f"copy_{token_hex(6)}"
    url = _copied(services.database, folder, name)
    shutil.copytree(services.keys.folder, folder / name)
    database = Database(url)
    config = replace(services.config, database_url=url, keys=folder / name)
    try:
        yield Services(config, database, services.clock, KeyStore(folder / name))
    finally:
        database.dispose()
        shutil.rmtree(folder / name)
        if database.is_sqlite:
            for left in folder.glob(f"{name}.db*"):
                left.unlink()
        else:
            _on_server(services.database, f'DROP DATABASE "{name}" WITH (FORCE)')


def _copied(database: Database, folder: Path, name: str) -> str:
    if database.is_sqlite:
        shutil.copy(database.engine.url.database, folder / f"{name}.db")
        return f"sqlite:///{folder / name}.db"
    _on_server(database, f'CREATE DATABASE "{name}" TEMPLATE "{database.engine.url.database}"')
    return database.engine.url.set(database=name).render_as_string(hide_password=False)


def _on_server(database: Database, statement: str) -> None:
    plain = database.engine.url.set(drivername="postgresql", database="postgres")
    with psycopg.connect(plain.render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement)


def settle(database: Database) -> None:
    """Let nobody be connected, and nothing be left in SQLite's write-ahead log."""
    if database.is_sqlite:
        with database.engine.connect() as connection:
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    database.dispose()


def close(services: Services, cycle_id: str) -> None:
    """Close it now."""
    close_cycle(services, cycle_id, now=services.clock.now())
