"""A client that speaks the protocol to the ballot app without a network."""

import json

from pulse.simulate.browser import Browser


class TestBrowser(Browser):
    """`Browser` over a Flask test client."""

    __test__ = False

    def __init__(self, ballot_app) -> None:
        self.client = ballot_app.test_client()
        self.last_headers = None

    def close(self) -> None:
        pass

    def _send(self, method, path, body, kind):
        answer = self.client.open(path, method=method, data=body, content_type=kind)
        self.last_headers = answer.headers
        return answer.status_code, answer.data

    def board(self, cycle_id: str) -> dict:
        """The public board."""
        return json.loads(self._get(f"/ballot/board/{cycle_id}"))
