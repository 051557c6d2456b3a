"""`POST /ballot/collect`, on the anonymous host; the one request there that knows a person."""

import re

from flask import Blueprint, Response, jsonify, make_response, request
from sqlalchemy.exc import OperationalError

from pulse.ballots.operations import Refused, collect
from pulse.keys.store import KeyMissing
from pulse.web.access import public
from pulse.web.services import services

blueprint = Blueprint("ballots", __name__)

_INVITE = re.compile(r"[0-9a-f]{64}")
_BLINDED = re.compile(r"[0-9a-f]{512}")


def _empty(status: int, **headers: str) -> Response:
    response = make_response(b"", status)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


@blueprint.post("/ballot/collect")
@public
def collect_ballot() -> Response:
    """Hand out one blind signature; docs/protocol.md section 5 names every status."""
    try:
        body = request.get_json(silent=True)
    except RecursionError:  # brackets without end
        return _empty(400)
    if not isinstance(body, dict) or set(body) - {"block"} != {"invite", "blinded"}:
        return _empty(400)
    invite, blinded, block = body["invite"], body["blinded"], body.get("block")
    if not (block is None or type(block) is int):
        return _empty(400)
    if not (isinstance(invite, str) and isinstance(blinded, str)):
        return _empty(400)
    if not (_INVITE.fullmatch(invite) and _BLINDED.fullmatch(blinded)):
        return _empty(400)
    parts = services()
    try:
        with parts.database.writing() as session:
            signature = collect(
                session,
                parts.keys,
                invite=bytes.fromhex(invite),
                blinded=bytes.fromhex(blinded),
                block=block,
                now=parts.clock.now(),
            )
    except Refused as refusal:
        return _empty(refusal.status)
    except (OperationalError, KeyMissing):
        return _empty(503, Retry_After="10")
    return jsonify(blind_signature=signature.hex())
