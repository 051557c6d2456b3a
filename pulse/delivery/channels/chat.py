"""What a chat shows: a line or two, and a button where the personal link is."""

from pulse.delivery.message import Message


def words_without_link(message: Message) -> str:
    """The short words; the link stands behind the button, not in between."""
    text = message.short
    if message.link:
        text = text.replace(message.link, "")
    lines = [" ".join(line.split()) for line in text.splitlines()]
    return "\n".join(line for line in lines if line.strip(" :：→")) or message.subject
