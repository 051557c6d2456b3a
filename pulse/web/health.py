"""`/healthz`: can this process do its work?"""

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from pulse.web.access import public
from pulse.web.services import services

VERSION = "0.1.0"


@public
def healthz() -> tuple[Response, int]:
    """200 when the database answers, else 503 with the reason."""
    try:
        with services().database.reading() as session:
            session.execute(text("SELECT 1"))
    except SQLAlchemyError as error:
        reason = type(error).__name__
        return jsonify(status="failing", database=reason, version=VERSION), 503
    return jsonify(status="ok", database="ok", version=VERSION), 200


def blueprint(name: str) -> Blueprint:
    """One per app."""
    made = Blueprint(name, __name__)
    made.add_url_rule("/healthz", "healthz", healthz)
    return made
