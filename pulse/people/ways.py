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
    can = ways(set_up, email=email, phone=phone, came_back=came_back)
    if chosen in can:
        return chosen
    return next((one for one in (EMAIL, GATEWAY, SLIPS) if one in can), EMAIL if email else None)


def ways(set_up: Collection[str], *, email: bool, phone: bool, came_back: bool = False) -> tuple[str, ...]:
    """Every way that leads to a person with this on file, in the order in which they are offered.

    Paper is for those alone whom neither mail nor telephone reaches: a pile that choices move would tell them.
    """
    can = {
        EMAIL: email and not came_back,
        **{chat: email and chat in set_up for chat in CHATS},
        GATEWAY: phone and GATEWAY in set_up,
    }
    can[SLIPS] = SLIPS in set_up and not (can[EMAIL] or can[GATEWAY])
    return tuple(one for one, there in can.items() if there)
