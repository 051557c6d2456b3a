"""Passwords as argon2id hashes, at most two at a time: more would be a way to stop the server."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

TIME_COST = 2
MEMORY_KIB = 19 * 1024
PARALLELISM = 1
SHORTEST = 10
LONGEST = 200

hasher = PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_KIB, parallelism=PARALLELISM)
_at_once = BoundedSemaphore(2)
_nobodys: dict[PasswordHasher, str] = {}


def is_obvious(password: str, *names: str) -> bool:
    """Whether a password is what anybody would try first: a name, an address, or its part before the @."""
    known = {name.strip().casefold() for name in names}
    known |= {name.partition("@")[0] for name in known}
    return password.strip().casefold() in known


def hash_password(password: str) -> str:
    """The hash to keep of a password."""
    with _at_once:
        return hasher.hash(password)


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the kept one; without a kept hash the same time is spent in vain."""
    against = kept if kept is not None else _hash_of_nobody()
    with _at_once:
        try:
            return hasher.verify(against, password) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def _hash_of_nobody() -> str:
    if hasher not in _nobodys:
        _nobodys[hasher] = hash_password("nobody has this password")
    return _nobodys[hasher]
