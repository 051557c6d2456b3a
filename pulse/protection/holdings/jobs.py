"""Making a mail with a link to one's own data, at the moment it is sent: the link is kept nowhere."""

from datetime import datetime

from sqlalchemy.orm import Session

from config import Config
from pulse.delivery.letters import letter, moment
from pulse.delivery.message import Message
from pulse.delivery.operations import Claimed
from pulse.invitations import mine
from pulse.keys.store import KeyStore
from pulse.organisation.queries import own
from pulse.people.queries import addressee


def render_own_data(
    session: Session, claimed: Claimed, *, config: Config, keys: KeyStore, now: datetime
) -> Message | None:
    """The mail to one person; None if they left meanwhile, or have no e-mail address any more."""
    to = addressee(session, claimed.organisation_id, claimed.recipient)
    if to is None or not to.email:
        return None
    of = own(session, claimed.organisation_id)
    secret = config.secret_key or keys.secret_key()
    token = mine.fresh(secret, claimed.organisation_id, claimed.recipient, now)
    written = letter(
        "protection/data",
        to.language,
        own=("name", "link"),
        organisation=of.name,
        is_demo=of.is_demo,
        until=moment((now + mine.FRESH).replace(second=0, microsecond=0), to.time_zone, to.language),
    )
    own_words = {"name": to.name, "link": f"{config.base_url}/invitations/mine/own/{token}"}
    return written.addressed(to.name, to.email, dedup=claimed.dedup, own=own_words, is_demo=of.is_demo)
