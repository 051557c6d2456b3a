"""What no page can ever want: NUL characters, which PostgreSQL refuses deep inside."""

from flask import Flask, abort, request


def refuse_nul(app: Flask) -> None:
    """End a request with a NUL in its address or its fields: 404 for an address, 400 for a field."""

    @app.before_request
    def look() -> None:
        if "\0" in request.path:
            abort(404)
        given = [*request.args.values(), *request.form.values()]
        if any("\0" in value for value in given):
            abort(400)
