"""Everything secret about a ballot before its answers, grown from one seed of 128 bits, and the seed's code. Pure.

docs/protocol.md, section 5, gives the bytes.
"""

import unicodedata
from dataclasses import dataclass
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, derive_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from pulse.simulate.link import Trusted

SEED = 16
LABEL = b"pulse-seed-v1"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551  # of P-256
SCALAR, PREFIX, SALT, BLINDING, CHECK, FORM = 48, 32, 48, 272, 2, 16
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 28
TAKEN_FOR = str.maketrans("OIL", "011")


@dataclass(frozen=True)
class Grown:
    """What one seed gives for one place and one invitation."""

    private: EllipticCurvePrivateKey
    prefix: bytes
    salt: bytes
    inverse: int
    check: int
    form: int


def grow(seed: bytes, trusted: Trusted) -> Grown:
    """Spread the seed over this cycle, manifest, block and invitation."""
    fixed = trusted.organisation + trusted.cycle + trusted.manifest + trusted.leaf + trusted.invite
    size = SCALAR + PREFIX + SALT + BLINDING + CHECK + FORM
    stream = HKDF(SHA256(), size, sha256(LABEL + fixed).digest(), b"").derive(seed)
    parts, at = [], 0
    for length in (SCALAR, PREFIX, SALT, BLINDING, CHECK, FORM):
        parts.append(stream[at : at + length])
        at += length
    scalar, prefix, salt, blinding, check, form = parts
    private = derive_private_key(int.from_bytes(scalar, "big") % (ORDER - 1) + 1, SECP256R1())
    inverse = int.from_bytes(blinding, "big") % trusted.modulus
    return Grown(private, prefix, salt, inverse, int.from_bytes(check, "big") >> 4, int.from_bytes(form, "big"))


def code(seed: bytes, check: int) -> str:
    """The seed and its check as seven groups of four letters and digits."""
    number = int.from_bytes(seed, "big") << 12 | check
    letters = "".join(ALPHABET[number >> 5 * place & 31] for place in reversed(range(LENGTH)))
    return "-".join(letters[at : at + 4] for at in range(0, LENGTH, 4))


def read_code(typed: str, trusted: Trusted) -> bytes | None:
    """The seed of a code as somebody typed it, or nothing if it is not the code of this link."""
    upper = unicodedata.normalize("NFKC", typed).upper()
    letters = "".join(one for one in upper if not one.isspace() and unicodedata.category(one)[0] != "P")
    digits = [ALPHABET.find(one) for one in letters.translate(TAKEN_FOR)]
    if len(digits) != LENGTH or -1 in digits:
        return None
    number = 0
    for digit in digits:
        number = number << 5 | digit
    seed = (number >> 12).to_bytes(SEED, "big")
    return seed if grow(seed, trusted).check == number & 4095 else None
