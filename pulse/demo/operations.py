"""Loading the demo organisation: history through the pure count of a close, then one real opening."""

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from secrets import token_bytes, token_hex

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from pulse import worker
from pulse.actions.operations import create
from pulse.announcements import operations as announcements
from pulse.announcements.operations import AnnouncementDraft
from pulse.blind_signature.issuer import EXPONENT
from pulse.checkin.client import current as current_client
from pulse.closing.operations import store_history
from pulse.cycles import operations as cycles
from pulse.cycles.content import Documents
from pulse.cycles.lifecycle import CLOSING_DELAY, quarter
from pulse.cycles.manifest import BlockEntry, PlacedBlock, build_manifest, in_order, place
from pulse.demo.cast import HOLIDAYS, JAKARTA, UNITS, ZONES, Character, as_csv, characters
from pulse.demo.opinions import FEELINGS, FORTNIGHT, Stage, ballots, in_detail, present
from pulse.demo.remarks import ONE_IN, USUAL, Remark, by_cycle, remarks, said
from pulse.demo.story import DEEDS, Calendar
from pulse.envelope.outer import point
from pulse.opening.frozen import frozen_documents
from pulse.opening.operations import open_cycle
from pulse.organisation import operations as organisations
from pulse.organisation import queries as organised
from pulse.organisation.blocks import Place, form_blocks, label
from pulse.organisation.jobs import bind_keys
from pulse.organisation.queries import OrganisationView
from pulse.people import operations as staff
from pulse.people.demo_log_ins import LOG_INS, PASSWORD
from pulse.people.importing import parse
from pulse.people.roll.operations import import_people
from pulse.people.starting import LARGE, SMALL, thresholds
from pulse.questions.bank import QUESTIONS
from pulse.questions.operations import add_bank
from pulse.results.disclosure import Cell
from pulse.results.queries import trees
from pulse.schedule import recurrence
from pulse.schedule.operations import add_calendar, create_series
from pulse.schedule.queries import active_series
from pulse.surveys.operations import create_survey
from pulse.web.services import Services

PEOPLE, CYCLES = 1_200, 26
FEWEST, MOST = 60, 20_000
MOST_CYCLES = 260
NAME, SLUG = "Northwind Works", "northwind"
FEW = 150  # people, under whom the thresholds are those of a small organisation
DANGER_CONTACTS = "Jakarta 112, Ho Chi Minh City 113, Taipei 110, London 999; care line of this demo: +62 21 555 0100"
WINDOW_DAYS = 11
USUAL_KEYS = [
    key for each in QUESTIONS for key in ((each.key, "canteen_why") if each.key == "canteen" else (each.key,))
]
QUARTERLY = [key for key in USUAL_KEYS if key not in ("gym", "rest_areas", "comment")]
QUARTERLY += ["trust_in_anonymity", "enps", "comment"]
QUARTER = 6  # cycles
COLLECTED_ONLY = 0.03  # of those who pick up a blank form, so many never send it
ACTOR = "demo"

Progress = Callable[[float], None]


class DemoRefused(ValueError):
    """The demo organisation cannot be made."""


@dataclass(frozen=True)
class Scene:
    """What every cycle of the history has in common. `beside`: chance that leaves the story's own as it is."""

    organisation: OrganisationView
    series_id: str
    surveys: Sequence["Asks"]
    beside: Random
    blocks: Sequence[PlacedBlock]
    people: Sequence[tuple[Character, int]]
    remarks: Sequence[Sequence[Remark]]
    opening: datetime
    box_public: bytes

    def stage(self, number: int) -> Stage:
        """The cycle `number` of the history."""
        of = len(self.remarks)
        return Stage(number, of, self.opening - (of - number) * FORTNIGHT)

    def asks(self, stage: Stage) -> "Asks":
        """What it asked: once a quarter other questions take the place of two topics."""
        return self.surveys[(stage.of - stage.number) % QUARTER == 2]


@dataclass(frozen=True)
class Asks:
    """A survey: what its check-ins show, and the keys of its questions."""

    read: Documents
    keys: Sequence[str]


def load(services: Services, *, people: int = PEOPLE, cycles: int = CYCLES, seed: int = 1, progress: Progress) -> None:
    """Make the demo organisation with closed cycles and one that is open; `progress` hears shares of 1.

    The same seed gives the same people, answers and comments.
    """
    if not FEWEST <= people <= MOST or not 0 <= cycles <= MOST_CYCLES:
        raise DemoRefused(f"a demo has {FEWEST} to {MOST} people and at most {MOST_CYCLES} cycles")
    now = services.clock.now()
    bind_keys(services)
    log_key = services.keys.log_key()
    rng = Random(seed)  # noqa: S311 - made-up people, and the same ones for the same seed
    with ThreadPoolExecutor(1) as second_core, services.database.writing() as session:
        _refuse_second(session)
        scene = _set_the_scene(session, people, opening_day(now), cycles, rng, now)
        progress(0.1)
        blocks = len(scene.blocks)  # the opening will want as many keys: they are made beside the history
        keys = second_core.submit(services.keys.fill_reserve, blocks, most=blocks)
        ids: list[str] = []
        for number in range(cycles):
            ids.append(_play(session, scene, scene.stage(number), rng, log_key))
            progress(0.1 + 0.8 * (number + 1) / cycles)
        _act(session, scene, ids, now)
        keys.result()
    _open_now(services, scene.series_id, scene.opening, now)
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
    organisation = _found(session, people)
    id = organisation.id
    acting = characters(people, rng)
    import_people(session, id, parse(as_csv(acting)), actor=ACTOR, now=now)
    _add_accounts(session, id)
    add_bank(session, id)
    survey = create_survey(session, id, name="Workplace check-in", question_keys=USUAL_KEYS)
    quarterly = create_survey(session, id, name="Once a quarter, with eNPS", question_keys=QUARTERLY)
    series = create_series(
        session,
        id,
        survey_id=survey,
        starts=opening - rounds * FORTNIGHT,
        every_weeks=FORTNIGHT.days // 7,
        window_days=WINDOW_DAYS,
        if_holiday=recurrence.NEXT,
    )
    _keep_days_off(session, id, now)
    blocks, index_of = _blocks(session, organisation, acting, rng)
    return Scene(
        organisation,
        series,
        [
            Asks(frozen_documents(session, organisation, each), keys)
            for each, keys in ((survey, USUAL_KEYS), (quarterly, QUARTERLY))
        ],
        Random(people),  # noqa: S311 - as above
        blocks,
        [(one, index_of[one.number]) for one in acting],
        by_cycle(remarks(), rounds, min(USUAL, people // ONE_IN), rng),
        opening,
        point(generate_private_key(SECP256R1()).public_key()),
    )


def _keep_days_off(session: Session, organisation_id: str, now: datetime) -> None:
    """Each place goes by its country's holidays, the whole organisation by those of its head office."""
    roots = {"": HOLIDAYS[JAKARTA]}
    for path, code in (roots | HOLIDAYS).items():
        add_calendar(session, organisation_id, code, now=now)
        at = organisations.ensure_location(session, organisation_id, path)
        organisations.change_calendar(session, organisation_id, at, code)


def _found(session: Session, people: int) -> OrganisationView:
    """The organisation, with the thresholds that suit its size."""
    k, k_inv = thresholds(SMALL if people < FEW else LARGE)
    id = organisations.found(
        session,
        name=NAME,
        slug=SLUG,
        language="en",
        time_zone="Asia/Jakarta",
        k=k,
        k_inv=k_inv,
        is_demo=True,
        danger_contacts=DANGER_CONTACTS,
    )
    return organised.own(session, id)


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
            location_id=organisations.ensure_location(session, organisation_id, each.location)
            if each.location
            else None,
        )


def _blocks(
    session: Session, organisation: OrganisationView, acting: Sequence[Character], rng: Random
) -> tuple[list[PlacedBlock], Mapping[str, int]]:
    """The history's blocks, formed as an opening forms them, and the block of each person's number."""
    id = organisation.id
    unit_ids = organisations.ensure_units(session, id, UNITS)
    location_ids = organisations.ensure_locations(session, id, ZONES)
    units, locations = organised.units(session, id), organised.locations(session, id)
    places = {one.number: Place(unit_ids[one.unit], location_ids[one.location]) for one in acting}
    formed = {token_hex(16): block for block in form_blocks(units, locations, places, organisation.k_inv)}
    entries = [
        BlockEntry(id, b.unit, b.location, label(units, locations, b.unit, b.location), len(b.people))
        for id, b in formed.items()
    ]
    blocks = [_block(entry, name, index, rng) for index, (entry, name) in enumerate(in_order(entries))]
    return blocks, {number: block.index for block in blocks for number in formed[block.entry.block_id].people}


def _play(session: Session, scene: Scene, stage: Stage, rng: Random, log_key: bytes) -> str:
    """One cycle of the history: stored as an opening stores it, closed as a close does. Gives its id."""
    asks = scene.asks(stage)
    new = _cycle(scene, stage.opens, asks.read)
    cycles.add_cycle(session, new)
    people = [one for one, _ in scene.people]
    there = present(people, stage, rng)
    written = said(scene.remarks[stage.number], [people[number] for number in there], rng)
    voters = [scene.people[number] for number in there]
    cast = ballots(voters, stage, list(FEELINGS), written, rng)
    cast = in_detail(cast, voters, stage, asks.keys, scene.beside)
    until = max(until for _, until in new.zones.values())
    store_history(
        session,
        new.id,
        cast,
        [token_bytes(32) for _ in cast],
        collected=min(len(people), len(cast) + round(len(cast) * COLLECTED_ONLY)),
        log_key=log_key,
        now=until + CLOSING_DELAY,
    )
    return new.id


def _cycle(scene: Scene, start: datetime, read: Documents) -> cycles.NewCycle:
    id = token_hex(16)
    zones = recurrence.windows(start, ZONES.values(), WINDOW_DAYS)
    client_hash, _ = current_client()
    manifest = build_manifest(
        organisation=scene.organisation.id,
        cycle=id,
        zones=zones,
        k=scene.organisation.k,
        k_inv=scene.organisation.k_inv,
        content=read.content,
        client_hash=client_hash,
        box_public=scene.box_public,
        leaves=[block.leaf for block in scene.blocks],
    )
    return cycles.NewCycle(
        organisation_id=scene.organisation.id,
        id=id,
        series_id=scene.series_id,
        occurrence=recurrence.key(start),
        origin="demo",
        quarter=quarter(start),
        k=scene.organisation.k,
        k_inv=scene.organisation.k_inv,
        zones=zones,
        blocks=scene.blocks,
        manifest=manifest,
        content=read.content,
        afterword=read.afterword,
        client_hash=client_hash,
    )


def _block(entry: BlockEntry, name: str, index: int, rng: Random) -> PlacedBlock:
    """A block whose modulus nobody has the factors of: nothing can ever be signed for this history."""
    modulus = 1 << 2047 | rng.getrandbits(2046) << 1 | 1
    return place(entry, name, index, modulus, EXPONENT)


def _act(session: Session, scene: Scene, ids: Sequence[str], now: datetime) -> None:
    """Everything that was done about what people said, and what they were told of it."""
    id, days = scene.organisation.id, Calendar(scene.opening, len(ids), now)
    for deed in DEEDS:
        draft = deed.draft(days, [_cell(session, id, *paths) for paths in deed.where])
        action_id = create(session, id, draft, actor=ACTOR, now=days.morning(draft.starts))
        if deed.told:
            at = days.morning(deed.told.published(days))
            new = AnnouncementDraft(deed.topic, action_id, draft.places, deed.told.words)
            announcement_id = announcements.draft(session, id, new, actor=ACTOR, now=at)
            announcements.publish(session, id, announcement_id, now=at, actor=ACTOR, mail=False)
            for cycle_id in ids[deed.told.shown(len(ids)) :][:1]:
                announcements.note_shown(session, id, [announcement_id], cycle_id)


def _cell(session: Session, organisation_id: str, unit: str, location: str) -> Cell:
    unit_id = organisations.ensure_unit(session, organisation_id, unit)
    location_id = organisations.ensure_location(session, organisation_id, location)
    found = trees(session, organisation_id).cell(unit_id, location_id)
    if found is None:
        raise LookupError(f"{unit} · {location}")
    return found


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
