"""No room left: nothing is acknowledged that is not stored, the operator reads one line, the same bytes do later."""

import errno
import json
import os
from random import Random

import psycopg
import pytest
from sqlalchemy import event, func, select
from sqlalchemy.exc import OperationalError

from pulse import worker
from pulse.answers.models import PoolBallot
from pulse.ballots.models import Issued
from pulse.cycles.models import Cycle
from pulse.web import distress
from tests.bench.people import waiting
from tests.factories.opened import a_series

CAST = {"path": "/ballot/cast", "content_type": "application/octet-stream"}


class Disk:
    """The database's disk: SQLite may not grow by a page; PostgreSQL says at commit what it says when it is full."""

    def __init__(self, database) -> None:
        self.engine = database.engine

    def fill(self) -> None:
        self.engine.dispose()
        if self.engine.dialect.name == "sqlite":
            event.listen(self.engine, "connect", self._no_page_more)
        else:
            self.engine.dialect.do_commit = self._is_full

    def make_room(self) -> None:
        self.engine.dispose()
        if self.engine.dialect.name == "sqlite":
            event.remove(self.engine, "connect", self._no_page_more)
        else:
            del self.engine.dialect.do_commit

    def _no_page_more(self, connection, _record) -> None:
        connection.execute("PRAGMA max_page_count=1")  # it becomes as many as there are
        while connection.execute("PRAGMA freelist_count").fetchone()[0]:  # nor one that was used before
            connection.execute("CREATE TABLE IF NOT EXISTS ballast (bytes BLOB)")
            connection.execute("INSERT INTO ballast VALUES (zeroblob(2000))")

    def _is_full(self, _connection) -> None:
        raise psycopg.errors.DiskFull("could not extend file: No space left on device")


@pytest.fixture
def disk(database):
    return Disk(database)


@pytest.fixture(autouse=True)
def nothing_told_yet():
    distress._told.clear()


def count(services, table) -> int:
    with services.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table))


def test_a_full_disk_acknowledges_nothing_and_loses_nothing(services, ballot_app, disk, caplog):
    people = waiting(services, 30)
    client = ballot_app.test_client()

    def collect(person):
        facts = {"invite": person.link.invite, "blinded": person.blank.blinded.message.hex()}
        return client.post("/ballot/collect", json=facts)

    def cast(outer):
        return client.post(data=outer, **CAST)

    signed = [bytes.fromhex(collect(person).json["blind_signature"]) for person in people[:20]]
    outers = [person.outer(one, Random(1)) for person, one in zip(people, signed, strict=False)]
    assert cast(outers[0]).status_code == 204
    before = count(services, PoolBallot), count(services, Issued)
    disk.fill()
    answers = [cast(outer) for outer in outers[1:]]
    refused = [(answer, outer) for answer, outer in zip(answers, outers[1:], strict=True) if answer.status_code != 204]
    late = [person for person in people[20:] if collect(person).status_code != 200]
    assert {(answer.status_code, answer.headers["Retry-After"], answer.data) for answer, _ in refused} == {
        (503, "10", b"")
    }
    assert len(refused) >= 15  # the last page had room for a few
    assert count(services, PoolBallot) == before[0] + len(answers) - len(refused)
    assert count(services, Issued) == before[1] + 10 - len(late)
    told = [record.getMessage() for record in caplog.records]
    assert [line.split(" (")[0] for line in told] == ["ballots cannot be stored", "blank ballots cannot be handed out"]
    assert all("SQLITE_FULL" in line or "DiskFull" in line for line in told)
    for person in people:
        assert not any(secret in caplog.text for secret in (person.link.invite, person.blank.public.hex()))
    disk.make_room()
    assert {cast(outer).status_code for _, outer in refused} == {204}
    assert {collect(person).status_code for person in people[20:]} == {200}
    assert count(services, PoolBallot) == before[0] + 19


@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_a_full_key_folder_opens_nothing_half(services, monkeypatch, caplog, after):
    series = a_series(services, people=30)
    room = iter(range(after))

    link = os.link

    def full(draft: object, path: object) -> None:
        if next(room, None) is None:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        link(draft, path)

    def files() -> list[str]:
        return sorted(
            str(path) for path in services.keys.folder.rglob("*") if path.is_file() and "lasting" not in str(path)
        )

    def cycles() -> int:
        with services.database.reading() as session:
            where = Cycle.organisation_id == series.organisation_id
            return session.scalar(select(func.count()).select_from(Cycle).where(where))

    now = services.clock.advance(hours=2)
    others = files()
    with monkeypatch.context() as patch:
        patch.setattr(os, "link", full)
        worker._guarded(lambda: worker.open_if_due(services, series, now=now), "opening a check-in")
    assert (cycles(), files()) == (0, others)
    assert [record.getMessage() for record in caplog.records] == [
        "opening a check-in failed and will be tried again: No space left on device"
    ]
    assert worker.open_if_due(services, series, now=now)
    assert cycles() == 1


def test_a_draft_of_a_key_that_did_not_fit_does_not_stay(services, monkeypatch):
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        services.keys.put("ab" * 16, "pool", bytes(32))
    assert list((services.keys.folder / "cycles" / ("ab" * 16)).iterdir()) == []


def test_the_line_for_the_operator_comes_once_a_minute_and_without_the_errors_text(caplog, monkeypatch):
    seconds = iter([0.0, 30.0, 61.0])
    monkeypatch.setattr(distress, "monotonic", lambda: next(seconds))
    for _ in range(3):
        distress.tell("ballots cannot be stored", OperationalError("x", {}, ValueError(json.dumps("a secret"))))
    assert len(caplog.records) == 2
    assert "secret" not in caplog.text
