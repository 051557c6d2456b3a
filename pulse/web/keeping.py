"""Answers that are the same for everybody are made once a minute: files, programs, frozen documents, plain pages.

Nothing is kept that speaks of anybody: no block, no board, nothing that was posted.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable
from threading import Lock
from time import monotonic
from typing import Any, NamedTuple

from pulse.web.hosts import WSGI, Environ

SECONDS = 60
MOST = 64
_SHARED = ("/static/", "/ballot/client/", "/ballot/content/", "/ballot/afterword/", "/ballot/manifest/")
_PAGES = frozenset({"/checkin/", "/receipt", "/picked-up"})
_CONDITIONS = ("HTTP_RANGE", "HTTP_IF_NONE_MATCH", "HTTP_IF_MODIFIED_SINCE", "HTTP_IF_MATCH", "HTTP_IF_RANGE")


class _Kept(NamedTuple):
    until: float
    status: str
    headers: list[tuple[str, str]]
    body: bytes


class Keeping:
    """Stands before the anonymous host's app and repeats its answers for a minute."""

    def __init__(self, app: WSGI, tick: Callable[[], float] = monotonic) -> None:
        self._app, self._tick = app, tick
        self._kept: OrderedDict[tuple[str, ...], _Kept] = OrderedDict()
        self._lock = Lock()

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The WSGI call."""
        path = environ.get("PATH_INFO", "")
        if not _is_shared(environ, path):
            return self._app(environ, start_response)
        key = (path, environ.get("QUERY_STRING", ""), environ.get("HTTP_ACCEPT_ENCODING", ""))
        with self._lock:
            found = self._kept.get(key)
        if found is None or self._tick() >= found.until:
            found = self._ask(environ)
            if found.status.startswith("200"):
                self._keep(key, found)
        start_response(found.status, list(found.headers))
        return [found.body]

    def _ask(self, environ: Environ) -> _Kept:
        told: list[Any] = []
        answer = self._app(environ, lambda status, headers, _error=None: told.extend((status, headers)))
        try:
            body = b"".join(answer)
        finally:
            if hasattr(answer, "close"):
                answer.close()
        return _Kept(self._tick() + SECONDS, told[0], told[1], body)

    def _keep(self, key: tuple[str, ...], found: _Kept) -> None:
        with self._lock:
            self._kept[key] = found
            self._kept.move_to_end(key)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)


def _is_shared(environ: Environ, path: str) -> bool:
    if environ.get("REQUEST_METHOD") != "GET" or any(name in environ for name in _CONDITIONS):
        return False
    return path in _PAGES or (path.startswith(_SHARED) and "/block/" not in path)
