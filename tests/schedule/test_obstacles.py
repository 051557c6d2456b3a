"""Why no cycle opens."""

import pytest

from pulse.schedule.obstacles import obstacles

GOOD = {
    "base_url": "https://pulse.example.com",
    "ballot_url": "https://ballot.example.com",
    "smtp_url": "smtp://mail.example.com",
    "is_demo": False,
    "production": True,
    "keys_lie_under_data": False,
}
LOCAL = {"base_url": "http://127.0.0.1:8000", "ballot_url": "http://localhost:8000", "production": False}


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),
        (LOCAL, []),
        ({"ballot_url": "https://pulse.example.com:8443"}, ["same_host"]),
        ({"ballot_url": "https://PULSE.example.com"}, ["same_host"]),
        ({"base_url": "http://pulse.example.com"}, ["plain_http"]),
        ({"ballot_url": "http://ballot.example.com"}, ["plain_http"]),
        ({"smtp_url": None}, ["no_smtp"]),
        ({"smtp_url": None, "asked_without_mail": True}, []),
        ({**LOCAL, "smtp_url": None}, ["no_smtp"]),
        ({**LOCAL, "smtp_url": None, "is_demo": True}, []),
        ({"smtp_url": None, "is_demo": True}, ["no_smtp"]),
        ({"keys_lie_under_data": True}, ["keys_under_data"]),
        ({"keys_lie_under_data": True, "production": False}, []),
    ],
)
def test_each_obstacle_is_named(changes, expected):
    assert obstacles(**{**GOOD, **changes}) == expected


def test_all_obstacles_are_named_together():
    assert obstacles(
        base_url="http://pulse.example.com",
        ballot_url="http://pulse.example.com",
        smtp_url=None,
        is_demo=False,
        production=True,
        keys_lie_under_data=True,
    ) == ["same_host", "plain_http", "no_smtp", "keys_under_data"]
