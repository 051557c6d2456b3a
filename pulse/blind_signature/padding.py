"""EMSA-PSS with SHA-384 (RFC 8017 section 9.1.1), the encoding that RFC 9474 signs."""

from hashlib import sha384

HASH_LENGTH = 48
SALT_LENGTH = 48


def _mask(seed: bytes, length: int) -> bytes:
    """MGF1 (RFC 8017 appendix B.2.1) with SHA-384."""
    rounds = -(-length // HASH_LENGTH)
    return b"".join(sha384(seed + i.to_bytes(4, "big")).digest() for i in range(rounds))[:length]


def encode(message: bytes, bits: int, salt: bytes) -> bytes:
    """Encode for a modulus of `bits` bits; RFC 9474 means `bits - 1` where it writes bit_len(n)."""
    length = -(-(bits - 1) // 8)
    digest = sha384(bytes(8) + sha384(message).digest() + salt).digest()
    block = bytes(length - len(salt) - HASH_LENGTH - 2) + b"\x01" + salt
    masked = bytearray(a ^ b for a, b in zip(block, _mask(digest, len(block)), strict=True))
    masked[0] &= 0xFF >> (8 * length - (bits - 1))
    return bytes(masked) + digest + b"\xbc"
