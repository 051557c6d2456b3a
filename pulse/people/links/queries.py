"""Reading links that set passwords."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.organisation.queries import OrganisationView, own
from pulse.people import tokens
from pulse.people.models import Account, AccountLink


@dataclass(frozen=True)
class GoodLink:
    """A link that can be used now: for whom, and whether they never had a password."""

    organisation: OrganisationView
    name: str
    email: str
    invited: bool


@dataclass(frozen=True)
class Recipient:
    """Whom a mail with a link goes to."""

    name: str
    email: str
    language: str
    has_password: bool


def good_link(session: Session, token: str, *, now: datetime) -> GoodLink | None:
    """What a link is good for; None when it was used, ran out, or never was."""
    row = session.scalar(
        select(AccountLink).where(
            AccountLink.token_hash == tokens.hash_of(token),
            AccountLink.used_at.is_(None),
            AccountLink.expires_at > now,
        )
    )
    account = session.get(Account, (row.organisation_id, row.account_id)) if row else None
    if account is None or not account.active:
        return None
    organisation = own(session, account.organisation_id)
    return GoodLink(organisation, account.name, account.email, not account.password_hash)


def recipient(session: Session, organisation_id: str, account_id: str) -> Recipient | None:
    """The owner of an account who may log in, or could with a password."""
    account = session.get(Account, (organisation_id, account_id))
    if account is None or not account.active:
        return None
    return Recipient(account.name, account.email, account.language, bool(account.password_hash))
