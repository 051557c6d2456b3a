"""The trustee as a manifest names one: the optional field `trustee` of docs/protocol.md section 2. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pulse.envelope.documents import is_hex
from pulse.organisation.names import is_plain
from pulse.trustee.modes import COPY, COUNTS
from pulse.trustee.public_file import LONGEST_NAME, PublicKey, is_point


class NotATrustee(ValueError):
    """The field is not what the protocol allows; the message is one sentence."""


@dataclass(frozen=True)
class FrozenTrustee:
    """Who may open this cycle beside the server (`copy`) or instead of it (`counts`), and with which key."""

    mode: str
    name: str
    key: PublicKey

    @property
    def counts(self) -> bool:
        """Whether the trustee alone can open the answers."""
        return self.mode == COUNTS

    def field(self) -> dict[str, str]:
        """As written in the manifest."""
        return {
            "mode": self.mode,
            "name": self.name,
            "key": self.key.id,
            "box": self.key.box.hex(),
            "sign": self.key.sign.hex(),
        }


def trustee_of(manifest: Mapping[str, Any]) -> FrozenTrustee | None:
    """The trustee of a manifest, None where it names none; `NotATrustee` for a field that promises nothing clear."""
    if "trustee" not in manifest:
        return None
    field = manifest["trustee"]
    if not isinstance(field, dict) or field.get("mode") not in (COPY, COUNTS):
        raise NotATrustee("The manifest names a trustee, but not what they do.")
    name = field.get("name")
    if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME or not is_plain(name):
        raise NotATrustee("The manifest's trustee has no name that people can read.")
    if not is_hex(field.get("box"), 65) or not is_hex(field.get("sign"), 32):
        raise NotATrustee("The manifest's trustee has no keys.")
    key = PublicKey(bytes.fromhex(field["box"]), bytes.fromhex(field["sign"]))
    if key.id != field.get("key") or not is_point(key.box):
        raise NotATrustee("The keys of the manifest's trustee are not those of the name that it gives them.")
    if field["mode"] == COUNTS and field["box"] != manifest.get("bpk"):
        raise NotATrustee("The manifest says that the trustee alone can open the answers; its key is another one.")
    return FrozenTrustee(field["mode"], name, key)
