"""Passwords: which may be chosen, and argon2id hashes, at most two at a time: more would be a way to stop the server.

The rules are NIST's (SP 800-63B-4) for a log-in that asks for a password alone: 15 characters, none of which is
prescribed, and nothing that others would guess. Nobody has to change one that still holds.
"""

import unicodedata
from threading import BoundedSemaphore, Lock

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from pulse.i18n import N_

NOT_YET = ""  # the hash of a password that nobody has chosen; no password matches it
TIME_COST = 2
MEMORY_KIB = 19 * 1024
PARALLELISM = 1
SHORTEST = 15
LONGEST = 128
JUDGED = 72  # characters that zxcvbn looks at; as many that nobody guesses are enough
HARD = 4  # zxcvbn's best: ten thousand million guesses or more

LENGTH = N_("Use %(least)s to %(most)s characters.")
OBVIOUS = N_("Others would try this password first. Please choose one that is not an e-mail address or a name.")
GUESSABLE = N_(
    "Programs that know millions of stolen passwords guess this one quickly. "
    "Please take three or four words that have nothing to do with each other."
)

hasher = PasswordHasher(time_cost=TIME_COST, memory_cost=MEMORY_KIB, parallelism=PARALLELISM)
_at_once = BoundedSemaphore(2)
_judging = Lock()  # zxcvbn keeps whose password it judges in a table that all threads share
_nobodys: dict[PasswordHasher, str] = {}


class PasswordRefused(ValueError):
    """A password that cannot be chosen; says why in a sentence that can be translated."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence, self.values = sentence, values


def check(password: str, *names: str | None) -> None:
    """Refuse a password that is too short or long, or that others would guess; `names`: its owner, where they work."""
    password, known = plain(password), [name for name in names if name]
    if not SHORTEST <= len(password) <= LONGEST:
        raise PasswordRefused(LENGTH, least=SHORTEST, most=LONGEST)
    if is_obvious(password, *known):
        raise PasswordRefused(OBVIOUS)
    if not _holds(password, known):
        raise PasswordRefused(GUESSABLE)


def plain(password: str) -> str:
    """A password as it is compared: the same letters are the same, whichever keyboard wrote them (NFKC)."""
    return unicodedata.normalize("NFKC", password)


def is_obvious(password: str, *names: str) -> bool:
    """Whether a password is what anybody would try first: a name, an address, or its part before the @."""
    known = {name.strip().casefold() for name in names}
    known |= {name.partition("@")[0] for name in known}
    return password.strip().casefold() in known


def _holds(password: str, names: list[str]) -> bool:
    from zxcvbn import zxcvbn  # its lists take 15 MB, and are needed when somebody chooses a password
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    if "".join(password.split()).casefold() in FREQUENCY_LISTS["passwords"]:
        return False
    parts = {part for name in names for part in (name, "".join(name.split()), *name.replace("@", " ").split())}
    with _judging:
        found = zxcvbn(password[:JUDGED], user_inputs=sorted(parts))
    return bool(found["score"] >= HARD)


def hash_password(password: str) -> str:
    """The hash to keep of a password."""
    with _at_once:
        return hasher.hash(plain(password))


def matches(kept: str | None, password: str) -> bool:
    """Whether the password is the kept one; where none is kept, the same time is spent in vain."""
    against = kept or _hash_of_nobody()
    # One that was chosen before letters were made the same is tried as it was typed, too.
    return any(_verified(against, each) for each in dict.fromkeys((plain(password), password))) and bool(kept)


def _verified(kept: str, password: str) -> bool:
    with _at_once:
        try:
            return hasher.verify(kept, password)
        except (VerificationError, InvalidHashError):
            return False


def _hash_of_nobody() -> str:
    if hasher not in _nobodys:
        _nobodys[hasher] = hash_password("nobody has this password")
    return _nobodys[hasher]
