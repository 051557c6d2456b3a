"""By which way a person is asked, pure: what they chose if it can be done, else mail, telephone, a printed letter."""

from collections.abc import Collection

EMAIL, GATEWAY, SLIPS = "email", "gateway", "slips"
WITHOUT_MAIL = (GATEWAY, SLIPS)
CHATS = ("slack", "teams")  # they find a person by the e-mail address


def way(
    set_up: Collection[str], *, email: bool, phone: bool, chosen: str | None = None, came_back: bool = False
) -> str | None:
    """The channel for a person with this on file; None when there is no way to them yet.

    `set_up`: the channels that the organisation has besides mail. `came_back`: mail to their address does not arrive,
    so another way is taken where there is one.
    """
    can = {
        EMAIL: email and not came_back,
        GATEWAY: phone and GATEWAY in set_up,
        SLIPS: SLIPS in set_up,
        **{chat: email and chat in set_up for chat in CHATS},
    }
    if chosen is not None and can.get(chosen):
        return chosen
    return next((one for one in (EMAIL, GATEWAY, SLIPS) if can[one]), EMAIL if email else None)
