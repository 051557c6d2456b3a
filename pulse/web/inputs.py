"""What no address can ever want: NUL characters, which PostgreSQL refuses deep inside.

Fields of forms are left to the forms: they say what is wrong and keep what was typed.
"""

from flask import Flask, abort, request


def refuse_nul(app: Flask) -> None:
    """End a request with a NUL in its address: 404 in the path, 400 behind the question mark."""

    @app.before_request
    def look() -> None:
        if "\0" in request.path:
            abort(404)
        if any("\0" in value for value in request.args.values()):
            abort(400)
