"""What several pages of the schedule ask first: the organisation, what is around it, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from flask import abort, current_app
from sqlalchemy.orm import Session

from pulse.organisation.queries import OrganisationView, organisation
from pulse.schedule.calendars import DaysOff
from pulse.schedule.queries import SeriesView, series_days_off, series_of
from pulse.schedule.recurrence import Plan, wall_time
from pulse.schedule.surroundings import Looker, Surroundings
from pulse.schedule.upcoming import Upcoming, contact_of, upcoming
from pulse.surveys.queries import SurveyView
from pulse.web.language import choose
from pulse.web.services import services
from pulse.web.writing import listed


@dataclass(frozen=True)
class Here:
    """An organisation at one moment, with everything that decides about dates."""

    organisation: OrganisationView
    series: Sequence[SeriesView]
    days_off: DaysOff
    around: Surroundings
    now: datetime

    @property
    def zone(self) -> str:
        """The organisation's own time zone."""
        return self.organisation.time_zone

    @property
    def zones(self) -> frozenset[str]:
        """Where people can be asked; while there is nobody, where the organisation is."""
        return self.around.zones or frozenset({self.zone})

    @property
    def local(self) -> datetime:
        """What the clock on the organisation's wall shows."""
        return wall_time(self.now, self.zone)

    def turns(self, survey: SurveyView | None, series_id: str = "", *, count: int) -> list[str]:
        """The topics of the next openings, where they take turns; those asked always are not named."""
        if survey is None or not survey.rotates_over:
            return []
        before = sum(each.series_id == series_id for each in self.around.rounds)
        language = choose()
        asked = [survey.turn(before + number) for number in range(count)]
        return [listed(dict.fromkeys(one.topic.name(language) for one in each if one.topic)) for each in asked]

    def coming(self, plan: Plan, series_id: str = "", *, count: int) -> list[Upcoming]:
        """What a series does next, as the worker will see it."""
        openings = [(each.series_id, each.occurrence, each.opens) for each in self.around.rounds]
        clocks = {each.id: each.time_zone for each in self.series if each.time_zone}
        contact = contact_of(self.organisation.contact_days, openings, series_id, plan, self.zones, clocks)
        return upcoming(plan, self.days_off, self.zones, self.now, count, contact)


def look(session: Session, organisation_id: str) -> Here:
    """Read it; for an organisation that is gone there is no page."""
    found = organisation(session, organisation_id) or abort(404)
    series, days_off = series_of(session, organisation_id), series_days_off(session, organisation_id)
    around = cast("Looker | None", current_app.extensions.get("pulse_surroundings"))
    beside = around(organisation_id) if around else Surroundings()
    return Here(found, series, days_off, beside, services().clock.now())
