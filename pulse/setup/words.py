"""What the trials of the set-up found, in words: what it is, and what to do."""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from config import host_of
from pulse.i18n import N_
from pulse.setup.addresses import (
    BAD_CERTIFICATE,
    FATAL,
    GOOD,
    LOOPBACK,
    NO_ANSWER,
    NO_HSTS,
    OTHER_PROGRAM,
    PLAIN,
    PRIVATE,
    WRONG_HOST,
)

ADDRESSES: Mapping[str, str] = {
    GOOD: N_("Answers as it should."),
    LOOPBACK: N_(
        "Only this machine can reach it, people’s phones cannot. Good for trying out. For real use, whoever runs the "
        "server gives it a name with https."
    ),
    PRIVATE: N_("Only devices inside your own network can reach it. People at home or on the move cannot."),
    PLAIN: N_("It is not encrypted: the address has to begin with https://."),
    NO_ANSWER: N_(
        "No answer from %(host)s. Look whether the name leads to this server and nothing in between blocks it."
    ),
    BAD_CERTIFICATE: N_(
        "The certificate of %(host)s is not valid, so browsers will warn people. Renew it, or set it up."
    ),
    WRONG_HOST: N_(
        "The server in between passes on another host name than %(host)s. "
        "Let it pass on the name that the browser asked for."
    ),
    OTHER_PROGRAM: N_("Something answers at %(host)s, but not Pulse. Look where the server in between leads to."),
    NO_HSTS: N_("Answers as it should. One header is missing that keeps browsers on https (HSTS): let it pass."),
}


def told(address: str, found: Iterable[str]) -> list[tuple[str, str]]:
    """Each finding about an address as a sentence, and the kind of notice it stands in."""
    return [(str(_(ADDRESSES[key], host=host_of(address))), _kind(key)) for key in found]


def _kind(key: str) -> str:
    if key in FATAL:
        return "danger"
    return "good" if key in {GOOD, NO_HSTS} else "warn"
