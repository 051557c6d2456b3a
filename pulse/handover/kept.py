"""A cycle's keys from the key folder, and back into it."""

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_der_private_key,
)

from pulse.handover.recovery import KEY, CycleKeys, NotRecovery
from pulse.keys.store import BOX, OWNER, POOL, KeyMissing, KeyStore


def private_key(keys: KeyStore, cycle_id: str, name: str = BOX) -> EllipticCurvePrivateKey:
    """A key of a cycle that opens what was sealed to it; by default the one that opens the ballots."""
    found = load_der_private_key(keys.get(cycle_id, name), None)
    if not isinstance(found, EllipticCurvePrivateKey):
        raise KeyMissing(f"the {name} key of cycle {cycle_id} is of another kind")
    return found


def cycle_keys(keys: KeyStore, cycle_id: str, *, counts: bool) -> CycleKeys:
    """What the close needs; without the box key where the trustee counts."""
    pool = keys.get(cycle_id, POOL)
    if counts:
        return CycleKeys(pool, None)
    number = private_key(keys, cycle_id).private_numbers().private_value
    return CycleKeys(pool, number.to_bytes(KEY, "big"))


def put_back(keys: KeyStore, cycle_id: str, found: CycleKeys, owner: str) -> None:
    """Keep recovered keys; never over one that is there."""
    wanted = {POOL: found.pool}
    private = found.private_box()
    if private is not None:
        wanted[BOX] = private.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    for name, value in wanted.items():
        if keys.has(cycle_id, name) and not _same(name, keys.get(cycle_id, name), value):
            raise NotRecovery("Another key is there already, and no key is ever replaced.")
    keys.put(cycle_id, OWNER, owner.encode())
    for name, value in wanted.items():
        keys.put(cycle_id, name, value)


def _same(name: str, there: bytes, value: bytes) -> bool:
    if name != BOX:
        return there == value
    one, other = load_der_private_key(there, None), load_der_private_key(value, None)
    return (
        isinstance(one, EllipticCurvePrivateKey)
        and isinstance(other, EllipticCurvePrivateKey)
        and one.private_numbers() == other.private_numbers()
    )
