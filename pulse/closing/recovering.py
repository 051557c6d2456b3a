"""Getting a cycle's lost keys back from the trustee's copy."""

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pulse.answers import queries as answered
from pulse.answers.pool import PoolKeys, UnopenableBox
from pulse.closing.operations import waits_for_trustee
from pulse.cycles import queries as cycles
from pulse.cycles.queries import CycleView
from pulse.envelope.outer import point
from pulse.handover.kept import private_key, put_back
from pulse.handover.recovery import CycleKeys, NotRecovery, Request, open_back, read_answer
from pulse.keys.store import BOX, OWNER, POOL, RECOVERY
from pulse.organisation.jobs import bind_keys
from pulse.trustee.queries import recovery_copy
from pulse.web.services import Services


def ask(services: Services, cycle_id: str) -> bytes:
    """The request for the trustee, with a key made for this one answer; `NotRecovery` when there is nothing to ask."""
    installation = bind_keys(services)
    cycle = _uncounted(services, cycle_id)
    if all(services.keys.has(cycle.id, name) for name in _needed(cycle)):
        raise NotRecovery("The keys of this check-in are in the key folder; no copy is needed.")
    with services.database.reading() as session:
        sealed = recovery_copy(session, cycle.organisation_id, cycle.id)
    if sealed is None:
        raise NotRecovery("There is no recovery copy of this check-in: no trustee held one when it opened.")
    services.keys.put(cycle.id, OWNER, installation.encode())
    made = generate_private_key(SECP256R1())
    services.keys.put(cycle.id, RECOVERY, made.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    recipient = private_key(services.keys, cycle.id, RECOVERY).public_key()
    return Request(cycle.manifest.decode(), point(recipient), sealed).write()


def take(services: Services, content: bytes) -> str:
    """Put the keys of an answer back, once they fit the manifest and the pool; gives the cycle."""
    installation = bind_keys(services)
    cycle_id, sealed = read_answer(content)
    cycle = _uncounted(services, cycle_id)
    if not services.keys.has(cycle.id, RECOVERY):
        raise NotRecovery("This installation has not asked for the copy, or has taken the answer already.")
    found = open_back(sealed, private_key(services.keys, cycle.id, RECOVERY), cycle.manifest)
    _require_fit(services, cycle, found)
    put_back(services.keys, cycle.id, found, installation)
    services.keys.destroy(cycle.id, names=lambda name: name == RECOVERY)
    return cycle.id


def _needed(cycle: CycleView) -> tuple[str, ...]:
    return (POOL,) if waits_for_trustee(cycle) else (POOL, BOX)


def _uncounted(services: Services, cycle_id: str) -> CycleView:
    with services.database.reading() as session:
        cycle = cycles.cycle(session, cycle_id)
        state = answered.state(session, cycle.organisation_id, cycle.id) if cycle else None
    if cycle is None:
        raise NotRecovery(f"There is no cycle {cycle_id}.")
    if state and state.tallied:
        raise NotRecovery("This check-in has been counted; its keys are gone for good.")
    return cycle


def _require_fit(services: Services, cycle: CycleView, found: CycleKeys) -> None:
    if (found.box is None) != waits_for_trustee(cycle) or not found.belong_to(cycle.manifest):
        raise NotRecovery("The keys are not those that this check-in's manifest names.")
    pool = PoolKeys.of(found.pool, cycle.id)
    with services.database.reading() as session:
        for tag, box in answered.pool(session, cycle.organisation_id, cycle.id):
            try:
                pool.unlock(tag, box)
            except UnopenableBox:
                raise NotRecovery("The keys do not open the ballots that are here.") from None
            return
