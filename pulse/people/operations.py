"""Making accounts and giving roles."""

from secrets import token_hex

from sqlalchemy.orm import Session

from pulse.people import passwords, roles
from pulse.people.models import Account, RoleGrant


def add_account(
    session: Session,
    organisation_id: str,
    *,
    email: str,
    name: str,
    password: str,
    role: str,
    language: str,
    unit_id: str | None = None,
    location_id: str | None = None,
) -> str:
    """Let somebody log in, with one role; give the account's id."""
    roles.check(role, unit_id=unit_id, location_id=location_id)
    account = Account(
        organisation_id=organisation_id,
        id=token_hex(16),
        email=email.strip().lower(),
        name=name,
        password_hash=passwords.hash_password(password),
        language=language,
        active=True,
    )
    session.add(account)
    session.flush()  # the grant refers to it
    grant(session, organisation_id, account.id, role, unit_id=unit_id, location_id=location_id)
    return account.id


def grant(
    session: Session,
    organisation_id: str,
    account_id: str,
    role: str,
    *,
    unit_id: str | None = None,
    location_id: str | None = None,
) -> None:
    """Give an account one more role, for a subtree or for everything."""
    roles.check(role, unit_id=unit_id, location_id=location_id)
    session.add(
        RoleGrant(
            organisation_id=organisation_id,
            id=token_hex(16),
            account_id=account_id,
            role=role,
            unit_id=unit_id,
            location_id=location_id,
        )
    )
    session.flush()
