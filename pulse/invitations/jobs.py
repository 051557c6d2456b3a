"""Making an invitation or a reminder at the moment it is sent; until then nobody has its link."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from config import Config
from pulse.database import Rows
from pulse.delivery.channels.failures import Later
from pulse.delivery.letters import moment
from pulse.delivery.message import Message
from pulse.delivery.operations import Claimed
from pulse.driver import Question
from pulse.i18n import html_language
from pulse.invitations import mine
from pulse.invitations.length import seconds
from pulse.invitations.messages import INVITATION, KINDS, REMINDER, Addresses, Round, asking_message, specimen
from pulse.invitations.operations import link_of, note_invites, post_reminder
from pulse.invitations.queries import Asked, asked, asked_question, due_rounds, frozen_content
from pulse.keys.store import KeyMissing, KeyStore
from pulse.organisation.queries import organisation
from pulse.people.queries import addressee, addressee_question, staff, waits_for_a_way
from pulse.schedule.queries import series_of
from pulse.surveys import rotation
from pulse.surveys.queries import surveys
from pulse.web.services import Services

log = logging.getLogger(__name__)
SPECIMEN_WINDOW = timedelta(days=7)


def render_invitation(
    rows: Rows, claimed: Claimed, *, config: Config, keys: KeyStore, now: datetime
) -> Message | None:
    """The invitation of one person (`recipient`) to one cycle (`about`).

    None if there is no longer a reason to ask: collected, left, stopped, or the time is over. One that somebody had
    tried again goes even to who has collected: whether it arrives then says nothing about them.
    """
    found = asked(rows, claimed.organisation_id, claimed.about, claimed.recipient)
    if found is None or (found.collected and not claimed.again) or now >= found.until:
        return None
    return _asking(INVITATION, rows, claimed, found, config, keys)


def render_reminder(rows: Rows, claimed: Claimed, *, config: Config, keys: KeyStore, now: datetime) -> Message | None:
    """The reminder of one person; None for the same reasons, near the end, and while the series is paused."""
    found = asked(rows, claimed.organisation_id, claimed.about, claimed.recipient)
    if found is None or found.collected or not found.is_remindable(now) or now >= found.window.last_call:
        return None
    return _asking(REMINDER, rows, claimed, found, config, keys)


def _asking(kind: str, rows: Rows, claimed: Claimed, found: Asked, config: Config, keys: KeyStore) -> Message | None:
    organisation_id, cycle_id, person_id = claimed.organisation_id, claimed.about, claimed.recipient
    to = addressee(rows, organisation_id, person_id)
    if to is None and waits_for_a_way(rows, organisation_id, person_id):
        raise Later("there is no way to this person at present")
    if to is None or to.stopped:
        return None
    try:
        link = link_of(rows, keys, organisation_id, cycle_id, person_id, found)
    except KeyMissing:  # closed early: nobody can collect any more
        return None
    addresses = Addresses(
        link.url(config.ballot_url),
        settings_address(config, keys, organisation_id, person_id),
        f"{config.ballot_url}/anonymity/{html_language(to.language)}",
    )
    of = Round(found.organisation, found.is_demo, found.manifest_hash, _length(rows, cycle_id))
    until = moment(found.until, to.time_zone, to.language)
    return asking_message(kind, claimed.dedup, to, of, until, addresses)


_lengths: dict[str, int] = {}  # what a cycle asks never changes


def _length(rows: Rows, cycle_id: str) -> int:
    if cycle_id not in _lengths:
        _lengths[cycle_id] = seconds(frozen_content(rows, cycle_id))
    return _lengths[cycle_id]


def render_test(session: Session, claimed: Claimed, *, config: Config, now: datetime) -> Message | None:
    """A specimen of what people get (`about` says of which kind, in which language) to a member of staff."""
    kind, _, language = claimed.about.partition(".")
    of = organisation(session, claimed.organisation_id)
    to = next((one for one in staff(session, claimed.organisation_id) if one.id == claimed.recipient), None)
    if of is None or to is None or not to.active or kind not in KINDS:
        return None
    return specimen(
        kind,
        language,
        of,
        until=moment(now + SPECIMEN_WINDOW, of.time_zone, language),
        seconds=specimen_seconds(session, claimed.organisation_id),
        anonymity=f"{config.ballot_url}/anonymity/{html_language(language)}",
        to=(to.name, to.email),
        dedup=claimed.dedup,
    )


def specimen_seconds(session: Session, organisation_id: str) -> int:
    """How long a specimen says that it takes: as long as the survey that is asked next, else the longest there may be.

    Of several series one counts; without any, any survey that is there.
    """
    running = [one.survey_id for one in series_of(session, organisation_id) if one.paused_at is None]
    every = {one.id: one for one in surveys(session, organisation_id) if one.questions and not one.archived}
    found = next((every[id] for id in [*running, *every] if id in every), None)
    return max(rotation.SECONDS_A_TAP, found.seconds) if found else rotation.seconds(rotation.MOST_TAPS)


def settings_address(config: Config, keys: KeyStore, organisation_id: str, person_id: str) -> str:
    """Where a person chooses how messages reach them."""
    secret = config.secret_key or keys.secret_key()
    return f"{config.base_url}/invitations/mine/{mine.token(secret, organisation_id, person_id)}"


def asks(claimed: Claimed) -> list[Question]:
    """What making an invitation or a reminder reads."""
    organisation_id, person_id = claimed.organisation_id, claimed.recipient
    return [
        asked_question(organisation_id, claimed.about, person_id),
        addressee_question(organisation_id, person_id),
    ]


def prepare(session: Session, batch: Sequence[Claimed], *, keys: KeyStore) -> None:
    """Note the hashes of the links of a whole batch before the first of them leaves."""
    cycles: dict[tuple[str, str], list[str]] = defaultdict(list)
    for claimed in batch:
        cycles[claimed.organisation_id, claimed.about].append(claimed.recipient)
    for (organisation_id, cycle_id), people in cycles.items():
        with suppress(KeyMissing):  # closed early: no message of it is made
            note_invites(session, keys, organisation_id, cycle_id, people)


def remind(services: Services, now: datetime) -> None:
    """Post every reminder whose day has come. Any number of workers may do so at once.

    One that cannot be posted is tried again at the next tick, and keeps no other from going.
    """
    with services.database.reading() as session:
        rounds = due_rounds(session, now)
    for due in rounds:
        try:
            with services.database.writing() as session:
                post_reminder(session, due, now=now)
        except Exception:
            log.exception("a round of reminders could not be posted and will be tried again")
