"""What every way out can do; how each does it stands in a file of its own."""

from typing import Protocol

from pulse.delivery.message import Message


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
