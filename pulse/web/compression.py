"""Smaller answers for phones: gzip for programs, styles and public documents.

Never for staff pages: a compressed page that holds a secret and echoes what was asked for gives the
secret away by its length (BREACH). The ballot host's pages hold none.
"""

import gzip
from functools import lru_cache

from flask import Flask, Response, request

WORTH_IT = 1000
DOCUMENTS = frozenset({"text/css", "text/javascript", "application/javascript", "image/svg+xml"})
PUBLIC = DOCUMENTS | {"text/html", "application/json"}


@lru_cache(maxsize=64)
def _squeezed(body: bytes) -> bytes:
    return gzip.compress(body, 6, mtime=0)


def add_compression(app: Flask, *, public: bool) -> None:
    """Compress what is worth it; `public` says that pages of this app hold no secret."""
    kinds = PUBLIC if public else DOCUMENTS

    @app.after_request
    def squeeze(response: Response) -> Response:
        if response.mimetype not in kinds or response.status_code != 200 or request.method != "GET":
            return response
        response.vary.add("Accept-Encoding")
        if not request.accept_encodings["gzip"] or "Content-Encoding" in response.headers:
            return response
        response.direct_passthrough = False
        body = response.get_data()
        if len(body) >= WORTH_IT:
            response.set_data(_squeezed(body))
            response.headers["Content-Encoding"] = "gzip"
        return response
