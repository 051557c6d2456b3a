"""The language of a staff page: what the address asks for, the account's, the browser's, the default."""

from urllib.parse import urlencode

from flask import Flask, Response, g, request
from flask_babel import Babel

from pulse.i18n import CATALOGUES, DEFAULT, LANGUAGES, SPOKEN, best_language, html_language, language_of
from pulse.web.writing import add_writing

COOKIE = "pulse_language"


def choose() -> str:
    """`?lang=` wins and is remembered; an unknown one is passed over."""
    viewer = g.get("viewer")
    asked = language_of(request.args.get("lang")) or language_of(request.cookies.get(COOKIE))
    account = language_of(viewer.language) if viewer else None
    return asked or account or best_language([tag for tag, _ in request.accept_languages], DEFAULT)


def in_language(language: str) -> str:
    """The address of this page in another language."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "lang"]
    return f"{request.path}?{urlencode([*kept, ('lang', language)])}"


def add_languages(app: Flask) -> None:
    """Set up gettext for the staff host. The ballot host lets the browser choose and has none of this."""
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(CATALOGUES)
    Babel(app, locale_selector=choose)
    app.jinja_env.globals.update(
        languages=LANGUAGES, spoken=SPOKEN, html_language=html_language, in_language=in_language
    )
    add_writing(app)

    @app.context_processor
    def language() -> dict[str, str]:
        return {"language": choose()}

    @app.after_request
    def keep(response: Response) -> Response:
        asked = language_of(request.args.get("lang"))
        if asked:
            response.set_cookie(
                COOKIE, asked, max_age=31_536_000, httponly=True, samesite="Lax", secure=request.is_secure
            )
        return response
