"""Three ways in which sending can fail; what follows from each is decided by the drain."""

from datetime import timedelta


class _Delayed(Exception):
    """`pause`: how long the other side asked us to wait, if it said so."""

    def __init__(self, reason: str, pause: timedelta | None = None) -> None:
        super().__init__(reason)
        self.pause = pause


class Later(_Delayed):
    """This message cannot go now; another try may succeed."""


class Never(Exception):
    """This message will not go, however often it is tried."""


class Gone(Never):
    """Nothing will ever arrive at this address."""


class Down(_Delayed):
    """The channel itself does not work at present, for no message."""
