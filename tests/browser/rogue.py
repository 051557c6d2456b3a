"""A server that lies about a cycle in one chosen way, and is consistent in all others."""

import json
from collections.abc import Callable
from hashlib import sha256
from secrets import token_hex
from typing import Any

from pulse.checkin.client import programs
from pulse.checkin.strings import afterword_strings, interface_strings
from pulse.cycles.content import build_afterword
from pulse.envelope.canonical import canonical
from pulse.merkle.tree import Tree, leaf_hash
from pulse.trustee.modes import COUNTS

BOX = "04" + "11" * 64
Change = Callable[[dict[str, Any]], None]


def _keep(_parts: dict[str, Any]) -> None:
    """Change nothing."""


class Rogue:
    """Answers every request of a check-in from made-up documents.

    `blocks` and `manifest` change these before they are hashed, so that all hashes fit; `served` changes what is
    sent afterwards.
    """

    def __init__(
        self, moduli: list[int], *, blocks: Change = _keep, manifest: Change = _keep, served: Change = _keep, mine=1
    ) -> None:
        self.cycle = token_hex(16)
        parts: dict[str, Any] = {"blocks": [_block(i, n) for i, n in enumerate(moduli)], "mine": mine}
        blocks(parts)
        documents = [canonical(block) for block in parts["blocks"]]
        tree = Tree([leaf_hash(document) for document in documents])
        afterword = build_afterword(announcements=[], strings={"en": afterword_strings("en")})
        content = canonical(_content(afterword))
        client_hash, client = programs()[0]
        parts["manifest"] = {
            "v": 1,
            "organisation": token_hex(16),
            "cycle": self.cycle,
            "k": 5,
            "k_inv": 10,
            "zones": {"UTC": {"opens": "2026-11-23T09:00:00Z", "answer_until": "2026-11-30T09:00:00Z"}},
            "content_hash": sha256(content).hexdigest(),
            "client_hash": client_hash,
            "bpk": BOX,
            "blocks": len(documents),
            "blocks_root": tree.root().hex(),
        }
        manifest(parts["manifest"])
        frozen = canonical(parts["manifest"])
        entries = [
            {"document": document.decode(), "proof": [step.hex() for step in tree.inclusion(i)]}
            for i, document in enumerate(documents)
        ]
        at = parts["mine"]
        self.served: dict[str, Any] = {
            "manifest": frozen,
            "content": content,
            "afterword": afterword,
            "client": client,
            "m": sha256(frozen).hexdigest(),
            "block": {
                "block": entries[at],
                "previous": entries[at - 1] if at else None,
                "next": entries[at + 1] if at + 1 < len(entries) else None,
            },
        }
        served(self.served)
        self.at = at

    def link(self, ballot_url: str) -> str:
        """The link that an invitation would carry."""
        return f"{ballot_url}/checkin/#c={self.cycle}&i={token_hex(32)}&m={self.served['m']}&b={self.at}"

    def answer(self, route) -> None:
        """Stand in for the server; what carries something away gets no answer."""
        path = route.request.url.split("/ballot/", 1)[1]
        if route.request.method == "POST":
            route.abort()
        elif "/block/" in path:
            route.fulfill(body=json.dumps(self.served["block"]), content_type="application/json")
        elif path.startswith("client/"):
            route.fulfill(body=self.served["client"], content_type="text/javascript")
        else:
            route.fulfill(body=self.served[path.split("/")[0]], content_type="application/json")


def _block(index: int, modulus: int) -> dict[str, Any]:
    return {"index": index, "label": f"Group {index}", "invited": 12, "n": f"{modulus:0512x}", "e": 65537}


def _content(afterword: bytes) -> dict[str, Any]:
    question = {"key": "canteen", "topic": "canteen", "scale": "faces5"}
    return {
        "v": 1,
        "languages": ["en"],
        "default_language": "en",
        "organisation_name": "Rogue Works",
        "danger_contacts": "Call 112.",
        "invited": 48,
        "questions": [{**question, "texts": {"en": {"topic": "Canteen", "text": "How is the food?"}}}],
        "strings": {"en": interface_strings("en", COUNTS)},
        "afterword": sha256(afterword).hexdigest(),
    }
