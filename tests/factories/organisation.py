"""Organisations for tests."""

from secrets import token_hex
from typing import Any

from sqlalchemy.orm import Session

from pulse.organisation.operations import found


def an_organisation(session: Session, **changes: Any) -> str:
    """An ordinary small organisation, unlike every other in its slug; gives the id."""
    settings = {
        "name": "Lotus Works",
        "slug": f"lotus-{token_hex(4)}",
        "language": "en",
        "time_zone": "Asia/Jakarta",
        "k": 5,
        "k_inv": 10,
        "is_demo": False,
        "danger_contacts": "Call 112, or talk to the works council.",
    }
    return found(session, **{**settings, **changes})
