"""The holidays of the country where the organisation is, chosen together with its first dates."""

from dataclasses import dataclass, replace

from flask import request
from flask_babel import lazy_gettext as _l

from pulse.organisation.queries import locations, own_calendars
from pulse.schedule.almanac import almanac
from pulse.schedule.calendar_names import countries, country_of, country_of_zone
from pulse.schedule.calendars import DaysOff
from pulse.schedule.forms.days_off import PlaceForm
from pulse.schedule.queries import YEARS_AHEAD
from pulse.schedule.views.days_off import keep_calendar
from pulse.schedule.views.state import Here
from pulse.web.access import viewer
from pulse.web.services import services


@dataclass(frozen=True)
class Holidays:
    """The form, the place that stands for all, and the calendar that it keeps so far."""

    form: PlaceForm
    root: str
    kept: str

    @property
    def chosen(self) -> str:
        """The calendar that is chosen now; a part of its country that was chosen elsewhere stays."""
        code: str = self.form.calendar.data or ""
        return self.kept if code == country_of(self.kept) else code

    def seen(self, here: Here) -> Here:
        """The organisation as it is with this calendar, for its dates."""
        if self.chosen == self.kept or self.form.errors:
            return here
        blackouts = here.days_off.blackouts
        if not self.chosen:
            return replace(here, days_off=DaysOff(blackouts=blackouts))
        years = range(here.now.year, here.now.year + YEARS_AHEAD + 1)
        found = almanac(self.chosen, years, here.organisation.language)
        return replace(here, days_off=DaysOff(found.weekend, found.days, blackouts))

    def keep(self) -> None:
        """Let everybody's place keep it."""
        if self.chosen != self.kept:
            keep_calendar(self.root, self.kept, self.chosen)


def holidays_of(here: Here) -> Holidays:
    """Those that are kept, or those of the country in which the organisation's time zone lies; they can be changed."""
    with services().database.reading() as session:
        root = locations(session, viewer().organisation_id).root.id
        kept = own_calendars(session, viewer().organisation_id).get(root, "")
    form = PlaceForm()
    form.calendar.label.text = _l("Holidays of")
    form.offer(countries(is_root=True), country_of(kept) or country_of_zone(here.zone))
    if form.is_submitted() and "calendar" not in request.form:
        form.calendar.data = country_of(kept)
    return Holidays(form, root, kept)
