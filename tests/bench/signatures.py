"""Blind signatures a second and core, against the two half-size powers that no signer can do without."""

from collections.abc import Iterator
from secrets import randbelow

from gmpy2 import mpz, powmod_sec

from pulse.blind_signature.issuer import SIZE, SigningKey, blind_sign
from tests.bench.figures import Row, cpu_ms, interleaved
from tests.bench.installation import repeated_keys

TIMES = 60


def raw(key: SigningKey, number: int) -> mpz:
    """m^d mod n by the Chinese remainder theorem: no blinding, no check."""
    base = mpz(number)
    half_p = powmod_sec(base % key.p, key.dp, key.p)
    half_q = powmod_sec(base % key.q, key.dq, key.q)
    return half_q + key.q * ((half_p - half_q) * key.q_inverse % key.p)


def rows() -> Iterator[Row]:
    """One row."""
    key = next(repeated_keys())
    number = randbelow(key.n - 2) + 2
    blinded = number.to_bytes(SIZE, "big")
    ours, bare = interleaved(
        lambda: 1000 / cpu_ms(lambda: blind_sign(key, blinded), TIMES),
        lambda: 1000 / cpu_ms(lambda: raw(key, number), TIMES),
        times=15,
    )
    against = "the two raw half-size powers (gmpy2.powmod_sec); ours adds the random base and the check of the result"
    yield Row("blind signatures", ours, bare, "a second", against, least=0.7, of="ratio")
