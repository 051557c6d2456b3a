"""Making the mails of accounts at the moment they are sent: a link that sets a password, that one was changed."""

from datetime import datetime

from sqlalchemy.orm import Session

from config import Config
from pulse.delivery.letters import letter, moment
from pulse.delivery.message import Message
from pulse.delivery.operations import Claimed
from pulse.organisation.queries import own
from pulse.people.links import queries
from pulse.people.links.operations import CHANGED_LASTS, INVITE, KINDS, LASTS, make_link


def address_of(base_url: str, token: str) -> str:
    """Where a link leads."""
    return f"{base_url}/people/password/{token}"


def render_link(session: Session, claimed: Claimed, *, config: Config, now: datetime) -> Message | None:
    """The mail to one account; None if nobody asked, or what was asked for is not needed any more."""
    to = queries.recipient(session, claimed.organisation_id, claimed.recipient)
    purpose = next(purpose for purpose, kind in KINDS.items() if kind == claimed.kind)
    if to is None or (purpose == INVITE and to.has_password):
        return None
    of = own(session, claimed.organisation_id)
    token = make_link(session, claimed.organisation_id, claimed.recipient, purpose, now=now)
    written = letter(
        f"people/{purpose}",
        to.language,
        own=("name", "link"),
        organisation=of.name,
        is_demo=of.is_demo,
        until=moment((now + LASTS[purpose]).replace(second=0, microsecond=0), of.time_zone, to.language),
    )
    own_words = {"name": to.name, "link": address_of(config.base_url, token)}
    return written.addressed(to.name, to.email, dedup=claimed.dedup, own=own_words, is_demo=of.is_demo)


def render_notice(session: Session, claimed: Claimed, *, config: Config) -> Message | None:
    """That the password of an account was changed, and what to do for whoever did not do it."""
    to = queries.recipient(session, claimed.organisation_id, claimed.recipient)
    if to is None:
        return None
    of = own(session, claimed.organisation_id)
    written = letter(
        "people/changed",
        to.language,
        own=("name",),
        organisation=of.name,
        is_demo=of.is_demo,
        forgotten=f"{config.base_url}/people/forgotten",
        when=moment(claimed.expires_at - CHANGED_LASTS, of.time_zone, to.language),
    )
    return written.addressed(to.name, to.email, dedup=claimed.dedup, own={"name": to.name}, is_demo=of.is_demo)
