"""Two faces under one roof: staff host and ballot host, told apart by the Host header."""

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import urlsplit

Environ = dict[str, Any]
WSGI = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]


def host_of(address: str) -> str:
    """The host name of an address, without its port: cookies ignore ports, so we do too."""
    return (urlsplit(address).hostname or "").lower()


class ByHost:
    """Give each request to the app of its host name; any other host is refused.

    `/healthz` answers under every name, because load balancers ask by address.
    """

    def __init__(self, staff_url: str, staff: WSGI, ballot_url: str, ballot: WSGI) -> None:
        self._apps = {host_of(ballot_url): ballot, host_of(staff_url): staff}
        self._staff = staff

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """The WSGI call."""
        host = urlsplit("//" + environ.get("HTTP_HOST", "")).hostname or ""
        app = self._apps.get(host.lower())
        if app is None and environ.get("PATH_INFO") == "/healthz":
            app = self._staff
        if app is None:
            start_response("421 Misdirected Request", [("Content-Type", "text/plain; charset=utf-8")])
            return [b"This host name is not one of Pulse's addresses.\n"]
        return app(environ, start_response)
