"""The forms of days off: whose holidays, single days, blackouts, and how often anybody is invited."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, NumberRange

from pulse.organisation.names import NameRefused, clean
from pulse.schedule.forms.series import DAY, FROM_LIST, LATEST_YEAR
from pulse.schedule.operations import LONGEST_BLACKOUT

LONGEST_NAME = 100
FEWEST, MOST = 1, 31
NUMBER = _l("Please give a whole number of days from %(least)s to %(most)s.", least=FEWEST, most=MOST)
NAME = _l("Please say what these days are, in up to %(most)s letters.", most=LONGEST_NAME)


def _plain_name(_form: FlaskForm, field: Field) -> None:
    try:
        clean(field.data)
    except NameRefused as refused:
        raise ValidationError(_(refused.sentence, **refused.values)) from refused


def _named(label: str) -> StringField:
    return StringField(
        label,
        filters=[lambda text: text.strip() if text else text],
        validators=[InputRequired(message=NAME), Length(min=1, max=LONGEST_NAME, message=NAME), _plain_name],
    )


class _OfDays(FlaskForm):
    """A form whose days lie in this century."""

    def check_day(self, field: DateField) -> None:
        """A day is given."""
        if field.data is None:
            if not field.errors:
                raise ValidationError(DAY)
        elif not 2000 <= field.data.year <= LATEST_YEAR:
            raise ValidationError(_("Please give a day before the year %(year)s.", year=LATEST_YEAR + 1))


class PlaceForm(FlaskForm):
    """Whose holidays a place keeps."""

    calendar = SelectField(_l("Country"), invalid_choice_message=FROM_LIST)

    def offer(self, choices: Sequence[tuple[str, str]], chosen: str) -> None:
        """List the countries, or the parts of one."""
        self.calendar.choices = [SelectChoice(code, words) for code, words in choices]
        if not self.is_submitted():
            self.calendar.data = chosen


class PartForm(FlaskForm):
    """Of a country whose parts keep different holidays, which one."""

    part = SelectField(_l("Part of the country"), invalid_choice_message=FROM_LIST)

    def offer(self, choices: Sequence[tuple[str, str]], chosen: str) -> None:
        """List the parts, first the whole country."""
        self.part.choices = [SelectChoice(code, words) for code, words in choices]
        if not self.is_submitted():
            self.part.data = chosen


class HolidayForm(_OfDays):
    """One more holiday of a calendar."""

    day = DateField(_l("Day"), invalid_value_message=DAY)
    name = _named(_l("What is it called?"))

    def validate_day(self, field: DateField) -> None:
        """A day of this century."""
        self.check_day(field)


class BlackoutForm(_OfDays):
    """Days on which everybody is left alone."""

    first = DateField(_l("First day"), invalid_value_message=DAY)
    last = DateField(_l("Last day"), invalid_value_message=DAY)
    name = _named(_l("What is it called?"))

    def validate_first(self, field: DateField) -> None:
        """A day of this century."""
        self.check_day(field)

    def validate_last(self, field: DateField) -> None:
        """Not before the first day, and not for ever."""
        self.check_day(field)
        if self.first.data and field.data and field.data < self.first.data:
            raise ValidationError(_("The last day comes before the first one."))
        if self.first.data and field.data and field.data - self.first.data > LONGEST_BLACKOUT:
            raise ValidationError(_("This is more than a year. To ask nobody for so long, pause the series."))


class BudgetForm(FlaskForm):
    """How often anybody is invited, over all series."""

    days = IntegerField(
        _l("Days"),
        validators=[NumberRange(min=FEWEST, max=MOST, message=NUMBER)],
        invalid_value_message=NUMBER,
    )
