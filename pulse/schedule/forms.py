"""The form a series is made with."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange

from pulse.schedule.operations import LONGEST_WINDOW, SHORTEST_WINDOW
from pulse.schedule.recurrence import instant, longest_window
from pulse.surveys.queries import SurveyView

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100  # beyond them arithmetic with zones may overflow
FARTHEST = timedelta(days=366)
USUAL_WINDOW = longest_window(1)  # it suits every interval that is offered
EVERY = {1: _l("Weekly"), 2: _l("Every 2 weeks"), 4: _l("Every 4 weeks")}
DAYS = _l("Please give a whole number of days from %(least)s to %(most)s.", least=SHORTEST_WINDOW, most=LONGEST_WINDOW)
DAY = _l("Please give a day like 2026-11-23.")
FROM_LIST = _l("Please choose one from the list.")


def _number(label: str, choices: Mapping[int, str], default: int) -> SelectField:
    return SelectField(
        label,
        choices=[SelectChoice(number, words) for number, words in choices.items()],
        default=default,
        coerce=int,
        invalid_value_message=FROM_LIST,
        invalid_choice_message=FROM_LIST,
    )


class SeriesForm(FlaskForm):
    """Which survey, from when on, how often, and how long people have."""

    survey = SelectField(_l("Survey"), invalid_choice_message=FROM_LIST)
    day = DateField(_l("First day"), invalid_value_message=DAY)
    hour = _number(_l("Hour"), {hour: f"{hour:02}:00" for hour in range(24)}, default=9)
    every_weeks = _number(_l("How often"), EVERY, default=2)
    window_days = IntegerField(
        _l("Days to answer"),
        default=USUAL_WINDOW,
        validators=[NumberRange(min=SHORTEST_WINDOW, max=LONGEST_WINDOW, message=DAYS)],
        invalid_value_message=DAYS,
    )

    def offer(self, surveys: Sequence[SurveyView], chosen: str | None, today: date) -> None:
        """List the surveys; begin next Monday unless told otherwise."""
        self.survey.choices = [SelectChoice(survey.id, survey.name) for survey in surveys]
        if not self.is_submitted():
            self.survey.data = chosen if chosen in {survey.id for survey in surveys} else surveys[0].id
            self.day.data = today + timedelta(days=7 - today.weekday())

    @property
    def starts(self) -> datetime:
        """The wall time of the first opening."""
        return datetime.combine(self.day.data, time(self.hour.data))

    def validate_day(self, field: DateField) -> None:
        """A day is given, and it is one of this century."""
        if field.data is None:
            if not field.errors:
                raise ValidationError(DAY)
        elif field.data.year > LATEST_YEAR:
            raise ValidationError(_("Please give a day before the year %(year)s.", year=LATEST_YEAR + 1))

    def fits(self, *, now: datetime, zone: str) -> bool:
        """Whether the fields, each right by itself, go together; puts a sentence where they do not."""
        weeks = self.every_weeks.data
        most = longest_window(weeks)
        if self.window_days.data > most:
            self.window_days.errors = [
                _(
                    "A check-in must end before the next one opens: please give fewer than %(days)s days.",
                    days=most + 1,
                )
            ]
        if self.day.data.year < EARLIEST_YEAR or instant(self.starts, zone) <= now:
            self.day.errors = [_("This time has passed. Please choose a later day or hour.")]
        elif instant(self.starts, zone) > now + FARTHEST:
            self.day.errors = [_("This is more than a year ahead. Please choose an earlier day.")]
        return not (self.window_days.errors or self.day.errors)
