"""A fingerprint as words that two people can compare over the telephone."""

from functools import cache

from mnemonic import Mnemonic

WORDS = 8
BITS_A_WORD = 11  # the list has 2,048 words


@cache
def _list() -> tuple[str, ...]:
    return tuple(Mnemonic("english").wordlist)


def words(digest: bytes) -> list[str]:
    """The first 88 bits of a digest as eight words of the BIP 39 English list."""
    bits = WORDS * BITS_A_WORD
    number = int.from_bytes(digest[: bits // 8], "big")
    steps = range(bits - BITS_A_WORD, -1, -BITS_A_WORD)
    return [_list()[number >> shift & 2**BITS_A_WORD - 1] for shift in steps]
