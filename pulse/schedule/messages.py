"""What the schedule says in words: a rule, the dates that follow from it, what stands in the way."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from babel.dates import format_skeleton, get_timezone_location
from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from pulse.schedule import obstacles, recurrence
from pulse.schedule.calendars import HOLIDAY, WEEKEND
from pulse.schedule.queries import MissedView, SeriesView
from pulse.schedule.recurrence import DAYS, LAST_WORKING_DAY, MONTH_DAY, MONTH_END, ONCE, WEEKS, YEAR, Plan, wall_time
from pulse.schedule.surroundings import Round
from pulse.schedule.upcoming import (
    CLOCKS_CHANGE,
    MOVED,
    NO_SUCH_TIME,
    ON_BLACKOUT,
    ON_DAY_OFF,
    OVER_BUDGET,
    TWICE,
    WAITS,
    WHILE_PAUSED,
    Note,
    Upcoming,
)
from pulse.surveys.audiences.audience import Names
from pulse.web.writing import listed

EVERYBODY = Names()
MISSED_SHOWN = 10
LEAP_YEAR = 2024  # every day of the year has a date in it


@dataclass(frozen=True)
class SeriesCard:
    """A series as the page tells it. `state` and `still`: why nothing opens at present."""

    id: str
    survey: str
    rule: str
    state: str
    still: str
    paused: bool
    over: bool
    hindered: str
    running: str
    reminders: str
    dates: "Dates"
    missed: tuple[str, ...]
    feed: str
    survey_id: str = ""
    asks: str = ""


def series_card(
    series: SeriesView,
    survey: str,
    coming: Sequence[Upcoming],
    *,
    rounds: Iterable[Round],
    missed: Sequence[MissedView],
    now: datetime,
    zone: str,
    feed: str,
    audience: Names = EVERYBODY,
    turns: Iterable[str] = (),
) -> SeriesCard:
    """A series in words, with its next dates; days and hours of the organisation's zone where nothing else is said.

    `audience`: the parts that its survey asks, where not everybody is asked. `turns`: what each opening asks about,
    where topics take turns.
    """
    asks = audience_in_words(audience)
    today = wall_time(now, zone).date()
    over = bool(series.ends_on and series.ends_on < today) or not (coming or series.is_paused(today))
    paused = series.is_paused(today) and not over
    ends = next((each.ends for each in rounds if each.series_id == series.id and each.opens <= now < each.ends), None)
    return SeriesCard(
        id=series.id,
        survey=survey,
        rule=rule_in_words(series.rule),
        state=_state(series, paused, over),
        still=_still(series, paused),
        paused=paused,
        over=over,
        hindered=obstacle_sentence(series.hindered_by, asks) if series.hindered_by else "",
        running=str(_("One is open now, until %(day)s.", day=day_in_words(wall_time(ends, zone)))) if ends else "",
        reminders=f"{reminders_in_words(series.reminders)} {asked_in_words(series.margin)}".strip(),
        dates=dates(series.plan, coming, turns),
        missed=tuple(missed_in_words(each, asks) for each in missed[:MISSED_SHOWN]),
        feed=feed,
        survey_id=series.survey_id,
        asks=asks,
    )


def _state(series: SeriesView, paused: bool, over: bool) -> str:
    if over:
        return str(_("Ended"))
    if paused and series.paused_until:
        return str(_("Paused until %(day)s", day=_day(series.paused_until)))
    return str(_("Paused")) if paused else ""


def _still(series: SeriesView, paused: bool) -> str:
    if paused and series.paused_until is None:
        return str(_("No check-in of this series will open until you resume it."))
    return ""


def audience_in_words(audience: Names) -> str:
    """`Operations / Kitchen, Office · Jakarta`; nothing where everybody is asked."""
    return " · ".join(str(listed(names)) for names in (audience.units, audience.locations) if names)


def missed_in_words(missed: MissedView, asks: str = "") -> str:
    """`Monday, 9 November 2026: people had been asked only a few days before.`"""
    reasons = {
        obstacles.TOO_FEW_PEOPLE: _("too few people could be asked"),
        obstacles.TOO_FEW_THERE: (
            _("too few people could be asked in %(parts)s", parts=asks) if asks else _("too few people could be asked")
        ),
        obstacles.SETTINGS: _("the settings did not allow it"),
        obstacles.BUDGET: _("people had been asked only a few days before"),
        obstacles.ANOTHER_OPEN: _("another check-in was open all the time"),
        obstacles.DOWN: _("Pulse was not running, or could not open it"),
    }
    reason = reasons.get(missed.reason, missed.reason)
    return str(_("%(day)s: %(reason)s.", day=day_in_words(missed.occurrence), reason=reason))


def reminders_in_words(reminders: Sequence[int] | None) -> str:
    """When people are reminded."""
    if reminders is None:
        return str(_("Reminders go out half-way, and then every 4 days."))
    if not reminders:
        return str(_("There are no reminders."))
    days = listed(str(day) for day in reminders)
    return str(_("Reminders go out so many days after the opening: %(days)s.", days=days))


def asked_in_words(margin: int | None) -> str:
    """Who is asked, where not everybody is."""
    if margin is None:
        return ""
    return str(_("A part of the people is asked, drawn by lot: the whole within %(points)s points.", points=margin))


@dataclass(frozen=True)
class DateRow:
    """One date as the page tells it: in words, in each zone where that differs, and what is to be known of it."""

    when: str
    cells: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    opens: bool


@dataclass(frozen=True)
class Dates:
    """The next dates of a series. `zones` heads the columns of `cells`; empty where one list says it all."""

    hours: str
    zones: tuple[str, ...]
    rows: tuple[DateRow, ...]


def dates(plan: Plan, coming: Sequence[Upcoming], turns: Iterable[str] = ()) -> Dates:
    """The next dates in words; a table of zones where people's clocks show different hours.

    `turns`: the topics that each opening asks, where they take turns.
    """
    opening = [each for each in coming if each.opens]
    columns = _columns(opening, plan.time_zone) if plan.time_zone else []
    topics = iter(turns)
    rows = tuple(_row(each, columns, next(topics, "") if each.opens else "") for each in coming)
    return Dates(hours_in_words(plan), tuple(str(listed(map(place, sorted(zones)))) for zones in columns), rows)


def _columns(opening: Sequence[Upcoming], clock: str) -> list[list[str]]:
    """The zones of the people, together where their clocks agree on every date; none if all agree with `clock`."""
    alike: dict[tuple[datetime, ...], list[str]] = {}
    for zone in sorted({zone for each in opening for zone in each.zones}):
        alike.setdefault(tuple(wall_time(each.zones[zone][0], zone) for each in opening), []).append(zone)
    asked = tuple(wall_time(each.opens_at, clock) for each in opening)
    return [] if set(alike) <= {asked} else [alike[key] for key in sorted(alike)]


def _row(each: Upcoming, columns: Iterable[Sequence[str]], topics: str) -> DateRow:
    turn = (str(_("Asks about: %(topics)s.", topics=topics)),) if topics else ()
    notes = (*turn, *_notes(each.notes))
    if each.opens is None or each.ends is None:
        return DateRow(day_in_words(each.occurrence), (), notes, opens=False)
    cells = tuple(moment_in_words(wall_time(each.zones[zones[0]][0], zones[0])) for zones in columns)
    words = _("%(first)s to %(last)s", first=day_in_words(each.opens), last=day_in_words(each.ends))
    return DateRow(words, cells, notes, opens=True)


def _notes(notes: Iterable[Note]) -> Iterable[str]:
    """Sentences, one for all the zones of which the same is to be told."""
    told: dict[tuple[str, tuple[tuple[str, object], ...]], list[str]] = {}
    for note in notes:
        others = tuple((name, value) for name, value in note.values.items() if name != "zone")
        told.setdefault((note.key, others), []).extend([note.values["zone"]] if "zone" in note.values else [])
    return [_sentence(key, dict(values), zones) for (key, values), zones in told.items()]


def _sentence(key: str, values: Mapping[str, object], zones: Sequence[str]) -> str:
    where = listed(place(zone) for zone in zones)
    told = {
        MOVED: lambda: _("Moved from %(day)s: %(why)s.", day=_day(values["from"]), why=_why(values)),
        ON_DAY_OFF: lambda: _("Left out: %(why)s.", why=_why(values)),
        ON_BLACKOUT: lambda: _("Left out: %(why)s.", why=values["name"]),
        WHILE_PAUSED: lambda: _("Left out: the series is paused."),
        OVER_BUDGET: lambda: ngettext(
            "Left out: nobody is invited more often than once a day.",
            "Left out: nobody is invited more often than once in %(num)s days.",
            values["days"],
        ),
        WAITS: lambda: ngettext(
            "Opens later than planned: nobody is invited more often than once a day.",
            "Opens later than planned: nobody is invited more often than once in %(num)s days.",
            values["days"],
        ),
        NO_SUCH_TIME: lambda: _(
            "In %(places)s the clocks go forward just then: it opens at %(time)s there.",
            places=where,
            time=f"{values['shows']:%H:%M}",
        ),
        TWICE: lambda: _(
            "In %(places)s the clocks show %(time)s twice on that day: it opens at the first.",
            places=where,
            time=f"{values['asked']:%H:%M}",
        ),
        CLOCKS_CHANGE: lambda: _(
            "In %(places)s the clocks change while it is open, on %(day)s. The hours stay the same there.",
            places=where,
            day=_day(values["day"]),
        ),
    }
    return str(told[key]())


def _why(values: Mapping[str, object]) -> str:
    kinds = {WEEKEND: _("a weekend"), HOLIDAY: _("a holiday")}
    return str(values.get("name") or kinds[str(values["why"])])


def place(zone: str) -> str:
    """What people call a time zone: `Berlin`."""
    return str(get_timezone_location(zone, locale=get_locale(), return_city=True)) if "/" in zone else zone


def rule_in_words(rule: str) -> str:
    """`Every 2 weeks`; a rule that no form offers is shown as it is."""
    choice = recurrence.choice_of(rule)
    every = choice.every
    told = {
        ONCE: lambda: _("Once"),
        DAYS: lambda: ngettext("Every day", "Every %(num)s days", every),
        WEEKS: lambda: ngettext("Every week", "Every %(num)s weeks", every),
        MONTH_DAY: lambda: (
            _("Every month, on day %(day)s", day=choice.day)
            if every == 1
            else _("Every %(months)s months, on day %(day)s", months=every, day=choice.day)
        ),
        MONTH_END: lambda: ngettext(
            "Every month, on its last day", "Every %(num)s months, on the month's last day", every
        ),
        LAST_WORKING_DAY: lambda: ngettext(
            "Every month, on its last working day", "Every %(num)s months, on the month's last working day", every
        ),
        YEAR: lambda: _("Every year, on %(day)s", day=_day_of_year(rule)),
    }
    return str(told[choice.kind]()) if choice.kind in told else rule


def _day_of_year(rule: str) -> str:
    """`30 November`, of a rule that says it; where that is the end of February, its last day."""
    month, day = re.findall(r"\d+", rule)[0], re.findall(r"\d+", rule.removesuffix(";BYSETPOS=-1"))[-1]
    local = date(LEAP_YEAR, int(month), int(day))
    if get_locale().language == "en":
        return str(format_date(local, "d MMMM"))
    return str(format_skeleton("MMMMd", local, locale=get_locale()))


def hours_in_words(plan: Plan) -> str:
    """When on its first day a cycle opens, and how long it lasts, by whose clock."""
    if plan.time_zone is None:
        return str(
            ngettext(
                "Opens at %(time)s in each person's own time zone and ends %(days)s day later at the same time.",
                "Opens at %(time)s in each person's own time zone and ends %(days)s days later at the same time.",
                plan.window_days,
                time=f"{plan.starts:%H:%M}",
                days=plan.window_days,
            )
        )
    return str(
        ngettext(
            "Opens for everybody at %(time)s by the clock of %(place)s and ends %(days)s day later at the same time.",
            "Opens for everybody at %(time)s by the clock of %(place)s and ends %(days)s days later at the same time.",
            plan.window_days,
            time=f"{plan.starts:%H:%M}",
            place=place(plan.time_zone),
            days=plan.window_days,
        )
    )


def day_in_words(local: datetime) -> str:
    """`Monday, 23 November 2026`."""
    return _day(local.date())


def moment_in_words(local: datetime) -> tuple[str, str]:
    """`Mon 23 Nov` and `09:00`."""
    day = format_date(local.date(), "EEE d MMM") if get_locale().language == "en" else _skeleton(local)
    return str(day), f"{local:%H:%M}"


def _skeleton(local: datetime) -> str:
    return str(format_skeleton("MMMEd", local, locale=get_locale()))


def _day(day: object) -> str:
    if get_locale().language == "en":
        return str(format_date(day, "EEEE, d MMMM y"))
    return str(format_date(day, "full"))


def date_in_words(day: date) -> str:
    """`Monday, 23 November 2026`, of a day without an hour."""
    return _day(day)


def span_in_words(first: date, last: date) -> str:
    """One day, or from one to another."""
    if first == last:
        return _day(first)
    return str(_("%(first)s to %(last)s", first=_day(first), last=_day(last)))


def obstacle_sentence(key: str, asks: str = "") -> str:
    """Why no cycle opens and what to do, for somebody who may change the settings; `asks`: the parts asked."""
    return str({**_settings_to_mend(), **_openings_that_wait(asks)}[key])


def _settings_to_mend() -> dict[str, str]:
    return {
        obstacles.SAME_HOST: _(
            "The pages for staff and the pages for answering have the same host name, so a log-in could meet an "
            "answer. Set PULSE_BALLOT_URL to an address with another host name."
        ),
        obstacles.PLAIN_HTTP: _(
            "An address of this installation is not encrypted, so others on the way could read along. Set "
            "PULSE_BASE_URL and PULSE_BALLOT_URL to addresses that begin with https://."
        ),
        obstacles.NO_SMTP: _(
            "There is no mail server, so nobody could be invited. Set PULSE_SMTP_URL, for example to "
            "smtp://user:password@mail.example.com:587."
        ),
        obstacles.KEYS_UNDER_DATA: _(
            "The keys lie in the data folder, so a copy of that folder could open answers. Set PULSE_KEYS to a "
            "folder outside of PULSE_DATA."
        ),
        obstacles.NO_TRUSTEE_KEY: _(
            "Only the trustee can open the answers, and every key that they handed over has been used. Ask them for "
            "new keys and register these on the page of the trustee."
        ),
    }


def _openings_that_wait(asks: str) -> dict[str, str]:
    return {
        obstacles.SETTINGS: _(
            "A check-in was due and did not open, because the settings did not allow it. Once that is mended, it "
            "opens by itself while its time runs."
        ),
        obstacles.BUDGET: _(
            "A check-in is due and waits, because people were asked only a few days ago. It opens by itself."
        ),
        obstacles.ANOTHER_OPEN: _("A check-in is due and waits until the one that is open now is over."),
        obstacles.TOO_FEW_PEOPLE: _(
            "A check-in was due and did not open: too few people with an e-mail address are imported to keep "
            "anybody's answers hidden among others. Import more people; it opens by itself while its time runs."
        ),
        obstacles.TOO_FEW_THERE: _(
            "A check-in was due and did not open: its survey asks only %(parts)s, and too few people there can be "
            "asked apart from the others. Choose more parts, or import more people; it opens by itself while its "
            "time runs.",
            parts=asks,
        ),
    }
