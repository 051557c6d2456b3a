"""One ballot as a client makes it, pure: blinded request, token, finished bytes, receipt."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from secrets import token_bytes

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key

from pulse.blind_signature.holder import Blinded, blind, finalize
from pulse.blind_signature.issuer import EXPONENT
from pulse.envelope.inner import Context, receipt, seal
from pulse.envelope.layout import PREFIX, SALT
from pulse.envelope.outer import Ballot, point, token_message
from pulse.simulate.link import Trusted


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


def draw(trusted: Trusted) -> BlankBallot:
    """Fresh key, prefix and blinding for one ballot of a block."""
    private = generate_private_key(SECP256R1())
    public = point(private.public_key())
    prefix = token_bytes(PREFIX)
    message = prefix + token_message(trusted.organisation, trusted.cycle, trusted.manifest, trusted.leaf, public)
    return BlankBallot(private, public, prefix, message, blind(trusted.modulus, EXPONENT, message))


def fill(
    trusted: Trusted,
    blank: BlankBallot,
    blind_signature: bytes,
    *,
    answers: Mapping[str, int],
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
