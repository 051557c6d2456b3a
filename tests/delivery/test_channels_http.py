"""The one way out over HTTP, attacked; a careless variant beside it shows that each attack is a real one."""

import socket
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from threading import Event, Thread
from time import monotonic
from urllib.request import Request, urlopen

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.delivery.channels.failures import Down, Later, Never
from pulse.delivery.channels.guard import (
    NO_PASSWORD_THERE,
    NOT_AN_ADDRESS,
    NOT_SECURE,
    PRIVATE,
    Refused,
    is_public,
    judge,
    target,
)
from pulse.delivery.channels.http import LARGEST_ANSWER, LONGEST_PAUSE, Answer, Door, check, look_up, retry_after
from tests.conftest import START
from tests.factories.counterpart import LOOPBACK, certified, counterpart
from tests.factories.delivery import free_port

PUBLIC = "93.184.215.14"


def here(host, port):
    return ["127.0.0.1"]


def careless(url):
    """What is easily written instead: it looks the host up again by itself and follows redirects."""
    host = target(url).host
    if not all(is_public(address) for address in careless.resolve(host)):
        raise Refused(PRIVATE)
    with urlopen(Request(url, data=b"{}"), timeout=5) as answer:
        return answer.read()


# Where a request may go.


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "127.9.9.9", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "100.64.0.1", "169.254.1.1"),
        *("169.254.169.254", "100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254"),  # clouds' metadata
        *("224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255", "192.0.2.1", "198.18.0.1", "192.88.99.1"),
        *("::", "::1", "fe80::1", "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2001:db8::1"),
        *("::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:a9fe:a9fe", "::127.0.0.1", "::ffff:0:127.0.0.1"),
        *("2002:7f00:1::", "2002:a00:1::1", "64:ff9b::127.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::1.1.1.1"),
        *("2001:0:7f00:1::1", "5f00::1"),
    ],
)
def test_an_address_that_is_not_of_the_open_internet_is_refused(address):
    assert not is_public(address)
    with pytest.raises(Refused, match="private network"):
        judge(target("https://example.com/"), [address], ())


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07::1", "::ffff:8.8.8.8", "64:ff9b::8.8.8.8"])
def test_an_address_of_the_open_internet_is_used(address):
    assert judge(target("https://example.com/"), [address], ()) == [address]


@given(st.ip_addresses(v=4))
def test_wrapping_an_address_never_makes_it_more_public(inner):
    number = int(inner)
    for wrapped in (
        f"::ffff:{inner}",
        f"64:ff9b::{inner}",
        f"2002:{number >> 16:x}:{number & 0xFFFF:x}::",
        f"::{inner}",
    ):
        assert is_public(str(inner)) or not is_public(wrapped)


def test_one_private_address_among_public_ones_refuses_them_all():
    with pytest.raises(Refused):
        judge(target("https://example.com/"), [PUBLIC, "10.0.0.1"], ())
    with pytest.raises(Refused):
        Door(resolve=lambda host, port: [PUBLIC, "127.0.0.1"]).post("https://example.com/", b"", {})


def test_an_allowed_network_is_used_and_only_there_without_tls():
    assert judge(target("http://inside.example/"), ["127.0.0.1"], LOOPBACK) == ["127.0.0.1"]
    assert judge(target("http://inside.example/"), ["::ffff:127.0.0.1"], LOOPBACK) == ["::ffff:127.0.0.1"]
    for addresses in ([PUBLIC], ["127.0.0.1", PUBLIC]):
        with pytest.raises(Refused) as refused:
            judge(target("http://example.com/"), addresses, LOOPBACK)
        assert str(refused.value) == NOT_SECURE


@pytest.mark.parametrize(
    "url",
    [
        *("", "example.com", "ftp://example.com/", "file:///etc/passwd", "//example.com", "https://", "https:///path"),
        *(
            "https://example.com:0/",
            "https://example.com:99999/",
            "https://example.com:x/",
            "https://[::1",
            "https://[]/",
        ),
        *(
            "https://exa mple.com/",
            "https://example.com/\r\nX: 1",
            "https://example.com\\@127.0.0.1/",
            "https://e\x00.com/",
        ),
        *(
            "https://１２７.0.0.1/",
            "https://127。0。0。1/",
            "https://ⓛⓞⓒⓐⓛ/",
            "https://a..b/",
            "https://.example.com/",
        ),
        *("https://2130706433/", "https://0x7f000001/", "https://0x7f.1/", "https://127.1/", "https://017700000001/"),
        *("https://0177.0.0.1/", "https://127.0.0.1.0x1/", "https://0/", "https://1.2.3.4./", "https://300.1.1.1/"),
    ],
)
def test_what_is_not_plainly_an_address_is_refused(url):
    with pytest.raises(Refused) as refused:
        target(url)
    assert str(refused.value) == NOT_AN_ADDRESS


@pytest.mark.parametrize(
    "url", ["https://example.com@127.0.0.1/", "https://user:word@example.com/", "https://@example.com/"]
)
def test_a_name_before_the_host_is_refused(url):
    with pytest.raises(Refused) as refused:
        target(url)
    assert str(refused.value) == NO_PASSWORD_THERE


def test_an_address_comes_apart():
    goal = target("HTTPS://Hooks.Example.com:8443/a?b=c#d")
    assert (goal.scheme, goal.host, goal.port, goal.path) == ("https", "hooks.example.com", 8443, "/a?b=c")
    assert goal.host_header == "hooks.example.com:8443"
    assert target("https://[2606:4700::1]").host_header == "[2606:4700::1]"


@pytest.mark.parametrize("host", ["[::ffff:127.0.0.1]", "127.0.0.1", "localhost", "[::1]", "[::ffff:7f00:1]"])
def test_this_machine_cannot_be_reached_by_any_of_its_names(host):
    with counterpart() as server:
        for scheme in ("http", "https"):
            with pytest.raises(Refused):
                Door().post(f"{scheme}://{host}:{server.port}/", b"", {})
    assert server.asked == []


# To exactly the address that was judged.


def test_a_name_that_changes_between_two_look_ups_leads_nowhere_else():
    answers = iter([["127.0.0.2"], ["127.0.0.1"]])
    with counterpart() as inner, counterpart(address="127.0.0.2") as outer:
        url = f"http://rebound.example:{outer.port}/"
        Door([LOOPBACK[0]], resolve=lambda host, port: next(answers)).post(url, b"", {})
    assert (len(outer.asked), inner.asked) == (1, [])
    assert outer.asked[0].headers["host"] == f"rebound.example:{outer.port}"
    assert next(answers) == ["127.0.0.1"]  # nobody asked a second time


def test_a_name_that_changes_deceives_the_careless(monkeypatch):
    monkeypatch.setattr(careless, "resolve", lambda host: [PUBLIC], raising=False)
    with counterpart() as inner:
        monkeypatch.setattr(socket, "getaddrinfo", _always_here(socket.getaddrinfo))
        careless(f"http://rebound.example:{inner.port}/")
    assert len(inner.asked) == 1


def _always_here(real):
    return lambda host, port, *rest, **more: real("127.0.0.1", port, *rest, **more)


def test_a_redirect_is_not_followed(monkeypatch):
    monkeypatch.setattr(careless, "resolve", lambda host: [PUBLIC], raising=False)
    with counterpart() as inner, counterpart(address="127.0.0.2") as outer:
        outer.answer = lambda asked: (302, {"Location": f"http://127.0.0.1:{inner.port}/admin"}, b"")
        answer = Door([LOOPBACK[0]]).post(outer.url + "/", b"", {})
        assert (answer.status, inner.asked) == (302, [])
        with pytest.raises(Down, match="redirect"):
            check(answer, now=START)
        careless(outer.url + "/")
        assert [asked.path for asked in inner.asked] == ["/admin"]


def test_the_certificate_is_the_names_and_not_the_addresss():
    tls, trust = certified("hooks.example")
    with counterpart(tls=tls) as server:
        door = Door(LOOPBACK, resolve=here, trust=trust)
        assert door.post(f"https://hooks.example:{server.port}/in?x=1", b"{}", {"X-Own": "1"}).status == 200
        with pytest.raises(Down, match=r"certificate of other\.example is not valid"):
            door.post(f"https://other.example:{server.port}/", b"{}", {})
        with pytest.raises(Down, match=r"certificate of 127\.0\.0\.1 is not valid"):
            door.post(f"https://127.0.0.1:{server.port}/", b"{}", {})
        with pytest.raises(Down, match="certificate"):  # signed by nobody this machine knows
            Door(LOOPBACK, resolve=here).post(f"https://hooks.example:{server.port}/", b"{}", {})
    (asked,) = server.asked
    assert (asked.path, asked.body, asked.headers["x-own"]) == ("/in?x=1", b"{}", "1")
    assert asked.headers["host"] == f"hooks.example:{server.port}"


def test_an_address_in_a_certificate_is_checked_too():
    tls, trust = certified("127.0.0.1")
    with counterpart(tls=tls) as server:
        assert Door(LOOPBACK, trust=trust).post(server.url, b"{}", {}).status == 200


def test_the_second_address_is_tried_when_the_first_does_not_answer():
    with counterpart() as server:
        door = Door(LOOPBACK, resolve=lambda host, port: ["127.0.0.3", "127.0.0.1"])
        assert door.post(f"http://two.example:{server.port}/", b"", {}).status == 200


def test_nothing_of_the_environment_is_read(monkeypatch):
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
        monkeypatch.setenv(name, f"http://127.0.0.1:{free_port()}")
    with counterpart() as server:
        assert Door(LOOPBACK).post(server.url, b"", {}).status == 200


def test_a_header_cannot_end_the_request_or_name_another_host():
    with counterpart() as server:
        door = Door(LOOPBACK)
        door.post(server.url, b"12345", {"HOST": "other", "Content-Length": "1", "Transfer-Encoding": "chunked"})
        with pytest.raises(Down):
            door.post(server.url, b"", {"X-Own": "1\r\nX-Second: 2"})
    (asked,) = server.asked
    assert (asked.body, asked.headers["host"]) == (b"12345", f"127.0.0.1:{server.port}")
    assert "transfer-encoding" not in asked.headers


# Not for long, and not too much.


def test_a_long_answer_is_read_only_at_its_beginning():
    with counterpart(lambda asked: (200, {}, b"x" * (LARGEST_ANSWER * 40))) as server:
        assert Door(LOOPBACK).post(server.url, b"", {}).body == b"x" * LARGEST_ANSWER


def test_an_answer_that_trickles_is_cut_off():
    for first in (b"HTTP/1.1 200 OK\r\nX-Slow: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"):
        with a_trickle(first) as port:
            began = monotonic()
            with pytest.raises(Down, match="too long"):
                Door(LOOPBACK, read=5, overall=0.3).post(f"http://127.0.0.1:{port}/", b"", {})
            assert monotonic() - began < 4


@contextmanager
def a_trickle(first):
    """A server whose answer never ends and never pauses."""
    done = Event()
    listening = socket.create_server(("127.0.0.1", 0))

    def serve():
        with listening.accept()[0] as there:
            there.recv(4096)
            there.sendall(first)
            while not done.wait(0.02):
                try:
                    there.sendall(b"x")
                except OSError:
                    return

    thread = Thread(target=serve, daemon=True)
    thread.start()
    yield listening.getsockname()[1]
    done.set()
    thread.join()
    listening.close()


def test_silence_is_not_waited_for():
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(Down):
        Door(LOOPBACK, read=0.1).post(f"http://127.0.0.1:{mute.getsockname()[1]}/", b"", {})


def test_nobody_there_and_no_such_name_are_said():
    with pytest.raises(Down, match="could not be reached"):
        Door(LOOPBACK).post(f"http://127.0.0.1:{free_port()}/", b"", {})
    with pytest.raises(Down, match="not known to any name server"):
        Door(resolve=lambda host, port: []).post("https://nowhere.example/", b"", {})


def test_this_machine_looks_a_name_up_itself():
    assert "127.0.0.1" in look_up("localhost", 443)


# What an answer means.


@pytest.mark.parametrize(
    ("status", "retry", "failure", "pause"),
    [
        (429, "30", Down, timedelta(seconds=30)),
        (429, "", Down, None),
        (503, "120", Down, timedelta(minutes=2)),
        (503, "", Later, None),
        (500, "", Later, None),
        (502, "5", Later, timedelta(seconds=5)),
        (408, "", Later, None),
        (400, "", Never, None),
        (402, "", Down, None),
        (404, "", Down, None),
        (422, "60", Never, None),
        (401, "", Down, None),
        (403, "", Down, None),
        (301, "", Down, None),
    ],
)
def test_a_status_says_what_to_do(status, retry, failure, pause):
    with pytest.raises(failure) as raised:
        check(Answer(status, {"retry-after": retry} if retry else {}, b""), now=START)
    assert getattr(raised.value, "pause", None) == pause
    assert str(status) in str(raised.value)


def test_a_message_that_was_taken_is_no_failure():
    for status in (200, 201, 202, 204):
        assert check(Answer(status, {}, b""), now=START).status == status


def test_a_pause_is_seconds_or_a_date():
    assert retry_after(" 90 ", now=START) == timedelta(seconds=90)
    assert retry_after(format_datetime(START + timedelta(minutes=5), usegmt=True), now=START) == timedelta(minutes=5)
    assert retry_after(format_datetime(START - timedelta(minutes=5), usegmt=True), now=START) == timedelta(0)
    assert retry_after("9" * 500, now=START) == LONGEST_PAUSE
    assert retry_after("Fri, 31 Dec 9999 23:59:59 GMT", now=START) == LONGEST_PAUSE
    assert retry_after("Mon, 23 Nov 2026 08:01:00 -0000", now=datetime(2026, 11, 23, 8, tzinfo=UTC)) == timedelta(
        minutes=1
    )
    for nothing in ("", "soon", "-5", "1.5", "²", "Mon, 99 Nov 2026 08:01:00 GMT"):
        assert retry_after(nothing, now=START) is None
