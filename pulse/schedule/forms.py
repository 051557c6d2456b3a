"""The form a series is made with."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, ValidationError
from wtforms.validators import NumberRange

from pulse.schedule.operations import LONGEST_WINDOW, SHORTEST_WINDOW
from pulse.schedule.recurrence import instant
from pulse.surveys.queries import SurveyView

FIRST_HOUR = 9
LATEST_YEAR = 2100
EVERY = {1: _l("Every week"), 2: _l("Every 2 weeks"), 4: _l("Every 4 weeks")}
DAYS = _l("Please give a whole number of days from %(least)s to %(most)s.", least=SHORTEST_WINDOW, most=LONGEST_WINDOW)
MONDAY = 0


class Choice(SelectField):
    """A list to choose from, with our own sentence for what is not on it."""

    def pre_validate(self, _form: FlaskForm) -> None:
        """Refuse a value that was not offered."""
        if str(self.data) not in {str(value) for value, *_rest in self.iter_choices()}:
            raise ValidationError(_("Please choose one from the list."))


class Day(DateField):
    """A day; anything else gets our own sentence."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read `2026-11-23`."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(_("Please give a day like 2026-11-23.")) from error


class WholeNumber(IntegerField):
    """A whole number; anything else gets the sentence about days."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read digits."""
        try:
            super().process_formdata(valuelist)
        except ValueError as error:
            raise ValueError(str(DAYS)) from error


class SeriesForm(FlaskForm):
    """Which survey, from when on, how often, and how long people have."""

    survey = Choice(_l("Survey"))
    day = Day(_l("First day"))
    hour = Choice(_l("Hour"), choices=[(str(hour), f"{hour:02}:00") for hour in range(24)], default=str(FIRST_HOUR))
    every_weeks = Choice(_l("How often"), choices=[(str(weeks), words) for weeks, words in EVERY.items()], default="2")
    window_days = WholeNumber(
        _l("Days to answer"),
        default=7,
        validators=[NumberRange(min=SHORTEST_WINDOW, max=LONGEST_WINDOW, message=DAYS)],
    )

    def offer(self, surveys: Sequence[SurveyView], chosen: str | None, today: date) -> None:
        """List the surveys; begin next Monday unless told otherwise."""
        self.survey.choices = [(survey.id, survey.name) for survey in surveys]
        if not self.is_submitted():
            self.survey.data = chosen if chosen in {survey.id for survey in surveys} else surveys[0].id
            self.day.data = today + timedelta(days=7 - (today.weekday() - MONDAY) % 7)

    @property
    def starts(self) -> datetime:
        """The wall time of the first opening."""
        return datetime.combine(self.day.data, time(int(self.hour.data)))

    def validate_day(self, field: Day) -> None:
        """A day is given, and it is one of this century."""
        if field.data is None:
            if not field.errors:
                raise ValidationError(_("Please give a day like 2026-11-23."))
        elif field.data.year > LATEST_YEAR:
            raise ValidationError(_("Please give a day before the year %(year)s.", year=LATEST_YEAR + 1))

    def fits(self, *, now: datetime, zone: str) -> bool:
        """Whether the fields, each right by itself, go together; puts a sentence where they do not."""
        weeks = int(self.every_weeks.data)
        if self.window_days.data >= 7 * weeks:
            self.window_days.errors = [
                _(
                    "A cycle must end before the next one opens: please give fewer than %(days)s days.",
                    days=7 * weeks,
                )
            ]
        if instant(self.starts, zone) <= now:
            self.day.errors = [_("This time has passed. Please choose a later day or hour.")]
        return not (self.window_days.errors or self.day.errors)
