"""A database can be carried away and brought back: whole, without keys, and without anybody being counted twice."""

import json
import stat
from secrets import token_hex

import pytest
from sqlalchemy import func, select

from pulse.application import create_ballot_app
from pulse.audit_log.chain import Head
from pulse.audit_log.queries import looked_through
from pulse.backup.jobs import FILE, NotCopied, back_up, copy_database, locked_settings, restore
from pulse.cli.main import main
from pulse.closing.operations import PoolKeyMissing, close_cycle
from pulse.delivery.operations import set_up
from pulse.delivery.settings import Slack, Teams, seal
from pulse.keys.store import BOX, INVITE, POOL
from pulse.people.operations import start_session
from pulse.simulate.ballot import draw, fill
from pulse.simulate.browser import Refusal
from pulse.simulate.link import Link
from pulse.tables import metadata
from pulse.verify.verdict import verify
from pulse.web.services import Services
from tests.conftest import bound
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import an_open_cycle
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account


@pytest.fixture
def services(config, another_database, clock, keys):
    """An installation of this test's own, since a backup is one of everything."""
    return bound(Services(config, another_database, clock, keys))


@pytest.fixture
def replacement(request, memory_folder, database, config, clock, keys):
    """What an administrator sets up after losing the machine: an empty database, and the key folder."""
    with database.writing() as session:
        for table in reversed(metadata.sorted_tables):
            session.execute(table.delete())
    return Services(config, database, clock, keys)


def counts(database):
    """Rows of every table but the log-ins."""
    with database.reading() as session:
        return {
            table.name: session.scalar(select(func.count()).select_from(table))
            for table in metadata.sorted_tables
            if table.name != "staff_session"
        }


def half_answered(services):
    """An open cycle in which twelve have answered; the thirteenth holds a ballot that is not sent."""
    opened = an_open_cycle(services)
    browser = TestBrowser(create_ballot_app(services))
    answer(browser, opened, [4] * 12, comment="Queue")
    return opened, browser


def picked_up(browser, url):
    """A finished ballot, not sent yet."""
    link = Link.parse(url)
    trusted = browser.look(link)
    blank = draw(trusted)
    signature = browser.collect(link, blank.blinded.message)
    return fill(trusted, blank, signature, answers={"canteen": 2}, comments={}, language="en")


def test_a_backup_that_is_brought_back_has_every_row_but_the_log_ins(services, replacement, tmp_path):
    opened, _ = half_answered(services)
    close(services, opened)
    with services.database.writing() as session:
        account = an_account(session, opened.organisation_id)
        start_session(session, opened.organisation_id, account, "00" * 32, now=services.clock.now())
    back_up(services, tmp_path / "backup")
    assert restore(replacement, tmp_path / "backup") == []
    before = counts(services.database)
    told = before["audit_entry"] + before["organisation"]  # each log says that it came back
    assert counts(replacement.database) == {**before, "audit_entry": told, "chain_head": before["organisation"]}
    with replacement.database.snapshot() as session:
        noted = [Head.read(end) for end in replacement.keys.ends(opened.organisation_id)]
        assert looked_through(session, opened.organisation_id, noted=noted).faults == []
        assert session.scalar(select(func.count()).select_from(metadata.tables["staff_session"])) == 0


def test_a_backup_is_for_its_owners_eyes_and_holds_no_key(services, tmp_path):
    opened, _ = half_answered(services)
    back_up(services, tmp_path / "backup")
    assert [path.name for path in (tmp_path / "backup").iterdir()] == [FILE]
    path = tmp_path / "backup" / FILE
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    content = path.read_bytes()
    for name in (POOL, INVITE, BOX):
        assert services.keys.get(opened.cycle_id, name)[-40:] not in content
    assert services.keys.log_key() not in content


def test_a_check_in_that_was_open_hands_out_nothing_more_and_its_board_says_so(services, replacement, tmp_path):
    opened, browser = half_answered(services)
    waiting = picked_up(browser, opened.links[12])
    back_up(services, tmp_path / "backup")
    lost = picked_up(browser, opened.links[13])  # after the backup: its list does not know of this one
    (found,) = restore(replacement, tmp_path / "backup")
    assert (found.cycle_id, found.is_countable) == (opened.cycle_id, True)
    again = TestBrowser(create_ballot_app(replacement))
    with pytest.raises(Refusal) as refused:
        again.answer(opened.links[13], {"canteen": 1}, {}, "en")
    assert refused.value.status == 410
    for finished in (waiting, lost):
        again.cast(finished.outer)
    close(replacement, opened)
    board = again.board(opened.cycle_id)
    assert board["accepted"] == 14
    assert [json.loads(entry["document"])["kind"] for entry in board["log"]] == ["opened", "restored", "closed"]
    assert verify(json.dumps(board).encode()).attested


def test_a_check_in_that_was_counted_since_the_backup_cannot_be_opened_by_it(services, replacement, tmp_path):
    opened, _ = half_answered(services)
    back_up(services, tmp_path / "backup")
    close(services, opened)
    (found,) = restore(replacement, tmp_path / "backup")
    assert not found.is_countable
    with pytest.raises(PoolKeyMissing):
        close_cycle(replacement, opened.cycle_id, now=services.clock.now())


def test_a_backup_only_goes_into_an_empty_database(services, tmp_path):
    half_answered(services)
    back_up(services, tmp_path / "backup")
    with pytest.raises(NotCopied, match="not empty"):
        restore(services, tmp_path / "backup")


def test_a_backup_is_not_brought_back_beside_a_foreign_key_folder(services, replacement, tmp_path, signing_keys):
    half_answered(services)
    back_up(services, tmp_path / "backup")
    services.keys.folder.rename(tmp_path / "away")
    with pytest.raises(NotCopied, match="is not the one this backup belongs to"):
        restore(replacement, tmp_path / "backup")
    assert sum(counts(replacement.database).values()) == 0


@pytest.mark.parametrize("taken", ["keys", "backup"])
def test_a_backup_overwrites_nothing_and_stays_out_of_the_key_folder(services, tmp_path, taken):
    back_up(services, tmp_path / "backup")
    with pytest.raises(NotCopied):
        back_up(services, services.keys.folder / "copy" if taken == "keys" else tmp_path / "backup")
    assert not (services.keys.folder / "copy").exists()


def test_a_backup_that_failed_leaves_nothing(services, tmp_path, monkeypatch):
    half_answered(services)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pulse.backup.jobs.copy_rows", full)
    with pytest.raises(OSError, match="No space"):
        back_up(services, tmp_path / "backup")
    assert list((tmp_path / "backup").iterdir()) == []


def test_no_database_is_copied_while_a_check_in_is_not_counted(services, tmp_path):
    half_answered(services)
    source = services.database.engine.url.render_as_string(hide_password=False)
    with pytest.raises(NotCopied, match="not counted yet"):
        copy_database(source, f"sqlite:///{tmp_path / 'copy.db'}")


def test_a_database_moves_from_one_kind_to_the_other(services, replacement, tmp_path):
    opened, _ = half_answered(services)
    close(services, opened)
    source = services.database.engine.url.render_as_string(hide_password=False)
    there, back = f"sqlite:///{tmp_path / f'{token_hex(4)}.db'}", replacement.database.engine.url
    copied = copy_database(source, there)
    assert copy_database(there, back.render_as_string(hide_password=False)) == copied
    assert counts(replacement.database) == counts(services.database)


def test_a_copy_knows_nothing_of_the_order_in_which_ballots_arrived(services, tmp_path):
    half_answered(services)
    back_up(services, tmp_path / "first")
    pool = metadata.tables["pool"]
    with services.database.writing() as session:
        arrived = [dict(row) for row in session.execute(select(pool)).mappings()]
        session.execute(pool.delete())
        session.execute(pool.insert(), arrived[::-1])
    back_up(services, tmp_path / "second")
    assert (tmp_path / "first" / FILE).read_bytes() == (tmp_path / "second" / FILE).read_bytes()


def test_the_commands_say_what_they_did_and_what_that_means(services, tmp_path, monkeypatch, capsys):
    opened, _ = half_answered(services)
    for name, value in {
        "DATA": services.config.data,
        "KEYS": services.config.keys,
        "DATABASE_URL": services.database.engine.url.render_as_string(hide_password=False),
    }.items():
        monkeypatch.setenv(f"PULSE_{name}", str(value))
    main(["backup", str(tmp_path / "backup")])
    monkeypatch.setenv("PULSE_DATABASE_URL", f"sqlite:///{tmp_path / 'new.db'}")
    main(["restore", str(tmp_path / "backup")])
    said = capsys.readouterr().out
    assert "Names and addresses are among them" in said
    assert f"({opened.cycle_id}) hands out no more ballots; its board says so." in said
    assert "Ballots that were picked up can still be sent" in said


def test_settings_that_the_key_folder_does_not_open_are_named(services, tmp_path):
    other = bytes(32)
    with services.database.writing() as session:
        organisation = an_organisation(session, name="Lotus Works")
        for channel, key in (("slack", other), ("teams", services.keys.settings_key())):
            setting = Slack("xoxb-token") if channel == "slack" else Teams("https://flows.example/in?sig=1")
            set_up(session, organisation, channel, seal(key, organisation, channel, setting))
        set_up(session, organisation, "slips", b"")  # printed letters have nothing to keep
    assert locked_settings(services) == [("Lotus Works", "slack")]


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("restore", "/nowhere"), "there is no backup in /nowhere"),
        (("db", "copy", "postgres:/x", "sqlite:///y"), "SRC must begin with sqlite:/// or postgresql://"),
        (("db", "copy", "sqlite:///x", "y"), "DST must begin with"),
    ],
)
def test_what_cannot_be_copied_is_said_in_one_sentence(services, monkeypatch, arguments, sentence):
    for name, value in {"DATA": services.config.data, "KEYS": services.config.keys}.items():
        monkeypatch.setenv(f"PULSE_{name}", str(value))
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert sentence in str(stopped.value.code)
    assert "\n" not in str(stopped.value.code)
