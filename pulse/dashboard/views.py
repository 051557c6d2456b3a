"""Pages of HR and managers: parse, ask one query, render."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton
from babel.lists import format_list
from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import get_locale
from flask_babel import gettext as _

from pulse.dashboard import queries
from pulse.dashboard.queries import Asking
from pulse.results.disclosure import Cell
from pulse.results.queries import trees
from pulse.results.sight import Sight, sight
from pulse.web.access import requires, viewer
from pulse.web.language import choose
from pulse.web.services import services

blueprint = Blueprint("dashboard", __name__, url_prefix="/dashboard")
LARGEST_PAGE = 10_000


@blueprint.app_template_filter()
def month_and_day(day: date | datetime) -> str:
    """`November 23`, as the reader's language writes it."""
    return format_skeleton("MMMMd", day, locale=get_locale())


@blueprint.app_template_filter()
def short_day(day: date | datetime) -> str:
    """`23 Nov`, for the head of a column."""
    return format_skeleton("MMMd", day, locale=get_locale())


@blueprint.app_template_filter()
def in_words(names: Sequence[str]) -> str:
    """`Parking, Gym and Canteen`, as the reader's language joins them."""
    return format_list(names, locale=get_locale())


@blueprint.get("/topics")
@requires("hr", "manager", scope="node")
def topics() -> str:
    """Topics by cycles, the units or locations below, participation and comments."""
    with services().database.reading() as session:
        seen = sight(viewer().grants, trees(session, viewer().organisation_id))
        asking = Asking(
            cell=_cell(seen),
            by="location" if request.args.get("by") == "location" else "unit",
            page=_number("page"),
            comments=_number("comments"),
            language=choose(),
            overall=_("Overall"),
        )
        page = queries.topics_page(session, viewer().organisation_id, seen, asking, now=services().clock.now())
    return render_template(
        "dashboard/topics.html",
        page=page,
        address=_address,
        earlier=lambda number: _address(page.cell, by=page.by, page=number),
        further=lambda number: _address(page.cell, by=page.by, page=page.page, comments=number, _anchor="comments"),
    )


def _cell(seen: Sight) -> Cell:
    """The part that is asked for, or where this viewer's looking begins; 404 for another's."""
    if not seen.tops:
        abort(403)
    if not request.args.get("unit") and not request.args.get("location"):
        return seen.tops[0]
    cell = seen.trees.cell(request.args.get("unit"), request.args.get("location"))
    if cell is None or not seen.allows(cell):
        abort(404)
    return cell


def _number(name: str) -> int:
    """A page number; 1 where it makes no sense."""
    given = request.args.get(name, 1, type=int)
    return min(max(given, 1), LARGEST_PAGE)


def _address(cell: Cell, **others: Any) -> str:
    """The topics page of a cell."""
    return url_for("dashboard.topics", unit=cell.unit or None, location=cell.location or None, **others)
