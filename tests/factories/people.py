"""People, accounts and log-ins for tests."""

import re
from collections.abc import Iterator
from itertools import count
from secrets import token_hex
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.people import operations, tokens
from pulse.people.models import Person
from pulse.web.services import Services

PASSWORD = "a password of tests"
_numbers: Iterator[int] = count(1)


def people_in(
    session: Session,
    organisation_id: str,
    how_many: int = 1,
    *,
    unit: str = "",
    location: str = "",
    reachable: bool = True,
    **changes: Any,
) -> list[str]:
    """Active people of one unit and location (paths); gives their ids."""
    unit_id = ensure_unit(session, organisation_id, unit)
    location_id = ensure_location(session, organisation_id, location)
    ids = []
    for number in (next(_numbers) for _ in range(how_many)):
        columns = {
            "organisation_id": organisation_id,
            "id": token_hex(16),
            "number": f"T{number}",
            "name": f"Person {number}",
            "email": f"person{number}@example.com" if reachable else None,
            "unit_id": unit_id,
            "location_id": location_id,
            "language": "en",
            "time_zone": "Asia/Jakarta",
            "manager_number": None,
            "tenure_start": None,
            "phone": None,
            "active": True,
        }
        session.add(Person(**{**columns, **changes}))
        ids.append(columns["id"])
    session.flush()
    return ids


def an_account(session: Session, organisation_id: str, role: str = "hr", **changes: Any) -> str:
    """An account with one role; gives its id. The password is `PASSWORD`."""
    settings = {
        "email": f"{role}-{token_hex(4)}@example.com",
        "name": f"{role.capitalize()} of tests",
        "password": PASSWORD,
        "language": "en",
    }
    return operations.add_account(session, organisation_id, role=role, **{**settings, **changes})


def log_in(client: FlaskClient, organisation_id: str, role: str = "hr", **changes: Any) -> str:
    """Log the client in as a new account with this role (`unit_id=` or `location_id=` for a part); gives its id.

    The session is put into the database and the cookie directly, which spares the password.
    """
    services: Services = client.application.extensions["pulse"]
    token = tokens.fresh()
    with services.database.writing() as session:
        account_id = an_account(session, organisation_id, role, **changes)
        operations.start_session(session, organisation_id, account_id, tokens.hash_of(token), now=services.clock.now())
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return account_id


def logged_in(app: Flask, organisation_id: str, role: str = "hr", **changes: Any) -> FlaskClient:
    """A new client that is logged in."""
    client = app.test_client()
    log_in(client, organisation_id, role, **changes)
    return client


def post_form(client: FlaskClient, path: str, data: dict[str, Any], *, at: str | None = None) -> TestResponse:
    """Open the page, take its hidden token along, and send the form, as a browser does."""
    page = client.get(path).get_data(as_text=True)
    found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
    assert found, f"no form on {path}"
    return client.post(at or path, data={"csrf_token": found[1], **data})
