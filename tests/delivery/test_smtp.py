"""Sending by SMTP: encryption, log-in, and what each failure means."""

import socket
import ssl
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address

import pytest
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from pulse.delivery.channels.failures import Down, Gone, Later, Never
from pulse.delivery.channels.smtp import SmtpConnection
from tests.factories.delivery import free_port, mail_server

MAIL = b"Subject: hello\r\n\r\nHello.\r\n"
TO = ("pulse@example.com", "ana@example.com", MAIL)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory):
    """A certificate of 127.0.0.1 that nobody else vouches for: its file, with the key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    day = datetime(2020, 1, 1, tzinfo=UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(day)
        .not_valid_after(day + timedelta(days=36500))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("certificate") / "own.pem"
    path.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(serialization.Encoding.PEM)
    )
    return path


@pytest.fixture
def server_context(certificate):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


def send(url, **options):
    with SmtpConnection(url, **options) as channel:
        channel.send(*TO)


def test_starttls_is_used_when_it_is_offered(server_context):
    with mail_server(tls_context=server_context, require_starttls=True) as server:
        send(server.url)
    assert server.recipients == ["ana@example.com"]


def test_a_certificate_that_was_trusted_is_accepted(server_context, certificate):
    with mail_server(tls_context=server_context, require_starttls=True) as server:
        send(server.url, context=ssl.create_default_context(cafile=str(certificate)))
    assert server.recipients == ["ana@example.com"]


def test_a_certificate_that_nobody_vouches_for_is_refused(server_context):
    with (
        mail_server(tls_context=server_context, require_starttls=True) as server,
        pytest.raises(Down, match="SSLCertVerificationError"),
    ):
        send(server.url, context=ssl.create_default_context())
    assert server.mails == []


def test_smtps_is_encrypted_from_the_first_byte(server_context):
    with mail_server(ssl_context=server_context) as server:
        send(server.url.replace("smtp:", "smtps:"))
    assert server.recipients == ["ana@example.com"]


def log_ins(seen):
    def check(server, session, envelope, mechanism, data):
        seen.append((data.login.decode(), data.password.decode()))
        return AuthResult(success=data.password == b"p@ss:word", handled=False)

    return check


def test_name_and_password_of_the_address_are_used(server_context):
    seen = []
    with mail_server(tls_context=server_context, authenticator=log_ins(seen), auth_required=True) as server:
        send(server.url.replace("//", "//user%40example.com:p%40ss%3Aword@"))
    assert server.recipients == ["ana@example.com"]
    assert seen == [("user@example.com", "p@ss:word")]


def test_a_wrong_password_is_a_channel_that_is_down(server_context):
    with (
        mail_server(tls_context=server_context, authenticator=log_ins([]), auth_required=True) as server,
        pytest.raises(Down, match="SMTPAuthenticationError"),
    ):
        send(server.url.replace("//", "//user:wrong@"))
    assert server.mails == []


def test_a_password_is_never_sent_in_the_clear(monkeypatch):
    seen = []
    monkeypatch.setattr("pulse.delivery.channels.smtp.LOCAL_HOSTS", frozenset())
    with (
        mail_server(authenticator=log_ins(seen), auth_require_tls=False) as server,
        pytest.raises(Down, match="no encryption"),
    ):
        send(server.url.replace("//", "//user:secret@"))
    assert seen == []


def test_one_connection_carries_many_mails_and_is_ended_politely():
    with mail_server() as server:
        with SmtpConnection(server.url) as channel:
            for _ in range(5):
                channel.send(*TO)
        assert server.connections == 1
    assert len(server.mails) == 5


@pytest.mark.parametrize(
    ("reply", "failure"), [("450 busy", Later), ("452 full", Later), ("550 unknown", Never), ("421 bye", Down)]
)
def test_each_refusal_is_told_apart(reply, failure):
    with mail_server() as server:
        server.reply = lambda recipient: reply
        with pytest.raises(failure, match=reply):
            send(server.url)


@pytest.mark.parametrize(
    ("reply", "failure"),
    [
        ("550 5.1.1 <ana@example.com>: User unknown in relay recipient table", Gone),
        ("550 User unknown in relay recipient table", Gone),
        ("553 sorry, no mailbox here by that name", Gone),
        ("550 Mailbox <ana@example.com> does not exist", Gone),
        ("550 5.2.1 mailbox disabled", Gone),
        ("550 5.1.0 Sender address rejected: user unknown", Down),
        ("550 5.1.8 Sender address rejected: Domain not found", Down),
        ("550 Sender verify failed: unknown user", Down),
        ("553 sorry, that domain isn't in my list of allowed rcpthosts", Down),
        ("550 rejected, RBL: Spamhaus", Down),
        ("554 5.7.1 no", Down),
        ("550 5.2.2 <policy@example.com>: over quota", Never),
        ("550 Mailbox unavailable", Never),
    ],
)
def test_only_an_address_that_is_not_there_is_gone(reply, failure):
    with mail_server() as server:
        server.reply = lambda recipient: reply
        with pytest.raises(Never if failure is Gone else failure) as refused:
            send(server.url)
    assert refused.type is failure


def test_the_next_mail_goes_after_one_that_was_refused():
    with mail_server() as server, SmtpConnection(server.url) as channel:
        server.reply = lambda recipient: "550 unknown"
        with pytest.raises(Never):
            channel.send(*TO)
        server.reply = lambda recipient: None
        channel.send(*TO)
        assert len(server.mails) == 1


def test_a_server_that_is_not_there_is_down():
    with pytest.raises(Down, match="ConnectionRefusedError"):
        send(f"smtp://127.0.0.1:{free_port()}")


def test_a_server_that_never_answers_is_down():
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        with pytest.raises(Down, match="timed out"):
            send(f"smtp://127.0.0.1:{silent.getsockname()[1]}", timeout=0.2)
