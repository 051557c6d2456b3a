"""The address to which a mail server posts what comes back, where it cannot put it into a folder."""

import hmac

from flask import Blueprint, Response, abort, current_app, request

from pulse.delivery.bounces.jobs import Unreadable, accept
from pulse.delivery.bounces.notices import LARGEST
from pulse.web.access import public
from pulse.web.services import services

LABEL = b"pulse-returned-v1"

blueprint = Blueprint("bounces", __name__, url_prefix="/delivery/returned")


def secret(key: str) -> str:
    """The part of the address that nobody can guess: it follows from the installation's own secret."""
    return hmac.digest(key.encode(), LABEL, "sha256").hex()[:32]


@blueprint.post("/<token>")
@public
def take(token: str) -> Response:
    """Take in one notice, the raw mail as the body. Whoever knows the address learns nothing by posting."""
    if not hmac.compare_digest(token.encode(), secret(current_app.config["SECRET_KEY"]).encode()):
        abort(404)
    if (request.content_length or 0) > LARGEST:
        abort(413)
    try:
        accept(services(), request.get_data(), services().clock.now())
    except Unreadable:
        abort(400)
    return Response(status=204)
