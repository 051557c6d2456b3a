"""What the schedule says in words: a rule, an opening, what stands in the way."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import format_date, get_locale, ngettext
from flask_babel import gettext as _

from pulse.schedule import obstacles, recurrence
from pulse.schedule.queries import SeriesView

SHOWN = 5


@dataclass(frozen=True)
class SeriesCard:
    """A series as the page tells it."""

    id: str
    survey: str
    rule: str
    hours: str
    paused: bool
    hindered: str | None
    openings: tuple[str, ...]


def series_card(series: SeriesView, survey: str, *, after: datetime) -> SeriesCard:
    """A series in words, with its next openings after a wall time."""
    coming = recurrence.occurrences(series.starts, series.rule, after=after, count=SHOWN)
    openings = tuple(opening_in_words(local, series.window_days) for local in coming)
    paused = series.paused_at is not None
    hindered = obstacle_sentence(series.hindered_by) if series.hindered_by else None
    return SeriesCard(
        series.id, survey, rule_in_words(series.rule), hours_in_words(series), paused, hindered, openings
    )


def rule_in_words(rule: str) -> str:
    """`Every 2 weeks`; a rule that no form offers is shown as it is."""
    weeks = recurrence.weeks_of(rule)
    return rule if weeks is None else str(ngettext("Every week", "Every %(num)s weeks", weeks))


def opening_in_words(local: datetime, window_days: int) -> str:
    """The first and the last day of a cycle."""
    last = day_in_words(local + timedelta(days=window_days))
    return str(_("%(first)s to %(last)s", first=day_in_words(local), last=last))


def hours_in_words(series: SeriesView) -> str:
    """When on its first day a cycle opens, and how long it lasts, by whose clock."""
    words = _(
        "Opens at %(time)s in each person's own time zone and ends %(days)s days later at the same time.",
        time=f"{series.starts:%H:%M}",
        days=series.window_days,
    )
    return str(words)


def day_in_words(local: datetime) -> str:
    """`Monday, 23 November 2026`."""
    if get_locale().language == "en":
        return str(format_date(local.date(), "EEEE, d MMMM y"))
    return str(format_date(local.date(), "full"))


def obstacle_sentence(key: str) -> str:
    """Why no cycle opens and what to do, for somebody who may change the settings."""
    sentences = {
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
        obstacles.TOO_FEW_PEOPLE: _(
            "A check-in was due and did not open: too few people with an e-mail address are imported to keep "
            "anybody's answers hidden among others. Import more people; it opens by itself while its time runs."
        ),
    }
    return str(sentences[key])
