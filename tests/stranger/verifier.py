"""A second verifier of the public board, written from docs/protocol.md alone.

    python tests/stranger/verifier.py board.json [--m HEX] [--receipt HEX] [--earlier kept.json]

It shares no code with Pulse, nor with the client beside it.
"""

import argparse
import json
import unicodedata
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

FIELDS = {"v", "organisation", "cycle", "zones", "k", "k_inv", "bpk", "blocks", "blocks_root"}
FIELDS |= {"content_hash", "client_hash"}
COUNTS = ("invited", "collected", "accepted", "rejected")


class Wrong(Exception):
    """What does not hold, in one sentence."""


def verify(board: dict, *, m: str | None = None, receipt: str | None = None, earlier: dict | None = None) -> str:
    """Check a board, alone and against what one has kept; gives what that shows, or raises `Wrong`."""
    try:
        return check(board, m, receipt, earlier)
    except (KeyError, TypeError, ValueError):
        raise Wrong("The board is not of the form that the protocol describes.") from None


def check(board: dict, m: str | None, receipt: str | None, earlier: dict | None) -> str:
    """The seven checks of section 8, in an order in which each failure gets the sentence that fits it best."""
    demand(board["v"] == 1, "The board is of another version.")
    entries = check_log(board, earlier)
    hash_ = sha256(board["manifest"].encode()).hexdigest()
    demand(m in {None, hash_}, "The manifest is not the one that your mail named.")
    demand(
        ("opened", hash_) in [(one["kind"], one["manifest"]) for one in entries], "The log never opened this manifest."
    )
    manifest = canonical(board["manifest"])
    demand(set(manifest) >= FIELDS, "The manifest leaves something out.")
    named(manifest)
    demand(manifest["organisation"] == entries[0]["organisation"], "The manifest is of another organisation.")
    demand(
        manifest["k"] >= 5 and manifest["k_inv"] >= manifest["k"] + 3, "The manifest's smallest groups are too small."
    )
    check_blocks(manifest, board)
    ours = [one for one in entries if one["cycle"] == manifest["cycle"]]
    demand({one["manifest"] for one in ours} == {hash_}, "The log knows this cycle with another manifest, too.")
    closings = [one for one in ours if one["kind"] == "closed"]
    if not board["closed"]:
        demand("counted" not in board, "A trustee signed who had nothing to count.")
        unknown = [board[name] for name in ("root", *COUNTS[1:])] == [None] * 4
        demand(unknown and not closings and not board["leaves"], "The board says open, but something was counted.")
        return "Consistent: the cycle is open, nothing is counted yet."
    demand(closings, "The log never closed this cycle.")
    check_trustee(board, manifest, closings[0])
    check_count(board, closings[0], restored=any(one["kind"] == "restored" for one in ours))
    demand(receipt is None or receipt in board["leaves"], "This receipt is not on the board.")
    if board["origin"] != "cast":
        return "Consistent, unattested: these ballots were made up."
    return f"Consistent: {board['accepted']} ballots were counted."


def check_log(board: dict, earlier: dict | None) -> list[dict]:
    """Every entry's root covers all entries up to it and is signed; nothing that was there before has changed."""
    leaves: list[bytes] = []
    entries: list[dict] = []
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(board["log_key"]))
    for size, one in enumerate(board["log"], start=1):
        leaves.append(leaf_hash(one["document"].encode()))
        demand(tree_root(leaves).hex() == one["root"], f"The root of log entry {size} does not cover the log.")
        organisation = json.loads(one["document"])["organisation"]
        said = b"pulse-log-v1" + bytes.fromhex(organisation) + size.to_bytes(8) + bytes.fromhex(one["root"])
        try:
            key.verify(bytes.fromhex(one["signature"]), said)
        except InvalidSignature:
            raise Wrong(f"The signature of log entry {size} is not by the log's key.") from None
        entries.append(canonical(one["document"]))
    demand(len({one["organisation"] for one in entries}) == 1, "The log is of several organisations, or empty.")
    for cycle in {one["cycle"] for one in entries}:
        life = [one["kind"] for one in entries if one["cycle"] == cycle and one["kind"] in {"opened", "closed"}]
        demand(
            life in (["opened"], ["opened", "closed"]), "The log opens or closes a cycle twice, or in another order."
        )
        whole = [one["kind"] for one in entries if one["cycle"] == cycle]
        inside = whole[1:-1] if "closed" in whole else whole[1:]
        demand(
            whole.count("restored") == inside.count("restored"),
            "A cycle came back from a backup when it was not open.",
        )
    if earlier:
        demand(board["log_key"] == earlier["log_key"], "The log's key is another than before.")
        demand(
            board["log"][: len(earlier["log"])] == earlier["log"], "The log has lost or changed what it held before."
        )
    return entries


def check_count(board: dict, closing: dict, *, restored: bool) -> None:
    """The leaves are the board's, and the board's figures are those that were signed."""
    leaves = [bytes.fromhex(leaf) for leaf in board["leaves"]]
    demand(tree_root(leaves).hex() == board["root"], "The leaves do not give the board's root.")
    demand(leaves == sorted(set(leaves)), "The leaves are not in order, or one stands there twice.")
    demand(closing["root"] == board["root"], "The log was closed with another root.")
    demand(closing["origin"] == board["origin"], "The log says something else about where the ballots came from.")
    demand(all(closing[name] == board[name] for name in COUNTS), "The log was closed with other figures.")
    demand(len(leaves) == board["accepted"], "There are not as many leaves as ballots.")
    given = board["accepted"] + board["rejected"]
    most = board["invited"] if restored else board["collected"]
    demand(
        given <= most and board["collected"] <= board["invited"], "More ballots than people who may have cast them."
    )


def named(manifest: dict) -> dict:
    """The trustee of a manifest, with keys of their own name; nobody where it names none."""
    trustee = manifest.get("trustee", {"mode": "nothing"})
    if "trustee" in manifest:
        keys = bytes.fromhex(trustee["box"]) + bytes.fromhex(trustee["sign"])
        own = sha256(b"pulse-trustee-key-v1" + keys).hexdigest()[:32]
        demand(trustee["mode"] in {"counts", "copy"} and trustee["key"] == own, "The trustee is none.")
        demand(trustee["mode"] == "copy" or trustee["box"] == manifest["bpk"], "The trustee's key seals nothing.")
    return trustee


def check_trustee(board: dict, manifest: dict, closing: dict) -> None:
    """Who alone could open the ballots has signed what the board says of them."""
    trustee = named(manifest)
    if trustee["mode"] != "counts":
        demand("counted" not in board, "A trustee signed who had nothing to count.")
        return
    demand("counted" in board, "The trustee has signed nothing.")
    document, signature = board["counted"]["document"], bytes.fromhex(board["counted"]["signature"])
    hashed = sha256(document.encode()).digest()
    m = sha256(board["manifest"].encode()).digest()
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(trustee["sign"]))
        key.verify(signature, b"pulse-count-v1" + m + hashed)
    except InvalidSignature:
        raise Wrong("The signature under the count is not the trustee's.") from None
    said = canonical(document)
    ours = {"organisation": manifest["organisation"], "cycle": manifest["cycle"], "manifest": m.hex()}
    ours |= {"key": trustee["key"]} | {name: board[name] for name in (*COUNTS[1:], "root")}
    demand(all(said[name] == value for name, value in ours.items()), "The trustee signed something else.")
    demand(closing.get("statement") == hashed.hex(), "The log does not name what the trustee signed.")


def check_blocks(manifest: dict, board: dict) -> None:
    """The whole list of blocks, which no single client sees."""
    root = tree_root([leaf_hash(one.encode()) for one in board["blocks"]]).hex()
    demand(root == manifest["blocks_root"], "The list of blocks is not the manifest's.")
    blocks = [canonical(one) for one in board["blocks"]]
    demand([one["index"] for one in blocks] == list(range(manifest["blocks"])), "Blocks are missing from the list.")
    hidden = {unicodedata.category(letter) for one in blocks for letter in one["label"]} & {"Cf", "Cc", "Co"}
    demand(not hidden, "A block's name has letters that nobody sees.")
    labels = [unicodedata.normalize("NFKC", one["label"]).lower().encode() for one in blocks]
    demand(labels == sorted(set(labels)), "The blocks' names are not in order, or two share one.")
    moduli = [int(one["n"], 16) for one in blocks]
    demand(len(set(moduli)) == len(moduli), "Two blocks share one key.")
    demand(sum(one["invited"] for one in blocks) == board["invited"], "The blocks do not add up to those invited.")
    for n, one in zip(moduli, blocks, strict=True):
        demand(n.bit_length() == 2048 and one["e"] == 65537, f"The key of block {one['index']} is too weak.")
        demand(one["invited"] >= manifest["k_inv"], f"Block {one['index']} has too few people.")


def canonical(document: str) -> dict:
    """What the document says, if it is written in the one way that RFC 8785 allows (there are no fractions here)."""
    said = json.loads(document)
    one_way = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    demand(document == one_way, "A document is not canonical JSON.")
    return said


def leaf_hash(data: bytes) -> bytes:
    """RFC 9162's hash of a leaf."""
    return sha256(b"\0" + data).digest()


def tree_root(leaves: list[bytes]) -> bytes:
    """RFC 9162's root over hashed leaves: the left part is the largest power of two below all of them."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    left = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + tree_root(leaves[:left]) + tree_root(leaves[left:])).digest()


def demand(holds: bool, sentence: str) -> None:
    """Stop here unless it holds."""
    if not holds:
        raise Wrong(sentence)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("board", type=Path)
    for name, kind in (("--m", str), ("--receipt", str), ("--earlier", Path)):
        parser.add_argument(name, type=kind)
    asked = parser.parse_args()
    kept = json.loads(asked.earlier.read_bytes()) if asked.earlier else None
    print(verify(json.loads(asked.board.read_bytes()), m=asked.m, receipt=asked.receipt, earlier=kept))
