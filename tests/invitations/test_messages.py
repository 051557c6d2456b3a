"""Invitation and reminder: in the reader's language, with one personal link, and nothing that spies or nags."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes
from email.policy import default
from hashlib import sha256
from html.parser import HTMLParser

import pytest
from sqlalchemy import update

from pulse.delivery import operations
from pulse.envelope.words import words
from pulse.i18n import LANGUAGES, translate
from pulse.invitations import mine
from pulse.invitations.jobs import prepare, render_invitation, render_reminder
from pulse.invitations.models import Invitation
from pulse.invitations.operations import mark_collected
from pulse.people.models import Person, Preference
from pulse.schedule.models import Series
from tests.conftest import START
from tests.factories.delivery import posted
from tests.factories.invitations import a_cycle, a_person, invited
from tests.factories.organisation import an_organisation

ZONE = "Asia/Jakarta"
FINGERPRINT = sha256(b"{}").hexdigest()


@dataclass
class Asked:
    organisation: str
    cycle: str
    person: str
    claimed: operations.Claimed


@pytest.fixture
def ask(database, keys):
    def make(*, is_demo=False, **person):
        with database.writing() as session:
            organisation = an_organisation(session, is_demo=is_demo)
            cycle = a_cycle(session, keys, organisation, datetime.fromisoformat("2026-11-23T09:00"), ZONE)
            asked = a_person(session, organisation, **person)
            invited(session, organisation, cycle, asked, ZONE)
        later = START + timedelta(days=7)
        claimed = operations.Claimed(
            organisation, f"invite.{cycle}.{asked}", "invitation", cycle, asked, START, later, 0, "lease"
        )
        return Asked(organisation, cycle, asked, claimed)

    return make


@pytest.fixture
def render(database, config, keys):
    def make(asked, now=START, by=render_invitation):
        with database.writing() as session:
            return by(session, asked.claimed, config=config, keys=keys, now=now)

    return make


class Addresses(HTMLParser):
    """Everything in a page that a mail program could fetch or open."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.found = set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        found = [value for name, value in attrs if name in {"href", "src", "background", "action", "srcset"}]
        self.found += [value for value in found if not value.startswith("cid:")]  # what comes inside the mail


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_speaks_each_language(language, ask, render):
    message = render(ask(language=language))
    assert f'<html lang="{language.replace("_", "-")}">' in message.html
    for text in (message.subject, message.text, message.html):
        assert "Lotus Works" in text
        assert "{" not in re.sub(r"<style>.*</style>", "", text, flags=re.DOTALL)
    promised = "Nobody is shown who answered what." in message.text
    assert promised == (language == "en")


@pytest.mark.parametrize(
    ("language", "day"),
    [
        ("en", "Monday, 30 November 2026, 09:00 (Jakarta time)"),
        ("id", "Senin, 30 November 2026"),
        ("zh_Hant", "2026年11月30日 星期一"),
        ("vi", "Thứ Hai, 30 tháng 11, 2026"),
    ],
)
def test_the_end_is_told_by_the_readers_own_clock(language, day, ask, render):
    assert day in render(ask(language=language)).text


KINDS = pytest.mark.parametrize("by", [render_invitation, render_reminder])


def own_settings(config, asked):
    return f"{config.base_url}/invitations/mine/{mine.token(config.secret_key, asked.organisation, asked.person)}"


@KINDS
def test_it_carries_the_link_the_settings_and_a_page_for_everybody(by, ask, render, config):
    asked = ask()
    message = render(asked, by=by)
    everybodys, settings = f"{config.ballot_url}/anonymity/en", own_settings(config, asked)
    [link] = set(re.findall(r"https?://\S+", message.text)) - {everybodys, settings}
    assert re.fullmatch(
        rf"{re.escape(config.ballot_url)}/checkin/#c={asked.cycle}&i=[0-9a-f]{{64}}&m={FINGERPRINT}&b=0", link
    )
    assert set(Addresses(message.html).found) == {link, everybodys, settings}
    assert set(re.findall(r"https?://[^\s\"<]+", message.html)) == {
        link.replace("&", "&amp;"),
        everybodys,
        settings,
    }
    assert set(re.findall(r"https?://\S+", message.short)) == {link, settings}
    assert message.unsubscribe == f"{settings}/stop"


@KINDS
def test_it_loads_nothing(by, ask, render):
    html = render(ask(), by=by).html
    assert Addresses(html).tags.isdisjoint({"script", "link", "iframe", "form", "object", "video"})
    assert all(source.startswith("cid:") for source in re.findall(r'src="([^"]*)', html))
    assert "url(" not in html


@KINDS
def test_two_peoples_messages_differ_in_name_and_links_alone(by, ask, render, database, config):
    first = ask()
    with database.writing() as session:
        other = a_person(session, first.organisation, name="Ben Santoso")
        invited(session, first.organisation, first.cycle, other, ZONE)
    second = Asked(
        first.organisation, first.cycle, other, operations.Claimed(**vars(first.claimed) | {"recipient": other})
    )
    letters = []
    for asked, name in ((first, "Ana Lestari"), (second, "Ben Santoso")):
        message = render(asked, by=by)
        texts = [text.replace(own_settings(config, asked), "") for text in (message.text, message.html, message.short)]
        letters.append([re.sub("i=[0-9a-f]{64}", "", text).replace(name, "") for text in texts])
        assert all(name not in subject for subject in (message.subject,))
    assert letters[0] == letters[1]


@pytest.mark.parametrize("language", LANGUAGES)
@KINDS
def test_it_reassures_in_each_language(by, language, ask, render):
    """Whole sentences of the catalogue, so that none is left in English."""
    message = render(ask(language=language), by=by)
    said = {
        render_invitation: [
            "If your blank form has not been fetched after some days, we may remind you.",
            "Only whether it was fetched is known, never what anybody answers.",
        ],
        render_reminder: [
            "This message goes to everybody whose blank form has not been fetched yet.",
            "Only that is known, never what anybody answers.",
            "If you do not want to answer, do nothing: that is fine, too.",
        ],
    }[by]
    for sentence in [*said, "Choose when and how these messages reach you, or stop them"]:
        translated = translate(language, sentence)
        assert (translated == sentence) == (language == "en")
        assert translated in message.text
        assert translated in " ".join(message.html.split()).replace("&#39;", "'")


def test_a_reminder_says_so_without_nagging(ask, render):
    message = render(ask(), by=render_reminder)
    assert message.subject == "How are things at Lotus Works? There is still time"
    assert "You can answer until Monday, 30 November 2026, 09:00 (Jakarta time)." in message.text
    assert not re.search(r"(?i)reminder|last chance|!|urgent|not yet answered|have not answered", message.text)


def test_near_the_end_nobody_is_reminded(ask, render):
    asked = ask()
    end = datetime.fromisoformat("2026-11-30T09:00+07:00")
    assert render(asked, now=end - timedelta(hours=13), by=render_reminder) is not None
    assert render(asked, now=end - timedelta(hours=11), by=render_reminder) is None


def test_while_the_series_is_paused_people_are_asked_and_not_reminded(ask, render, database):
    asked = ask()
    with database.writing() as session:
        session.execute(update(Series).filter_by(organisation_id=asked.organisation).values(paused_at=START))
    assert render(asked) is not None
    assert render(asked, by=render_reminder) is None


@KINDS
def test_who_stopped_gets_nothing(by, ask, render, database):
    asked = ask()
    with database.writing() as session:
        session.add(Preference(organisation_id=asked.organisation, person_id=asked.person, stopped=True))
    assert render(asked, by=by) is None


def test_who_chose_a_language_reads_it(ask, render, database):
    asked = ask(language="en")
    with database.writing() as session:
        session.add(Preference(organisation_id=asked.organisation, person_id=asked.person, language="vi"))
    assert '<html lang="vi">' in render(asked).html


@KINDS
def test_who_has_collected_meanwhile_gets_nothing(by, ask, render, database):
    asked = ask()
    with database.writing() as session:
        mark_collected(session, asked.organisation, asked.cycle, asked.person)
    assert render(asked, by=by) is None


def test_the_links_of_a_batch_are_noted_before_it_leaves(ask, database, keys, render):
    asked = ask()
    with database.writing() as session:
        prepare(session, [asked.claimed], keys=keys)
    with database.reading() as session:
        kept = session.get_one(Invitation, (asked.organisation, asked.cycle, asked.person)).invite_hash
    [secret] = set(re.findall(r"i=([0-9a-f]{64})", render(asked).text))
    assert kept == sha256(bytes.fromhex(secret)).hexdigest()


def test_a_batch_of_a_cycle_whose_keys_are_gone_is_no_trouble(ask, database, keys):
    asked = ask()
    keys.destroy_collecting_keys(asked.cycle)
    with database.writing() as session:
        prepare(session, [asked.claimed], keys=keys)
    with database.reading() as session:
        assert session.get_one(Invitation, (asked.organisation, asked.cycle, asked.person)).invite_hash is None


def test_the_invite_is_kept_as_a_hash_only(ask, render, database):
    asked = ask()
    [secret] = set(re.findall(r"i=([0-9a-f]{64})", render(asked).text))
    with database.reading() as session:
        kept = session.get_one(Invitation, (asked.organisation, asked.cycle, asked.person))
    assert kept.invite_hash == sha256(bytes.fromhex(secret)).hexdigest()


def test_the_fingerprint_stands_there_in_words_and_in_full(ask, render):
    message = render(ask())
    for text in (message.text, message.html):
        assert FINGERPRINT in text
        assert " ".join(words(bytes.fromhex(FINGERPRINT))) in text
    assert "Check it yourself" in message.text


def test_a_name_cannot_bring_markup_into_the_mail(ask, render):
    message = render(ask(name='<img src="https://evil.example/x">'))
    assert '<img src="https' not in message.html


def test_the_demonstration_says_that_it_is_not_anonymous(ask, render):
    message = render(ask(is_demo=True))
    assert message.is_demo
    assert "not anonymous" in message.text
    assert "Nobody can see" not in message.text
    assert "anonymous" not in message.subject


def test_who_has_left_is_not_asked(ask, render, database):
    asked = ask()
    with database.writing() as session:
        session.execute(update(Person).filter_by(id=asked.person).values(active=False))
    assert render(asked) is None


def test_nobody_is_asked_once_the_time_is_over(ask, render):
    asked = ask()
    end = datetime.fromisoformat("2026-11-30T09:00+07:00")
    assert render(asked, now=end - timedelta(seconds=1)) is not None
    assert render(asked, now=end) is None


def test_nobody_is_asked_once_the_cycles_keys_are_gone(ask, render, keys):
    asked = ask()
    keys.destroy_collecting_keys(asked.cycle)
    assert render(asked) is None


def test_a_stranger_is_not_asked(ask, render):
    asked = ask()
    claimed = operations.Claimed(**vars(asked.claimed) | {"recipient": "0" * 32})
    assert render(Asked(asked.organisation, asked.cycle, "0" * 32, claimed)) is None


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_invitation_survives_the_post(language, ask, render):
    message = render(ask(language=language, name="Nguyễn Thị Ánh 林美玲"))
    mail = message_from_bytes(posted(message, now=START), policy=default)
    assert mail["To"].addresses[0].display_name == "Nguyễn Thị Ánh 林美玲"
    assert mail["Subject"] == message.subject
    assert mail.get_body(("plain",)).get_content().replace("\r\n", "\n") == message.text
    assert mail.get_body(("html",)).get_content().replace("\r\n", "\n").strip() == message.html.strip()
