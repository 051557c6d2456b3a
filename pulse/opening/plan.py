"""What an opening needs to know before it touches anything: read once, as plain values."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from pulse.cycles import queries as cycles
from pulse.cycles.lifecycle import LOOK_BACK, quarter
from pulse.cycles.manifest import BlockEntry, in_order
from pulse.invitations import queries as invited
from pulse.opening.lot import drawn
from pulse.opening.near import Spot, cells_above, near_cells, parts_of
from pulse.opening.roster import settle
from pulse.opening.standing import standing
from pulse.organisation import queries as organisations
from pulse.organisation.blocks import FormedBlock, Place, TooFewPeople, label
from pulse.organisation.queries import OrganisationView
from pulse.organisation.tree import Tree
from pulse.people import queries as people
from pulse.people.ways import SLIPS
from pulse.schedule.queries import SeriesView
from pulse.schedule.recurrence import key, spans
from pulse.surveys.audiences.audience import Audience, Names
from pulse.surveys.audiences.queries import audience
from pulse.trustee import queries as trustees
from pulse.trustee.frozen import FrozenTrustee
from pulse.trustee.modes import COUNTS, NONE


@dataclass(frozen=True)
class Plan:
    """One opening, decided but not yet written.

    `blocks` and `labels` are of everybody in the quarter; `entries` and all that follows are of those who are asked.
    """

    organisation: OrganisationView
    series: SeriesView
    occurrence: str
    quarter: str
    blocks: Mapping[str, FormedBlock]
    labels: Mapping[str, str]
    entries: list[BlockEntry]
    zone_of: Mapping[str, str]
    location_of: Mapping[str, str]
    by_letter: frozenset[str]
    zones: Mapping[str, tuple[datetime, datetime]]
    near: list[tuple[str, str, str]]
    trustee: FrozenTrustee | None = None
    sample: Mapping[str, float] | None = None
    audience: Mapping[str, frozenset[str]] | None = None
    names: Names = field(default_factory=Names)

    @property
    def left_out(self) -> list[Spot]:
        """Where the blocks stand that a lot or an audience does not ask."""
        asked = {entry.block_id for entry in self.entries}
        return [(block.unit, block.location) for id, block in self.blocks.items() if id not in asked]


class NobodyThere(TooFewPeople):
    """No block stands inside the survey's audience: too few people to be asked apart from the others."""


class NoTrusteeKey(Exception):
    """Only the trustee may open the answers, and no key of theirs is left to open with."""


@dataclass(frozen=True)
class Times:
    """The wall times of an opening: the one that its rule names, and those between which people can answer."""

    occurrence: datetime
    opens: datetime
    ends: datetime


def plan(session: Session, series: SeriesView, times: Times, rng: Random) -> Plan:
    """Read the roster and decide blocks, windows, what may be compared; `TooFewPeople` or `NoTrusteeKey` if not.

    `rng` draws the blocks that are asked, where not everybody is.
    """
    organisation = organisations.organisation(session, series.organisation_id)
    if organisation is None:
        raise LookupError(series.organisation_id)
    units = organisations.units(session, organisation.id)
    locations = organisations.locations(session, organisation.id)
    found = people.invitable(session, organisation.id)
    places = {person.id: Place(person.unit_id, person.location_id) for person in found}
    season = quarter(times.opens)
    blocks = settle(units, locations, places, standing(session, organisation.id, season), organisation.k_inv)
    whom = audience(session, organisation.id, series.survey_id)
    reached = _reached(whom, units, locations, blocks)
    lot = drawn(session, series, units, locations, reached, rng)
    asked = {id: block for id, block in reached.items() if lot is None or id in lot.blocks}
    spots = {person: (block.unit, block.location) for block in asked.values() for person in block.people}
    called = [person for person in found if person.id in spots]
    zone_of = {person.id: person.time_zone for person in called}
    entries = _entries(units, locations, blocks)
    return Plan(
        organisation,
        series,
        key(times.occurrence),
        season,
        blocks,
        {entry.block_id: name for entry, name in in_order(entries)},
        [entry for entry in entries if entry.block_id in asked],
        zone_of,
        {person.id: person.location_id for person in called},
        frozenset(person.id for person in called if person.way == SLIPS),
        spans(times.opens, times.ends, zone_of.values(), series.time_zone),
        _near(session, organisation, units, locations, spots),
        _trustee(session, organisation),
        lot.sample if lot else None,
        None if whom.everybody else {"units": whom.units, "locations": whom.locations},
        whom.names(units, locations),
    )


def _reached(
    whom: Audience, units: Tree, locations: Tree, blocks: Mapping[str, FormedBlock]
) -> Mapping[str, FormedBlock]:
    """The blocks that the survey's audience takes in, whole; there has to be one."""
    found = whom.asked(units, locations, blocks)
    if not found:
        raise NobodyThere("too few people count for the parts that this survey asks")
    return found


def _entries(units: Tree, locations: Tree, blocks: Mapping[str, FormedBlock]) -> list[BlockEntry]:
    return [
        BlockEntry(id, b.unit, b.location, label(units, locations, b.unit, b.location), len(b.people))
        for id, b in sorted(blocks.items())
    ]


def _trustee(session: Session, organisation: OrganisationView) -> FrozenTrustee | None:
    """The trustee of this opening; without a key left there is none who holds a copy, and no opening if they count."""
    found = trustees.next_key(session, organisation.id) if organisation.trustee != NONE else None
    if found is None:
        if organisation.trustee == COUNTS:
            raise NoTrusteeKey
        return None
    return FrozenTrustee(organisation.trustee, found.name, found.key)


def _near(
    session: Session, organisation: OrganisationView, units: Tree, locations: Tree, spots: Mapping[str, Spot]
) -> list[tuple[str, str, str]]:
    above = cells_above(units, locations)
    reshaped = organisations.reshaped_at(session, organisation.id)
    found = []
    for cycle in cycles.cycles_of(session, organisation.id)[:LOOK_BACK]:
        places = {b.index: (b.unit_id, b.location_id) for b in cycles.blocks(session, organisation.id, cycle.id)}
        then = {
            person: places[index]
            for person, index in invited.invited_blocks(session, organisation.id, cycle.id).items()
        }
        if then:
            alike = near_cells(spots, then, above, organisation.k)
            if reshaped and cycle.opens_at <= reshaped:  # a node kept its id then: this tree is not the one of before
                alike = parts_of([*spots.values(), *then.values()], above)
            found += [(cycle.id, *cell) for cell in alike]
    return found
