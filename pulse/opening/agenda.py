"""What decides whether a series opens something now: read once, as plain values."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from pulse.cycles import queries as cycles
from pulse.organisation import queries as organisations
from pulse.organisation.queries import OrganisationView
from pulse.people import queries as people
from pulse.schedule.calendars import DaysOff
from pulse.schedule.queries import SeriesView, series_days_off, series_of
from pulse.schedule.upcoming import Contact, contact_of


@dataclass(frozen=True)
class Agenda:
    """`opened` names the occurrences that have a cycle; `busy_until` is the latest end of any cycle."""

    organisation: OrganisationView
    days_off: DaysOff
    zones: frozenset[str]
    opened: frozenset[str]
    contact: Contact
    busy_until: datetime | None


def agenda(session: Session, series: SeriesView) -> Agenda | None:
    """What there is to know beside the series itself; None when its organisation is gone."""
    organisation = organisations.organisation(session, series.organisation_id)
    if organisation is None:
        return None
    zones = frozenset(people.zones(session, organisation.id)) or {organisation.time_zone}
    openings = cycles.openings(session, organisation.id)
    clocks = {each.id: each.time_zone for each in series_of(session, organisation.id) if each.time_zone}
    starts = [(series_id, occurrence, opens) for series_id, occurrence, opens, _ in openings]
    return Agenda(
        organisation,
        series_days_off(session, organisation.id),
        frozenset(zones),
        frozenset(occurrence for series_id, occurrence, _, _ in openings if series_id == series.id),
        contact_of(organisation.contact_days, starts, series.id, series.plan, zones, clocks),
        max((until for _, _, _, until in openings), default=None),
    )


def most_blocks(session: Session, organisation: OrganisationView) -> int:
    """So many blocks an opening can have at most: each has k_inv people, and takes in whole teams of a place."""
    found, teams = people.sizes(session, organisation.id)
    return min(teams, found // organisation.k_inv)
