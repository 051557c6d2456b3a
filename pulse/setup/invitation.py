"""The invitation as people get it, for whoever sets Pulse up."""

from datetime import datetime, timedelta

from config import Config
from pulse.delivery.letters import moment
from pulse.delivery.message import Message
from pulse.i18n import html_language
from pulse.invitations.messages import INVITATION, TEST, specimen
from pulse.organisation.queries import OrganisationView
from pulse.web.access import Viewer

WINDOW = timedelta(days=7)


def as_people_get_it(here: OrganisationView, who: Viewer, config: Config, *, seconds: int, now: datetime) -> Message:
    """In the organisation's own language, marked as a test; its links lead to the page about anonymity."""
    soon = (now + WINDOW).replace(minute=0, second=0, microsecond=0)
    return specimen(
        INVITATION,
        here.language,
        here,
        until=moment(soon, here.time_zone, here.language),
        seconds=seconds,
        anonymity=f"{config.ballot_url}/anonymity/{html_language(here.language)}",
        to=(who.name, who.email),
        dedup=TEST,
    )
