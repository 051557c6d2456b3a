"""Closing a cycle, killable at every step: started again, it goes on where the database says it stopped."""

import json
import logging
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from random import SystemRandom

from cryptography.hazmat.primitives.asymmetric.ec import EllipticCurvePrivateKey
from sqlalchemy.orm import Session

from pulse.answers import log
from pulse.answers import operations as answers
from pulse.answers import queries as answered
from pulse.answers.pool import PoolKeys, UnopenableBox
from pulse.ballots import operations as ballots
from pulse.ballots import queries as ballot_queries
from pulse.closing.unaltered import PoolDigest, arrangement, as_promised
from pulse.counting.inner import OpenBallot
from pulse.counting.opening import opened
from pulse.counting.tally import Counted, count
from pulse.cycles import queries as cycles
from pulse.cycles.content import answerable, may_be_counted
from pulse.cycles.events import CLOSED, PUBLISHED
from pulse.cycles.jobs import post_event
from pulse.cycles.lifecycle import LOOK_BACK
from pulse.cycles.manifest import named_trustee
from pulse.cycles.queries import BlockView, CycleView
from pulse.envelope.canonical import digest
from pulse.envelope.outer import Ballot, MalformedBallot, point, unpack
from pulse.handover.kept import private_key
from pulse.invitations import queries as invited
from pulse.invitations.operations import forget_hashes
from pulse.keys.store import POOL, KeyMissing
from pulse.organisation import queries as organisations
from pulse.organisation.jobs import bind_keys
from pulse.organisation.operations import set_compact_due
from pulse.organisation.tree import Tree
from pulse.questions.scales import Questions
from pulse.results.operations import publish
from pulse.trustee import operations as trustees
from pulse.web.services import Services

FIRST_OPENED = "first-opened"  # beside the keys, which whoever writes to the database cannot reach

journal = logging.getLogger("pulse.closing")


class PoolKeyMissing(LookupError):
    """The pool cannot be opened: its key is not in the key folder. The pool is kept."""

    def __init__(self, cycle_id: str, *, copied: bool) -> None:
        ask = f" The trustee holds a copy of them: `pulse cycle ask-recovery {cycle_id} FILE` asks for it."
        super().__init__(
            f"The answers of cycle {cycle_id} cannot be counted: the right keys are not in the key folder. "
            "They are kept." + (ask if copied else "")
        )


class PoolAltered(PoolKeyMissing):
    """Somebody has changed what is to be counted: no second count may differ from a first by one person."""

    def __init__(self, cycle_id: str) -> None:
        LookupError.__init__(
            self,
            f"The answers of cycle {cycle_id} are not counted: somebody has altered them, or what was promised about "
            "them, in the database. They are kept; put back what was there.",
        )


@dataclass(frozen=True)
class Opened:
    """The pool of one cycle, opened in memory."""

    ballots: Sequence[OpenBallot | None]
    leaves: Sequence[bytes]


def close_cycle(services: Services, cycle_id: str, *, now: datetime) -> None:
    """Carry one cycle from its end to its publication; `PoolKeyMissing` if it cannot be counted."""
    with services.database.reading() as session:
        cycle = cycles.cycle(session, cycle_id)
    if cycle is None:
        raise LookupError(cycle_id)
    if not _state(services, cycle).tallied:
        _end_both_intakes(services, cycle, now)
        if waits_for_trustee(cycle):
            return
        _count(services, cycle, now)
    if not _state(services, cycle).keys_destroyed:
        _publish(services, cycle, now)


def _state(services: Services, cycle: CycleView) -> answered.ClosingState:
    with services.database.reading() as session:
        state = answered.state(session, cycle.organisation_id, cycle.id)
    if state is None:
        raise LookupError(f"cycle {cycle.id} has no intake to close")
    return state


def waits_for_trustee(cycle: CycleView) -> bool:
    """Whether the trustee alone can open the ballots of this cycle."""
    trustee = named_trustee(cycle.manifest)
    return trustee is not None and trustee.counts


def _end_both_intakes(services: Services, cycle: CycleView, now: datetime) -> None:
    """Steps 1 and 2: two transactions, one a side, then the collecting keys go; nothing changes afterwards."""
    if waits_for_trustee(cycle) and _state(services, cycle).intake_ended is None:
        journal.warning("cycle %s is over and waits for the trustee, who alone can count it", cycle.id)
    with services.database.writing() as session:
        ballots.shut_collecting(session, cycle.organisation_id, cycle.id)
        post_event(session, cycle.organisation_id, cycle.id, CLOSED, at=now)
    with services.database.writing() as session:
        answers.end_intake(session, cycle.organisation_id, cycle.id, now=now)
    services.keys.destroy_collecting_keys(cycle.id)


def _count(services: Services, cycle: CycleView, now: datetime) -> None:
    with services.database.reading() as session:
        collected = sum(ballot_queries.collected_by_block(session, cycle.organisation_id, cycle.id).values())
        blocks = cycles.blocks(session, cycle.organisation_id, cycle.id)
        trees = _trees(session, cycle)
    if not (as_promised(cycle, blocks) and may_be_counted(cycle.manifest, cycle.content, now=now)):
        raise PoolAltered(cycle.id)
    try:
        opened = _open_pool(services, cycle, blocks, PoolDigest(arrangement(cycle.k, blocks, *trees)))
    except (KeyMissing, UnopenableBox):
        if _state(services, cycle).tallied:  # another closer was faster and has destroyed the keys
            return
        raise PoolKeyMissing(cycle.id, copied=named_trustee(cycle.manifest) is not None) from None
    counted = _count_for(cycle, blocks, trees, opened.ballots)
    log_key = services.keys.log_key()
    with services.database.writing() as session:
        if answers.claim_tally(session, cycle.organisation_id, cycle.id, collected=collected, now=now):
            store(session, cycle, counted, opened.leaves, collected, log_key)
            return
    _after_another(services, cycle)


def _after_another(services: Services, cycle: CycleView) -> None:
    """Another closer claimed the count: take back what we noted, if they are done and the keys are gone with it.

    That the database says so is not enough: where nothing was counted, somebody made it swallow our claim.
    """
    if not _state(services, cycle).tallied:
        raise PoolAltered(cycle.id)
    if not services.keys.has(cycle.id, POOL):
        services.keys.destroy(cycle.id, names=lambda name: name == FIRST_OPENED)


def _trees(session: Session, cycle: CycleView) -> tuple[Tree, Tree]:
    return organisations.units(session, cycle.organisation_id), organisations.locations(session, cycle.organisation_id)


def questions_of(cycle: CycleView) -> tuple[Questions, list[str]]:
    """The frozen questions by key, and the languages of the content."""
    content = json.loads(cycle.content)
    return answerable(content), content["languages"]


def _is_announced(private: EllipticCurvePrivateKey, cycle: CycleView) -> bool:
    return bool(point(private.public_key()).hex() == json.loads(cycle.manifest)["bpk"])


def _open_pool(services: Services, cycle: CycleView, blocks: Sequence[BlockView], first: PoolDigest) -> Opened:
    pool = PoolKeys.of(services.keys.get(cycle.id, POOL), cycle.id)
    private = private_key(services.keys, cycle.id)
    if not _is_announced(private, cycle):
        raise KeyMissing(f"the box key of cycle {cycle.id} is not the one its manifest names")
    index_of = {block.leaf: block.index for block in blocks}
    questions, languages = questions_of(cycle)
    found: list[OpenBallot | None] = []
    leaves: list[bytes] = []
    with services.database.reading() as session:
        for tag, box in answered.pool(session, cycle.organisation_id, cycle.id):
            ballot = admitted(pool.unlock(tag, box), cycle, index_of)
            first.add(tag, box)
            valid = opened(ballot, index_of[ballot.leaf], private, questions, languages)
            found.append(valid[0] if valid else None)
            if valid:
                leaves.append(valid[1])
    if services.keys.put(cycle.id, FIRST_OPENED, first.value()) != first.value():
        raise PoolAltered(cycle.id)
    return Opened(found, leaves)


def admitted(outer: bytes, cycle: CycleView, leaves: Collection[bytes]) -> Ballot:
    """A ballot from a box that opened: we locked it ourselves, once its form, manifest and block were found right.

    If they are not any more, what is beside it was altered, and it must not be thrown away as invalid.
    """
    try:
        ballot = unpack(outer)
    except MalformedBallot:
        raise PoolAltered(cycle.id) from None
    if ballot.manifest.hex() != cycle.manifest_hash or ballot.leaf not in leaves:
        raise PoolAltered(cycle.id)
    return ballot


def _count_for(
    cycle: CycleView, blocks: Sequence[BlockView], trees: tuple[Tree, Tree], opened: Iterable[OpenBallot | None]
) -> Counted:
    """Count opened ballots over the family of the cycle's organisation."""
    return count(opened, blocks, *trees, questions_of(cycle)[0], cycle.k, rng=SystemRandom())


def store(
    session: Session,
    cycle: CycleView,
    counted: Counted,
    leaves: Iterable[bytes],
    collected: int,
    log_key: bytes,
    *,
    statement: bytes | None = None,
) -> None:
    """Counts, comments, leaves and the log entry, in the transaction that empties the pool.

    `statement` is what the trustee signed, where they counted; the log keeps its hash.
    """
    plain = answers.Counted(
        tallies=[(row.question, row.atom, row.option, row.chosen) for row in counted.tallies],
        released=[(row.question, row.cell.unit, row.cell.location, row.atoms) for row in counted.released],
        comments=[
            ((c.cell.unit, c.cell.location) if c.cell else None, c.language, c.question, c.text)
            for c in counted.comments
        ],
        accepted=counted.accepted,
        rejected=counted.rejected,
    )
    root = answers.store_count(session, cycle.organisation_id, cycle.id, plain, leaves)
    entry = log.closed_entry(
        cycle.organisation_id,
        cycle.id,
        cycle.manifest_hash,
        origin=cycle.origin,
        invited=cycle.invited,
        collected=collected,
        accepted=counted.accepted,
        rejected=counted.rejected,
        root=root.hex(),
        **({"statement": digest(statement).hex()} if statement else {}),
    )
    answers.append_to_log(session, cycle.organisation_id, cycle.id, entry, log_key)


def _publish(services: Services, cycle: CycleView, now: datetime) -> None:
    """Only now that the counts are durable do the keys go; then the figures may be seen."""
    bind_keys(services)  # a folder that is away must not pass for one that is empty
    services.keys.destroy(cycle.id)
    with services.database.writing() as session:
        ballots.forget_blinded(session, cycle.organisation_id, cycle.id)
        forget_hashes(session, cycle.organisation_id, cycle.id)
        trustees.forget_copy(session, cycle.organisation_id, cycle.id)
        set_compact_due(session, due=True)
    with services.database.reading() as session:
        shared = _shared(session, cycle.organisation_id, cycle.id)
    with services.database.writing() as session:
        publish(session, cycle.organisation_id, cycle.id, shared)
        post_event(session, cycle.organisation_id, cycle.id, PUBLISHED, at=now)
        answers.keys_destroyed(session, cycle.organisation_id, cycle.id, now=now)


def _shared(session: Session, organisation_id: str, cycle_id: str) -> dict[str, dict[tuple[int, int], int]]:
    """How many people its blocks have in common with those of cycles before and after: numbers, no names."""
    others = [id for id, _, _ in cycles.timeline(session, organisation_id) if id != cycle_id]
    return invited.shared(session, organisation_id, cycle_id, others[:LOOK_BACK])


def store_history(
    session: Session,
    cycle_id: str,
    opened: Sequence[OpenBallot | None],
    leaves: Iterable[bytes],
    *,
    collected: int,
    log_key: bytes,
    now: datetime,
) -> None:
    """Close a cycle that was never cast (origin "demo"), through the same counting and storing."""
    cycle = cycles.cycle(session, cycle_id)
    if cycle is None or cycle.origin == "cast":
        raise ValueError("only made-up history enters in this way")
    blocks = cycles.blocks(session, cycle.organisation_id, cycle.id)
    key = (cycle.organisation_id, cycle.id)
    answers.start_intake(session, *key)
    answers.append_to_log(session, *key, log.opened_entry(*key, cycle.manifest_hash), log_key)
    answers.end_intake(session, *key, now=now)
    answers.claim_tally(session, *key, collected=collected, now=now)
    store(session, cycle, _count_for(cycle, blocks, _trees(session, cycle), opened), leaves, collected, log_key)
    publish(session, *key, _shared(session, *key))
    answers.keys_destroyed(session, *key, now=now)
