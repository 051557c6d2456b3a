"""E-mail addresses and telephone numbers: what can be one at all."""

import re

LONGEST_EMAIL = 254
_EMAIL = re.compile(r"[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([a-z0-9-]{1,63}\.)+[a-z]{2,63}")
_PUNY = re.compile(r"(.+@.+\.)xn--[a-z0-9-]{1,59}")
_PHONE = re.compile(r"\+?[0-9][0-9 ()./-]{2,38}")


def plain(text: str) -> str:
    """An address as it is kept and compared: in small letters, without what surrounds it."""
    return text.strip().lower()


def email(text: str) -> str | None:
    """The address as it is kept; None when it cannot be one."""
    text = plain(text)
    shaped = _EMAIL.fullmatch(text) or (_PUNY.fullmatch(text) and _EMAIL.fullmatch(_PUNY.sub(r"\1example", text)))
    return text if shaped and len(text) <= LONGEST_EMAIL and len(text.split("@")[0]) <= 64 else None


def phone(text: str) -> str | None:
    """The number as it is kept; None when it cannot be one."""
    text = text.strip()
    return text if _PHONE.fullmatch(text) else None
