"""`/healthz`: can this process do its work, and does a worker do its own?"""

from datetime import datetime, timedelta

from flask import Blueprint, Response, jsonify
from sqlalchemy import column, select, table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from pulse.database import UTCDateTime
from pulse.web.access import public
from pulse.web.services import services

VERSION = "0.1.0"
SILENT_AFTER = timedelta(minutes=5)
_installation = table("installation", column("ticked_at", UTCDateTime))


@public
def healthz() -> tuple[Response, int]:
    """200 when the database answers, else 503 with the reason.

    A silent worker is told but is no failure of this process: a load balancer must not take the pages away.
    """
    try:
        with services().database.reading() as session:
            worker = _worker(session, services().clock.now())
    except SQLAlchemyError as error:
        return jsonify(status="failing", database=type(error).__name__, worker="unknown", version=VERSION), 503
    return jsonify(status="ok", database="ok", worker=worker, version=VERSION), 200


def _worker(session: Session, now: datetime) -> str:
    ticked_at = session.scalar(select(_installation.c.ticked_at))
    return "ok" if ticked_at is not None and now - ticked_at < SILENT_AFTER else "silent"


def blueprint(name: str) -> Blueprint:
    """One per app."""
    made = Blueprint(name, __name__)
    made.add_url_rule("/healthz", "healthz", healthz)
    return made
