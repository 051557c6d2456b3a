"""A browser's worth of the protocol over HTTP, as a real one speaks it: no cookie, no credentials."""

import http.client
import json
from collections.abc import Mapping
from urllib.parse import urlsplit

from pulse.questions.scales import Answer
from pulse.simulate.ballot import FinishedBallot, draw, fill
from pulse.simulate.link import Link, Trusted, check, check_afterword

TIMEOUT = 30


class Refusal(Exception):
    """The server answered with another status than the protocol's success."""

    def __init__(self, step: str, status: int) -> None:
        super().__init__(f"{step} was answered with {status}")
        self.step, self.status = step, status


class Browser:
    """One connection to the ballot host."""

    def __init__(self, ballot_url: str) -> None:
        parts = urlsplit(ballot_url)
        maker = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
        self._connection = maker(parts.hostname or "", parts.port, timeout=TIMEOUT)

    def close(self) -> None:
        """Hang up."""
        self._connection.close()

    def look(self, link: Link) -> Trusted:
        """Fetch and check what the link promises."""
        manifest = self._get(f"/ballot/manifest/{link.cycle}")
        content = self._get(f"/ballot/content/{link.cycle}")
        block = self._get(f"/ballot/manifest/{link.cycle}/block/{link.block}")
        return check(link, manifest, content, block)

    def collect(self, link: Link, blinded: bytes) -> bytes:
        """Have a blinded message signed."""
        body = json.dumps({"invite": link.invite, "blinded": blinded.hex(), "block": link.block}).encode()
        status, answer = self._send("POST", "/ballot/collect", body, "application/json")
        if status != 200:
            raise Refusal("collecting", status)
        return bytes.fromhex(json.loads(answer)["blind_signature"])

    def cast(self, outer: bytes) -> None:
        """Cast finished bytes; sending the same again does no harm."""
        status, _ = self._send("POST", "/ballot/cast", outer, "application/octet-stream")
        if status != 204:
            raise Refusal("casting", status)

    def answer(
        self,
        url: str,
        answers: Mapping[str, Answer],
        comments: Mapping[str, str],
        language: str,
        seed: bytes | None = None,
    ) -> FinishedBallot:
        """The whole way of one person, from the link to the receipt; from a fresh seed, unless one was drawn."""
        link = Link.parse(url)
        trusted = self.look(link)
        blank = draw(trusted, seed)
        signature = self.collect(link, blank.blinded.message)
        check_afterword(trusted.content, self._get(f"/ballot/afterword/{link.cycle}"))
        finished = fill(trusted, blank, signature, answers=answers, comments=comments, language=language)
        self.cast(finished.outer)
        return finished

    def _get(self, path: str) -> bytes:
        status, body = self._send("GET", path, None, None)
        if status != 200:
            raise Refusal(path, status)
        return body

    def _send(self, method: str, path: str, body: bytes | None, kind: str | None) -> tuple[int, bytes]:
        headers = {"Content-Type": kind} if kind else {}
        self._connection.request(method, path, body, headers)
        response = self._connection.getresponse()
        return response.status, response.read()
