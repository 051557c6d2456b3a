"""The personal link and the checks a client makes before anything leaves it, pure."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pulse.blind_signature.issuer import BITS, EXPONENT
from pulse.merkle.tree import included, leaf_hash
from pulse.trustee.frozen import NotATrustee, trustee_of

LEAST_K = 5
LEAST_MARGIN = 3
UNSEEN = {"Cc", "Cf", "Co"}


class Distrust(ValueError):
    """The server shows something that an honest one would not; nothing is sent."""


@dataclass(frozen=True)
class Link:
    """What stands behind the # of a personal link."""

    cycle: str
    invite: str
    manifest_hash: str
    block: int

    @classmethod
    def parse(cls, url: str) -> "Link":
        """Read a link; `Distrust` when a part is missing."""
        fields = {name: values[0] for name, values in parse_qs(urlsplit(url).fragment).items()}
        try:
            return cls(fields["c"], fields["i"], fields["m"], int(fields["b"]))
        except (KeyError, ValueError):
            raise Distrust("this is not a personal link") from None


@dataclass(frozen=True)
class Trusted:
    """A cycle and block that passed every check, and the invitation that they were shown for."""

    invite: bytes
    organisation: bytes
    cycle: bytes
    manifest: bytes
    leaf: bytes
    modulus: int
    box_public: bytes
    label: str
    invited: int
    content: dict[str, Any]


def _require(holds: object, reason: str) -> None:
    if not holds:
        raise Distrust(reason)


def check(link: Link, manifest: bytes, content: bytes, block: bytes) -> Trusted:
    """All checks of docs/protocol.md section 2; `block` is the answer of the block's address."""
    _require(sha256(manifest).hexdigest() == link.manifest_hash, "the manifest is not the one of the link")
    facts = json.loads(manifest)
    _require(facts["v"] == 1 and facts["cycle"] == link.cycle, "the manifest is of another cycle or version")
    _require(
        facts["k"] >= LEAST_K and facts["k_inv"] >= facts["k"] + LEAST_MARGIN, "groups may be shown that are too small"
    )
    try:
        trustee_of(facts)
    except NotATrustee as why:
        raise Distrust(str(why)) from None
    _require(sha256(content).hexdigest() == facts["content_hash"], "the questions are not those of the manifest")
    answer = json.loads(block)
    last = facts["blocks"] - 1
    _require((answer["previous"] is None) == (link.block == 0), "the list of groups has no clear beginning")
    _require((answer["next"] is None) == (link.block == last), "the list of groups has no clear end")
    places = ((answer["previous"], link.block - 1), (answer["block"], link.block), (answer["next"], link.block + 1))
    blocks = [_block(part, index, facts) for part, index in places if part is not None]
    labels = [entry["label"] for entry in blocks]
    _require(_rising(labels), "two groups have the same name")
    _require(not any(unicodedata.category(one) in UNSEEN for one in "".join(labels)), "a name holds what nobody sees")
    _require(len({entry["n"] for entry in blocks}) == len(blocks), "two groups have the same key")
    own = json.loads(answer["block"]["document"])
    return Trusted(
        bytes.fromhex(link.invite),
        bytes.fromhex(facts["organisation"]),
        bytes.fromhex(link.cycle),
        bytes.fromhex(link.manifest_hash),
        leaf_hash(answer["block"]["document"].encode()),
        int(own["n"], 16),
        bytes.fromhex(facts["bpk"]),
        own["label"],
        own["invited"],
        json.loads(content),
    )


def check_afterword(content: Mapping[str, Any], afterword: bytes) -> None:
    """What is read after the last question is what the content names."""
    _require(sha256(afterword).hexdigest() == content["afterword"], "the last texts are not those of the content")


def _block(part: dict[str, Any], index: int, facts: dict[str, Any]) -> dict[str, Any]:
    document = part["document"].encode()
    proof = [bytes.fromhex(step) for step in part["proof"]]
    root = bytes.fromhex(facts["blocks_root"])
    _require(
        included(leaf_hash(document), index, facts["blocks"], proof, root), "a group is not in the published list"
    )
    entry: dict[str, Any] = json.loads(document)
    _require(entry["index"] == index, "a group stands at another's place")
    _require(entry["e"] == EXPONENT, "a group's key is of a weak kind")
    _require(int(entry["n"], 16).bit_length() == BITS, "a group's key has the wrong length")
    _require(entry["invited"] >= facts["k_inv"], "a group is too small")
    return entry


def _rising(labels: list[str]) -> bool:
    keys = [unicodedata.normalize("NFKC", label).lower().encode() for label in labels]
    return all(one < two for one, two in pairwise(keys))
