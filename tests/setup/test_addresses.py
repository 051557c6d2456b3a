"""Both addresses are judged by their names, and by what answers there."""

from urllib.parse import urlsplit

import pytest

from pulse.setup.addresses import (
    BAD_CERTIFICATE,
    GOOD,
    LOOPBACK,
    NO_ANSWER,
    NO_HSTS,
    OTHER_PROGRAM,
    PLAIN,
    PRIVATE,
    WRONG_HOST,
    Answer,
    asked,
    by_name,
    judged,
)

HSTS = {"strict-transport-security": "max-age=1"}


@pytest.mark.parametrize(
    ("address", "found"),
    [
        ("http://127.0.0.1:8000", [LOOPBACK]),
        ("https://localhost", [LOOPBACK]),
        ("http://192.168.1.5", [PRIVATE, PLAIN]),
        ("https://10.0.0.1", [PRIVATE]),
        ("http://pulse.example.com", [PLAIN]),
        ("https://pulse.example.com", []),
    ],
)
def test_an_address_tells_by_itself_who_can_reach_it(address, found):
    assert by_name(address) == found


@pytest.mark.parametrize(
    ("answer", "found"),
    [
        (Answer(200, HSTS, b"<title>Pulse</title>"), GOOD),
        (Answer(200, {}, b"<title>Pulse</title>"), NO_HSTS),
        (Answer(421, HSTS, b""), WRONG_HOST),
        (Answer(200, HSTS, b"Welcome to nginx"), OTHER_PROGRAM),
        (Answer(404, HSTS, b"Pulse"), OTHER_PROGRAM),
        (Answer(302, HSTS, b"Pulse"), OTHER_PROGRAM),
    ],
)
def test_an_answer_tells_whether_it_is_the_right_one(answer, found):
    assert judged("https://pulse.example.com", answer) == found


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_running_pulse_is_reached_at_the_right_host_alone(live):
    assert asked(live.ballot_url, "/phone") == GOOD
    assert asked(live.base_url, "/phone") == OTHER_PROGRAM  # the staff host has no such page
    assert asked(live.base_url.replace("http:", "https:"), "/phone") == BAD_CERTIFICATE
    with_another_name = f"http://127.0.0.2:{urlsplit(live.base_url).port}"
    assert asked(with_another_name, "/phone", timeout=0.5) in {NO_ANSWER, WRONG_HOST}
