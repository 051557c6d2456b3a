"""What a trustee gives back: the counts, and a signed statement of what was counted (docs/protocol.md section 9).

Two documents: the *body* holds counts and comments and is for the server alone; the *statement* holds
what stands on the board anyway and the body's hash, and is what the signature is over. A salt in
the body keeps its hash from telling anybody the counts.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from pulse.counting.comments import PlacedComment
from pulse.counting.tally import Counted, ReleasedRow, TallyRow
from pulse.envelope.canonical import canonical, digest
from pulse.envelope.documents import NotADocument, canonical_object, is_count, is_hex, read
from pulse.merkle.tree import root
from pulse.questions.scales import NOT_ASKED, PEOPLE
from pulse.results.disclosure import Cell

KIND, LABEL = "pulse-result", b"pulse-count-v1"
STATED: dict[str, Callable[[Any], bool]] = {
    "v": lambda value: is_count(value) and value == 1,
    "kind": lambda value: value == "counted",
    "organisation": lambda value: is_hex(value, 16),
    "cycle": lambda value: is_hex(value, 16),
    "manifest": lambda value: is_hex(value, 32),
    "key": lambda value: is_hex(value, 16),
    "collected": is_count,
    "accepted": is_count,
    "rejected": is_count,
    "root": lambda value: is_hex(value, 32),
    "body": lambda value: is_hex(value, 32),
}


class NotAResult(ValueError):
    """The file is no result of a count; the message is one sentence."""


@dataclass(frozen=True)
class Result:
    """A signed count, not yet believed."""

    statement: bytes
    signature: bytes
    body: bytes
    facts: Mapping[str, Any]
    counted: Counted
    leaves: tuple[bytes, ...]

    def write(self) -> bytes:
        """As a file."""
        return canonical(
            {
                "v": 1,
                "kind": KIND,
                "statement": self.statement.decode(),
                "signature": self.signature.hex(),
                "body": self.body.decode(),
            }
        )


def make(
    facts: Mapping[str, str | int], counted: Counted, leaves: Iterable[bytes], sign_key: Ed25519PrivateKey
) -> bytes:
    """The file of a count; `facts` are organisation, cycle, manifest, key and collected."""
    ordered = sorted(leaves)
    body = canonical(
        {
            "v": 1,
            "salt": token_hex(32),
            "tallies": [list(row) for row in sorted(counted.tallies)],
            "released": [
                [row.question, row.cell.unit, row.cell.location, list(row.atoms)] for row in counted.released
            ],
            "comments": [_comment(comment) for comment in counted.comments],
            "leaves": [leaf.hex() for leaf in ordered],
        }
    )
    said = {
        **facts,
        "v": 1,
        "kind": "counted",
        "accepted": counted.accepted,
        "rejected": counted.rejected,
        "root": root(ordered).hex(),
        "body": digest(body).hex(),
    }
    statement = canonical(said)
    signature = sign_key.sign(signed_bytes(str(facts["manifest"]), statement))
    return Result(statement, signature, body, said, counted, tuple(ordered)).write()


def _comment(comment: PlacedComment) -> list[str | None]:
    """As a row; the question stands at its end where it is not the usual one."""
    unit, place = (comment.cell.unit, comment.cell.location) if comment.cell else (None, None)
    return [unit, place, comment.language, comment.text, *([comment.question] if comment.question else [])]


def signed_bytes(manifest_hash: str, statement: bytes) -> bytes:
    """What the trustee's key of this cycle signs."""
    return LABEL + bytes.fromhex(manifest_hash) + digest(statement)


def signature_holds(sign: bytes, manifest_hash: str, statement: bytes, signature: bytes) -> bool:
    """Whether a statement was signed by the key that the manifest names."""
    try:
        Ed25519PublicKey.from_public_bytes(sign).verify(signature, signed_bytes(manifest_hash, statement))
    except (InvalidSignature, ValueError):
        return False
    return True


def stated(statement: str) -> dict[str, Any]:
    """What a statement says; `NotAResult` where it is not of the form."""
    try:
        facts = canonical_object(statement)
    except NotADocument:
        raise NotAResult("The trustee's statement cannot be read.") from None
    if set(facts) != set(STATED) or not all(right(facts[name]) for name, right in STATED.items()):
        raise NotAResult("The trustee's statement is not of the form that the protocol describes.")
    return facts


def read_result(content: bytes) -> Result:
    """The result in a file."""
    try:
        found = read(content.decode())
    except (NotADocument, UnicodeDecodeError):
        raise NotAResult("This file is no result of a trustee's count.") from None
    if not isinstance(found, dict) or found.get("kind") != KIND or found.get("v") != 1:
        raise NotAResult("This file is no result of a trustee's count.")
    statement, signature, body = found.get("statement"), found.get("signature"), found.get("body")
    if not isinstance(statement, str) or not isinstance(body, str) or not is_hex(signature, 64):
        raise NotAResult("The result is damaged.")
    facts = stated(statement)
    if digest(body.encode()).hex() != facts["body"]:
        raise NotAResult("The counts in this file are not those that the trustee signed.")
    try:
        said = canonical_object(body)
        counted = _counted(said, facts)
        leaves = tuple(bytes.fromhex(leaf) for leaf in said["leaves"])
    except (NotADocument, KeyError, TypeError, ValueError):
        raise NotAResult("The counts in this file cannot be read.") from None
    return Result(statement.encode(), bytes.fromhex(str(signature)), body.encode(), facts, counted, leaves)


def _counted(said: Mapping[str, Any], facts: Mapping[str, Any]) -> Counted:
    return Counted(
        [
            TallyRow(_text(question), _number(atom), _option(option), _number(chosen))
            for question, atom, option, chosen in said["tallies"]
        ],
        [
            ReleasedRow(_text(question), Cell(_text(unit), _text(place)), tuple(map(_number, atoms)))
            for question, unit, place, atoms in said["released"]
        ],
        [
            PlacedComment(
                None if unit is None else Cell(_text(unit), _text(place)),
                None if language is None else _text(language),
                _text(text),
                *map(_text, question),
            )
            for unit, place, language, text, *question in said["comments"]
        ],
        facts["accepted"],
        facts["rejected"],
    )


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value


def _number(value: Any) -> int:
    if not is_count(value):
        raise TypeError
    return int(value)


def _option(value: Any) -> int:
    """An option's number, or one of the two below zero that count people."""
    return value if value in (NOT_ASKED, PEOPLE) and type(value) is int else _number(value)
