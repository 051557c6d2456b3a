"""The mail that asks somebody to answer."""

from datetime import datetime

from sqlalchemy.orm import Session

from config import Config
from pulse.cycles.queries import CycleView, cycle, zones
from pulse.delivery.letters import letter, moment
from pulse.delivery.message import Message
from pulse.delivery.operations import Claimed
from pulse.envelope.words import words
from pulse.invitations.operations import make_invite
from pulse.invitations.queries import invitation
from pulse.keys.store import KeyMissing, KeyStore
from pulse.organisation.queries import OrganisationView, organisation
from pulse.people.queries import Addressee, addressee

KIND = "invitation"


def render_invitation(
    session: Session, claimed: Claimed, *, config: Config, keys: KeyStore, now: datetime
) -> Message | None:
    """The invitation of one person (`recipient`) to one cycle (`about`).

    None if there is no longer a reason to ask: collected, left, or the time is over.
    """
    asked = invitation(session, claimed.organisation_id, claimed.about, claimed.recipient)
    to = addressee(session, claimed.organisation_id, claimed.recipient)
    of = organisation(session, claimed.organisation_id)
    round_ = cycle(session, claimed.about)
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
    return _message(
        claimed.dedup, to, of, round_, link.url(config.ballot_url), moment(until, to.time_zone, to.language)
    )


def _message(dedup: str, to: Addressee, of: OrganisationView, round_: CycleView, link: str, until: str) -> Message:
    written = letter(
        "invitations/invitation",
        to.language,
        name=to.name,
        organisation=of.name,
        is_demo=of.is_demo,
        link=link,
        until=until,
        fingerprint=round_.manifest_hash,
        words=" ".join(words(bytes.fromhex(round_.manifest_hash))),
    )
    return Message(
        to_name=to.name,
        to_address=to.email,
        subject=written.subject,
        text=written.text,
        html=written.html,
        dedup=dedup,
        is_demo=of.is_demo,
    )
