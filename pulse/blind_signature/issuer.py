"""The signer's half of RFC 9474: one private-key operation on a number it learns nothing from."""

from dataclasses import dataclass, field
from secrets import randbelow

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)
from gmpy2 import invert, mpz, powmod, powmod_sec

BITS = 2048
EXPONENT = 65537
SIZE = BITS // 8


class SigningError(ValueError):
    """The blinded message is no number below the modulus, or the signature came out wrong."""


@dataclass(frozen=True)
class SigningKey:
    """An RSA private key, ready for the Chinese remainder theorem. Printed, it shows its public half."""

    n: int
    e: int
    p: int = field(repr=False)
    q: int = field(repr=False)
    dp: int = field(repr=False)
    dq: int = field(repr=False)
    q_inverse: int = field(repr=False)

    @classmethod
    def generate(cls) -> "SigningKey":
        """A fresh 2048-bit key with e = 65537; takes about 40 ms."""
        return cls.from_numbers(rsa.generate_private_key(EXPONENT, BITS).private_numbers())

    @classmethod
    def from_numbers(cls, numbers: rsa.RSAPrivateNumbers) -> "SigningKey":
        """The same key, from the numbers of the cryptography package."""
        public = numbers.public_numbers
        return cls(public.n, public.e, numbers.p, numbers.q, numbers.dmp1, numbers.dmq1, numbers.iqmp)

    @classmethod
    def from_der(cls, der: bytes) -> "SigningKey":
        """Read what `to_der` wrote. The file is our own, so its slow primality check is left out."""
        key = load_der_private_key(der, None, unsafe_skip_rsa_key_validation=True)
        if not isinstance(key, rsa.RSAPrivateKey):
            raise SigningError("not an RSA key")
        return cls.from_numbers(key.private_numbers())

    def to_der(self) -> bytes:
        """PKCS #8, unencrypted: the key folder is what protects it."""
        d = int(invert(self.e, (self.p - 1) * (self.q - 1)))
        public = rsa.RSAPublicNumbers(self.e, self.n)
        numbers = rsa.RSAPrivateNumbers(self.p, self.q, d, self.dp, self.dq, self.q_inverse, public)
        key = numbers.private_key(unsafe_skip_rsa_key_validation=True)
        return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def blind_sign(key: SigningKey, blinded: bytes) -> bytes:
    """BlindSign (RFC 9474 section 4.3), with a random base against timing and a check of the result.

    The check matters: a single miscalculated half would give away a factor of the modulus.
    """
    number = int.from_bytes(blinded, "big")
    if len(blinded) != SIZE or not 0 < number < key.n:
        raise SigningError("the blinded message is out of range")
    mask = randbelow(key.n - 2) + 2
    masked = mpz(number) * powmod(mask, key.e, key.n) % key.n
    half_p = powmod_sec(masked % key.p, key.dp, key.p)
    half_q = powmod_sec(masked % key.q, key.dq, key.q)
    root = half_q + key.q * ((half_p - half_q) * key.q_inverse % key.p)
    signature = root * invert(mask, key.n) % key.n
    if powmod(signature, key.e, key.n) != number:
        raise SigningError("the signature does not verify")
    return int(signature).to_bytes(SIZE, "big")
