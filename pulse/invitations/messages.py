"""The messages that ask somebody to answer, and that remind; and the same as specimens, for staff to look at."""

from dataclasses import dataclass
from hashlib import sha256

from pulse.cycles.queries import Frame
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


def asking_message(
    kind: str, dedup: str, to: Addressee, of: OrganisationView, round_: Frame, until: str, addresses: Addresses
) -> Message:
    """The message to one person, in their language and by their way, with their links."""
    written = asking_letter(kind, to.language, of, round_.manifest_hash, until, addresses.anonymity)
    return written.addressed(
        to.name,
        to.phone if to.way == GATEWAY else to.email,
        dedup=dedup,
        own={"name": to.name, "link": addresses.link, "settings": addresses.settings},
        is_demo=of.is_demo,
        channel=to.way,
        unsubscribe=addresses.unsubscribe,
    )


def asking_letter(
    kind: str,
    language: str,
    of: OrganisationView,
    manifest_hash: str,
    until: str,
    anonymity: str,
    *,
    specimen: bool = False,
) -> FromTemplate:
    """What everybody of a language reads: an invitation or a reminder, with the fingerprint of the rules."""
    return letter(
        f"invitations/{kind}",
        language,
        own=OWN,
        organisation=of.name,
        is_demo=of.is_demo,
        specimen=specimen,
        anonymity=anonymity,
        until=until,
        fingerprint=manifest_hash,
        words=" ".join(words(bytes.fromhex(manifest_hash))),
    )


def specimen(
    kind: str, language: str, of: OrganisationView, *, until: str, anonymity: str, to: tuple[str, str], dedup: str
) -> Message:
    """What people get, from the same templates, marked as a test; each of its links leads to a page for everybody."""
    name, address = to
    written = asking_letter(kind, language, of, SPECIMEN_HASH, until, anonymity, specimen=True)
    own = {"name": name, "link": anonymity, "settings": anonymity}
    return written.addressed(name, address, dedup=dedup, own=own, is_demo=of.is_demo)
