"""The messages that ask somebody to answer, and that remind; and the same as specimens, for staff to look at."""

from dataclasses import dataclass
from functools import cache
from hashlib import sha256

from pulse.delivery.letters import FromTemplate, letter
from pulse.delivery.message import Message
from pulse.envelope.words import words
from pulse.organisation.queries import OrganisationView
from pulse.people.queries import Addressee
from pulse.people.ways import GATEWAY

INVITATION, REMINDER = "invitation", "reminder"  # the kinds of messages, and their renderers' names
TEST = "test"  # one of them, sent to whoever pressed the button
KINDS = (INVITATION, REMINDER)
OWN = ("name", "link", "settings")
SPECIMEN_HASH = sha256(b"a specimen").hexdigest()


@dataclass(frozen=True)
class Addresses:
    """What a message links to: the person's check-in, the person's settings, everybody's page on anonymity."""

    link: str
    settings: str
    anonymity: str

    @property
    def unsubscribe(self) -> str:
        """Where a mail program posts to when somebody presses its button for unsubscribing."""
        return f"{self.settings}/stop"


@dataclass(frozen=True)
class Round:
    """What a message says of the cycle that it asks about. `seconds`: about how long the longest way through takes."""

    organisation: str
    is_demo: bool
    manifest_hash: str
    seconds: int


def asking_message(kind: str, dedup: str, to: Addressee, of: Round, until: str, addresses: Addresses) -> Message:
    """The message to one person, in their language and by their way, with their links."""
    return asking_letter(kind, to.language, of, until, addresses.anonymity).addressed(
        to.name,
        to.phone if to.way == GATEWAY else to.email,
        dedup=dedup,
        own={"name": to.name, "link": addresses.link, "settings": addresses.settings},
        is_demo=of.is_demo,
        channel=to.way,
        unsubscribe=addresses.unsubscribe,
    )


def asking_letter(
    kind: str, language: str, of: Round, until: str, anonymity: str, *, specimen: bool = False
) -> FromTemplate:
    """What everybody of a language reads: an invitation or a reminder, with the fingerprint of the rules."""
    return letter(
        f"invitations/{kind}",
        language,
        own=OWN,
        organisation=of.organisation,
        is_demo=of.is_demo,
        specimen=specimen,
        anonymity=anonymity,
        until=until,
        seconds=of.seconds,
        fingerprint=of.manifest_hash,
        words=_eight_words(of.manifest_hash),
    )


@cache
def _eight_words(manifest_hash: str) -> str:
    return " ".join(words(bytes.fromhex(manifest_hash)))


def specimen(
    kind: str,
    language: str,
    of: OrganisationView,
    *,
    until: str,
    seconds: int,
    anonymity: str,
    to: tuple[str, str],
    dedup: str,
) -> Message:
    """What people get, from the same templates, marked as a test; each of its links leads to a page for everybody."""
    name, address = to
    shown = Round(of.name, of.is_demo, SPECIMEN_HASH, seconds)
    written = asking_letter(kind, language, shown, until, anonymity, specimen=True)
    own = {"name": name, "link": anonymity, "settings": anonymity}
    return written.addressed(name, address, dedup=dedup, own=own, is_demo=of.is_demo)
