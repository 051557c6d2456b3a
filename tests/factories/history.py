"""Closed cycles of an organisation without people: made-up ballots through the real count and gate."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from secrets import token_bytes, token_hex
from typing import Any

from sqlalchemy.orm import Session

from pulse.closing.operations import store_history
from pulse.counting.inner import OpenBallot, OpenComment
from pulse.cycles.content import build_afterword, build_content
from pulse.cycles.manifest import BlockEntry, build_manifest, in_order, place
from pulse.cycles.operations import NewCycle, add_cycle
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.questions.operations import add_bank
from pulse.schedule.operations import create_series
from pulse.surveys.operations import create_survey
from pulse.web.services import Services
from tests.factories.organisation import an_organisation

FIRST = datetime(2026, 9, 7, 9, 0)
AFTERWORD = build_afterword(announcements=[], strings={})
TOPICS = {"canteen": "Canteen", "parking": "Parking"}


@dataclass(frozen=True)
class World:
    """An organisation with three blocks: Operations / Production, Operations / Logistics, Office."""

    id: str
    series: str
    units: dict[str, str]
    locations: dict[str, str]

    @property
    def places(self) -> list[tuple[str, str]]:
        """Where the blocks stand, in the order of their indexes."""
        jakarta = self.locations["Jakarta"]
        named = ("Office", "Operations/Logistics", "Operations/Production")
        return [(self.units[name], jakarta) for name in named]


OFFICE, LOGISTICS, PRODUCTION = range(3)


def a_world(session: Session, **changes) -> World:
    """An organisation with units, locations, a survey and a series."""
    id = an_organisation(session, **changes)
    names = ("Operations", "Operations/Production", "Operations/Logistics", "Office")
    units = {name: ensure_unit(session, id, name) for name in names}
    locations = {name: ensure_location(session, id, name) for name in ("Jakarta", "Taipei")}
    add_bank(session, id)
    survey = create_survey(session, id, name="Check-in", question_keys=[*TOPICS, "overall", "comment"])
    series = create_series(session, id, survey_id=survey, starts=FIRST, every_weeks=2, window_days=7)
    return World(id, series, units, locations)


def ballots(block: int, *, canteen: str = "", parking: str = "", comments: Sequence[str] = ()) -> list[OpenBallot]:
    """One ballot a digit: `canteen="445"` is three people who chose 4, 4 and 5."""
    made = []
    for number in range(max(len(canteen), len(parking))):
        answers = {
            key: int(digits[number])
            for key, digits in (("canteen", canteen), ("parking", parking))
            if number < len(digits)
        }
        said = (OpenComment("comment", comments[number]),) if number < len(comments) else ()
        made.append(OpenBallot(block, answers, said, "en"))
    return made


def a_question(key: str, scale: str, *, options: int = 0, parent: str | None = None) -> dict[str, Any]:
    """A question as a content holds it, with so many options of its own."""
    asked: dict[str, Any] = {"key": key, "topic": None, "scale": scale, "texts": {"en": {"topic": None, "text": key}}}
    if options:
        asked["options"] = [{"option": at, "texts": {"en": f"{key} {at}"}} for at in range(1, options + 1)]
    return asked | ({"parent": parent} if parent else {})


def content(topics: Sequence[str] = tuple(TOPICS), more: Sequence[Mapping[str, Any]] = ()) -> bytes:
    """What a cycle asked, in English alone; `more`: questions after those of the topics."""
    asked = [
        {"key": key, "topic": key, "scale": "faces5", "texts": {"en": {"topic": TOPICS[key], "text": key}}}
        for key in topics
    ]
    asked += more
    asked.append({"key": "comment", "topic": None, "scale": "open", "texts": {"en": {"topic": None, "text": "?"}}})
    return build_content(
        languages=["en"],
        default_language="en",
        organisation_name="Lotus Works",
        danger_contacts="112",
        demo=True,
        questions=asked,
        strings={},
        afterword=AFTERWORD,
    )


def a_closed_cycle(
    services: Services,
    session: Session,
    world: World,
    cast: Sequence[OpenBallot],
    *,
    number: int = 0,
    invited: int = 40,
    topics: Sequence[str] = tuple(TOPICS),
    more: Sequence[Mapping[str, Any]] = (),
    before_the_close: Callable[[str], None] = lambda _: None,
) -> str:
    """The cycle `number` fortnights after the first, counted and published; gives its id."""
    id = token_hex(16)
    start = FIRST + timedelta(weeks=2 * number)
    opens = start.replace(tzinfo=UTC)
    zones = {"Asia/Jakarta": (opens, opens + timedelta(days=7))}
    entries = [
        BlockEntry(token_hex(16), unit, location, f"block {index}", invited)
        for index, (unit, location) in enumerate(world.places)
    ]
    placed = [
        place(entry, label, index, (1 << 2047) + 2 * index + 1, 65537)
        for index, (entry, label) in enumerate(in_order(entries))
    ]
    asked = content(topics, more)
    manifest = build_manifest(
        organisation=world.id, cycle=id, zones=zones, k=5, k_inv=10, content=asked, client_hash="00" * 32,
        box_public=b"\4" + bytes(64), leaves=[block.leaf for block in placed],
    )  # fmt: skip
    new = NewCycle(
        organisation_id=world.id, id=id, series_id=world.series, occurrence=f"{start:%Y-%m-%dT%H:%M}", origin="demo",
        quarter="2026-Q3", k=5, k_inv=10, zones=zones, blocks=placed, manifest=manifest, content=asked,
        afterword=AFTERWORD, client_hash="00" * 32,
    )  # fmt: skip
    add_cycle(session, new)
    before_the_close(id)
    store_history(
        session, id, cast, [token_bytes(32) for _ in cast], collected=len(cast), log_key=services.keys.log_key(),
        now=opens + timedelta(days=8),
    )  # fmt: skip
    return id
