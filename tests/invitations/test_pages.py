"""The page of messages: what people get, how it arrives, and nothing about who answered."""

import re
from datetime import datetime, timedelta

import pytest
from sqlalchemy import delete, select, update

from pulse.cycles.operations import end_early
from pulse.delivery.jobs import drain
from pulse.delivery.models import OutboxMessage, Relay, Suppressed
from pulse.i18n import LANGUAGES
from pulse.invitations.jobs import remind
from pulse.invitations.models import ReminderRound
from pulse.invitations.operations import NewInvitation, invite, mark_collected, post_invitations
from pulse.invitations.reminding import Window
from pulse.invitations.views.messages import reason
from pulse.people.choices.operations import choose
from pulse.people.choices.queries import Choice
from pulse.people.models import Person
from pulse.schedule.models import Series
from pulse.worker import renderers
from tests.conftest import START
from tests.delivery.test_jobs import over
from tests.factories.delivery import mail_server
from tests.factories.invitations import a_cycle, a_person
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in

ZONE = "Asia/Jakarta"
THURSDAY = datetime.fromisoformat("2026-11-26T09:00+07:00")


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        session.execute(update(OutboxMessage).values(sent_at=START))
        session.execute(delete(Relay))
        return an_organisation(session)


@pytest.fixture
def admin(staff_app, organisation):
    return logged_in(staff_app, organisation, "admin", email="admin@example.com", name="Ada")


def asked(services, organisation, count, **person):
    """An open cycle with so many people whose invitations wait."""
    with services.database.writing() as session:
        cycle = a_cycle(session, services.keys, organisation, datetime(2026, 11, 23, 9), ZONE)
        people = [a_person(session, organisation, **person) for _ in range(count)]
        new = [NewInvitation(one, 0, ZONE) for one in people]
        invite(session, organisation, cycle, new)
        window = Window(ZONE, START - timedelta(hours=6), START - timedelta(hours=6) + timedelta(days=7))
        post_invitations(session, organisation, cycle, {ZONE: window}, new)
    return cycle, people


def rows(services, organisation, **values):
    with services.database.reading() as session:
        return list(session.scalars(select(OutboxMessage).filter_by(organisation_id=organisation, **values)))


def kill(services, organisation, recipient, error="550 no such user"):
    with services.database.writing() as session:
        session.execute(
            update(OutboxMessage)
            .filter_by(organisation_id=organisation, recipient=recipient)
            .values(dead_at=START, error=error)
        )


def token(client):
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', client.get("/invitations/").text)[1]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", ["invitation", "reminder"])
def test_both_are_shown_in_each_language_as_a_mail(kind, language, admin, services):
    response = admin.get(f"/invitations/preview?kind={kind}&language={language}")
    assert f'<html lang="{language.replace("_", "-")}">' in response.text
    assert "Lotus Works" in response.text
    assert "cid:" not in response.text
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox" in policy
    assert "script" not in policy
    assert set(re.findall(r"https?://[^\s\"<]+", response.text)) == {
        f"{services.config.ballot_url}/anonymity/{language.replace('_', '-')}"
    }


def test_what_does_not_exist_is_not_shown(admin):
    for query in ("", "?kind=invitation&language=fr", "?kind=announcement&language=en"):
        assert admin.get(f"/invitations/preview{query}").status_code == 400


def test_the_texts_stand_on_the_page(admin):
    text = admin.get("/invitations/").text
    assert "If you do not want to answer, do nothing: that is fine, too." in text
    assert "Nobody is shown who answered what." in text
    assert "No check-in is open" in text


def test_a_test_goes_to_who_asks_and_leads_nowhere(admin, services, organisation):
    data = {"csrf_token": token(admin), "kind": "reminder", "language": "vi"}
    page = admin.post("/invitations/test", data=data, follow_redirects=True).text
    assert "admin@example.com" in page
    with mail_server() as server:
        served = over(services, server.url)
        assert drain(served, renderers(served, START), now=START) == 1
    [mail] = server.mails
    assert mail["To"] == "Ada <admin@example.com>"
    assert "Lotus Works" in mail["Subject"]
    body = mail.get_body(("plain",)).get_content()
    assert "/checkin/" not in body
    assert "/invitations/mine/" not in body
    assert mail["List-Unsubscribe"] is None


def test_a_test_of_nothing_is_refused(admin):
    assert admin.post("/invitations/test", data={"csrf_token": token(admin), "kind": "x"}).status_code == 400


def test_numbers_of_an_open_check_in_are_rounded_down(admin, services, organisation):
    _, people = asked(services, organisation, 13)
    with services.database.writing() as session:
        session.execute(update(OutboxMessage).filter_by(organisation_id=organisation).values(sent_at=START))
        choose(session, organisation, people[0], Choice(stopped=True))
    text = " ".join(admin.get("/invitations/").text.split())
    assert "Invitations sent: at least 10" in text
    assert "Reminders sent: fewer than 5" in text
    assert "Want no messages: fewer than 5" in text
    assert "Nov 26, 2026, Jakarta: 1 place" in text
    assert not any(person in text for person in people)


def test_who_collected_changes_nothing_on_the_page(admin, services, organisation):
    cycle, people = asked(services, organisation, 8)

    def seen():
        return re.sub(r'name="csrf_token"[^>]*>', "", admin.get("/invitations/").text)

    before = seen()
    with services.database.writing() as session:
        for person in people:
            mark_collected(session, organisation, cycle, person)
    assert seen() == before


def test_whom_it_did_not_reach_stands_there_with_a_plain_reason(admin, services, organisation):
    _, people = asked(services, organisation, 1, name="Budi Santoso", email="budi@example.com")
    kill(services, organisation, people[0])
    text = " ".join(admin.get("/invitations/").text.split())
    assert "<strong>Budi Santoso</strong> budi@example.com" in text
    assert "The address does not exist, or is mistyped." in text
    assert "550 no such user" in text


def test_what_a_chat_said_is_not_shown_beside_a_name(admin, services, organisation):
    _, people = asked(services, organisation, 1, name="Budi Santoso", email="budi@example.com")
    kill(services, organisation, people[0], error="Slack says restricted_action")
    text = admin.get("/invitations/").text
    assert "Slack" not in text
    assert "The message could not be delivered." in text


@pytest.mark.parametrize("which", ["one", "all"])
def test_it_can_be_tried_again(which, admin, services, organisation):
    _, people = asked(services, organisation, 2)
    for person in people:
        kill(services, organisation, person)
    with services.database.writing() as session:
        session.add(
            Suppressed(organisation_id=organisation, address="x@example.com", reason="550", noted_at=START),
        )
    wanted = rows(services, organisation)[0].dedup
    data = {"csrf_token": token(admin)} | ({"message": wanted} if which == "one" else {})
    admin.post("/invitations/again", data=data)
    alive = [row.dedup for row in rows(services, organisation) if row.dead_at is None]
    assert len(alive) == (1 if which == "one" else 2)
    assert wanted in alive
    assert "Messages tried again" in admin.get("/audit-log/").text


@pytest.mark.parametrize("mended", [False, True])
@pytest.mark.parametrize("what", ["collected", "stopped", "nothing"])
def test_trying_again_does_not_tell_who_collected_or_stopped(what, mended, admin, services, organisation):
    cycle, people = asked(services, organisation, 2)
    with mail_server() as server:
        served = over(services, server.url)
        server.reply = lambda recipient: "550 no such user"
        drain(served, renderers(served, START), now=START)
        assert {row.error for row in rows(services, organisation)} == {"550 no such user"}
        with services.database.writing() as session:
            if what == "collected":
                mark_collected(session, organisation, cycle, people[0])
            elif what == "stopped":
                choose(session, organisation, people[0], Choice(stopped=True))
        admin.post("/invitations/again", data={"csrf_token": token(admin)})
        server.reply = lambda recipient: "451 wait" if mended else "551 no such user"
        drain(served, renderers(served, START), now=START)
        server.reply = lambda recipient: None if mended and what != "stopped" else "551 no such user"
        later = START + timedelta(hours=2)
        drain(served, renderers(served, later), now=later)
    first, second = rows(services, organisation)
    assert (first.dead_at is None, first.error) == (second.dead_at is None, second.error)
    assert first.error == (None if mended and what != "stopped" else "550 no such user")


def test_a_message_of_somebody_else_is_not_tried_again(admin, services, organisation):
    asked(services, organisation, 1)
    data = {"csrf_token": token(admin), "message": "open." + "0" * 32}
    assert "There was nothing to try again." in admin.post("/invitations/again", data=data, follow_redirects=True).text


@pytest.mark.parametrize(
    ("error", "said"),
    [
        ("550 5.1.1 no such user", "does not exist"),
        ("552 mailbox full", "full"),
        ("expired before it could be sent", "too late"),
        ("554 looks like spam", "refused"),
    ],
)
def test_a_reason_is_in_plain_words(error, said, staff_app):
    with staff_app.test_request_context():
        assert said in reason(error)


def test_only_administrators_see_it(staff_app, organisation):
    for role in ("hr", "manager"):
        client = logged_in(staff_app, organisation, role)
        assert client.get("/invitations/").status_code == 403
        assert "/invitations/" not in client.get("/dashboard/").text


def test_a_reminder_leaves_a_number_and_no_trace_of_whom(services, organisation, admin):
    cycle, people = asked(services, organisation, 6)
    with services.database.writing() as session:
        session.execute(update(OutboxMessage).filter_by(organisation_id=organisation).values(sent_at=START))
    remind(services, THURSDAY)
    with services.database.writing() as session:
        mark_collected(session, organisation, cycle, people[0])  # between posting and sending
    with mail_server() as server:
        server.reply = lambda recipient: None
        served = over(services, server.url)
        while drain(served, renderers(served, THURSDAY), now=THURSDAY):
            pass
    assert len(server.mails) == 5
    assert {mail["Subject"] for mail in server.mails} == {"How are things at Lotus Works? There is still time"}
    assert rows(services, organisation, kind="reminder") == []
    with services.database.reading() as session:
        [kept] = session.scalars(select(ReminderRound).filter_by(organisation_id=organisation))
    assert kept.sent == 5


def test_a_reminder_that_is_refused_or_too_late_leaves_no_trace(services, organisation):
    asked(services, organisation, 2)
    with services.database.writing() as session:
        session.execute(update(OutboxMessage).filter_by(organisation_id=organisation).values(sent_at=START))
    remind(services, THURSDAY)
    with mail_server() as server:
        served = over(services, server.url)
        server.reply = lambda recipient: "450 busy"
        drain(served, renderers(served, THURSDAY), now=THURSDAY)
        server.reply = lambda recipient: None
        midnight = THURSDAY + timedelta(hours=15)
        while drain(served, renderers(served, midnight), now=midnight):
            pass
    assert server.mails == []
    assert rows(services, organisation, kind="reminder") == []


def test_a_reminder_that_comes_back_does_not_mark_its_address(services, organisation, admin):
    asked(services, organisation, 2)
    with services.database.writing() as session:
        session.execute(update(OutboxMessage).filter_by(organisation_id=organisation).values(sent_at=START))
    remind(services, THURSDAY)
    with mail_server() as server:
        served = over(services, server.url)
        server.reply = lambda recipient: "550 5.1.1 no such user"
        while drain(served, renderers(served, THURSDAY), now=THURSDAY):
            pass
    assert rows(services, organisation, kind="reminder") == []
    with services.database.reading() as session:
        assert list(session.scalars(select(Suppressed).filter_by(organisation_id=organisation))) == []
    assert "Mail comes back" not in admin.get("/people/").text


@pytest.mark.parametrize("stopped", [False, True])
def test_an_invitation_waits_while_no_way_leads_to_somebody_who_wants_it(stopped, services, organisation):
    _, people = asked(services, organisation, 1)
    with services.database.writing() as session:
        session.execute(update(Person).filter_by(id=people[0]).values(email=None, phone="+628120001"))
        if stopped:
            choose(session, organisation, people[0], Choice(stopped=True))
    drain(services, renderers(services, START), now=START)
    assert [row.dead_at for row in rows(services, organisation)] == ([] if stopped else [None])


@pytest.mark.parametrize("what", ["left", "stopped", "paused", "ended early"])
def test_what_happens_in_mid_send_is_heard(what, services, organisation):
    cycle, people = asked(services, organisation, 1)
    with services.database.writing() as session:
        session.execute(update(OutboxMessage).filter_by(organisation_id=organisation).values(sent_at=START))
    remind(services, THURSDAY)
    with services.database.writing() as session:
        if what == "left":
            session.execute(update(Person).filter_by(id=people[0]).values(active=False))
        elif what == "stopped":
            choose(session, organisation, people[0], Choice(stopped=True))
        elif what == "paused":
            session.execute(update(Series).filter_by(organisation_id=organisation).values(paused_at=THURSDAY))
        else:
            end_early(session, organisation, cycle, now=THURSDAY - timedelta(minutes=5))
    with mail_server() as server:
        served = over(services, server.url)
        drain(served, renderers(served, THURSDAY), now=THURSDAY)
    assert server.mails == []
    assert rows(services, organisation, kind="reminder") == []
