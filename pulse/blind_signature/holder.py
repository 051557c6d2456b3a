"""The ballot holder's half of RFC 9474: blind, unblind, verify."""

from dataclasses import dataclass
from math import gcd
from secrets import randbelow, token_bytes

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import padding as pss
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA384

from pulse.blind_signature.padding import SALT_LENGTH, encode

PREFIX_LENGTH = 32


class BlindingError(ValueError):
    """The message could not be blinded, or what came back is no signature of it."""


@dataclass(frozen=True)
class Blinded:
    """A blinded message and the secret that will undo the blinding."""

    message: bytes
    inverse: int


def blind(n: int, e: int, message: bytes, *, salt: bytes | None = None, inverse: int | None = None) -> Blinded:
    """Blind (RFC 9474 section 4.2). `salt` and `inverse` are given only to reproduce a vector."""
    size = -(-n.bit_length() // 8)
    salt = token_bytes(SALT_LENGTH) if salt is None else salt
    encoded = int.from_bytes(encode(message, n.bit_length(), salt), "big")
    if gcd(encoded, n) != 1:
        raise BlindingError("the message shares a factor with the modulus")
    if inverse is None:
        inverse = randbelow(n - 2) + 2
    factor = pow(inverse, -1, n)
    return Blinded((encoded * pow(factor, e, n) % n).to_bytes(size, "big"), inverse)


def finalize(n: int, e: int, message: bytes, blind_signature: bytes, inverse: int) -> bytes:
    """Finalize (RFC 9474 section 4.4): unblind and verify; `BlindingError` if it does not hold."""
    size = -(-n.bit_length() // 8)
    if len(blind_signature) != size:
        raise BlindingError("the blind signature has the wrong length")
    signature = (int.from_bytes(blind_signature, "big") * inverse % n).to_bytes(size, "big")
    if not verify(n, e, message, signature):
        raise BlindingError("the signature does not verify")
    return signature


def verify(n: int, e: int, message: bytes, signature: bytes, salt_length: int = SALT_LENGTH) -> bool:
    """Whether `signature` is an RSASSA-PSS signature (SHA-384, MGF1-SHA-384) of `message`."""
    scheme = pss.PSS(pss.MGF1(SHA384()), salt_length)
    try:
        rsa.RSAPublicNumbers(e, n).public_key().verify(signature, message, scheme, SHA384())
    except (InvalidSignature, ValueError):
        return False
    return True
