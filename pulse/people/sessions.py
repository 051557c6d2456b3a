"""Log-in and log-out, and who is behind a request.

The cookie is signed and holds a random token, new at each log-in; the database holds the token's
hash and can end it. Wrong passwords are counted before they are looked at, so that many tries at
once do not slip through.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import Flask, request, session
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from flask_wtf.csrf import CSRFProtect

from pulse.people import known_browsers, operations, passwords, queries, tokens
from pulse.people.devices import device
from pulse.people.lifetime import NOTICED
from pulse.web.access import Viewer
from pulse.web.services import services


class StaffUser(UserMixin):
    """What Flask-Login passes round: a token and the viewer it stands for."""

    def __init__(self, token: str, viewer: Viewer) -> None:
        self.token, self.viewer = token, viewer

    def get_id(self) -> str:
        """What the cookie holds."""
        return self.token


@dataclass(frozen=True)
class Refusal:
    """A log-in that did not succeed; `until` is set when it came too soon after many others."""

    until: datetime | None = None


def add_log_in(app: Flask) -> None:
    """Set up Flask-Login and the protection of forms."""
    app.config["WTF_CSRF_SSL_STRICT"] = False  # it wants a Referer, which our own policy forbids
    CSRFProtect(app)
    manager = LoginManager(app)
    manager.session_protection = None  # phones change their address; the server's list of sessions protects
    manager.user_loader(_load)


def current() -> Viewer | None:
    """Who is logged in."""
    user = cast(Any, current_user)
    return user.viewer if user.is_authenticated else None


def log_in(organisation_id: str, email: str, password: str) -> Viewer | Refusal:
    """Check a password and begin a session; unknown addresses take the same time as wrong passwords."""
    now, database = services().clock.now(), services().database
    address = tokens.hash_of_address(organisation_id, email)
    browser = known_browsers.nonce_for(address)
    counted = tokens.hash_of(f"{address} {browser}") if browser else address
    with database.writing() as db:
        until = operations.count_attempt(db, counted, now=now, known=browser is not None)
        found = queries.credentials(db, organisation_id, email)
    if until:
        return Refusal(until)
    right = passwords.matches(found.password_hash if found else None, password)
    if found is None or not right:
        with database.writing() as db:
            operations.note_failure(db, organisation_id, found.account_id if found else None, counted, now=now)
        return Refusal()
    with database.writing() as db:
        operations.forget_attempts(db, counted)
    return begin(organisation_id, found.account_id)


def begin(organisation_id: str, account_id: str) -> Viewer:
    """Begin a session for an account that has shown who it is; from now on their browser is known."""
    now, token, said = services().clock.now(), tokens.fresh(), device(request.user_agent.string)
    with services().database.writing() as db:
        operations.start_session(db, organisation_id, account_id, tokens.hash_of(token), now=now, device=said)
        owner = queries.session_owner(db, tokens.hash_of(token), now)
    if owner is None:
        raise LookupError("the account was closed at this very moment")
    session.clear()
    login_user(StaffUser(token, owner.viewer))
    known_browsers.remember(tokens.hash_of_address(organisation_id, owner.viewer.email))
    return owner.viewer


def own_hash() -> str:
    """The hash by which the database knows the session of this request."""
    return tokens.hash_of(cast(Any, current_user).token)


def log_out() -> None:
    """End the session in the database and empty the cookie."""
    user = cast(Any, current_user)
    if user.is_authenticated:
        with services().database.writing() as db:
            operations.end_session(db, tokens.hash_of(user.token), now=services().clock.now())
    logout_user()
    session.clear()


def _load(token: str) -> StaffUser | None:
    now, token_hash = services().clock.now(), tokens.hash_of(token)
    with services().database.reading() as db:
        owner = queries.session_owner(db, token_hash, now)
    if owner is None:
        return None
    if now - owner.seen_at >= NOTICED:
        with services().database.writing() as db:
            operations.notice_session(db, token_hash, now=now)
    return StaffUser(token, owner.viewer)
