"""Where the trustee counts: handing the ballots over, and taking the result in, checked, as if we had counted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.answers import operations as answers
from pulse.answers import queries as answered
from pulse.answers.pool import PoolKeys, UnopenableBox
from pulse.ballots import queries as ballot_queries
from pulse.closing.operations import (
    PoolAltered,
    PoolKeyMissing,
    admitted,
    close_cycle,
    questions_of,
    store,
    waits_for_trustee,
)
from pulse.closing.unaltered import as_promised
from pulse.cycles import queries as cycles
from pulse.cycles.manifest import named_trustee
from pulse.cycles.queries import BlockView, CycleView
from pulse.handover.package import Package, PackedBlock
from pulse.handover.plausible import Expected, problems
from pulse.handover.result import Result, signature_holds
from pulse.keys.store import POOL, KeyFolderAway, KeyMissing
from pulse.organisation import queries as organisations
from pulse.results.disclosure import family, members
from pulse.trustee import operations as trustees
from pulse.trustee import queries as trustee_queries
from pulse.web.services import Services


class NotWaiting(ValueError):
    """There is nothing to hand over or to take in; the message is one sentence."""


class KeysAway(LookupError):
    """The key folder is away while a result is taken; the message is one sentence."""


class ResultRefused(ValueError):
    """The result cannot be taken in; the message is one sentence."""


def hand_over(services: Services, cycle_id: str) -> bytes:
    """The package of a cycle whose intake has ended; asked again, the same bytes."""
    with services.database.reading() as session:
        cycle = _that_waits(session, cycle_id)
        blocks = cycles.blocks(session, cycle.organisation_id, cycle.id)
        units = organisations.units(session, cycle.organisation_id)
        locations = organisations.locations(session, cycle.organisation_id)
        collected = _collected(session, cycle)
        restored = answered.came_back(session, cycle.organisation_id, cycle.id)
        ballots = _ballots(services, session, cycle, blocks)
    package = Package(
        cycle.manifest.decode(),
        cycle.content.decode(),
        tuple(PackedBlock(b.index, b.document.decode(), b.unit_id, b.location_id) for b in blocks),
        units,
        locations,
        cycle.k,
        collected,
        restored,
        tuple(ballots),
    )
    return package.write()


def take_results(services: Services, result: Result, *, now: datetime) -> bool:
    """Store what the trustee counted and publish it; False when both were done before.

    `ResultRefused` if it is wrong; `KeysAway` leaves what is stored, and the next tick or the same file goes on.
    """
    with services.database.reading() as session:
        cycle = cycles.cycle(session, result.facts["cycle"])
        known = trustee_queries.counted(session, cycle.organisation_id, cycle.id) if cycle else None
        state = answered.state(session, cycle.organisation_id, cycle.id) if cycle else None
        if cycle is None or state is None:
            raise ResultRefused("There is no such check-in in this installation.")
        fresh = not state.tallied
        if fresh:
            _check(services, session, _that_waits(session, cycle.id), result)
        elif known is None or known.document != result.statement:
            raise ResultRefused("This check-in has been counted already, and not with this result.")
    try:
        stored = fresh and _store(services, cycle, result, now)
        close_cycle(services, cycle.id, now=now)
    except (KeyMissing, KeyFolderAway):
        raise KeysAway(
            "The server's key folder is away or is another one. Put it back and bring this file again; "
            "nothing is lost."
        ) from None
    return stored if fresh else not state.published


def _that_waits(session: Session, cycle_id: str) -> CycleView:
    cycle = cycles.cycle(session, cycle_id)
    if cycle is None:
        raise NotWaiting(f"There is no cycle {cycle_id}.")
    if not waits_for_trustee(cycle):
        raise NotWaiting("In this check-in no trustee counts: the server does it by itself.")
    state = answered.state(session, cycle.organisation_id, cycle.id)
    if state is None or state.intake_ended is None:
        raise NotWaiting("This check-in still takes answers. There is something to hand over once it is over.")
    if state.tallied:
        raise NotWaiting("This check-in has been counted; nothing is left to hand over.")
    return cycle


def _collected(session: Session, cycle: CycleView) -> int:
    return sum(ballot_queries.collected_by_block(session, cycle.organisation_id, cycle.id).values())


def _ballots(services: Services, session: Session, cycle: CycleView, blocks: Sequence[BlockView]) -> list[bytes]:
    """The finished outer ballots, sorted by their own keys: nothing of the order in which they came."""
    try:
        pool = PoolKeys.of(services.keys.get(cycle.id, POOL), cycle.id)
        found = [pool.unlock(tag, box) for tag, box in answered.pool(session, cycle.organisation_id, cycle.id)]
    except (KeyMissing, UnopenableBox):
        raise PoolKeyMissing(cycle.id, copied=True) from None
    if not as_promised(cycle, blocks):
        raise PoolAltered(cycle.id)
    leaves = {block.leaf for block in blocks}
    return sorted(found, key=lambda outer: admitted(outer, cycle, leaves).public)


def _check(services: Services, session: Session, cycle: CycleView, result: Result) -> None:
    trustee = named_trustee(cycle.manifest)
    if trustee is None or not signature_holds(
        trustee.key.sign, cycle.manifest_hash, result.statement, result.signature
    ):
        raise ResultRefused("The result is not signed by the key that this check-in's manifest names.")
    units = organisations.units(session, cycle.organisation_id)
    locations = organisations.locations(session, cycle.organisation_id)
    blocks = cycles.blocks(session, cycle.organisation_id, cycle.id)
    questions, languages = questions_of(cycle)
    expected = Expected(
        {
            "organisation": cycle.organisation_id,
            "cycle": cycle.id,
            "manifest": cycle.manifest_hash,
            "key": trustee.key.id,
            "collected": _collected(session, cycle),
        },
        len(_ballots(services, session, cycle, blocks)),
        cycle.k,
        questions,
        languages,
        members(family(units, locations), blocks, units, locations),
    )
    for sentence in problems(result, expected):
        raise ResultRefused(sentence)


def _store(services: Services, cycle: CycleView, result: Result, now: datetime) -> bool:
    """Step 4 of the close, with counts that came from outside; False when another upload was faster."""
    key = (cycle.organisation_id, cycle.id)
    log_key = services.keys.log_key()
    collected = int(result.facts["collected"])
    with services.database.writing() as session:
        if not answers.claim_tally(session, *key, collected=collected, now=now):
            return False
        store(session, cycle, result.counted, result.leaves, collected, log_key, statement=result.statement)
        trustees.note_counted(session, *key, result.statement, result.signature)
    return True
