"""Pages of HR and managers: parse, ask one query, render."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton, format_time
from babel.lists import format_list
from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from pulse.dashboard.asking import Asking
from pulse.dashboard.blocks import Words
from pulse.dashboard.figures import figure
from pulse.dashboard.lifetimes import closed_on
from pulse.dashboard.queries.overview import overview_page
from pulse.dashboard.queries.topic import topic_page
from pulse.dashboard.queries.topics import topics_page
from pulse.dashboard.rounds import When
from pulse.dashboard.spark import Spark, spark
from pulse.questions.scales import AGREE5, FACES5, POINTS10, YESNO
from pulse.results.bands import Level
from pulse.results.disclosure import Cell
from pulse.results.queries import trees
from pulse.results.sight import Sight, sight
from pulse.web.access import requires, viewer
from pulse.web.language import choose
from pulse.web.services import services
from pulse.web.writing import percent

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard")
blueprint.app_template_filter("figure")(figure)
LARGEST_PAGE = 10_000
KEPT = (
    "unit",
    "location",
    "by",
    "page",
    "comments",
    "focus",
    "all",
    "question",
)  # of an address, when one thing in it changes


@blueprint.app_template_filter()
def month_and_day(day: date | datetime | When) -> str:
    """`November 23`, as the reader's language writes it."""
    return _written(day, "MMMMd", "yMMMMd")


@blueprint.app_template_filter()
def short_day(day: date | datetime | When) -> str:
    """`23 Nov`, for the head of a column."""
    return _written(day, "MMMd", "yMMMd")


def _written(day: date | datetime | When, plain: str, with_year: str) -> str:
    """A day, and of a cycle also what tells it from the others."""
    if not isinstance(day, When):
        return str(format_skeleton(plain, day, locale=get_locale()))
    text = str(format_skeleton(with_year if day.year else plain, day.at, locale=get_locale()))
    if day.time:
        text = f"{text}, {format_time(day.at, 'short', locale=get_locale())}"
    return f"{text} ({day.number})" if day.number else text


@blueprint.app_template_filter()
def in_words(names: Sequence[str]) -> str:
    """`Parking, Gym and Canteen`, as the reader's language joins them."""
    return format_list(list(names), locale=get_locale())


@blueprint.app_template_filter()
def share(level: Level) -> str:
    """`73%`, or of a band `60–80%`."""
    return percent(level.low if level.is_exact else f"{level.low}–{level.high}")


@blueprint.app_template_filter()
def sparkline(levels: Sequence[Level | None]) -> Spark | None:
    """The line of a topic's levels, as small as a word."""
    return spark(levels)


@blueprint.get("/")
@requires("hr", "manager", "steward", scope="node")
def overview() -> str:
    """The newest check-in, real changes, what is due, what people were told."""
    with services().database.reading() as session:
        seen = _sight(session)
        asking = replace(_asking(_cell(seen)), page=1)  # always of today
        page = overview_page(session, viewer().organisation_id, seen, asking, now=services().clock.now())
    return render_template("dashboard/overview.html", page=page, **_addresses(page.where.cell))


@blueprint.get("/topics")
@requires("hr", "manager", "steward", scope="node")
def topics() -> str:
    """Topics by cycles, the units or locations below, participation and comments."""
    with services().database.reading() as session:
        seen = _sight(session)
        asking = _asking(_cell(seen))
        page = topics_page(session, viewer().organisation_id, seen, asking, now=services().clock.now())
    return render_template("dashboard/topics.html", page=page, asking=asking, **_addresses(page.where.cell))


@blueprint.get("/topics/<topic>")
@requires("hr", "manager", "steward", scope="node")
def topic(topic: str) -> str:
    """One topic: where it stands, its trend, units and locations, comments, actions."""
    with services().database.reading() as session:
        seen = _sight(session)
        asking = replace(_asking(_cell(seen)), page=1)  # "now" is now
        page = topic_page(session, viewer().organisation_id, seen, asking, topic, now=services().clock.now())
    if page is None:
        abort(404)
    return render_template("dashboard/topic.html", page=page, asking=asking, **_addresses(page.where.cell))


def _sight(session: Any) -> Sight:
    return sight(viewer().grants, trees(session, viewer().organisation_id))


def _asking(cell: Cell) -> Asking:
    """What the address asks for; what makes no sense is passed over."""
    return Asking(
        cell=cell,
        language=choose(),
        overall=_("Overall"),
        participation=_("Participation"),
        day=short_day,
        by="location" if request.args.get("by") == "location" else "unit",
        page=_number("page"),
        comments=_number("comments"),
        focus=request.args.get("focus", ""),
        everything=request.args.get("all") == "1",
        question=request.args.get("question", ""),
        answers=_answers(),
    )


def _answers() -> Words:
    """What people could answer, the worst first; of 0 to 10 the three groups, the best first."""
    return {
        FACES5: (_("Very bad"), _("Bad"), _("Okay"), _("Good"), _("Very good")),
        AGREE5: (
            _("Strongly disagree"),
            _("Disagree"),
            _("Neither agree nor disagree"),
            _("Agree"),
            _("Strongly agree"),
        ),
        YESNO: (_("Yes"), _("No")),
        POINTS10: (_("9 or 10"), _("7 or 8"), _("0 to 6")),
    }


def _cell(seen: Sight) -> Cell:
    """The part that is asked for, or where this viewer's looking begins; 404 for another's."""
    if not seen.tops:
        abort(403)
    if not request.args.get("unit") and not request.args.get("location"):
        return next((top for top in seen.tops if closed_on(seen.trees, top) is None), seen.tops[0])
    cell = seen.trees.cell(request.args.get("unit"), request.args.get("location"))
    if cell is None or not seen.allows(cell):
        abort(404)
    return cell


def _number(name: str) -> int:
    """A page number; 1 where it makes no sense."""
    given = request.args.get(name, 1, type=int)
    return min(max(given, 1), LARGEST_PAGE)


def _addresses(here: Cell) -> dict[str, Callable[..., str]]:
    """What templates call for an address: a page of a cell, and this page with something changed."""
    endpoint = request.endpoint or ""
    kept = {name: value for name in KEPT if (value := request.args.get(name))} | (request.view_args or {})

    def again(**changes: Any) -> str:
        return url_for(endpoint, **{**kept, **changes})

    def elsewhere(name: str, cell: Cell = here, **others: Any) -> str:
        return url_for(f"dashboard.{name}", unit=cell.unit or None, location=cell.location or None, **others)

    return {
        "again": again,
        "address": elsewhere,
        "earlier": lambda number: again(page=number, comments=None),
        "further": lambda number: again(comments=number, _anchor="comments"),
    }
