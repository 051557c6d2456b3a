"""Opening a cycle: keys first, then what is public and who is asked, then the answer side.

Killed anywhere, the next tick finishes or starts anew: keys without a cycle are swept, a cycle
without its answer side gets it, an occurrence is never opened twice.
"""

import logging
from datetime import datetime, timedelta
from random import Random, SystemRandom
from secrets import token_bytes, token_hex

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from sqlalchemy.orm import Session

from pulse.announcements import operations as announcements
from pulse.answers import log
from pulse.answers import operations as answers
from pulse.answers import queries as answered
from pulse.ballots.operations import start_collecting
from pulse.checkin.client import current as current_client
from pulse.checkin.client import programs
from pulse.cycles import operations as cycles
from pulse.cycles import queries as cycle_queries
from pulse.cycles.content import Documents
from pulse.cycles.events import OPENED
from pulse.cycles.jobs import post_event
from pulse.cycles.manifest import PlacedBlock, build_manifest, in_order, place
from pulse.envelope.outer import point
from pulse.handover.kept import cycle_keys
from pulse.handover.recovery import seal_copy
from pulse.invitations import operations as invitations
from pulse.invitations.reminding import Window
from pulse.keys.store import BOX, INVITE, OWNER, POOL
from pulse.opening.concerned import Shown
from pulse.opening.frozen import frozen_documents, shown_at_the_end
from pulse.opening.plan import Plan, Times, plan
from pulse.organisation import operations as organisations
from pulse.organisation.jobs import bind_keys
from pulse.schedule.queries import SeriesView
from pulse.schedule.upcoming import Upcoming
from pulse.trustee import operations as trustees
from pulse.trustee.frozen import FrozenTrustee
from pulse.web.services import Services

FORGOTTEN_AFTER = timedelta(days=2)
journal = logging.getLogger("pulse.opening")


class AnnouncedElsewhere(Exception):
    """Another cycle of the organisation opened at the same moment and shows one of the announcements."""


class AnotherIsOpen(Exception):
    """Another cycle of the organisation runs on the same days.

    Whom the two invite could differ by the few who joined in between, and people would be asked twice at once.
    """


def open_cycle(
    services: Services,
    series: SeriesView,
    local_start: datetime,
    *,
    now: datetime,
    of: Upcoming | None = None,
    rng: Random | None = None,
) -> str:
    """Open one occurrence of a series and give the new cycle's id.

    `local_start` is when it opens by everybody's clock; `of` is the occurrence of the rule that it fulfils and ends
    with, without one it is an opening by hand, named for its own time. `rng` draws whom a lot asks.
    Raises `TooFewPeople`, `NoTrusteeKey`, `IntegrityError` when another worker opened it first,
    `AnotherIsOpen` while another series' cycle runs, and `AnnouncedElsewhere` or `KeyTaken`, after
    which the next tick does it without what was taken.
    """
    installation = bind_keys(services)
    usual = Times(local_start, local_start, local_start + timedelta(days=series.window_days))
    times = Times(of.occurrence, local_start, of.ends) if of and of.ends else usual
    planned, shown, frozen = _decided(services, series, times, now, rng or SystemRandom())
    cycle_id = token_hex(16)
    try:
        box_public = _make_keys(services, cycle_id, installation, planned.trustee)
        blocks = _place_blocks(services, cycle_id, planned)
        new = _new_cycle(planned, cycle_id, frozen, box_public, blocks)
        copy = _recovery_copy(services, new, planned.trustee)
        with services.database.writing() as session:
            for code_hash, body in programs():
                cycles.keep_client_code(session, code_hash, body)
            _write_public_side(session, planned, new, shown, now)
            if planned.trustee and copy:
                trustees.take_key(session, new.organisation_id, planned.trustee.key, cycle_id)
                trustees.keep_copy(session, new.organisation_id, cycle_id, copy)
            _write_identity_side(session, planned, new)
    except Exception:
        services.keys.destroy(cycle_id)
        raise
    prepare_answers(services, cycle_id)
    return cycle_id


def _decided(
    services: Services, series: SeriesView, times: Times, now: datetime, rng: Random
) -> tuple[Plan, Shown, Documents]:
    """Who is asked, what they are told at the end, and all that they read."""
    with services.database.reading() as session:
        planned = plan(session, series, times, rng)
        shown = shown_at_the_end(session, planned, now)
        invited = sum(entry.invited for entry in planned.entries)
        drawn_from = int(planned.sample["people"]) if planned.sample else None
        turn = len(cycle_queries.occurrences_opened(session, series.organisation_id, series.id))
        frozen = frozen_documents(
            session, planned.organisation, series.survey_id, shown, invited, turn, drawn_from, planned.names.document()
        )
    return planned, shown, frozen


def _make_keys(services: Services, cycle_id: str, installation: str, trustee: FrozenTrustee | None) -> bytes:
    """Pool key, invite key and box key, durable; gives the public half of the box key.

    Where the trustee counts, the box key is theirs, and we never have its private half.
    """
    services.keys.put(cycle_id, OWNER, installation.encode())
    services.keys.put(cycle_id, POOL, token_bytes(32))
    services.keys.put(cycle_id, INVITE, token_bytes(32))
    if trustee and trustee.counts:
        return trustee.key.box
    box = generate_private_key(SECP256R1())
    services.keys.put(cycle_id, BOX, box.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption()))
    return point(box.public_key())


def _recovery_copy(services: Services, new: cycles.NewCycle, trustee: FrozenTrustee | None) -> bytes | None:
    """The keys that the close needs, sealed to the trustee, so that losing our folder loses no check-in."""
    if trustee is None:
        return None
    kept = cycle_keys(services.keys, new.id, counts=trustee.counts)
    return seal_copy(kept, trustee.key.box, new.manifest)


def _place_blocks(services: Services, cycle_id: str, planned: Plan) -> list[PlacedBlock]:
    keys = services.keys.assign_signing_keys(cycle_id, len(planned.entries))
    ordered = zip(in_order(planned.entries), keys, strict=True)
    return [place(entry, label, index, *key) for index, ((entry, label), key) in enumerate(ordered)]


def _new_cycle(
    planned: Plan, cycle_id: str, frozen: Documents, box_public: bytes, blocks: list[PlacedBlock]
) -> cycles.NewCycle:
    organisation = planned.organisation
    client_hash, _ = current_client()
    manifest = build_manifest(
        organisation=organisation.id,
        cycle=cycle_id,
        zones=planned.zones,
        k=organisation.k,
        k_inv=organisation.k_inv,
        content=frozen.content,
        client_hash=client_hash,
        box_public=box_public,
        leaves=[block.leaf for block in blocks],
        trustee=planned.trustee,
    )
    return cycles.NewCycle(
        organisation_id=organisation.id,
        id=cycle_id,
        series_id=planned.series.id,
        occurrence=planned.occurrence,
        origin="cast",
        quarter=planned.quarter,
        k=organisation.k,
        k_inv=organisation.k_inv,
        zones=planned.zones,
        blocks=blocks,
        manifest=manifest,
        content=frozen.content,
        afterword=frozen.afterword,
        client_hash=client_hash,
        sample=planned.sample,
        left_out=planned.left_out,
        audience=planned.audience,
    )


def _write_public_side(session: Session, planned: Plan, new: cycles.NewCycle, shown: Shown, now: datetime) -> None:
    organisations.lock(session, new.organisation_id)
    organisations.launch(session, new.organisation_id, now=now)
    organisations.store_blocks(
        session,
        new.organisation_id,
        new.quarter,
        {
            id: (block.unit, block.location, planned.labels[id], block.takes_joiners)
            for id, block in planned.blocks.items()
        },
    )
    cycles.add_cycle(session, new)
    if _another_is_open(session, new, now):
        raise AnotherIsOpen
    cycles.add_near_cells(session, new.organisation_id, new.id, planned.near)
    opens = min(opens for opens, _ in new.zones.values())
    post_event(session, new.organisation_id, new.id, OPENED, at=max(now, opens))
    if announcements.note_shown(session, new.organisation_id, shown.ids, new.id) != len(shown.ids):
        raise AnnouncedElsewhere


def _another_is_open(session: Session, new: cycles.NewCycle, now: datetime) -> bool:
    opens = max(now, min(opens for opens, _ in new.zones.values()))  # a late one collects nothing before now
    until = max(until for _, until in new.zones.values())
    return any(
        their_opening < until and opens < their_end
        for id, their_opening, their_end in cycle_queries.timeline(session, new.organisation_id)
        if id != new.id
    )


def _write_identity_side(session: Session, planned: Plan, new: cycles.NewCycle) -> None:
    people = {id: sorted(block.people) for id, block in planned.blocks.items()}
    invitations.set_members(session, new.organisation_id, new.quarter, people)
    invited = [
        invitations.NewInvitation(person, block.index, planned.zone_of[person], planned.location_of[person])
        for block in new.blocks
        for person in people[block.entry.block_id]
    ]
    invitations.invite(session, new.organisation_id, new.id, invited)
    start_collecting(session, new.organisation_id, new.id)
    written_to = [person for person in invited if person.person_id not in planned.by_letter]
    windows = {zone: Window(zone, opens, until) for zone, (opens, until) in new.zones.items()}
    invitations.post_invitations(session, new.organisation_id, new.id, windows, written_to)


def prepare_answers(services: Services, cycle_id: str) -> None:
    """Let the answer side take ballots and write the opening into the log; harmless when done before."""
    log_key = services.keys.log_key()
    with services.database.writing() as session:
        cycle = cycle_queries.cycle(session, cycle_id)
        if cycle is None or answered.state(session, cycle.organisation_id, cycle.id) is not None:
            return
        answers.start_intake(session, cycle.organisation_id, cycle.id)
        entry = log.opened_entry(cycle.organisation_id, cycle.id, cycle.manifest_hash)
        answers.append_to_log(session, cycle.organisation_id, cycle.id, entry, log_key)


def sweep_orphans(services: Services, *, now: datetime) -> int:
    """Destroy keys of this database's openings that never became a cycle, or whose cycle is published.

    Young ones may still be under way.
    """
    swept = 0
    for cycle_id in services.keys.cycles(bind_keys(services)):
        if now - services.keys.made_at(cycle_id) < FORGOTTEN_AFTER:
            continue
        with services.database.reading() as session:
            known = cycle_queries.frame(session, cycle_id)
            closing = answered.state(session, known.organisation_id, cycle_id) if known else None
        if known is None or (closing is not None and closing.published):
            services.keys.destroy(cycle_id)
            journal.warning("keys that no open cycle needs were destroyed")
            swept += 1
    return swept
