"""The mail that asks somebody to answer."""

from pulse.cycles.queries import Frame
from pulse.delivery.letters import letter
from pulse.delivery.message import Message
from pulse.envelope.words import words
from pulse.organisation.queries import OrganisationView
from pulse.people.queries import Addressee

INVITATION, REMINDER = "invitation", "reminder"  # the kinds of messages, and their renderers' names


def invitation_message(
    dedup: str, to: Addressee, of: OrganisationView, round_: Frame, link: str, until: str, anonymity: str
) -> Message:
    """The mail to one person, in their language, with their link and the fingerprint of the rules."""
    written = letter(
        "invitations/invitation",
        to.language,
        own=("name", "link"),
        organisation=of.name,
        is_demo=of.is_demo,
        anonymity=anonymity,
        until=until,
        fingerprint=round_.manifest_hash,
        words=" ".join(words(bytes.fromhex(round_.manifest_hash))),
    )
    own = {"name": to.name, "link": link}
    return written.addressed(to.name, to.email, dedup=dedup, own=own, is_demo=of.is_demo)
