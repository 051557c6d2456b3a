"""Fingerprints as words."""

from mnemonic import Mnemonic

from pulse.envelope.words import words


def test_a_fingerprint_of_nothing_but_zeros_is_the_first_word_eight_times():
    assert words(bytes(32)) == ["abandon"] * 8


def test_a_fingerprint_of_nothing_but_ones_is_the_last_word_eight_times():
    assert words(b"\xff" * 32) == ["zoo"] * 8


def test_the_words_are_those_that_others_make_of_the_same_bits():
    digest = bytes(range(7, 39))
    assert words(digest) == Mnemonic("english").to_mnemonic(digest[:16]).split()[:8]


def test_a_change_beyond_88_bits_does_not_show():
    assert words(bytes(32)) == words(bytes(11) + b"\xff" * 21)
    assert words(bytes(32)) != words(bytes(10) + b"\x01" + bytes(21))
