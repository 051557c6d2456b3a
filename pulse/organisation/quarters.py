"""The quarter for which units, locations and blocks stay as they are, by the organisation's own calendar, pure."""

from datetime import date, datetime
from zoneinfo import ZoneInfo


def local_day(now: datetime, time_zone: str) -> date:
    """The day that it is there now."""
    return now.astimezone(ZoneInfo(time_zone)).date()


def next_quarter(day: date) -> date:
    """The first day of the quarter after this day's."""
    month = (day.month - 1) // 3 * 3 + 4
    return date(day.year + 1, 1, 1) if month > 12 else date(day.year, month, 1)
