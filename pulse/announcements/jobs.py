"""Making an announcement's mail at the moment it is sent."""

from datetime import datetime

from sqlalchemy.orm import Session

from config import Config
from pulse.announcements.messages import announcement_message
from pulse.announcements.operations import changes_address
from pulse.announcements.queries import announcement
from pulse.delivery.message import Message
from pulse.delivery.operations import Claimed
from pulse.organisation.queries import own
from pulse.people.queries import addressee


def render_announcement(session: Session, claimed: Claimed, *, config: Config, now: datetime) -> Message | None:
    """What one person (`recipient`) is told (`about`); None if there is no mail to them, or nothing was published."""
    told = announcement(session, claimed.organisation_id, claimed.about)
    to = addressee(session, claimed.organisation_id, claimed.recipient)
    if to is None or not to.email or told is None or told.published_at is None or told.published_at > now:
        return None
    address = f"{config.base_url}/changes/{changes_address(session, claimed.organisation_id)}"
    return announcement_message(claimed.dedup, to, own(session, claimed.organisation_id), told, address)
