"""The `pulse` command: does what it says, and says in one sentence what it cannot do."""

import io
import json
from datetime import timedelta
from secrets import token_hex

import pytest
from sqlalchemy import select

from pulse.cli.main import main
from pulse.closing.operations import close_cycle
from pulse.delivery.models import OutboxMessage
from pulse.organisation.models import Organisation
from pulse.organisation.queries import organisation
from pulse.people import passwords
from pulse.people.links.operations import CHANGED, RESET, make_link
from pulse.people.models import Account, AccountLink, StaffSession
from pulse.people.operations import start_session
from pulse.schedule.operations import create_series
from tests.factories.opened import MONDAY, a_series, an_open_cycle
from tests.factories.people import an_account


@pytest.fixture
def pulse(services, monkeypatch, capsys):
    """Run a command over this test's installation; gives what it printed."""
    config = services.config
    for name, value in {
        "DATA": config.data,
        "KEYS": config.keys,
        "DATABASE_URL": config.database_url,
        "SECRET_KEY": config.secret_key,
    }.items():
        monkeypatch.setenv(f"PULSE_{name}", str(value))

    def run(*arguments: str) -> str:
        main(arguments)
        return capsys.readouterr().out

    return run


def trouble(pulse, *arguments: str) -> str:
    with pytest.raises(SystemExit) as stopped:
        pulse(*arguments)
    return str(stopped.value.code)


def slug_of(services, organisation_id: str) -> str:
    with services.database.reading() as session:
        return organisation(session, organisation_id).slug


def test_db_check_is_content_with_a_migrated_database(pulse):
    assert pulse("db", "upgrade") == "The database is up to date.\n"
    assert pulse("db", "check") == "The database has the expected shape.\n"


def test_cycles_are_listed_for_people_and_for_scripts(pulse, services):
    opened = an_open_cycle(services)
    slug = slug_of(services, opened.organisation_id)
    assert opened.cycle_id in pulse("cycle", "list", "--organisation", slug)
    (row,) = json.loads(pulse("cycle", "list", "--organisation", slug, "--json"))
    assert (row["cycle"], row["invited"], row["accepted"]) == (opened.cycle_id, 30, None)


def test_a_cycle_is_closed_a_minute_ahead(pulse, services):
    opened = an_open_cycle(services)
    services.clock.advance(days=-2)  # the command asks the machine's clock, which may lie before this test's
    said = json.loads(pulse("cycle", "close", opened.cycle_id, "--json"))
    assert said["cycle"] == opened.cycle_id


def test_a_closed_cycle_cannot_be_closed_again(pulse, services):
    opened = an_open_cycle(services)
    with services.database.writing() as session:
        from pulse.cycles.operations import end_early

        end_early(session, opened.organisation_id, opened.cycle_id, now=services.clock.now().replace(year=2020))
    close_cycle(services, opened.cycle_id, now=services.clock.now())
    assert trouble(pulse, "cycle", "close", opened.cycle_id) == "pulse: this cycle is not open"


def test_a_cycle_can_be_opened_ahead_of_its_time(pulse, services):
    series = a_series(services)
    slug = slug_of(services, series.organisation_id)
    made = json.loads(pulse("cycle", "open", "--organisation", slug, "--json"))
    assert len(made["cycle"]) == 32
    assert trouble(pulse, "cycle", "open", "--organisation", slug) == "pulse: a cycle is open already"


def test_a_cycle_of_too_few_people_is_not_opened(pulse, services):
    slug = slug_of(services, a_series(services, people=5).organisation_id)
    said = trouble(pulse, "cycle", "open", "--organisation", slug)
    assert said == "pulse: 5 people can be invited; a check-in needs at least 10"


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("cycle", "close", "00" * 16), "there is no cycle"),
        (("cycle", "list", "--organisation", "nowhere"), "there is no organisation 'nowhere'"),
        (("people", "import", "/nowhere/people.csv", "--organisation", "x"), "cannot be read: No such file"),
        (("tick", "--now", "yesterday"), "'yesterday' is not an instant"),
        (("simulate", "00" * 16), "There is no cycle"),
    ],
)
def test_what_cannot_be_done_is_said_in_one_sentence(pulse, arguments, sentence):
    said = trouble(pulse, *arguments)
    assert sentence in said
    assert "\n" not in said


def test_a_file_of_people_is_imported(pulse, services, tmp_path):
    slug = slug_of(services, a_series(services).organisation_id)
    file = tmp_path / "people.csv"
    file.write_text("person_id,name,email\nN1,Ana,ana@example.com\n")
    assert "1" in pulse("people", "import", str(file), "--dry-run", "--organisation", slug)
    assert "1" in pulse("people", "import", str(file), "--organisation", slug)


def test_a_file_with_bad_rows_imports_nothing_and_names_each(pulse, services, tmp_path, capsys):
    slug = slug_of(services, a_series(services).organisation_id)
    file = tmp_path / "people.csv"
    file.write_text("person_id,name,email\nN1,,ana@example.com\nN2,Budi,no-address\n")
    assert trouble(pulse, "people", "import", str(file), "--organisation", slug) == "pulse: nothing was imported"
    said = capsys.readouterr().err
    assert "2" in said
    assert "3" in said


@pytest.mark.parametrize("called_a_demo_since", [False, True])
def test_a_real_organisation_is_never_simulated(pulse, services, called_a_demo_since):
    opened = an_open_cycle(services, is_demo=False)
    with services.database.writing() as session:
        session.get(Organisation, opened.organisation_id).is_demo = called_a_demo_since
    assert "Only demo organisations can be simulated" in trouble(pulse, "simulate", opened.cycle_id)


def test_a_tick_does_what_is_due(pulse, services):
    series = a_series(services)
    pulse("tick", "--now", "2026-11-23T09:30:00+00:00")
    slug = slug_of(services, series.organisation_id)
    assert len(json.loads(pulse("cycle", "list", "--organisation", slug, "--json"))) == 1


def test_a_forgotten_password_is_set_anew_and_old_sessions_end(pulse, services, monkeypatch):
    organisation_id = a_series(services).organisation_id
    slug = slug_of(services, organisation_id)
    with services.database.writing() as session:
        account_id = an_account(session, organisation_id, "admin", email="boss@example.com")
        start_session(session, organisation_id, account_id, token_hex(32), now=services.clock.now())
        make_link(session, organisation_id, account_id, RESET, now=services.clock.now())
    monkeypatch.setattr("sys.stdin", io.StringIO("a new long password\n"))
    assert "is set" in pulse("people", "set-password", "Boss@example.com", "--organisation", slug)
    with services.database.reading() as session:
        account = session.get(Account, (organisation_id, account_id))
        ended = session.scalars(select(StaffSession.ended_at).where(StaffSession.account_id == account_id)).all()
        told = session.scalars(select(OutboxMessage.recipient).where(OutboxMessage.kind == CHANGED)).all()
        waiting = session.scalars(select(AccountLink.used_at).where(AccountLink.account_id == account_id)).all()
    assert passwords.matches(account.password_hash, "a new long password")
    assert None not in ended
    assert (told, len(waiting), None in waiting) == ([account_id], 1, False)


def test_a_short_password_or_an_unknown_address_changes_nothing(pulse, services, monkeypatch):
    slug = slug_of(services, a_series(services).organisation_id)
    monkeypatch.setattr("sys.stdin", io.StringIO("short\n"))
    assert "15 to 128" in trouble(pulse, "people", "set-password", "a@example.com", "--organisation", slug)
    assert "no account" in trouble(pulse, "people", "disable", "a@example.com", "--organisation", slug)


def test_an_account_is_disabled(pulse, services):
    organisation_id = a_series(services).organisation_id
    with services.database.writing() as session:
        account_id = an_account(session, organisation_id, "manager", email="left@example.com")
    slug = slug_of(services, organisation_id)
    assert "disabled" in pulse("people", "disable", "left@example.com", "--organisation", slug)
    with services.database.reading() as session:
        assert not session.get(Account, (organisation_id, account_id)).active


def test_the_danger_contacts_are_changed_for_the_next_check_in(pulse, services):
    organisation_id = a_series(services).organisation_id
    slug = slug_of(services, organisation_id)
    assert "Saved" in pulse("organisation", "danger-contacts", "Call 119.", "--organisation", slug)
    with services.database.reading() as session:
        assert organisation(session, organisation_id).danger_contacts == "Call 119."


def test_one_of_several_series_is_opened_by_its_name(pulse, services):
    series = a_series(services)
    slug = slug_of(services, series.organisation_id)
    with services.database.writing() as session:
        create_series(
            session, series.organisation_id, survey_id=series.survey_id,
            starts=MONDAY + timedelta(days=7), every_weeks=2, window_days=4,
        )  # fmt: skip
    assert series.id in trouble(pulse, "cycle", "open", "--organisation", slug)
    assert "Opened" in pulse("cycle", "open", "--series", series.id, "--organisation", slug)
