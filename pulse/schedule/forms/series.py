"""The form of a series, in plain words: made once in a hurry, or changed from the next opening on."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import DateField, Field, IntegerField, RadioField, SelectField, StringField, ValidationError
from wtforms.fields import SelectChoice
from wtforms.validators import NumberRange, StopValidation

from pulse.organisation.zones import known, to_choose
from pulse.schedule import recurrence
from pulse.schedule.messages import place, rule_in_words
from pulse.schedule.operations import LONGEST_WINDOW, SHORTEST_WINDOW
from pulse.schedule.queries import SeriesView
from pulse.schedule.recurrence import (
    DAYS,
    KEEP,
    LAST_SAFE_DAY,
    LAST_WORKING_DAY,
    MONTH_DAY,
    MONTH_END,
    NEXT,
    ONCE,
    PREVIOUS,
    SKIP,
    WEEKS,
    YEAR,
    Choice,
    Plan,
)
from pulse.schedule.surroundings import LEAST_FOR_LOT, MARGINS, Askable
from pulse.surveys.queries import SurveyView
from pulse.surveys.templates import Template, suggested
from pulse.web.writing import by_name, grouped

EARLIEST_YEAR, LATEST_YEAR = 2000, 2100  # beyond them arithmetic with zones may overflow
FARTHEST = timedelta(days=366)
BETWEEN = 2  # days between two check-ins, so that one is over everywhere before the next opens
USUAL_WINDOW = recurrence.longest_window(1)  # it suits every interval that is offered by name
EVERY = {
    "week": (Choice(WEEKS, 1), _l("Weekly")),
    "2_weeks": (Choice(WEEKS, 2), _l("Every 2 weeks")),
    "4_weeks": (Choice(WEEKS, 4), _l("Every 4 weeks")),
    "month": (Choice(MONTH_DAY, 1), _l("Monthly, on the same date")),
    "month_working": (Choice(LAST_WORKING_DAY, 1), _l("Monthly, on the last working day")),
    "month_end": (Choice(MONTH_END, 1), _l("Monthly, on the last day")),
    "quarter": (Choice(MONTH_DAY, 3), _l("Every 3 months, on the same date")),
    "year": (Choice(YEAR), _l("Yearly, on the same date")),
    "once": (Choice(ONCE), _l("Once")),
}
WEEKS_OR_DAYS = {"weeks": (WEEKS, 52), "days": (DAYS, 365)}  # the kind, and how many of them at most
AS_IT_IS = "as_it_is"  # a rule that no choice makes may stay
IF_HOLIDAY = {
    NEXT: _l("Open on the next working day"),
    PREVIOUS: _l("Open on the last working day before it"),
    KEEP: _l("Open all the same"),
    SKIP: _l("Leave it out"),
}
USUAL, NO, OWN = "usual", "none", "own"
REMINDERS = {
    USUAL: _l("The usual ones: half-way, then every 4 days"),
    NO: _l("No reminders"),
    OWN: _l("On days of your own"),
}
MOST_REMINDERS = 5
WINDOW = _l(
    "Please give a whole number of days from %(least)s to %(most)s.", least=SHORTEST_WINDOW, most=LONGEST_WINDOW
)
DAY = _l("Please give a day like 2026-11-23.")
FROM_LIST = _l("Please choose one from the list.")


def _select(label: str, choices: Mapping[Any, str], default: object, coerce: type = str) -> SelectField:
    return SelectField(
        label,
        choices=[SelectChoice(value, words) for value, words in choices.items()],
        default=default,
        coerce=coerce,
        invalid_value_message=FROM_LIST,
        invalid_choice_message=FROM_LIST,
    )


def _only_if(name: str, *values: str) -> object:
    """A field that counts only while another one asks for it: otherwise nothing in it is wrong."""

    def check(form: FlaskForm, field: Field) -> None:
        if form[name].data not in values:
            field.errors[:] = []
            raise StopValidation

    return check


class SeriesForm(FlaskForm):
    """Which survey, when and how often, and how long people have; the rest has one good default."""

    survey = SelectField(_l("Survey"), invalid_choice_message=FROM_LIST)
    every = SelectField(_l("How often"), default="2_weeks", invalid_choice_message=FROM_LIST)
    number = IntegerField(_l("How many"), validators=[_only_if("every", *WEEKS_OR_DAYS)])
    day = DateField(_l("First day"), invalid_value_message=DAY)
    hour = _select(_l("Hour"), {hour: f"{hour:02}:00" for hour in range(24)}, default=9, coerce=int)
    window_days = IntegerField(
        _l("Days to answer"),
        default=USUAL_WINDOW,
        validators=[NumberRange(min=SHORTEST_WINDOW, max=LONGEST_WINDOW, message=WINDOW)],
        invalid_value_message=WINDOW,
    )
    time_zone = SelectField(_l("By whose clock"), default="", invalid_choice_message=FROM_LIST)
    if_holiday = _select(_l("If it falls on a day off"), IF_HOLIDAY, default=NEXT)
    reminders = _select(_l("Reminders"), REMINDERS, default=USUAL)
    remind_on = StringField(_l("Days of your own"), validators=[_only_if("reminders", OWN)])
    ends_on = DateField(_l("Last day, if there is one"), invalid_value_message=DAY)
    margin = RadioField(_l("Who is asked"), default="", validate_choice=False)

    RARE = ("time_zone", "if_holiday", "reminders", "remind_on", "ends_on", "margin")  # behind "More choices"
    askable = Askable()

    def offer(
        self,
        surveys: Sequence[SurveyView],
        zones: Collection[str],
        *,
        kept: SeriesView | None = None,
        askable: Askable = askable,
    ) -> None:
        """Fill the lists: the surveys, how often, and whose clock (first those of the people who are asked).

        `askable`: how many people that are; where they are enough, a lot is offered with what it would mean.
        """
        self.askable = askable
        self.offered = surveys
        self.margin.choices = [SelectChoice("", _("Everybody")), *(lot_choice(askable, margin) for margin in MARGINS)]
        if kept:
            del self.survey  # what is asked stays; another survey is another series
        else:
            self.survey.choices = [SelectChoice(survey.id, survey.name) for survey in surveys]
        own_rule = [] if kept is None or _key_of(kept.rule)[0] else [(AS_IT_IS, rule_in_words(kept.rule))]
        offered = [(key, words) for key, (_choice, words) in EVERY.items()]
        counted = [("weeks", _("Every so many weeks …")), ("days", _("Every so many days …"))]
        self.every.choices = [SelectChoice(key, words) for key, words in [*own_rule, *offered, *counted]]
        self.time_zone.choices = [
            SelectChoice("", _("Each person's own")),
            *_zones(zones, _("Where your people are")),
            *_zones(set(to_choose()) - set(zones), _("All others")),
        ]

    def begin(self, chosen: str | None, today: date) -> None:
        """A new series begins next Monday unless told otherwise."""
        offered = [choice.value for choice in self.survey.choices]
        self.survey.data = chosen if chosen in offered else offered[0]
        template = self.template
        if template:
            self.every.data, self.number.data = _rhythm(template.weeks)
        self.day.data = today + timedelta(days=7 - today.weekday())

    @property
    def template(self) -> Template | None:
        """The ready survey from which the chosen one comes, whose rhythm is proposed."""
        return suggested([question.key for question in self.chosen.questions]) if self.chosen else None

    @property
    def chosen(self) -> SurveyView | None:
        """The survey of a new series."""
        return next((one for one in self.offered if "survey" in self and one.id == self.survey.data), None)

    def show(self, kept: SeriesView, coming: datetime) -> None:
        """Begin with a series as it is; `coming` is the next time that its rule names."""
        key, number = _key_of(kept.rule)
        self.every.data, self.number.data = key or AS_IT_IS, number
        self.day.data, self.hour.data, self.window_days.data = coming.date(), kept.starts.hour, kept.window_days
        self.time_zone.data, self.if_holiday.data, self.ends_on.data = (
            kept.time_zone or "",
            kept.if_holiday,
            kept.ends_on,
        )
        self.margin.data = str(kept.margin or "")
        own = kept.reminders
        self.reminders.data = USUAL if own is None else OWN if own else NO
        self.remind_on.data = ", ".join(str(day) for day in own or ())

    @property
    def draws(self) -> bool:
        """Whether a lot is offered: among enough people, or because it was chosen before."""
        return self.askable.people >= LEAST_FOR_LOT or bool(self.margin.data)

    @property
    def points(self) -> int | None:
        """Within how many points the figures of the whole are to lie; None: everybody is asked."""
        return int(self.margin.data) if self.margin.data else None

    @property
    def opened(self) -> bool:
        """Whether "More choices" is open: something in it was chosen, or must be mended."""
        rare = [self[name] for name in self.RARE]
        return any(field.errors or (field.data or None) != (field.default or None) for field in rare)

    def asked(self, kept: SeriesView | None = None, coming: datetime | None = None) -> Plan:
        """When it asks. An edited series stays in step with itself unless its rhythm or a later day is chosen."""
        starts = datetime.combine(self.day.data, time(self.hour.data))
        choice = self._choice()
        rule = recurrence.rule_of(choice, self.day.data) if choice else kept.rule if kept else ""
        if kept and coming and self._in_step(kept, coming):
            minute = kept.starts.minute if self.hour.data == kept.starts.hour else 0
            starts, rule = datetime.combine(kept.starts.date(), time(self.hour.data, minute)), kept.rule
        return Plan(
            starts,
            rule,
            self.window_days.data,
            time_zone=self.time_zone.data or None,
            if_holiday=self.if_holiday.data,
            ends_on=self.ends_on.data,
            paused=bool(kept and kept.paused_at),
            paused_until=kept.paused_until if kept else None,
        )

    @property
    def remind_days(self) -> tuple[int, ...] | None:
        """Days after the opening; none at all; or None for the usual ones."""
        own = tuple(sorted({int(day) for day in self._own_days()})) if self.reminders.data == OWN else ()
        return None if self.reminders.data == USUAL else own

    def validate_number(self, field: IntegerField) -> None:
        """A whole number of weeks or days, where one is asked for."""
        _kind, most = WEEKS_OR_DAYS[self.every.data]
        if field.data is None or not 1 <= field.data <= most:
            field.errors[:] = []  # what the field itself says of a word is no better
            raise ValidationError(_("Please give a whole number from 1 to %(most)s.", most=most))

    def validate_day(self, field: DateField) -> None:
        """A day is given, of this century, and every month has it where that matters."""
        if field.data is None:
            if not field.errors:
                raise ValidationError(DAY)
        elif field.data.year > LATEST_YEAR:
            raise ValidationError(_("Please give a day before the year %(year)s.", year=LATEST_YEAR + 1))
        elif field.data.day > LAST_SAFE_DAY and self.every.data in {"month", "quarter"}:
            raise ValidationError(
                _(
                    "Some months have no day %(day)s. Please choose one up to %(last)s, or the last day of the month.",
                    day=field.data.day,
                    last=LAST_SAFE_DAY,
                )
            )

    def validate_remind_on(self, _field: StringField) -> None:
        """Days like `3, 7` that lie within the time to answer."""
        days = self._own_days()
        most = max(1, min(self.window_days.data or LONGEST_WINDOW, LONGEST_WINDOW) - 1)
        right = all(day.isdecimal() and len(day) < 3 and 1 <= int(day) <= most for day in days)
        if not days or not right or len(set(days)) > MOST_REMINDERS:
            raise ValidationError(
                _(
                    "Please give up to %(count)s days after the opening, each from 1 to %(most)s, like 3, 5.",
                    count=MOST_REMINDERS,
                    most=most,
                )
            )

    def validate_margin(self, field: RadioField) -> None:
        """One of those offered, and among enough people."""
        if field.data and field.data not in map(str, MARGINS):
            field.data = ""
            raise ValidationError(FROM_LIST)
        if field.data and self.askable.people < LEAST_FOR_LOT:
            raise ValidationError(
                _(
                    "A lot needs at least %(least)s people who can be asked, and there are %(people)s. With fewer, "
                    "everybody is asked.",
                    least=LEAST_FOR_LOT,
                    people=self.askable.people,
                )
            )

    def validate_ends_on(self, field: DateField) -> None:
        """A last day may be left out."""
        if not field.raw_data or not field.raw_data[0]:
            field.errors[:] = []
        elif field.data and field.data.year > LATEST_YEAR:
            raise ValidationError(_("Please give a day before the year %(year)s.", year=LATEST_YEAR + 1))

    def fits(self, plan: Plan, *, now: datetime, zone: str, contact_days: int, goes_on: bool = False) -> bool:
        """Whether the fields, each right by itself, go together; puts a sentence where they do not.

        `zone` is the organisation's; a series that `goes_on` in step with itself began in the past.
        """
        gap = recurrence.shortest_gap(plan.starts, plan.rule)
        if gap is not None and not self._rare_enough(gap, contact_days):
            return False
        self._ends_before_the_next(gap)
        if not goes_on:
            self._lies_ahead(plan, now, plan.time_zone or zone)
        if plan.ends_on and not any(recurrence.within(plan.starts, plan.rule, plan.starts.date(), plan.ends_on)):
            self.ends_on.errors = [_("This is before the first check-in. Please give a later day, or none.")]
        return not self.errors

    def _rare_enough(self, gap: int, contact_days: int) -> bool:
        least = SHORTEST_WINDOW + BETWEEN
        if gap >= max(contact_days, least):
            return True
        field = self.number if self.every.data in WEEKS_OR_DAYS else self.every
        if gap < contact_days:
            told = _(
                "Nobody is invited more often than once in %(days)s days. Choose a longer time between check-ins, or "
                "change that number under Days off.",
                days=contact_days,
            )
        else:
            told = _("People need time to answer. Please leave at least %(days)s days between check-ins.", days=least)
        field.errors = [told]
        return False

    def _ends_before_the_next(self, gap: int | None) -> None:
        most = LONGEST_WINDOW if gap is None else gap - BETWEEN
        if self.window_days.data > most:
            self.window_days.errors = [
                _(
                    "A check-in must end before the next one opens: please give fewer than %(days)s days.",
                    days=most + 1,
                )
            ]

    def _lies_ahead(self, plan: Plan, now: datetime, zone: str) -> None:
        if plan.starts.year < EARLIEST_YEAR or recurrence.instant(plan.starts, zone) <= now:
            self.day.errors = [_("This time has passed. Please choose a later day or hour.")]
        elif recurrence.instant(plan.starts, zone) > now + FARTHEST:
            self.day.errors = [_("This is more than a year ahead. Please choose an earlier day.")]

    def _own_days(self) -> list[str]:
        return [day for day in (self.remind_on.data or "").replace(",", " ").split() if day]

    def _choice(self) -> Choice | None:
        if self.every.data in WEEKS_OR_DAYS:
            return Choice(WEEKS_OR_DAYS[self.every.data][0], self.number.data)
        return EVERY[self.every.data][0] if self.every.data in EVERY else None

    def _in_step(self, kept: SeriesView, coming: datetime) -> bool:
        key, number = _key_of(kept.rule)
        same = self.every.data == (key or AS_IT_IS) and (number is None or number == self.number.data)
        return bool(same and self.day.data <= coming.date())


def _rhythm(weeks: int | None) -> tuple[str, int | None]:
    """How the form offers a number of weeks, and the number beside it; None: once."""
    wanted = Choice(ONCE) if weeks is None else Choice(WEEKS, weeks)
    named = next((key for key, (offered, _words) in EVERY.items() if offered == wanted), "")
    return (named, None) if named else ("weeks", weeks)


def _key_of(rule: str) -> tuple[str, int | None]:
    """How the form offers a rule, and the number beside it; an empty key where it does not."""
    choice = recurrence.choice_of(rule)
    shape = Choice(choice.kind, choice.every)
    named = next((key for key, (offered, _words) in EVERY.items() if offered == shape), "")
    if named:
        return named, None
    counted = {kind: key for key, (kind, _most) in WEEKS_OR_DAYS.items()}
    return (counted[choice.kind], choice.every) if choice.kind in counted else ("", None)


def lot_choice(askable: Askable, margin: int) -> SelectChoice:
    """One way to draw, with what it would mean now."""
    lot = askable.lots.get(margin)
    if askable.people < LEAST_FOR_LOT:
        words = _("A part drawn by lot: the whole within %(points)s points", points=margin)
    elif lot is None:
        words = _(
            "A part drawn by lot: the whole within %(points)s points. At present this takes everybody", points=margin
        )
    else:
        words = _(
            "A part drawn by lot: the whole within %(points)s points. Asks about %(people)s of %(all)s people; about "
            "%(gone)s of the %(shown)s units and locations that would show are not shown this time",
            points=margin,
            people=grouped(lot.people),
            all=grouped(askable.people),
            gone=lot.gone,
            shown=lot.shown,
        )
    return SelectChoice(str(margin), words)


def _zones(zones: Iterable[str], group: str) -> list[SelectChoice]:
    named = sorted(((place(zone), zone) for zone in zones if zone in known()), key=lambda one: by_name(one[0]))
    return [SelectChoice(zone, words, optgroup=group) for words, zone in named]
