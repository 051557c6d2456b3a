"""`POST /ballot/collect` and `/ballot/picked-up`, the only requests of the anonymous host that know a person."""

import re
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, make_response, request
from sqlalchemy.exc import OperationalError

from pulse.ballots.operations import Refused, collect
from pulse.ballots.queries import picked_up_before
from pulse.keys.store import KeyMissing
from pulse.web.access import public
from pulse.web.distress import tell
from pulse.web.services import services

blueprint = Blueprint("ballots", __name__)

_INVITE = re.compile(r"[0-9a-f]{64}")
_BLINDED = re.compile(r"[0-9a-f]{512}")


def _empty(status: int, **headers: str) -> Response:
    response = make_response(b"", status)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    response.headers.update({name.replace("_", "-"): value for name, value in headers.items()})
    return response


def _body() -> Any:
    """What the JSON of this request holds; None if there is none to be read."""
    try:
        return request.get_json(silent=True)
    except RecursionError:  # brackets without end
        return None


@blueprint.post("/ballot/collect")
@public
def collect_ballot() -> Response:
    """Hand out one blind signature; docs/protocol.md section 5 names every status."""
    body = _body()
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
        with parts.database.storing() as rows:
            signature = collect(
                rows,
                parts.keys,
                invite=bytes.fromhex(invite),
                blinded=bytes.fromhex(blinded),
                block=block,
                now=parts.clock.now(),
            )
    except Refused as refusal:
        return _empty(refusal.status)
    except (OperationalError, KeyMissing) as error:
        tell("blank ballots cannot be handed out", error)
        return _empty(503, Retry_After="10")
    return jsonify(blind_signature=signature.hex())


@blueprint.post("/ballot/picked-up")
@public
def picked_up() -> Response:
    """What the list says of whoever holds this invite: yes and no are equally long, and nothing is noted."""
    body = _body()
    invite = body.get("invite") if isinstance(body, dict) and len(body) == 1 else None
    if not (isinstance(invite, str) and _INVITE.fullmatch(invite)):
        return _empty(400)
    parts = services()
    today = parts.clock.now().date()
    try:
        with parts.database.reading() as session:
            listed = picked_up_before(session, bytes.fromhex(invite), today)
    except OperationalError:
        return _empty(503, Retry_After="10")
    if listed is None:
        return _empty(404)
    return jsonify(picked_up=int(listed), until=(today - timedelta(days=1)).isoformat())
