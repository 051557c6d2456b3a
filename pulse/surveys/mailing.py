"""A pilot's address by mail to a few colleagues: sent at once, and whom it went to is nowhere kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from secrets import token_hex

from pulse.delivery.channels.channel import Channel
from pulse.delivery.channels.failures import Down, Later, Never
from pulse.delivery.letters import FromTemplate
from pulse.delivery.mail import bare_address

MOST_ADDRESSES = 10
MOST_MAILINGS, PER = 5, timedelta(days=1)  # so that nobody's mailbox is filled from here
LONGEST = 1000  # characters in the box


class NotAddresses(ValueError):
    """What was typed holds something that is no address; `given` is that."""

    def __init__(self, given: str) -> None:
        self.given = given
        super().__init__(given)


@dataclass(frozen=True)
class Outcome:
    """How many left, which did not, and what the mail server said of the last of these."""

    sent: int
    left: tuple[str, ...]
    said: str


def addresses(text: str) -> list[str]:
    """The addresses in what was typed, each once; commas, semicolons and white space stand between them."""
    found = dict.fromkeys(text.replace(",", " ").replace(";", " ").split())
    for each in found:
        try:
            bare_address(each)
        except ValueError:
            raise NotAddresses(each[:60]) from None
    return list(found)


def send(channel: Channel, letter: FromTemplate, to: Iterable[str]) -> Outcome:
    """Hand a mail for each of them to the mail server. One that does not answer is not asked again."""
    waiting, left, sent, said = list(to), [], 0, ""
    while waiting:
        one = waiting.pop(0)
        try:
            channel.send(letter.addressed("", one, dedup=f"pilot.{token_hex(16)}", own={}, is_demo=False))
            sent += 1
        except (Never, Later) as refused:
            left.append(one)
            said = str(refused)
        except Down as gone:
            left += [one, *waiting]
            waiting, said = [], str(gone)
    return Outcome(sent, tuple(left), said)
