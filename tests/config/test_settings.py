"""Settings: sensible without any, and one sentence for each that cannot work."""

import subprocess
import sys
from pathlib import Path

import pytest

from config import Config, ConfigError

ROOT = Path(__file__).resolve().parents[2]
SAFE = {
    "PULSE_ENV": "production",
    "PULSE_BASE_URL": "https://pulse.example.com",
    "PULSE_BALLOT_URL": "https://ballot.example.com",
    "PULSE_DATA": "/srv/pulse/data",
    "PULSE_KEYS": "/srv/pulse/keys",
}


def test_one_machine_needs_no_settings():
    config = Config.from_env({})
    assert (config.base_url, config.ballot_url) == ("http://127.0.0.1:8000", "http://localhost:8000")
    assert config.database_url.startswith("sqlite:///")
    assert config.demo
    assert config.smtp_url is None


def test_the_port_moves_both_addresses():
    config = Config.from_env({"PORT": "8080"})
    assert (config.port, config.base_url, config.ballot_url) == (
        8080,
        "http://127.0.0.1:8080",
        "http://localhost:8080",
    )


def test_postgresql_is_spoken_through_its_driver():
    config = Config.from_env({"PULSE_DATABASE_URL": "postgres://u:p@db/pulse"})
    assert config.database_url == "postgresql+psycopg://u:p@db/pulse"


def test_secrets_do_not_show_in_the_settings_text():
    config = Config.from_env({"PULSE_SECRET_KEY": "hush", "PULSE_SMTP_URL": "smtp://u:hush@mail.example.com"})
    assert "hush" not in repr(config)


@pytest.mark.parametrize(
    ("url", "given", "rate"),
    [
        ("smtp://mail.example.com", "", 600),
        ("smtp://127.0.0.1:2525", "", None),
        ("smtp://mail.example.com", "30", 30),
        ("smtp://mail.example.com", "0", None),
        ("smtp://localhost", "30", 30),
    ],
)
def test_a_relay_elsewhere_is_paced(url, given, rate):
    assert Config.from_env({"PULSE_SMTP_URL": url, "PULSE_SMTP_RATE": given}).smtp_rate == rate


def test_networks_that_channels_may_reach_are_listed():
    config = Config.from_env({"PULSE_ALLOWED_NETWORKS": "10.1.0.0/16, 192.168.7.5,fd00::/8,"})
    assert [str(network) for network in config.allowed_networks] == ["10.1.0.0/16", "192.168.7.5/32", "fd00::/8"]
    assert Config.from_env({}).allowed_networks == ()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "eighty"),
        ("PORT", "²"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("BASE_URL", "pulse.example.com"),
        ("BASE_URL", "https://pulse.example.com/path"),
        ("BALLOT_URL", "ftp://ballot.example.com"),
        ("BALLOT_URL", "http://[::1"),
        ("SMTP_URL", "mail.example.com"),
        ("DATABASE_URL", "mysql://db/pulse"),
        ("SMTP_RATE", "fast"),
        ("SMTP_RATE", "-1"),
        ("ALLOWED_NETWORKS", "10.1.0.0/33"),
        ("ALLOWED_NETWORKS", "10.1.0.1/16"),
        ("ALLOWED_NETWORKS", "intranet.example.com"),
        ("DEMO", "yes"),
        ("ENV", "staging"),
        ("SMPT_URL", "smtp://mail.example.com"),
    ],
)
def test_a_setting_that_cannot_work_is_named_in_one_sentence(name, value):
    with pytest.raises(ConfigError, match=f"PULSE_{name}") as error:
        Config.from_env({f"PULSE_{name}": value})
    assert "\n" not in str(error.value)


def test_production_takes_safe_settings():
    config = Config.from_env(SAFE)
    assert config.env == "production"
    assert not config.demo  # its passwords are public


@pytest.mark.parametrize(
    "unsafe",
    [
        {"PULSE_KEYS": "/srv/pulse/data/keys"},
        {"PULSE_BASE_URL": "http://pulse.example.com"},
        {"PULSE_BALLOT_URL": "http://ballot.example.com"},
        {"PULSE_BALLOT_URL": "https://pulse.example.com:8443"},
        {"PULSE_BALLOT_URL": "https://pulse.example.com."},
    ],
)
def test_production_refuses_what_would_break_the_promise(unsafe):
    with pytest.raises(ConfigError):
        Config.from_env(SAFE | unsafe)


def test_a_wrong_setting_stops_the_command_without_a_traceback():
    done = subprocess.run(
        [sys.executable, "-m", "pulse", "db", "check"],
        cwd=ROOT,
        env={"PULSE_PORT": "eighty", "PATH": ""},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr == "pulse: PULSE_PORT is 'eighty'; it must be a number from 1 to 65535.\n"
