"""What a whole ballot leaves behind: no key in any file, no log line, nothing that opens later."""

import logging
import sqlite3
from pathlib import Path

import pytest

from pulse.answers.pool import PoolKeys, UnopenableBox
from pulse.keys.store import BOX, INVITE, POOL
from pulse.simulate.link import Link
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import an_open_cycle


def files_of(database, folder):
    """Every byte the database has on disk."""
    if database.is_sqlite:
        path = Path(database.engine.url.database)
        return [p.read_bytes() for p in path.parent.glob(path.name + "*")]
    return [p.read_bytes() for p in folder.joinpath("postgres", "data").rglob("*") if p.is_file()]


def test_no_key_of_a_cycle_is_ever_in_the_database_or_its_logs(services, ballot_app, memory_folder):
    opened = an_open_cycle(services)
    answer(TestBrowser(ballot_app), opened, [3] * 12)
    secrets = [services.keys.get(opened.cycle_id, name) for name in (POOL, INVITE)]
    secrets.append(services.keys.get(opened.cycle_id, BOX)[36:68])  # the private number inside the file
    secrets += [bytes.fromhex(Link.parse(url).invite) for url in opened.links[:12]]
    for content in files_of(services.database, memory_folder):
        for secret in secrets:
            assert secret not in content
            assert secret.hex().encode() not in content


def test_nothing_is_logged_by_collect_and_cast(services, ballot_app, caplog):
    opened = an_open_cycle(services)
    with caplog.at_level(logging.DEBUG):
        caplog.clear()
        answer(TestBrowser(ballot_app), opened, [3] * 3)
        ballot_app.test_client().post("/ballot/cast", data=b"x", content_type="application/octet-stream")
        ballot_app.test_client().post("/ballot/collect", data=b"x", content_type="application/json")
    assert [record for record in caplog.records if not record.name.startswith(("asyncio", "sqlalchemy"))] == []


def test_an_error_on_the_ballot_host_is_logged_without_anything_of_the_request(
    services, ballot_app, caplog, monkeypatch
):
    opened = an_open_cycle(services)
    browser = TestBrowser(ballot_app)
    link = Link.parse(opened.links[0])
    browser.look(link)

    def fail(*_args, **_kwargs):
        raise RuntimeError(f"broken while holding {link.invite}")

    monkeypatch.setattr("pulse.ballots.views.collect", fail)
    body = {"invite": link.invite, "blinded": "11" * 256}
    answered = ballot_app.test_client().post("/ballot/collect", json=body)
    assert (answered.status_code, answered.data) == (503, b"")
    assert link.invite not in caplog.text
    assert "RuntimeError" in caplog.text


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_backup_from_mid_cycle_cannot_be_opened_after_the_close(services, ballot_app, tmp_path):
    opened = an_open_cycle(services)
    answer(TestBrowser(ballot_app), opened, [3] * 12)
    with sqlite3.connect(services.database.engine.url.database) as source:
        copy = sqlite3.connect(tmp_path / "backup.db")
        source.backup(copy)
    close(services, opened)
    boxes = copy.execute("SELECT tag, box FROM pool WHERE cycle_id = ?", (opened.cycle_id,)).fetchall()
    copy.close()
    source.close()
    assert len(boxes) == 12
    assert not services.keys.cycles()
    for tag, box in boxes:
        with pytest.raises(UnopenableBox):
            PoolKeys.of(bytes(32), opened.cycle_id).unlock(tag, box)


def test_every_answer_of_the_ballot_host_is_free_of_cookies(ballot_app):
    client = ballot_app.test_client()
    for path in ("/checkin/", "/receipt", "/healthz", "/ballot/manifest/" + "0" * 32, "/nowhere"):
        answer_ = client.get(path, headers={"Cookie": "pulse_staff=x"})
        assert "Set-Cookie" not in answer_.headers
        assert answer_.headers["Referrer-Policy"] == "no-referrer"
