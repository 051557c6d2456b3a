"""Loading the demo organisation: history through the pure count of a close, then one real opening."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from secrets import token_bytes, token_hex

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pulse import worker
from pulse.blind_signature.issuer import EXPONENT
from pulse.checkin.client import current as current_client
from pulse.closing.operations import store_history
from pulse.cycles import operations as cycles
from pulse.cycles.lifecycle import CLOSING_DELAY, quarter
from pulse.cycles.manifest import BlockEntry, PlacedBlock, build_manifest, in_order, place
from pulse.demo.cast import UNITS, ZONES, Character, as_csv, characters
from pulse.demo.opinions import FEELINGS, Stage, ballots
from pulse.envelope.outer import point
from pulse.opening.operations import frozen_content, open_cycle
from pulse.organisation import operations as organisations
from pulse.organisation import queries as organised
from pulse.organisation.blocks import Place, form_blocks, label
from pulse.organisation.jobs import bind_keys
from pulse.organisation.queries import OrganisationView
from pulse.people import operations as staff
from pulse.people.demo_log_ins import LOG_INS, PASSWORD
from pulse.people.importing import parse
from pulse.questions.bank import QUESTIONS
from pulse.questions.operations import add_bank
from pulse.schedule import recurrence
from pulse.schedule.operations import create_series
from pulse.schedule.queries import active_series
from pulse.surveys.operations import create_survey
from pulse.web.services import Services

PEOPLE, CYCLES = 120, 6
FEWEST, MOST = 60, 20_000
MOST_CYCLES = 260
NAME, SLUG = "Northwind Works", "northwind"
K, K_INV = 5, 10
EVERY_WEEKS, WINDOW_DAYS = 2, 11
COLLECTED_ONLY = 0.03  # of those who pick up a blank form, so many never send it
ACTOR = "demo"

Progress = Callable[[float], None]


class DemoRefused(ValueError):
    """The demo organisation cannot be made."""


@dataclass(frozen=True)
class Scene:
    """What every cycle of the history has in common."""

    organisation: OrganisationView
    series_id: str
    content: bytes
    entries: Sequence[BlockEntry]
    people: Sequence[tuple[Character, str]]
    box_public: bytes


def load(services: Services, *, people: int = PEOPLE, cycles: int = CYCLES, seed: int = 1, progress: Progress) -> None:
    """Make the demo organisation with closed cycles and one that is open; `progress` hears shares of 1.

    The same seed gives the same people, answers and comments.
    """
    if not FEWEST <= people <= MOST or not 0 <= cycles <= MOST_CYCLES:
        raise DemoRefused(f"a demo has {FEWEST} to {MOST} people and at most {MOST_CYCLES} cycles")
    now = services.clock.now()
    opening = opening_day(now)
    bind_keys(services)
    log_key = services.keys.log_key()
    rng = Random(seed)  # noqa: S311 - made-up people, and the same ones for the same seed
    with services.database.writing() as session:
        _refuse_second(session)
        scene = _set_the_scene(session, people, opening, cycles, rng, now)
        progress(0.2)
        for number in range(cycles):
            _play(session, scene, Stage(number, cycles), opening, rng, log_key)
            progress(0.2 + 0.7 * (number + 1) / cycles)
    _open_now(services, scene.series_id, opening, now)
    progress(1.0)


def opening_day(now: datetime) -> datetime:
    """Nine o'clock of the last Monday that is over everywhere: open in each zone, with days to come."""
    yesterday = now.replace(hour=9, minute=0, second=0, microsecond=0, tzinfo=None) - timedelta(days=1)
    return yesterday - timedelta(days=yesterday.weekday())


def log_ins(services: Services) -> list[str]:
    """One line for each account of the demo; none where there is no demo."""
    with services.database.reading() as session:
        if not any(each.is_demo for each in organised.organisations(session)):
            return []
    return [f"  {each.email}   password {PASSWORD}   ({each.role})" for each in LOG_INS]


def _refuse_second(session: Session) -> None:
    if any(each.is_demo for each in organised.organisations(session)):
        raise DemoRefused("there is a demo organisation already")


def _set_the_scene(session: Session, people: int, opening: datetime, rounds: int, rng: Random, now: datetime) -> Scene:
    """Organisation, people, accounts, survey, series: everything but cycles."""
    id = organisations.found(
        session,
        name=NAME,
        slug=SLUG,
        language="en",
        time_zone="Asia/Jakarta",
        k=K,
        k_inv=K_INV,
        is_demo=True,
        danger_contacts="Jakarta 112, Taipei 110 or 119; care line of this demo: +62 21 555 0100",
    )
    organisation = organised.organisation(session, id)
    if organisation is None:
        raise LookupError(id)
    acting = characters(people, rng)
    staff.import_people(session, id, parse(as_csv(acting)), actor=ACTOR, now=now)
    _add_accounts(session, id)
    add_bank(session, id)
    survey = create_survey(session, id, name="Workplace check-in", question_keys=[each.key for each in QUESTIONS])
    series = create_series(
        session,
        id,
        survey_id=survey,
        starts=opening - timedelta(weeks=EVERY_WEEKS * rounds),
        every_weeks=EVERY_WEEKS,
        window_days=WINDOW_DAYS,
    )
    entries, block_of = _blocks(session, id, acting)
    return Scene(
        organisation,
        series,
        frozen_content(session, organisation, survey),
        entries,
        [(one, block_of[one.number]) for one in acting],
        point(generate_private_key(SECP256R1()).public_key()),
    )


def _add_accounts(session: Session, organisation_id: str) -> None:
    for each in LOG_INS:
        staff.add_account(
            session,
            organisation_id,
            email=each.email,
            name=each.name,
            password=PASSWORD,
            role=each.role,
            language="en",
            unit_id=organisations.ensure_unit(session, organisation_id, each.unit) if each.unit else None,
        )


def _blocks(
    session: Session, organisation_id: str, acting: Sequence[Character]
) -> tuple[list[BlockEntry], Mapping[str, str]]:
    """The history's blocks, formed as an opening forms them, and the block of each person's number."""
    unit_ids = organisations.ensure_units(session, organisation_id, UNITS)
    location_ids = organisations.ensure_locations(session, organisation_id, ZONES)
    units, locations = organised.units(session, organisation_id), organised.locations(session, organisation_id)
    places = {one.number: Place(unit_ids[one.unit], location_ids[one.location]) for one in acting}
    formed = {token_hex(16): block for block in form_blocks(units, locations, places, K_INV)}
    entries = [
        BlockEntry(id, b.unit, b.location, label(units, locations, b.unit, b.location), len(b.people))
        for id, b in formed.items()
    ]
    return entries, {number: id for id, block in formed.items() for number in block.people}


def _play(session: Session, scene: Scene, stage: Stage, opening: datetime, rng: Random, log_key: bytes) -> None:
    """One cycle of the history: stored as an opening stores it, closed as a close does."""
    start = opening - timedelta(weeks=EVERY_WEEKS * (stage.of - stage.number))
    new = _cycle(scene, start, rng)
    cycles.add_cycle(session, new)
    index_of = {block.entry.block_id: block.index for block in new.blocks}
    acting = [(one, index_of[block]) for one, block in scene.people]
    cast = ballots(acting, stage, list(FEELINGS), rng)
    until = max(until for _, until in new.zones.values())
    store_history(
        session,
        new.id,
        cast,
        [token_bytes(32) for _ in cast],
        collected=min(len(acting), len(cast) + round(len(cast) * COLLECTED_ONLY)),
        log_key=log_key,
        now=until + CLOSING_DELAY,
    )


def _cycle(scene: Scene, start: datetime, rng: Random) -> cycles.NewCycle:
    id = token_hex(16)
    zones = recurrence.windows(start, ZONES.values(), WINDOW_DAYS)
    blocks = [_block(entry, name, index, rng) for index, (entry, name) in enumerate(in_order(scene.entries))]
    client_hash, _ = current_client()
    manifest = build_manifest(
        organisation=scene.organisation.id,
        cycle=id,
        zones=zones,
        k=K,
        k_inv=K_INV,
        content=scene.content,
        client_hash=client_hash,
        box_public=scene.box_public,
        leaves=[block.leaf for block in blocks],
    )
    return cycles.NewCycle(
        organisation_id=scene.organisation.id,
        id=id,
        series_id=scene.series_id,
        occurrence=recurrence.key(start),
        origin="demo",
        quarter=quarter(start),
        k=K,
        k_inv=K_INV,
        zones=zones,
        blocks=blocks,
        manifest=manifest,
        content=scene.content,
        client_hash=client_hash,
    )


def _block(entry: BlockEntry, name: str, index: int, rng: Random) -> PlacedBlock:
    """A block whose modulus nobody has the factors of: nothing can ever be signed for this history."""
    modulus = 1 << 2047 | rng.getrandbits(2046) << 1 | 1
    return place(entry, name, index, modulus, EXPONENT)


def _open_now(services: Services, series_id: str, opening: datetime, now: datetime) -> None:
    """Open the current cycle as the worker would; where something stands in its way, leave it closed."""
    if worker.hindrances(services, is_demo=True):
        return
    with services.database.reading() as session:
        series = next(each for each in active_series(session) if each.id == series_id)
    try:
        open_cycle(services, series, opening, now=now)
    except IntegrityError:  # a worker beside this command was faster
        return
