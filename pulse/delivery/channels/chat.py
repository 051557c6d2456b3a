"""What a chat shows, pure: a line or two, and a button for each link instead of the link itself."""

from dataclasses import dataclass

from pulse.delivery.message import Message


@dataclass(frozen=True)
class Button:
    """What stands on a button, and where it leads."""

    label: str
    url: str


@dataclass(frozen=True)
class Shown:
    """The short words of a message without its links, and its buttons; the personal link comes first."""

    lines: tuple[str, ...]
    buttons: tuple[Button, ...]


def shown(message: Message) -> Shown:
    """A link at the end of a line becomes a button of those words; the personal link's is named like the message."""
    lines: list[str] = []
    buttons = [Button(message.subject, message.link)] if message.link else []
    others = [url for name, url in message.own.items() if name != "link" and url.startswith(("https://", "http://"))]
    for line in message.short.splitlines():
        url = next((one for one in others if one in line), None)
        words = line.replace(message.link, "") if message.link else line
        words = " ".join(words.replace(url or "\n", "").split()).rstrip(" :：")
        if url is not None and words:
            buttons.append(Button(words, url))
        elif words:
            lines.append(words)
    return Shown(tuple(lines) or (message.subject,), tuple(buttons))
