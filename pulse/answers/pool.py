"""The sealed pool's cryptography, pure: what a stored ballot is, and how the close opens it.

While a cycle is open the database, its write-ahead log and its backups hold boxes of constant size
under a key they never see; arrival order, which they do hold, is then order without content.
"""

import hmac
from dataclasses import dataclass, field
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

NONCE = 12
KEY = 32


class UnopenableBox(ValueError):
    """A box was not made with this pool key, or was altered."""


def _derive(pool_key: bytes, use: bytes) -> bytes:
    return HKDF(SHA256(), KEY, salt=None, info=use).derive(pool_key)


@dataclass(frozen=True)
class PoolKeys:
    """K_tag and K_box of one cycle; not shown, wherever somebody may print this."""

    tag_key: bytes = field(repr=False)
    box_key: bytes = field(repr=False)
    cycle: bytes

    @classmethod
    def of(cls, pool_key: bytes, cycle_id: str) -> "PoolKeys":
        """Derive both from K_c."""
        return cls(_derive(pool_key, b"tag"), _derive(pool_key, b"box"), bytes.fromhex(cycle_id))

    def tag(self, public: bytes) -> bytes:
        """The same ballot key gives the same tag, which nobody without K_tag can recompute."""
        return hmac.digest(self.tag_key, public, "sha256")

    def lock(self, tag: bytes, outer: bytes, nonce: bytes | None = None) -> bytes:
        """Nonce and AES-256-GCM of the outer bytes, bound to cycle and tag."""
        nonce = nonce or token_bytes(NONCE)
        return nonce + AESGCM(self.box_key).encrypt(nonce, outer, self.cycle + tag)

    def unlock(self, tag: bytes, box: bytes) -> bytes:
        """The outer bytes again."""
        try:
            return AESGCM(self.box_key).decrypt(box[:NONCE], box[NONCE:], self.cycle + tag)
        except InvalidTag:
            raise UnopenableBox("a box of the pool cannot be opened") from None
