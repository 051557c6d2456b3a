"""What a log-in's cookie, a link and a throttled address are known by in the database: hashes alone."""

from hashlib import sha256
from secrets import token_urlsafe

from pulse.people import addresses


def fresh() -> str:
    """A token that nobody can guess."""
    return token_urlsafe(32)


def hash_of(token: str) -> str:
    """What the database keeps of a token."""
    return sha256(token.encode()).hexdigest()


def hash_of_address(organisation_id: str, email: str) -> str:
    """What wrong passwords are counted by: an address in one organisation, whether it has an account or not."""
    return sha256(f"{organisation_id}\n{addresses.plain(email)}".encode()).hexdigest()
