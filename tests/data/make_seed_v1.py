"""Writes tests/data/seed_v1.json: a ballot of the example of protocol_v1.json that is grown from a seed.

Nothing in it is left to chance:

    python -m tests.data.make_seed_v1
"""

import json
from hashlib import sha256
from pathlib import Path

from pulse.blind_signature.holder import blind
from pulse.envelope.outer import point, token_message
from pulse.simulate.link import Trusted
from pulse.simulate.seed import LABEL, code, grow

HERE = Path(__file__).parent
FILE = HERE / "seed_v1.json"
EXAMPLE = json.loads((HERE / "protocol_v1.json").read_text())


def trusted() -> Trusted:
    """What a client of protocol_v1.json has checked."""
    block = EXAMPLE["blocks"][EXAMPLE["block_index"]]
    document = json.loads(block["document"])
    hexes = (EXAMPLE[name] for name in ("invite", "organisation", "cycle", "M"))
    return Trusted(
        *map(bytes.fromhex, hexes),
        leaf=bytes.fromhex(block["leaf"]),
        modulus=int(document["n"], 16),
        box_public=bytes.fromhex(EXAMPLE["bpk"]),
        label=document["label"],
        invited=document["invited"],
        content=json.loads(EXAMPLE["content"]),
    )


def example() -> dict[str, str]:
    """From the seed to the blinded request."""
    place = trusted()
    seed = sha256(b"seed").digest()[:16]
    grown = grow(seed, place)
    fixed = (place.organisation, place.cycle, place.manifest, place.leaf)
    public = point(grown.private.public_key())
    message = token_message(*fixed, public)
    blinded = blind(place.modulus, 65537, grown.prefix + message, salt=grown.salt, inverse=grown.inverse)
    return {
        "seed": seed.hex(),
        "hkdf_salt": sha256(LABEL + b"".join(fixed) + place.invite).hexdigest(),
        "sk": grown.private.private_numbers().private_value.to_bytes(32, "big").hex(),
        "pk": public.hex(),
        "prefix": grown.prefix.hex(),
        "pss_salt": grown.salt.hex(),
        "blinding_inverse": f"{grown.inverse:0512x}",
        "check": f"{grown.check:03x}",
        "code": code(seed, grown.check),
        "form": f"{grown.form:032x}",
        "token_message": message.hex(),
        "blinded": blinded.message.hex(),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(example(), indent=1) + "\n")
