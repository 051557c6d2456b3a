"""What the trustee does with a package: check it, open it once, count it, sign that; and the end of a key."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from random import SystemRandom
from typing import Any

from pulse.answers.validity import token_holds
from pulse.counting.opening import opened
from pulse.counting.tally import Counted
from pulse.counting.tally import count as tally
from pulse.cycles.content import answerable, may_be_counted
from pulse.cycles.manifest import promised_end
from pulse.desk.keyring import Count, KeyPair, Keyring
from pulse.envelope.canonical import block_leaf, digest
from pulse.envelope.outer import Ballot, MalformedBallot, unpack
from pulse.handover.package import NotAPackage, Package, digest_of, read
from pulse.handover.recovery import NotRecovery, Request, open_copy, seal_back, write_answer
from pulse.handover.result import make
from pulse.trustee.frozen import FrozenTrustee, NotATrustee, trustee_of
from pulse.verify import blocks as listed
from pulse.verify.promised import Manifest, NotAManifest, parse
from pulse.verify.promised import problems as promises_broken
from pulse.verify.verdict import verify


class Refused(Exception):
    """The trustee's tool does not do this; the message is one sentence."""


@dataclass(frozen=True)
class Ready:
    """A package that passed every check, and the key that opens it."""

    package: Package
    digest: str
    manifest: Manifest
    trustee: FrozenTrustee
    pair: KeyPair
    ballots: Sequence[Ballot]
    content: dict[str, Any]


def prepare(content: bytes, keys: Keyring, *, now: datetime) -> Ready:
    """Check a package, whole, before anything of it is opened; `Refused` with one sentence."""
    try:
        package = read(content)
        manifest, trustee = _promise(package.manifest)
    except NotAPackage as why:
        raise Refused(str(why)) from None
    if not trustee.counts:
        raise Refused("In this check-in the trustee only holds a copy of the keys; the server counts it.")
    done, mark = keys.counted(trustee.key.id), digest_of(content)
    if done and done.package != mark:
        raise Refused(
            "This key has counted another package of the same check-in. From two counts that differ a single ballot "
            "could be read, so no second one is made. Ask why there are two."
        )
    pair = keys.pair(trustee.key.id)
    asked = _content(package, now)
    ballots = _ballots(package, manifest)
    return Ready(package, mark, manifest, trustee, pair, ballots, asked)


def count(ready: Ready, keys: Keyring) -> bytes:
    """Open, count and sign; the same package again gives the very same file."""
    done = keys.counted(ready.trustee.key.id)
    if done:
        return done.result
    counted, leaves = _counted(ready)
    facts: dict[str, str | int] = {
        "organisation": ready.manifest.organisation,
        "cycle": ready.manifest.cycle,
        "manifest": ready.manifest.hash,
        "key": ready.trustee.key.id,
        "collected": ready.package.collected,
    }
    result = make(facts, counted, leaves, ready.pair.sign)
    keys.note_count(ready.trustee.key.id, Count(ready.digest, result))
    return result


def recover(request: Request, keys: Keyring) -> bytes:
    """Open the recovery copy and seal it to the key that asks for it."""
    manifest, trustee = _promise(request.manifest)
    try:
        found = open_copy(request.sealed, keys.pair(trustee.key.id).box, request.manifest.encode())
    except NotRecovery as why:
        raise Refused(str(why)) from None
    if not found.belong_to(request.manifest.encode()):
        raise Refused("The keys in the copy are not those of this check-in.")
    return write_answer(manifest.cycle, seal_back(found, request.recipient, request.manifest.encode()))


def spent_key(board: bytes, keys: Keyring) -> str:
    """The key that a board no longer needs; `Refused` unless the board holds and shows what this key counted."""
    verdict = verify(board)
    if verdict.problems or verdict.board is None:
        raise Refused(f"The board does not hold, so the key is kept. {verdict.problems[0]}")
    if not verdict.board.closed:
        raise Refused("The board does not show the close yet. Until it does, the key may still be needed.")
    trustee = _promise(verdict.board.manifest)[1]
    done = keys.counted(trustee.key.id)
    if trustee.counts and done:
        said = json.loads(json.loads(done.result)["statement"])
        if said["root"] != verdict.board.root:
            raise Refused("The board shows another count than the one that this key made. Keep the key, and ask why.")
    return trustee.key.id


def _promise(text: str) -> tuple[Manifest, FrozenTrustee]:
    try:
        manifest = parse(text)
        trustee = trustee_of(json.loads(text))
    except (NotAManifest, NotATrustee) as why:
        raise Refused(str(why)) from None
    if trustee is None:
        raise Refused("The manifest of this check-in names no trustee.")
    for sentence in promises_broken(manifest):
        raise Refused(sentence)
    return manifest, trustee


def _content(package: Package, now: datetime) -> dict[str, Any]:
    if package.k < json.loads(package.manifest)["k"]:
        raise Refused("The package asks for the answers of smaller groups than the manifest promises.")
    if digest(package.content.encode()).hex() != json.loads(package.manifest)["content_hash"]:
        raise Refused("The questions in the package are not those of the manifest.")
    content: dict[str, Any] = json.loads(package.content)
    if not may_be_counted(package.manifest.encode(), package.content.encode(), now=now):
        end = promised_end(package.manifest.encode())
        raise Refused(
            f"People may answer until {end:%Y-%m-%d %H:%M} UTC and were promised that nobody reads before. "
            "Count the package after that."
        )
    return content


def _ballots(package: Package, manifest: Manifest) -> list[Ballot]:
    """Every ballot's shape, signature, token and block; and that there are no more than can be."""
    documents = [block.document for block in package.blocks]
    invited = sum(json.loads(document)["invited"] for document in _readable(documents))
    for sentence in listed.problems(documents, manifest, invited):
        raise Refused(sentence)
    _known_places(package)
    most = invited if package.restored else package.collected
    if not len(package.ballots) <= most <= invited:
        raise Refused("The package holds more ballots than were handed out, or more were handed out than invited.")
    groups = [json.loads(document) for document in documents]
    leaves = [block_leaf(document.encode()) for document in documents]
    moduli = {leaf: int(group["n"], 16) for leaf, group in zip(leaves, groups, strict=True)}
    found = [_ballot(outer, manifest, moduli, at) for at, outer in enumerate(package.ballots, start=1)]
    if any(one.public >= two.public for one, two in pairwise(found)):
        raise Refused("The ballots are not in order, or one of them is there twice.")
    came = Counter(ballot.leaf for ballot in found)
    if any(came[leaf] > group["invited"] for leaf, group in zip(leaves, groups, strict=True)):
        raise Refused("More ballots came from one group than it has people.")
    return found


def _readable(documents: Sequence[str]) -> Sequence[str]:
    try:
        for document in documents:
            listed.parse(document)
    except ValueError:
        raise Refused("A block of the package cannot be read.") from None
    return documents


def _known_places(package: Package) -> None:
    units, places = package.units.nodes, package.locations.nodes
    if not all(block.unit_id in units and block.location_id in places for block in package.blocks):
        raise Refused("A block of the package stands in a part that the package does not know.")


def _ballot(outer: bytes, manifest: Manifest, moduli: Mapping[bytes, int], at: int) -> Ballot:
    try:
        ballot = unpack(outer)
    except MalformedBallot:
        raise Refused(f"Ballot {at} of the package was altered.") from None
    ours = (ballot.cycle.hex(), ballot.manifest.hex()) == (manifest.cycle, manifest.hash)
    if not ours or ballot.leaf not in moduli:
        raise Refused(f"Ballot {at} of the package is of another check-in or group.")
    if not token_holds(ballot, manifest.organisation, moduli[ballot.leaf]):
        raise Refused(f"Ballot {at} of the package was not handed out: its group's key has not signed its token.")
    return ballot


def _counted(ready: Ready) -> tuple[Counted, list[bytes]]:
    package, asked = ready.package, ready.content
    questions = answerable(asked)
    index_of = {block_leaf(block.document.encode()): block.index for block in package.blocks}
    found = [
        opened(ballot, index_of[ballot.leaf], ready.pair.box, questions, asked["languages"])
        for ballot in ready.ballots
    ]
    counted = tally(
        [one[0] if one else None for one in found],
        package.blocks,
        package.units,
        package.locations,
        questions,
        package.k,
        rng=SystemRandom(),
    )
    return counted, [one[1] for one in found if one]
