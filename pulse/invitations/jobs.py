"""Making an invitation or a reminder at the moment it is sent; until then nobody has its link."""

import logging
from collections import defaultdict
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from config import Config
from pulse.cycles.queries import Frame, frame, zones
from pulse.delivery.channels.failures import Later
from pulse.delivery.letters import moment
from pulse.delivery.message import Message
from pulse.delivery.operations import Claimed
from pulse.i18n import html_language
from pulse.invitations import mine
from pulse.invitations.messages import INVITATION, KINDS, REMINDER, Addresses, asking_message, specimen
from pulse.invitations.operations import make_invite, note_invites, post_reminder
from pulse.invitations.queries import due_rounds, invitation, reminding_stopped
from pulse.invitations.reminding import Window
from pulse.keys.store import KeyMissing, KeyStore
from pulse.organisation.queries import organisation
from pulse.people.choices.queries import reader
from pulse.people.queries import addressee, staff
from pulse.web.services import Services

log = logging.getLogger(__name__)
SPECIMEN_WINDOW = timedelta(days=7)


def render_invitation(
    session: Session, claimed: Claimed, *, config: Config, keys: KeyStore, now: datetime
) -> Message | None:
    """The invitation of one person (`recipient`) to one cycle (`about`).

    None if there is no longer a reason to ask: collected, left, stopped, or the time is over. One that somebody had
    tried again goes even to who has collected: whether it arrives then says nothing about them.
    """
    return _asking(INVITATION, session, claimed, config, keys, now)


def render_reminder(
    session: Session, claimed: Claimed, *, config: Config, keys: KeyStore, now: datetime
) -> Message | None:
    """The reminder of one person; None for the same reasons, near the end, and while the series is paused."""
    if reminding_stopped(session, claimed.organisation_id, claimed.about, claimed.recipient, now=now):
        return None
    return _asking(REMINDER, session, claimed, config, keys, now)


def _asking(
    kind: str, session: Session, claimed: Claimed, config: Config, keys: KeyStore, now: datetime
) -> Message | None:
    asked = invitation(session, claimed.organisation_id, claimed.about, claimed.recipient)
    to = addressee(session, claimed.organisation_id, claimed.recipient)
    of = organisation(session, claimed.organisation_id)
    round_ = frame(session, claimed.about)
    collected = asked is not None and asked.collected and not claimed.again
    if asked is None or collected or of is None or round_ is None or (to is not None and to.stopped):
        return None
    window = _window(session, round_, asked.zone)
    if now >= (window.last_call if kind == REMINDER else window.until):
        return None
    if to is None:
        if _waits_for_a_way(session, claimed.organisation_id, claimed.recipient):
            raise Later("there is no way to this person at present")
        return None
    try:
        link = make_invite(session, keys, claimed.organisation_id, claimed.about, claimed.recipient)
    except KeyMissing:  # closed early: nobody can collect any more
        return None
    if link is None:
        return None
    addresses = Addresses(
        link.url(config.ballot_url),
        settings_address(config, keys, claimed.organisation_id, claimed.recipient),
        f"{config.ballot_url}/anonymity/{html_language(to.language)}",
    )
    until = moment(window.until, to.time_zone, to.language)
    return asking_message(kind, claimed.dedup, to, of, round_, until, addresses)


def _waits_for_a_way(session: Session, organisation_id: str, person_id: str) -> bool:
    """Whether somebody could be asked again as soon as a channel is set up: as long as no letter reaches them."""
    known = reader(session, organisation_id, person_id)
    return known is not None and known.way is None and not known.choice.stopped


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
        anonymity=f"{config.ballot_url}/anonymity/{html_language(language)}",
        to=(to.name, to.email),
        dedup=claimed.dedup,
    )


def _window(session: Session, round_: Frame, zone: str) -> Window:
    return Window(zone, *zones(session, round_.organisation_id, round_.id)[zone])


def settings_address(config: Config, keys: KeyStore, organisation_id: str, person_id: str) -> str:
    """Where a person chooses how messages reach them."""
    secret = config.secret_key or keys.secret_key()
    return f"{config.base_url}/invitations/mine/{mine.token(secret, organisation_id, person_id)}"


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
