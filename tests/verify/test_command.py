"""`pulse verify` on real boards, away from any installation."""

import json

import pytest

from pulse.cli.main import main
from tests.factories.board import a_board, as_file, leaves_of
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.history import LOGISTICS, OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.opened import an_open_cycle


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """Settings under which no installation could start."""
    monkeypatch.setenv("PULSE_ENV", "nonsense")
    monkeypatch.setenv("PULSE_DATABASE_URL", "nonsense://")
    monkeypatch.chdir(tmp_path)


def downloaded(tmp_path, content):
    file = tmp_path / "board.json"
    file.write_bytes(content)
    return str(file)


def refused(*arguments):
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    return stopped.value.code


def test_a_right_board_is_called_consistent(nowhere, tmp_path, capsys):
    main(["verify", downloaded(tmp_path, as_file(a_board())), "--receipt", leaves_of(30)[0]])
    said = capsys.readouterr().out.splitlines()
    assert said[:3] == [
        "consistent",
        "30 ballots counted and 1 rejected, of 34 handed out to 60 invited people in 3 blocks.",
        "The receipt is on the board.",
    ]
    assert len(said[4].split(": ")[1].split()) == 8


def test_a_wrong_board_ends_with_a_sentence_for_each_fault(nowhere, tmp_path, capsys):
    board = a_board(edit=lambda board: board["leaves"].pop())
    assert (
        refused("verify", downloaded(tmp_path, as_file(board))) == "pulse: the board does not hold: 2 things are wrong"
    )
    assert len(capsys.readouterr().err.splitlines()) == 2


def test_a_script_is_told_in_json(nowhere, tmp_path, capsys):
    main(["verify", downloaded(tmp_path, as_file(a_board(origin="demo"))), "--json"])
    found = json.loads(capsys.readouterr().out)
    assert (found["consistent"], found["attested"], found["problems"]) == (True, False, [])


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("nothing.json",), "nothing.json cannot be read: No such file or directory"),
        (("nothing\0",), "no file has such a name"),
        (("x.json", "--receipt", "seven"), "A receipt is 64 hex digits"),
    ],
)
def test_what_cannot_be_checked_is_said_in_one_sentence(nowhere, arguments, sentence):
    said = refused("verify", *arguments)
    assert sentence in said
    assert "\n" not in said


def test_the_board_of_a_cycle_that_people_answered_holds(services, ballot_app, tmp_path, capsys):
    opened = an_open_cycle(services)
    browser = TestBrowser(ballot_app)
    before = downloaded(tmp_path, browser.client.get(f"/ballot/board/{opened.cycle_id}").data)
    main(["verify", before])
    assert "Not closed yet: 30 people are invited" in capsys.readouterr().out
    answer(browser, opened, [1, 2, 3, 4, 5, 5, 4])
    close(services, opened)
    after = tmp_path / "after.json"
    after.write_bytes(browser.client.get(f"/ballot/board/{opened.cycle_id}").data)
    leaf = json.loads(after.read_bytes())["leaves"][0]
    main(["verify", str(after), "--receipt", leaf, "--earlier", before])
    said = capsys.readouterr().out
    assert said.startswith("consistent\n7 ballots counted")


def test_the_board_of_made_up_history_is_unattested(services, ballot_app, tmp_path, capsys):
    cast = [*ballots(OFFICE, canteen="4455" * 3), *ballots(LOGISTICS, canteen="12345" * 3)]
    with services.database.writing() as session:
        world = a_world(session)
        cycle = a_closed_cycle(services, session, world, [*cast, *ballots(PRODUCTION, canteen="33333")])
    content = TestBrowser(ballot_app).client.get(f"/ballot/board/{cycle}").data
    main(["verify", downloaded(tmp_path, content)])
    assert capsys.readouterr().out.startswith("consistent, unattested\n")
