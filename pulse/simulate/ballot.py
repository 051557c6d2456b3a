"""One ballot as a client makes it, pure: blinded request, token, finished bytes, receipt."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey

from pulse.blind_signature.holder import Blinded, blind, finalize
from pulse.blind_signature.issuer import EXPONENT
from pulse.envelope.inner import Context, receipt, seal
from pulse.envelope.layout import SALT
from pulse.envelope.outer import Ballot, point, token_message
from pulse.questions.scales import Answer
from pulse.simulate.link import Trusted
from pulse.simulate.seed import SEED, grow


@dataclass(frozen=True)
class BlankBallot:
    """A ballot before its token is signed."""

    private: EllipticCurvePrivateKey
    public: bytes
    prefix: bytes
    message: bytes
    blinded: Blinded


@dataclass(frozen=True)
class FinishedBallot:
    """The bytes to cast and the receipt to keep."""

    outer: bytes
    receipt: bytes


def draw(trusted: Trusted, seed: bytes | None = None) -> BlankBallot:
    """Key, prefix and blinding for one ballot of a block, from a fresh seed or from one that another device drew."""
    grown = grow(seed or token_bytes(SEED), trusted)
    public = point(grown.private.public_key())
    place = (trusted.organisation, trusted.cycle, trusted.manifest, trusted.leaf)
    message = grown.prefix + token_message(*place, public)
    blinded = blind(trusted.modulus, EXPONENT, message, salt=grown.salt, inverse=grown.inverse)
    return BlankBallot(grown.private, public, grown.prefix, message, blinded)


def fill(
    trusted: Trusted,
    blank: BlankBallot,
    blind_signature: bytes,
    *,
    answers: Mapping[str, Answer],
    comments: Mapping[str, str],
    language: str,
) -> FinishedBallot:
    """Unblind the token, seal the answers, sign the whole; `BlindingError` if the token is no good."""
    token = finalize(trusted.modulus, EXPONENT, blank.message, blind_signature, blank.blinded.inverse)
    salt = token_bytes(SALT)
    document = {
        "answers": dict(answers),
        "comments": [{"question": question, "text": text} for question, text in comments.items()],
        "language": language,
        "salt": salt.hex(),
    }
    context = Context(trusted.manifest, trusted.leaf, blank.public)
    sealed = seal(json.dumps(document, ensure_ascii=False).encode(), trusted.box_public, context)
    ballot = Ballot(trusted.cycle, trusted.manifest, trusted.leaf, blank.public, blank.prefix, token, sealed)
    return FinishedBallot(ballot.pack(blank.private), receipt(salt, sealed))
