"""Making, changing, pausing and ending series; keeping the days off."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime, timedelta
from secrets import token_hex

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pulse.database import insert_unless_there
from pulse.organisation.queries import organisations, own
from pulse.schedule import recurrence
from pulse.schedule.almanac import almanac, is_code
from pulse.schedule.changing import begins
from pulse.schedule.conflicts import OVERLAP, TOO_OFTEN, conflict
from pulse.schedule.models import Blackout, Calendar, CalendarDay, Missed, Series
from pulse.schedule.queries import YEARS_AHEAD, series_days_off, series_of
from pulse.schedule.recurrence import HOLIDAY_RULES, KEEP, Plan
from pulse.schedule.surroundings import MARGINS

SHORTEST_WINDOW = 3
LONGEST_WINDOW = 21
LONGEST_BLACKOUT = timedelta(days=366)
MOST_REMINDERS = 5


class SeriesError(ValueError):
    """A series cannot be kept as it was asked for."""


class SeriesOverlap(SeriesError):
    """Two series of an organisation would be open on the same days.

    People would be asked twice at once, and whom the two cycles invite would differ by the few who
    joined in between: enough to tell those few apart.
    """


class TooOften(SeriesError):
    """People would be asked more often than the organisation's contact budget allows."""


class WindowTooLong(SeriesError):
    """A cycle of a series would still be open when its next one opens."""


class BlackoutError(ValueError):
    """These days cannot be kept as a blackout."""


def create_series(
    session: Session,
    organisation_id: str,
    *,
    survey_id: str,
    starts: datetime,
    window_days: int,
    rule: str | None = None,
    every_weeks: int = 1,
    time_zone: str | None = None,
    if_holiday: str = KEEP,
    ends_on: date | None = None,
    reminders: Sequence[int] | None = None,
    margin: int | None = None,
) -> str:
    """Ask a survey by a rule from `starts` (wall time) on, or else every so many weeks; give the series' id.

    `reminders` are days after the opening; none: nobody is reminded, None: as usual. `margin`: only so many blocks are
    asked, drawn by lot, as the whole organisation's figures need to lie within so many points.
    """
    if rule is None and every_weeks < 1:
        raise SeriesError("a series repeats every week at most")
    asked = recurrence.every_weeks(every_weeks) if rule is None else rule
    plan = Plan(starts, asked, window_days, time_zone, if_holiday, ends_on)
    _check(plan, reminders, margin)
    _refuse_conflict(session, organisation_id, plan, after=starts)
    series = Series(
        organisation_id=organisation_id,
        id=token_hex(16),
        survey_id=survey_id,
        paused_at=None,
        looked_at=recurrence.instant(starts, "UTC") - timedelta(days=2),  # nothing before it is missed
        **_columns(plan, reminders, margin),
    )
    session.add(series)
    session.flush()
    return series.id


def change_series(
    session: Session,
    organisation_id: str,
    series_id: str,
    *,
    starts: datetime,
    rule: str,
    window_days: int,
    time_zone: str | None,
    if_holiday: str,
    ends_on: date | None,
    reminders: Sequence[int] | None,
    now: datetime,
    opened: Collection[str] | None = None,
    margin: int | None = None,
) -> None:
    """Let a series be asked otherwise: at other dates from now on; a cycle that is open stays as it is.

    `opened` are the occurrences that have a cycle; None: every one of today whose time came counts as opened. A day
    that was asked is never asked again at another hour.
    """
    series = session.get_one(Series, (organisation_id, series_id))
    wall = recurrence.wall_time(now, time_zone or own(session, organisation_id).time_zone)
    starts = begins((recurrence.from_key(series.starts), series.rule), (starts, rule), wall, opened)
    paused = series.paused_at is not None
    plan = Plan(starts, rule, window_days, time_zone, if_holiday, ends_on, paused, series.paused_until)
    _check(plan, reminders, margin)
    _refuse_conflict(session, organisation_id, plan, after=wall, but=series_id)
    for name, value in _columns(plan, reminders, margin).items():
        setattr(series, name, value)
    series.looked_at, series.hindered_by = now, None


def pause(session: Session, organisation_id: str, series_id: str, *, now: datetime, until: date | None = None) -> None:
    """Open no further cycle of this series before `until`, or before somebody resumes it; an open one runs on."""
    series = session.get_one(Series, (organisation_id, series_id))
    if series.paused_at is None or until != series.paused_until:
        series.paused_at, series.paused_until, series.hindered_by = now, until, None


def resume(session: Session, organisation_id: str, series_id: str, *, now: datetime) -> None:
    """Let the series open cycles again, at the same dates as if it had never been paused."""
    series = session.get_one(Series, (organisation_id, series_id))
    if series.paused_at is None:
        return
    _refuse_conflict(session, organisation_id, _plan(series), after=recurrence.wall_time(now, "UTC"), but=series_id)
    series.paused_at, series.paused_until, series.looked_at = None, None, now


def end(session: Session, organisation_id: str, series_id: str, *, now: datetime, on: date | None = None) -> None:
    """Open nothing of this series after a day; without one, nothing at all from now on. What was asked stays."""
    series = session.get_one(Series, (organisation_id, series_id))
    if on is not None:
        series.ends_on = on
        return
    today = recurrence.wall_time(now, series.time_zone or own(session, organisation_id).time_zone).date()
    series.ends_on = today - timedelta(days=1)
    series.paused_at, series.paused_until, series.hindered_by = now, None, None


def note_hindrance(session: Session, organisation_id: str, series_id: str, key: str | None) -> None:
    """Let the page say why a cycle that is due did not open; None once it did."""
    session.get_one(Series, (organisation_id, series_id)).hindered_by = key


def note_missed(
    session: Session,
    organisation_id: str,
    series_id: str,
    reasons: Mapping[str, str],
    *,
    looked_at: datetime,
    now: datetime,
) -> None:
    """Note the occurrences (by key) that never opened, and until when this was looked for.

    One that another worker noted stays as that one wrote it.
    """
    key = {"organisation_id": organisation_id, "series_id": series_id}
    rows = [
        {**key, "occurrence": occurrence, "reason": reason, "noted_at": now}
        for occurrence, reason in sorted(reasons.items())
    ]
    series = session.get_one(Series, (organisation_id, series_id))
    series.looked_at = max(looked_at, series.looked_at or looked_at)
    if rows:
        session.execute(insert_unless_there(session, Missed), rows)
        series.hindered_by = None


def forget_missed(session: Session, organisation_id: str, series_id: str, occurrence: str) -> None:
    """An occurrence opened after all: a clock that ran ahead had let it seem too late."""
    session.execute(
        delete(Missed).where(
            Missed.organisation_id == organisation_id,
            Missed.series_id == series_id,
            Missed.occurrence == occurrence,
        )
    )


def add_calendar(session: Session, organisation_id: str, code: str, *, now: datetime) -> None:
    """Copy the weekend and the coming holidays of a country or a part of one; `CalendarUnknown` if there is none."""
    if is_code(code) and session.get(Calendar, (organisation_id, code)) is not None:
        return
    last = now.year + YEARS_AHEAD
    found = almanac(code, range(now.year, last + 1), own(session, organisation_id).language)
    weekend = ",".join(str(weekday) for weekday in sorted(found.weekend))
    session.add(Calendar(organisation_id=organisation_id, code=code, weekend=weekend, copied_to=last))
    session.flush()
    _copy(session, organisation_id, code, found.days)


def top_up_calendars(session: Session, *, now: datetime) -> int:
    """Copy the holidays of years that have come near since; what was copied before is left as it is."""
    last = now.year + YEARS_AHEAD
    languages = {each.id: each.language for each in organisations(session)}
    behind = session.scalars(select(Calendar).where(Calendar.copied_to < last)).all()
    for calendar in behind:
        years = range(calendar.copied_to + 1, last + 1)
        found = almanac(calendar.code, years, languages[calendar.organisation_id])
        _copy(session, calendar.organisation_id, calendar.code, found.days)
        calendar.copied_to = last
    return len(behind)


def add_day(session: Session, organisation_id: str, code: str, day: date, name: str) -> None:
    """Make a day a holiday of a calendar, or give it another name."""
    session.merge(CalendarDay(organisation_id=organisation_id, code=code, day=day, name=name, removed=False))
    session.flush()


def remove_day(session: Session, organisation_id: str, code: str, day: date) -> bool:
    """Take a holiday out of a calendar, so that no copying brings it back; whether it was one."""
    found = session.get(CalendarDay, (organisation_id, code, day))
    if found is None or found.removed:
        return False
    found.removed = True
    return True


def add_blackout(session: Session, organisation_id: str, first: date, last: date, name: str) -> str:
    """Leave everybody alone from one day to another; give the blackout's id."""
    if last < first:
        raise BlackoutError("the last day comes before the first")
    if last - first > LONGEST_BLACKOUT:
        raise BlackoutError("a blackout lasts a year at most; pause the series instead")
    made = Blackout(organisation_id=organisation_id, id=token_hex(16), first=first, last=last, name=name)
    session.add(made)
    session.flush()
    return made.id


def remove_blackout(session: Session, organisation_id: str, blackout_id: str) -> bool:
    """Take a blackout away; whether there was one."""
    found = session.get(Blackout, (organisation_id, blackout_id))
    if found is None:
        return False
    session.delete(found)
    session.flush()
    return True


def _copy(session: Session, organisation_id: str, code: str, days: Mapping[date, str]) -> None:
    key = {"organisation_id": organisation_id, "code": code, "removed": False}
    rows = [{**key, "day": day, "name": name[:200]} for day, name in days.items()]
    if rows:
        session.execute(insert_unless_there(session, CalendarDay), rows)


def _check(plan: Plan, reminders: Sequence[int] | None, margin: int | None) -> None:
    """Raise `SeriesError` or `RuleError` for what no series can be, whatever else there is."""
    if margin is not None and margin not in MARGINS:
        raise SeriesError("a lot is drawn so that figures lie within 2, 3 or 5 points")
    if not SHORTEST_WINDOW <= plan.window_days <= LONGEST_WINDOW:
        raise SeriesError(f"people have {SHORTEST_WINDOW} to {LONGEST_WINDOW} days to answer")
    if plan.if_holiday not in HOLIDAY_RULES:
        raise SeriesError(f"on a day off it is one of {', '.join(HOLIDAY_RULES)}")
    if reminders is not None and (
        len(reminders) > MOST_REMINDERS or any(not 0 < day < plan.window_days for day in reminders)
    ):
        raise SeriesError("reminders go out between the first day and the last, and five times at most")
    recurrence.check_rule(plan.starts, plan.rule)
    [first] = recurrence.occurrences(plan.starts, plan.rule, after=plan.starts - timedelta(minutes=1), count=1)
    if plan.ends_on is not None and first.date() > plan.ends_on:
        raise SeriesError("it ends before it opens for the first time")
    longest = recurrence.longest_window_of(plan.starts, plan.rule)
    if longest is not None and plan.window_days > longest:
        raise WindowTooLong("one cycle ends before the next one opens")


def _columns(plan: Plan, reminders: Sequence[int] | None, margin: int | None) -> dict[str, object]:
    return {
        "margin": margin,
        "starts": recurrence.key(plan.starts),
        "rule": plan.rule,
        "window_days": plan.window_days,
        "time_zone": plan.time_zone,
        "if_holiday": plan.if_holiday,
        "ends_on": plan.ends_on,
        "reminders": None if reminders is None else ",".join(str(day) for day in sorted(set(reminders))),
    }


def _refuse_conflict(
    session: Session, organisation_id: str, plan: Plan, *, after: datetime, but: str | None = None
) -> None:
    contact_days = own(session, organisation_id).contact_days
    gap = recurrence.shortest_gap(plan.starts, plan.rule)
    if gap is not None and gap < contact_days:
        raise TooOften(f"nobody is asked more often than once in {contact_days} days")
    others = [each.plan for each in series_of(session, organisation_id) if each.id != but]
    running = [each for each in others if not each.paused or each.paused_until is not None]
    off = series_days_off(session, organisation_id)
    found = conflict(plan, running, days_off=off, contact_days=contact_days, after=after)
    if found == OVERLAP:
        raise SeriesOverlap("another series of the organisation is open on the same days")
    if found == TOO_OFTEN:
        raise TooOften(f"another series asks within {contact_days} days")


def _plan(series: Series) -> Plan:
    """What a series is once it runs again."""
    return Plan(
        recurrence.from_key(series.starts),
        series.rule,
        series.window_days,
        series.time_zone,
        series.if_holiday,
        series.ends_on,
    )
