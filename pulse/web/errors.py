"""Errors as pages: one clear sentence, never a traceback."""

import logging
from dataclasses import dataclass

from flask import Flask, Response, make_response, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

log = logging.getLogger("pulse.web")


@dataclass(frozen=True)
class Trouble:
    """What an error page says: what happened, and what to do now."""

    code: int
    title: str
    sentence: str
    advice: str


def trouble(code: int) -> Trouble:
    """The words of an error; those of 500 for any other."""
    return Trouble(code, _title(code), _sentence(code), _advice(code))


def _title(code: int) -> str:
    titles: dict[int, str] = {
        403: _("This page is for others"),
        404: _("There is nothing here"),
        413: _("This is too large"),
        429: _("A little later, please"),
    }
    return titles.get(code) or str(_("That did not work") if code < 500 else _("This is our fault, not yours"))


def _advice(code: int) -> str:
    advice: dict[int, str] = {
        400: _("If you had the page open for a long time, load it again before you send it once more."),
        403: _("If you need it, ask your administrator to give your account the right."),
        404: _("The address may be mistyped, or what stood here was removed. You have lost nothing."),
        413: _("A file may have up to 32 MB. Leave out what you do not need, or send it in parts."),
        429: _("This protects the accounts from people who guess passwords."),
        500: _("Try again in a minute. If it happens again, tell your administrator what you did and at what time."),
    }
    return advice.get(code) or advice[500 if code >= 500 else 400]


def _sentence(code: int) -> str:
    sentences: dict[int, str] = {
        400: _("The page could not read what was sent. Please go back and try again."),
        403: _("Your account does not have the right to open this page."),
        404: _("This page does not exist, or it is not yours to see."),
        405: _("This page cannot be used in this way."),
        413: _("What was sent is too large."),
        429: _("Too many tries. Please wait a few minutes."),
    }
    return sentences.get(code) or str(_("Something went wrong on our side. Nothing you entered was saved half-way."))


def staff_errors(app: Flask) -> None:
    """Error pages of the staff host."""

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        if error.response is not None:  # a redirect in disguise
            return make_response(error.response)
        code = error.code or 500
        return make_response(render_template("layouts/error.html", trouble=trouble(code)), code)

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        log.error("unexpected error", exc_info=error)
        return make_response(render_template("layouts/error.html", trouble=trouble(500)), 500)


def ballot_errors(app: Flask) -> None:
    """Errors of the ballot host: constant bodies, and a log line without anything of the request."""

    @app.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        if error.response is not None:
            return make_response(error.response)
        code = 400 if error.code == 413 else error.code or 500  # too large is just one more way of being invalid
        response = make_response(b"", code)
        response.headers["Content-Type"] = "text/plain; charset=utf-8"
        return response

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        log.error("unexpected error on the ballot host: %s", type(error).__name__)
        response = make_response(b"", 503)
        response.headers["Content-Type"] = "text/plain; charset=utf-8"
        response.headers["Retry-After"] = "30"
        return response
