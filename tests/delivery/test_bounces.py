"""Mail that comes back: what really failed is left alone, and nobody can have others left alone."""

from dataclasses import replace
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.exc import DataError

from pulse.application import create_app
from pulse.delivery import operations, postmark
from pulse.delivery.bounces import views
from pulse.delivery.bounces.jobs import read_returned
from pulse.delivery.bounces.notices import LARGEST, failures
from pulse.delivery.bounces.operations import take_in as operations_take_in
from pulse.delivery.channels.email import postmark_key
from pulse.delivery.jobs import drain
from pulse.delivery.queries import suppressed
from tests.conftest import START
from tests.factories.delivery import mail_server, message, posting
from tests.factories.organisation import an_organisation

NOTICE = """\
Return-Path: <>
From: MAILER-DAEMON@mail.example.com (Mail Delivery System)
To: pulse@127.0.0.1
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="B"

--B
Content-Type: text/plain

<{to}>: host mail.example.com said: 550 5.1.1 User unknown

--B
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.example.com
Arrival-Date: Mon, 23 Nov 2026 08:00:00 +0000

Final-Recipient: rfc822; {to}
Original-Recipient: rfc822;{original}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <{to}>: User unknown

--B
Content-Type: {kind}

From: Pulse <pulse@127.0.0.1>
To: Ana <{to}>
Subject: Hello
Message-ID: {id}

--B--
"""


def notice(id, to="ana@example.com", *, original=None, action="failed", status="5.1.1", kind="message/rfc822"):
    text = NOTICE.format(id=id, to=to, original=original or to, action=action, status=status, kind=kind)
    return text.replace("\n", "\r\n").encode()


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def sent_id(services, organisation):
    """The Message-ID of a mail that really went to Ana."""
    return sent(services, organisation, posting("ana", START))


def sent(services, organisation, posted):
    with services.database.writing() as session:
        operations.enqueue(session, organisation, [posted])
    with mail_server() as server:
        there = replace(services, config=replace(services.config, smtp_url=server.url))
        letter = {"letter": lambda session, claimed: message("ana", dedup=claimed.dedup)}
        while drain(there, letter, now=START):
            pass
        return next(mail["Message-ID"] for mail in server.mails if organisation in mail["Message-ID"])


@pytest.fixture
def folder(services, tmp_path):
    (tmp_path / "back").mkdir()
    return tmp_path / "back"


def read(services, folder):
    return read_returned(replace(services, config=replace(services.config, bounces=folder)), START)


def left_alone(services, organisation):
    with services.database.reading() as session:
        return suppressed(session, organisation)


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_an_address_that_does_not_exist_is_left_alone(kind, services, organisation, sent_id, folder):
    (folder / "1.eml").write_bytes(notice(sent_id, kind=kind))
    assert read(services, folder) == 1
    assert left_alone(services, organisation) == {"ana@example.com": "550 5.1.1 <ana@example.com>: User unknown"}
    assert list(folder.iterdir()) == []
    with services.database.writing() as session:
        operations.enqueue(session, organisation, [posting("ana", START, dedup="letter.second")])
    with mail_server() as server:
        there = replace(services, config=replace(services.config, smtp_url=server.url))
        assert drain(there, {"letter": lambda session, claimed: message("ana", dedup=claimed.dedup)}, now=START) == 1
    assert server.mails == []


def test_the_address_that_was_written_to_may_stand_as_the_original_one(services, organisation, sent_id, folder):
    (folder / "1.eml").write_bytes(notice(sent_id, "relayed@elsewhere.example", original="ana@example.com"))
    assert read(services, folder) == 1
    assert set(left_alone(services, organisation)) == {"ana@example.com"}


@pytest.mark.parametrize(
    "changes",
    [
        {"action": "delayed", "status": "4.4.1"},
        {"action": "failed", "status": "4.2.2"},
        {"action": "delivered", "status": "2.0.0"},
        {"action": "delayed", "status": "5.1.1"},
        {"action": "failed", "status": "five"},
        {"action": "failed", "status": "5.2.2"},
        {"action": "failed", "status": "5.7.1"},
        {"action": "failed", "status": "5.3.4"},
        {"action": "failed", "status": "5.1.0"},
    ],
)
def test_what_may_still_arrive_changes_nothing(changes, services, organisation, sent_id, folder):
    (folder / "1.eml").write_bytes(notice(sent_id, **changes))
    assert read(services, folder) == 0
    assert left_alone(services, organisation) == {}
    assert [file.name for file in (folder / "other").iterdir()] == ["1.eml"]


def test_a_reminder_that_comes_back_leaves_nobody_alone(services, organisation, folder):
    id = sent(services, organisation, posting("ana", START, dedup="rem1.letter.ana"))
    (folder / "1.eml").write_bytes(notice(id))
    assert read(services, folder) == 0
    assert left_alone(services, organisation) == {}


def test_a_reason_is_kept_without_what_cannot_be_shown(services, organisation, sent_id, folder):
    (folder / "1.eml").write_bytes(
        notice(sent_id).replace(
            b": User unknown\r\n\r\n--B\r\nContent-Type: m", b": User\0\x1b unknown\r\n\r\n--B\r\nContent-Type: m"
        )
    )
    assert read(services, folder) == 1
    assert left_alone(services, organisation) == {"ana@example.com": "550 5.1.1 <ana@example.com>: User unknown"}


def broken(raw, error):
    """Fails as the database would for one notice."""

    def take_in(session, given, key, *, now):
        if given == raw:
            raise error
        return operations_take_in(session, given, key, now=now)

    return take_in


@pytest.mark.parametrize("error", [DataError("insert", {}, Exception()), ValueError(), PermissionError(), KeyError()])
@pytest.mark.parametrize("maildir", [False, True])
def test_one_file_that_cannot_be_read_does_not_stop_the_others(
    maildir, error, services, organisation, sent_id, folder, monkeypatch
):
    place = folder / "new" if maildir else folder
    place.mkdir(exist_ok=True)
    monkeypatch.setattr("pulse.delivery.bounces.jobs.take_in", broken(b"bad", error))
    for name in ("0.eml", "2.eml"):
        (place / name).write_bytes(b"bad")
    (place / "1.eml").write_bytes(notice(sent_id))
    assert read(services, folder) == 1
    aside = folder / ("cur" if maildir else "other")
    flag = ":2,S" if maildir else ""
    assert {file.name for file in aside.iterdir()} == {f"0.eml.unread{flag}", f"2.eml.unread{flag}"}
    assert not list(place.glob("*.eml"))


def test_a_posted_notice_that_cannot_be_kept_is_a_bad_request(services, monkeypatch):
    monkeypatch.setattr("pulse.delivery.bounces.jobs.take_in", broken(b"bad", DataError("insert", {}, Exception())))
    client = create_app(services).test_client()
    assert (
        client.post(f"/delivery/returned/{views.secret(services.config.secret_key)}", data=b"bad").status_code == 400
    )


def test_whoever_has_one_mail_cannot_have_somebody_else_left_alone(services, organisation, sent_id, folder):
    (folder / "1.eml").write_bytes(notice(sent_id, "ben@example.com"))
    other = sent_id.replace(sent_id[1:5], "0000")
    (folder / "2.eml").write_bytes(notice(other))
    (folder / "3.eml").write_bytes(notice("<letter.ana@127.0.0.1>"))
    assert read(services, folder) == 0
    assert left_alone(services, organisation) == {}


def test_a_mail_of_another_installation_is_not_ours(services, organisation, folder):
    local = postmark.local_part(b"another key", organisation, "letter.ana", "ana@example.com")
    (folder / "1.eml").write_bytes(notice(f"<{local}@127.0.0.1>"))
    assert read(services, folder) == 0


def test_a_notice_about_an_organisation_that_has_gone_is_no_trouble(services, folder):
    local = postmark.local_part(postmark_key(services), "0" * 32, "letter.ana", "ana@example.com")
    (folder / "1.eml").write_bytes(notice(f"<{local}@127.0.0.1>"))
    assert read(services, folder) == 0


def test_a_maildir_is_read_and_what_people_wrote_stays_there(services, organisation, sent_id, folder):
    for name in ("new", "cur", "tmp"):
        (folder / name).mkdir()
    (folder / "new" / "1.host").write_bytes(notice(sent_id))
    (folder / "new" / "2.host").write_bytes(b"From: ana@example.com\r\nSubject: Out of office\r\n\r\nI am away.\r\n")
    (folder / "cur" / "3.host:2,S").write_bytes(notice(sent_id, "ben@example.com"))
    assert read(services, folder) == 1
    assert sorted(file.name for file in (folder / "cur").iterdir()) == ["2.host:2,S", "3.host:2,S"]
    assert list((folder / "new").iterdir()) == []
    assert read(services, folder) == 0


def test_a_folder_that_is_away_is_one_line_in_the_log(services, folder, caplog):
    (folder / "new").mkdir()
    (folder / "new" / "1").write_bytes(b"x")
    (folder / "cur").write_bytes(b"not a folder")
    assert read(services, folder) == 0
    assert "cannot be read" in caplog.text
    assert read(services, folder / "missing") == 0


def test_no_folder_is_read_unless_it_is_set(services):
    assert read_returned(services, START) == 0


def test_a_mail_server_may_post_notices(services, organisation, sent_id):
    client = create_app(services).test_client()
    address = f"/delivery/returned/{views.secret(services.config.secret_key)}"
    assert client.post(address, data=notice(sent_id)).status_code == 204
    assert set(left_alone(services, organisation)) == {"ana@example.com"}
    assert client.post(address, data=b"nothing of the kind").status_code == 204
    assert client.post(address, data=b"x" * (LARGEST + 1)).status_code == 413
    assert client.get(address).status_code == 405


def test_only_who_knows_the_address_may_post(services, organisation, sent_id):
    client = create_app(services).test_client()
    assert client.post(f"/delivery/returned/{'0' * 32}", data=notice(sent_id)).status_code == 404
    assert left_alone(services, organisation) == {}


def test_mail_goes_again_once_an_administrator_says_so(services, organisation, sent_id, folder):
    (folder / "1.eml").write_bytes(notice(sent_id))
    read(services, folder)
    with services.database.writing() as session:
        assert operations.lift_suppression(session, organisation, "ana@example.com")
        assert not operations.lift_suppression(session, organisation, "ana@example.com")
    assert left_alone(services, organisation) == {}


def nested(depth):
    mail = EmailMessage()
    mail.set_content("x")
    for _ in range(depth):
        outer = EmailMessage()
        outer.add_attachment(mail)
        mail = outer
    return mail.as_bytes()


@given(st.binary(max_size=400) | st.lists(st.sampled_from(NOTICE.splitlines()), max_size=40).map("\n".join))
def test_any_mail_can_be_read(raw):
    raw = raw if isinstance(raw, bytes) else raw.encode()
    assert isinstance(failures(raw), list)


def test_a_mail_inside_a_mail_inside_a_mail_is_no_trouble():
    boundaries = "".join(f'Content-Type: multipart/mixed; boundary="{n}"\n\n--{n}\n' for n in range(3000))
    assert failures(boundaries.encode()) == []
    assert failures(b"x" * (LARGEST + 1)) == []
