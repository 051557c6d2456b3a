"""What every way out can do; how each does it stands in a file of its own."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pulse.delivery.message import Message


def _nothing() -> None:
    pass


@dataclass(frozen=True)
class Meanwhile:
    """What a drain does while the other side thinks.

    `begin`: set about the note that the message before has gone. `finish`: be done with it; this comes before
    responsibility for the next message can pass. `prepare`: make ready the message after. None of them is about the
    message that is being sent; an error of `finish` means that it must not be.
    """

    begin: Callable[[], None] = _nothing
    finish: Callable[[], None] = _nothing
    prepare: Callable[[], None] = _nothing


ALONE = Meanwhile()  # nothing comes before or after


class Channel(Protocol):
    """One way out, opened for one drain. `rate`: how many messages a minute it takes; None: as many as there are.

    All workers share its row of the table of relays (`email`, or `<organisation>.<channel>`): by it the drain paces
    it, and pauses it when it is down. So a channel never waits and never tries twice.
    """

    rate: int | None

    def send(self, message: Message) -> None:
        """Hand one message over; returns once the other side has taken responsibility for it.

        Raises `Later` for this message, `Never` for this message (`Gone` when its address exists no more),
        `Down` when nothing can go this way at present.
        """
        ...

    def close(self) -> None:
        """End politely whatever was opened."""
        ...
