"""`pulse trustee` and `pulse cycle hand-over ...` as they are typed, on two machines that share only files."""

import json
import stat

import pytest

from pulse.answers import queries as answered
from pulse.cli.main import main
from pulse.organisation.queries import own
from tests.cli.test_commands import pulse, slug_of, trouble
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import a_series, opened

CHOICES = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 3, 3]
assert pulse  # a fixture


@pytest.fixture
def desk(monkeypatch, capsys):
    """The trustee's machine: no settings, no database."""

    def run(*arguments: str) -> str:
        with monkeypatch.context() as patch:
            for name in ("DATA", "KEYS", "DATABASE_URL", "SECRET_KEY"):
                patch.delenv(f"PULSE_{name}", raising=False)
            patch.setattr("pulse.cli.main.make_services", None)
            main(["trustee", *arguments])
        return capsys.readouterr().out

    return run


def test_a_check_in_is_counted_with_commands_alone(pulse, desk, services, ballot_app, tmp_path, monkeypatch):
    series = a_series(services)
    slug = slug_of(services, series.organisation_id)
    folder = tmp_path / "w"
    said = desk("keys", str(folder), "--name", "Works council", "--count", "3")
    public = next(folder.glob("public-keys-*.json"))
    assert str(public) in said
    assert "Copy the folder again after each count" in said
    for path in (folder / "keys").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE((folder / "keys").stat().st_mode) == 0o700
    assert "keys for 3 check-ins" in pulse("trustee", "register", str(public), "--organisation", slug)
    assert "counts" in pulse("trustee", "mode", "counts", "--organisation", slug)

    cycle = opened(services, series)
    answer(TestBrowser(ballot_app), cycle, CHOICES)
    package, result, board = (str(tmp_path / name) for name in ("package", "result", "board.json"))
    assert "still takes answers" in trouble(pulse, "cycle", "hand-over", cycle.cycle_id, package)
    close(services, cycle)
    assert "for the trustee" in pulse("cycle", "hand-over", cycle.cycle_id, package)
    assert "is not replaced" in trouble(pulse, "cycle", "hand-over", cycle.cycle_id, package)
    monkeypatch.setattr("pulse.clock.SystemClock.now", lambda _self: services.clock.now())
    said = desk("count", package, "--keys", str(folder), "-o", result)
    assert f"Counted {len(CHOICES)} ballots" in said
    assert f"Copy {folder} again now" in said
    assert "has counted" in desk("list", str(folder))
    log_key = services.keys.folder / "lasting" / "log_key"
    away = log_key.rename(tmp_path / "away")
    assert "key folder is away" in trouble(pulse, "cycle", "take-results", result)
    away.rename(log_key)
    said = pulse("cycle", "take-results", result)
    assert f"published: {len(CHOICES)} ballots" in said
    assert f"Delete {result} and the file that `pulse cycle hand-over` wrote" in said
    assert "Nothing was changed" in pulse("cycle", "take-results", result)
    with services.database.reading() as session:
        assert answered.state(session, cycle.organisation_id, cycle.cycle_id).published

    content = json.dumps(TestBrowser(ballot_app).board(cycle.cycle_id))
    (tmp_path / "board.json").write_text(content)
    assert "Counted by the trustee (Works council" in pulse("verify", board)
    assert "nothing was done" in trouble(desk, "delete", board, "--keys", str(folder))
    said = desk("delete", board, "--keys", str(folder), "--yes")
    assert "is deleted" in said
    assert "ballots-….pulse and result-….json" in said
    assert len(list((folder / "keys").iterdir())) == 2
    assert "not in the folder" in trouble(desk, "delete", board, "--keys", str(folder), "--yes")


def test_an_open_board_keeps_the_key(pulse, desk, services, ballot_app, tmp_path):
    series = a_series(services)
    slug = slug_of(services, series.organisation_id)
    desk("keys", str(tmp_path / "w"), "--name", "Works council", "--count", "1")
    pulse("trustee", "register", str(next((tmp_path / "w").glob("public-*"))), "--organisation", slug)
    pulse("trustee", "mode", "copy", "--organisation", slug)
    cycle = opened(services, series)
    (tmp_path / "board.json").write_text(json.dumps(TestBrowser(ballot_app).board(cycle.cycle_id)))
    kept = trouble(desk, "delete", str(tmp_path / "board.json"), "--keys", str(tmp_path / "w"), "--yes")
    assert "does not show the close yet" in kept


@pytest.mark.parametrize("count", ["0", "101", "-1"])
def test_a_strange_number_of_keys_is_refused(desk, tmp_path, count):
    assert "Between 1 and 100" in trouble(desk, "keys", str(tmp_path / "w"), "--name", "W", "--count", count)


def test_a_name_that_nobody_can_read_is_refused(desk, tmp_path):
    for name in ("", "  ", "a\u202eb", "x" * 81):
        assert "name" in trouble(desk, "keys", str(tmp_path / "w"), "--name", name)
    assert not (tmp_path / "w").exists()


def test_lost_keys_are_asked_for_and_come_back_with_commands_alone(pulse, desk, services, ballot_app, tmp_path):
    series = a_series(services)
    slug = slug_of(services, series.organisation_id)
    folder, request, given = (str(tmp_path / name) for name in ("w", "request", "given"))
    desk("keys", folder, "--name", "Works council", "--count", "1")
    pulse("trustee", "register", str(next((tmp_path / "w").glob("public-*"))), "--organisation", slug)
    pulse("trustee", "mode", "copy", "--organisation", slug)
    cycle = opened(services, series)
    answer(TestBrowser(ballot_app), cycle, CHOICES)
    services.keys.destroy(cycle.cycle_id)
    assert "for the trustee" in pulse("cycle", "ask-recovery", cycle.cycle_id, request)
    assert "nothing was done" in trouble(desk, "recover", request, "--keys", folder, "-o", given)
    assert "Only the server that asked" in desk("recover", request, "--keys", folder, "-o", given, "--yes")
    assert "are back" in pulse("cycle", "take-recovery", given)
    close(services, cycle)
    with services.database.reading() as session:
        assert answered.state(session, cycle.organisation_id, cycle.cycle_id).accepted == len(CHOICES)


def test_keys_that_nobody_has_taken_can_be_withdrawn_and_never_come_again(pulse, desk, services, tmp_path):
    series = a_series(services)
    slug = slug_of(services, series.organisation_id)
    desk("keys", str(tmp_path / "w"), "--name", "Works council", "--count", "2")
    public = str(next((tmp_path / "w").glob("public-*")))
    pulse("trustee", "register", public, "--organisation", slug)
    assert "2 keys" in pulse("trustee", "withdraw", "--organisation", slug)
    assert "has been registered before" in trouble(pulse, "trustee", "register", public, "--organisation", slug)
    with services.database.reading() as session:
        assert own(session, series.organisation_id).trustee == "none"
