"""Whether a series and those that run already would ask people too often, or twice at once. Pure."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from pulse.schedule.calendars import DaysOff
from pulse.schedule.recurrence import Plan
from pulse.schedule.upcoming import LEAST_LEFT, SPREAD, local_openings

OVERLAP, TOO_OFTEN = "overlap", "too_often"
COMPARED = timedelta(days=366)  # how far ahead two series are compared

Opening = tuple[datetime, datetime]  # wall times at which it opens and ends


def conflict(
    plan: Plan, others: Sequence[Plan], *, days_off: DaysOff, contact_days: int, after: datetime
) -> str | None:
    """Why a series cannot run beside the others in the coming year; None if it can.

    What their rules say is compared first. A holiday may move one into another's days: it then waits, and they
    are refused together only where one would not take place at all.
    """
    unmoved = DaysOff(blackouts=days_off.blackouts)
    ours, theirs = _openings([plan], unmoved, after), _openings(others, unmoved, after)
    if any(opens < ended and began < ends for opens, ends in ours for began, ended in theirs):
        return OVERLAP
    days = timedelta(days=contact_days)
    if any(abs(opens.date() - began.date()) < days for opens, _ in ours for began, _ in theirs):
        return TOO_OFTEN
    return OVERLAP if _one_left_out([plan, *others], days_off, after, days) else None


def _openings(plans: Iterable[Plan], days_off: DaysOff, after: datetime) -> list[Opening]:
    return [
        (opens, ends)
        for plan in plans
        for opens, ends in local_openings(plan, days_off, after - SPREAD, after + COMPARED + SPREAD)
        if ends > after and opens < after + COMPARED
    ]


def _one_left_out(plans: Sequence[Plan], days_off: DaysOff, after: datetime, days: timedelta) -> bool:
    """Whether an occurrence waits for those of other series, as the worker lets it, until it is too late."""
    every = sorted(
        (opens, ends, number)
        for number, plan in enumerate(plans)
        for opens, ends in _openings([plan], days_off, after)
    )
    free: dict[int, datetime] = {}  # for each series, when those that opened let others open
    for opens, ends, number in every:
        waits = max((until for other, until in free.items() if other != number), default=opens)
        begins = max(opens, waits)
        if begins > ends - LEAST_LEFT:
            return True
        free[number] = max(ends, datetime.combine(begins.date() + days, opens.time()))
    return False
