"""Posting somebody a link to what is kept about them."""

from datetime import datetime

from sqlalchemy.orm import Session

from pulse.delivery.operations import Posting, enqueue
from pulse.invitations.mine import FRESH
from pulse.protection.kinds import OWN_DATA


def post_link(session: Session, organisation_id: str, person_id: str, *, now: datetime) -> None:
    """Have a link sent to their e-mail address; within one hour of the clock only once, however often it is asked."""
    dedup = f"own.{person_id}.{now:%Y%m%d%H}"
    posting = Posting(dedup, OWN_DATA, person_id, person_id, now, now + FRESH)
    enqueue(session, organisation_id, [posting])
