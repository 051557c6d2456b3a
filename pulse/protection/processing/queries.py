"""What the record of processing is made of."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from config import Config, host_of
from pulse.delivery.models import ChannelSetting
from pulse.organisation.queries import own
from pulse.people.queries import counts, staff
from pulse.protection.queries import contact, months
from pulse.trustee.queries import standing


@dataclass(frozen=True)
class Processing:
    """The facts; the page puts them into sentences."""

    organisation: str
    is_demo: bool
    contact: str
    people: int
    staff: int
    launched_at: datetime | None
    mail_server: str
    sender: str
    channels: tuple[str, ...]
    letters: bool
    trustee: str
    trustee_name: str | None
    k: int
    k_inv: int
    https: bool
    apart: bool
    months: dict[str, int]


def processing(session: Session, organisation_id: str, config: Config) -> Processing:
    """How it is now."""
    here, people = own(session, organisation_id), counts(session, organisation_id)
    trusted = standing(session, organisation_id)
    channels = sorted(
        session.scalars(select(ChannelSetting.channel).where(ChannelSetting.organisation_id == organisation_id))
    )
    return Processing(
        organisation=here.name,
        is_demo=here.is_demo,
        contact=contact(session, organisation_id),
        people=people.active + people.inactive,
        staff=len(staff(session, organisation_id)),
        launched_at=here.launched_at,
        mail_server=host_of(config.smtp_url) if config.smtp_url else "",
        sender=config.mail_from or "",
        channels=tuple(one for one in channels if one != "slips"),
        letters="slips" in channels,
        trustee=trusted.mode,
        trustee_name=trusted.name,
        k=here.k,
        k_inv=here.k_inv,
        https=config.base_url.startswith("https:") and config.ballot_url.startswith("https:"),
        apart=not config.keys_lie_under_data,
        months=months(session, organisation_id),
    )
