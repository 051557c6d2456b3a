"""Two faces under one roof: staff host and ballot host, told apart by the Host header."""

from collections.abc import Callable, Iterable
from typing import Any

from config import host_of

Environ = dict[str, Any]
WSGI = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def _asked(environ: Environ) -> str:
    """The host name of a request; of a malformed one, none."""
    try:
        return host_of("//" + environ.get("HTTP_HOST", ""))
    except ValueError:
        return ""


class ByHost:
    """Give each request to the app of its host name; any other host is refused.

    `/healthz` answers under every name, because load balancers ask by address.
    """

    def __init__(self, staff_url: str, staff: WSGI, ballot_url: str, ballot: WSGI) -> None:
        self._apps = {host_of(ballot_url): ballot, host_of(staff_url): staff}
        self._staff = staff

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The WSGI call."""
        app = self._apps.get(_asked(environ))
        if app is None and environ.get("PATH_INFO") == "/healthz":
            app = self._staff
        if app is None:
            start_response("421 Misdirected Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"This host name is not one of Pulse's addresses.\n"]
        return app(environ, start_response)
