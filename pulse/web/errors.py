"""Errors as pages: one clear sentence, never a traceback."""

import logging

from flask import Flask, Response, make_response, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import HTTPException

log = logging.getLogger("pulse.web")


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
        return make_response(render_template("layouts/error.html", sentence=_sentence(code)), code)

    @app.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        log.error("unexpected error", exc_info=error)
        return make_response(render_template("layouts/error.html", sentence=_sentence(500)), 500)


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
