"""`pulse mail check`: whether mail can leave, and what the DNS should hold, without asking it."""

import pytest

from pulse.cli.main import main
from tests.factories.delivery import free_port, mail_server

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def check(services, monkeypatch, capsys):
    def run(**settings: str) -> str:
        values = {
            "DATA": services.config.data,
            "KEYS": services.config.keys,
            "DATABASE_URL": services.database.engine.url.render_as_string(hide_password=False),
            "MAIL_FROM": "Pulse <pulse@example.com>",
            **settings,
        }
        for name, value in values.items():
            monkeypatch.setenv(f"PULSE_{name}", str(value))
        main(["mail", "check"])
        return capsys.readouterr().out

    return run


def test_a_server_that_answers_is_said_to_work(check):
    with mail_server() as server:
        said = check(SMTP_URL=server.url)
    assert "The mail server answers" in said
    assert f"Mail server: {server.url.removeprefix('smtp://')}" in said
    assert server.mails == []


def test_what_the_dns_should_hold_is_listed(check):
    with mail_server() as server:
        said = check(SMTP_URL=server.url)
    assert 'SPF    example.com  TXT  "v=spf1 a:127.0.0.1 -all"' in said
    assert "<selector>._domainkey.example.com" in said
    assert '_dmarc.example.com  TXT  "v=DMARC1; p=quarantine; rua=mailto:postmaster@example.com"' in said


def test_a_server_that_is_away_is_one_sentence_and_an_exit_code(check):
    with pytest.raises(SystemExit) as stopped:
        check(SMTP_URL=f"smtp://me:hush@127.0.0.1:{free_port()}")
    assert str(stopped.value.code).startswith("pulse: mail cannot leave: ")
    assert "hush" not in str(stopped.value.code)


def test_a_missing_server_is_said(check):
    with pytest.raises(SystemExit, match="PULSE_SMTP_URL is not set"):
        check()


def test_a_sender_that_is_none_is_said(check):
    with pytest.raises(SystemExit, match="PULSE_MAIL_FROM"):
        check(MAIL_FROM="Pulse")
