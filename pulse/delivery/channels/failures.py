"""Three ways in which sending can fail; what follows from each is decided by the drain."""


class Later(Exception):
    """This message cannot go now; another try may succeed."""


class Never(Exception):
    """This message will not go, however often it is tried."""


class Down(Exception):
    """The channel itself does not work at present, for no message."""
