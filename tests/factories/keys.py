"""The committed signing keys: making 2048-bit keys anew would take most of the tests' time."""

import base64
from pathlib import Path

from pulse.blind_signature.issuer import SigningKey

FILE = Path(__file__).resolve().parents[1] / "data" / "insecure_signing_keys.txt"


def committed_keys() -> list[SigningKey]:
    """All of them; insecure, since everybody has them."""
    return [SigningKey.from_der(base64.b64decode(line)) for line in FILE.read_text().split()]
