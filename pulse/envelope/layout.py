"""Sizes, labels and offsets of protocol version 1; docs/protocol.md holds the same table."""

VERSION = 1
ID = 16  # organisation and cycle
DIGEST = 32
POINT = 65  # an uncompressed P-256 point
PREFIX = 32
TOKEN_SIGNATURE = 256
SIGNATURE = 64  # ECDSA r || s
SALT = 32

INNER_PLAIN = 7168  # 4-byte length, JSON, zeros
INNER_JSON = INNER_PLAIN - 4
INNER_SEALED = POINT + INNER_PLAIN + 16  # enc || ciphertext || tag

OUTER = 8192
SIGNED = 1 + ID + DIGEST + DIGEST + POINT + PREFIX + TOKEN_SIGNATURE + INNER_SEALED
PADDING = OUTER - SIGNED - SIGNATURE

TOKEN_LABEL = b"pulse-token-v1"
BALLOT_LABEL = b"pulse-ballot-v1"
CAST_LABEL = b"pulse-cast-v1"
