"""What all pages of the set-up hang on: the list of steps at the side, and what the staff shell asks."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, g, make_response, render_template, session, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from pulse.organisation.queries import own
from pulse.people.access import may_open
from pulse.people.queries import may_begin
from pulse.setup import queries
from pulse.setup.steps import STEPS, TITLES, Standing, after
from pulse.setup.views.beginning import beginning
from pulse.web.access import viewer
from pulse.web.services import services

Page = str | tuple[str, int] | Response
LEARNING = "learning"  # in the cookie: the step of the lessons that somebody came from

blueprint = Blueprint("setup", __name__, url_prefix="/setup")


@blueprint.app_context_processor
def shell() -> dict[str, Callable[..., object]]:
    """What the staff shell asks."""
    return {
        "set_up_left": set_up_left,
        "lesson_left": lesson_left,
        "beginning": beginning,
        "way_out_of_the_demo": way_out_of_the_demo,
    }


def set_up_left() -> Standing | None:
    """How far the set-up has come, for an administrator who has not finished it."""
    if g.get("viewer") is None or not may_open("/setup/"):
        return None
    with services().database.reading() as connected:
        if queries.is_over(own(connected, viewer().organisation_id)):
            return None
        return found().standing


@dataclass(frozen=True)
class WayOut:
    """Where an own organisation begins, from inside the demo; `name` of one whose set-up was left, else empty."""

    name: str
    address: str


def way_out_of_the_demo() -> WayOut | None:
    """For whoever may leave the demo, while there is no organisation that is set up."""
    with services().database.reading() as connected:
        left = queries.own_beside_the_demo(connected)
        if left:
            return WayOut(left.name, url_for("people.log_in", organisation=left.slug, next=url_for("setup.index")))
        return WayOut("", url_for("people.first")) if may_begin(connected) else None


def lesson_left() -> int:
    """The step of the lessons that somebody came from; 0 for all others."""
    number = session.get(LEARNING)
    return number if isinstance(number, int) and g.get("viewer") is not None else 0


def found() -> queries.SetUp:
    """The organisation of this request, and how far it has come."""
    with services().database.reading() as connected:
        return queries.set_up(connected, viewer().organisation_id, services().config)


def shown(step: str, *, status: int = 200, policy: str = "", **values: object) -> Response:
    """The page of a step, with the list of all beside it."""
    now = found()
    response = make_response(
        render_template(
            f"setup/{step}.html",
            step=step,
            number=STEPS.index(step) + 1,
            marks=[(key, _(TITLES[key]), mark) for key, mark in now.standing.marks(step)],
            standing=now.standing,
            here=now.organisation,
            following=f"setup.{after(step)}",
            **values,
        ),
        status,
    )
    if policy:
        response.headers["Content-Security-Policy"] = policy
    return response
