"""What a whole ballot leaves behind: no key in any file, no log line, nothing that opens later."""

import logging
from pathlib import Path

from pulse.answers import queries as answered
from pulse.simulate.link import Link
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import an_open_cycle
from tests.insider.attacks import open_boxes
from tests.insider.checks import key_numbers, written
from tests.insider.leaks import kept_keys
from tests.insider.traces import Traces, places


def files_of(database, folder):
    """Every byte the database has on disk."""
    if database.is_sqlite:
        path = Path(database.engine.url.database)
        return [p.read_bytes() for p in path.parent.glob(path.name + "*")]
    return [p.read_bytes() for p in folder.joinpath("postgres", "data").rglob("*") if p.is_file()]


def key_files(services, opened) -> dict[str, bytes]:
    """What the key folder holds of a cycle."""
    folder = services.keys.folder / "cycles" / opened.cycle_id
    return {path.name: path.read_bytes() for path in folder.iterdir()} if folder.exists() else {}


def test_no_key_of_a_cycle_is_ever_in_the_database_or_its_logs(services, ballot_app, memory_folder):
    opened = an_open_cycle(services)
    answer(TestBrowser(ballot_app), opened, [3] * 12)
    secrets = key_numbers(key_files(services, opened), opened.cycle_id)
    assert {"pool", "box", "invite", "tag", "lock", "block-0 p", "block-1 d"} <= set(secrets)
    secrets |= {f"invite {n}": bytes.fromhex(Link.parse(url).invite) for n, url in enumerate(opened.links[:12])}
    needles = {f"{name} {n}": form for name, secret in secrets.items() for n, form in enumerate(written(secret))}
    for content in files_of(services.database, memory_folder):
        assert places(content, needles) == {}


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


def pool_of(services, opened) -> list[tuple[bytes, bytes]]:
    """Tags and boxes as a backup of this moment has them."""
    with services.database.reading() as session:
        return list(answered.pool(session, opened.organisation_id, opened.cycle_id))


def opens(services, opened, rows: list[tuple[bytes, bytes]]) -> int:
    """How many boxes of a backup can be read with what the key folder holds now."""
    kept = key_files(services, opened)
    rows_of = [{"cycle_id": opened.cycle_id, "tag": tag, "box": box} for tag, box in rows]
    return len(open_boxes(Traces(tables={("eve", "pool"): rows_of}, kept_keys=kept)))


def test_a_backup_from_mid_cycle_cannot_be_opened_after_the_close(services, ballot_app):
    opened = an_open_cycle(services)
    answer(TestBrowser(ballot_app), opened, [3] * 12, "said")
    backup = pool_of(services, opened)
    assert len(backup) == 12
    assert opens(services, opened, backup) == 12  # by whoever reads the key folder during the cycle
    close(services, opened)
    assert key_files(services, opened) == {}
    assert opens(services, opened, backup) == 0


def test_a_key_that_is_kept_would_open_a_backup_after_the_close(services, ballot_app):
    opened = an_open_cycle(services)
    answer(TestBrowser(ballot_app), opened, [3] * 12, "said")
    backup = pool_of(services, opened)
    with kept_keys(services):
        close(services, opened)
    assert opens(services, opened, backup) == 12


def test_every_answer_of_the_ballot_host_is_free_of_cookies(ballot_app):
    client = ballot_app.test_client()
    for path in ("/checkin/", "/receipt", "/healthz", "/ballot/manifest/" + "0" * 32, "/nowhere"):
        answer_ = client.get(path, headers={"Cookie": "pulse_staff=x"})
        assert "Set-Cookie" not in answer_.headers
        assert answer_.headers["Referrer-Policy"] == "no-referrer"
