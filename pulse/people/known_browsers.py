"""Which account's browser this is: a cookie that stays after the log-out, so that others' tries lock nobody out.

It holds a random number and a signature that fits one address alone; nothing in it can be read.
"""

from secrets import token_hex

from flask import Response, after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

LASTS = 31_536_000  # seconds: a year


def nonce_for(address_hash: str) -> str | None:
    """The number of this browser, if an account with this address has logged in from it before."""
    try:
        found = _signed(address_hash).loads(request.cookies.get(_name(), ""))
    except BadSignature:
        return None
    return found if isinstance(found, str) else None


def remember(address_hash: str) -> None:
    """Let this browser be known; it gets another number each time."""
    value = _signed(address_hash).dumps(token_hex(16))

    @after_this_request
    def keep(response: Response) -> Response:
        secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
        response.set_cookie(_name(), str(value), max_age=LASTS, httponly=True, samesite="Lax", secure=secure)
        return response


def _name() -> str:
    return "__Host-pulse_known" if current_app.config["SESSION_COOKIE_SECURE"] else "pulse_known"


def _signed(address_hash: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"known browser {address_hash}")
