"""Taking in a notice: the addresses to which it proves that mail of ours never arrives are left alone."""

from datetime import datetime

from sqlalchemy.orm import Session

from pulse.delivery import postmark
from pulse.delivery.bounces.notices import failures
from pulse.delivery.operations import suppress


def take_in(session: Session, raw: bytes, key: bytes, *, now: datetime) -> int:
    """Suppress what a notice tells of, if it is about mails that we sent; how many addresses."""
    proven = {
        (organisation_id, address): failure.reason
        for failure in failures(raw)
        for address in failure.addresses
        if (organisation_id := postmark.sender_of(key, failure.local_part, address)) is not None
    }
    for (organisation_id, address), reason in proven.items():
        suppress(session, organisation_id, address, reason, now=now)
    return len(proven)
