"""From which occurrence on a changed series asks otherwise, pure: no day that was asked is asked again."""

from collections.abc import Collection
from datetime import datetime, time, timedelta

from pulse.schedule import recurrence
from pulse.schedule.recurrence import from_key


def begins(
    before: tuple[datetime, str], after: tuple[datetime, str], wall: datetime, opened: Collection[str] | None
) -> datetime:
    """The first time of the new start and rule that is asked, by the old ones; `RuleError` if none is to come.

    `opened` are the occurrences that have a cycle; None: every one of today whose time came by `wall` counts as such.
    """
    starts, rule = after
    asked = _asked_until(*before, wall, opened)
    if after == before or starts > asked:
        return starts
    coming = recurrence.occurrences(starts, rule, after=asked, count=1)
    if not coming:
        raise recurrence.RuleError("the rule never happens from now on")
    return coming[0]


def _asked_until(starts: datetime, rule: str, wall: datetime, opened: Collection[str] | None) -> datetime:
    """The end of the last day on which a series asked, and `wall` at least."""
    if opened is None:
        today = datetime.combine(wall.date(), time.min) - timedelta(minutes=1)
        came = [each for each in recurrence.occurrences(starts, rule, after=today, count=1) if each <= wall]
    else:
        came = [from_key(each) for each in opened]
    return max([wall, *(datetime.combine(each.date(), time.max) for each in came)])
