"""`POST /ballot/cast`, on the anonymous host: constant answers, nothing logged."""

from flask import Blueprint, Response, make_response, request
from sqlalchemy.exc import OperationalError

from pulse.answers.operations import IntakeEnded, InvalidBallot, NotReady, cast
from pulse.keys.store import KeyMissing
from pulse.web.access import public
from pulse.web.distress import tell
from pulse.web.services import services

blueprint = Blueprint("answers", __name__)


def _empty(status: int) -> Response:
    response = make_response(b"", status)
    response.headers["Content-Type"] = "text/plain; charset=utf-8"
    if status == 503:
        response.headers["Retry-After"] = "10"
    return response


@blueprint.post("/ballot/cast")
@public
def cast_ballot() -> Response:
    """204 only for what is durable; docs/protocol.md section 6 names every status."""
    parts = services()
    outer = request.get_data(cache=False)
    if request.mimetype != "application/octet-stream":
        return _empty(400)
    try:
        with parts.database.storing() as rows:
            cast(rows, parts.keys, outer, now=parts.clock.now())
    except InvalidBallot:
        return _empty(400)
    except IntakeEnded:
        return _empty(410)
    except (OperationalError, KeyMissing, NotReady) as error:
        tell("ballots cannot be stored", error)
        return _empty(503)
    return _empty(204)
