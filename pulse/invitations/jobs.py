"""Making an invitation at the moment it is sent; until then nobody has its link."""

from datetime import datetime

from sqlalchemy.orm import Session

from config import Config
from pulse.cycles.queries import frame, zones
from pulse.delivery.letters import moment
from pulse.delivery.message import Message
from pulse.delivery.operations import Claimed
from pulse.i18n import html_language
from pulse.invitations.messages import invitation_message
from pulse.invitations.operations import make_invite, post_reminder
from pulse.invitations.queries import due_rounds, invitation
from pulse.keys.store import KeyMissing, KeyStore
from pulse.organisation.queries import organisation
from pulse.people.queries import addressee
from pulse.web.services import Services


def render_invitation(
    session: Session, claimed: Claimed, *, config: Config, keys: KeyStore, now: datetime
) -> Message | None:
    """The invitation of one person (`recipient`) to one cycle (`about`).

    None if there is no longer a reason to ask: collected, left, or the time is over.
    """
    asked = invitation(session, claimed.organisation_id, claimed.about, claimed.recipient)
    to = addressee(session, claimed.organisation_id, claimed.recipient)
    of = organisation(session, claimed.organisation_id)
    round_ = frame(session, claimed.about)
    if asked is None or asked.collected or to is None or of is None or round_ is None:
        return None
    _, until = zones(session, claimed.organisation_id, claimed.about)[asked.zone]
    if now >= until:
        return None
    try:
        link = make_invite(session, keys, claimed.organisation_id, claimed.about, claimed.recipient)
    except KeyMissing:  # closed early: nobody can collect any more
        return None
    if link is None:
        return None
    return invitation_message(
        claimed.dedup,
        to,
        of,
        round_,
        link.url(config.ballot_url),
        moment(until, to.time_zone, to.language),
        f"{config.ballot_url}/anonymity/{html_language(to.language)}",
    )


def remind(services: Services, now: datetime) -> None:
    """Post every reminder whose day has come. Any number of workers may do so at once."""
    with services.database.reading() as session:
        rounds = due_rounds(session, now)
    for due in rounds:
        with services.database.writing() as session:
            post_reminder(session, due, now=now)
