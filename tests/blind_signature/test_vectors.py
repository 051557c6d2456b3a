"""RFC 9474 Appendix A in Python, both halves."""

import json

import pytest

from pulse.blind_signature.holder import blind, finalize
from pulse.blind_signature.padding import SALT_LENGTH
from tests.conftest import SHARED

VECTORS = SHARED / "rfc9474_vectors.json"


def vectors() -> list[dict[str, str]]:
    """Those with our salt length; the others belong to variants that we do not use."""
    if not VECTORS.exists():
        pytest.skip(f"{VECTORS} is not here, so the published vectors of RFC 9474 could not be compared")
    return [v for v in json.loads(VECTORS.read_text())["vectors"] if int(v["sLen"], 16) == SALT_LENGTH]


def test_blinding_gives_the_published_number():
    for vector in vectors():
        n, message = int(vector["n"], 16), bytes.fromhex(vector["input_msg"])
        salt, inverse = bytes.fromhex(vector["salt"]), int(vector["inv"], 16)
        assert (
            blind(n, int(vector["e"], 16), message, salt=salt, inverse=inverse).message.hex() == vector["blinded_msg"]
        )


def test_finalizing_gives_the_published_signature():
    for vector in vectors():
        n, message = int(vector["n"], 16), bytes.fromhex(vector["input_msg"])
        signature = finalize(
            n, int(vector["e"], 16), message, bytes.fromhex(vector["blind_sig"]), int(vector["inv"], 16)
        )
        assert signature.hex() == vector["sig"]


def test_signing_gives_the_published_blind_signature():
    for vector in vectors():
        n, d = int(vector["n"], 16), int(vector["d"], 16)
        signed = pow(int(vector["blinded_msg"], 16), d, n)  # our signer takes 2048 bits only; these keys have 4096
        assert f"{signed:0{len(vector['n'])}x}" == vector["blind_sig"]


def test_the_randomized_variant_is_among_the_vectors():
    assert "RSABSSA-SHA384-PSS-Randomized" in {vector["name"] for vector in vectors()}
