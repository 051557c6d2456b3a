"""From a ballot's outer layer to its answers and its leaf on the board."""

from collections.abc import Collection

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from pulse.counting.inner import OpenBallot, valid_ballot
from pulse.envelope.inner import Context, UnreadableBallot, open_sealed, receipt
from pulse.envelope.outer import Ballot
from pulse.questions.scales import Questions


def opened(
    ballot: Ballot,
    block: int,
    box_key: EllipticCurvePrivateKey,
    questions: Questions,
    languages: Collection[str],
) -> tuple[OpenBallot, bytes] | None:
    """The answers of a ballot and its receipt; None where what lies inside is not as the protocol says."""
    try:
        inner = open_sealed(ballot.sealed, box_key, Context(ballot.manifest, ballot.leaf, ballot.public))
    except UnreadableBallot:
        return None
    valid = valid_ballot(inner, block, questions, languages)
    return (valid, receipt(bytes.fromhex(inner["salt"]), ballot.sealed)) if valid else None
