"""Learning on the demo: a page that leads through its pages. What somebody has done lies in their cookie alone."""

from collections.abc import Callable
from typing import cast

from flask import Response as Made
from flask import current_app, make_response, render_template, request, session
from flask_babel import gettext

from pulse.organisation.queries import own as organisation_of
from pulse.people.access import may_open
from pulse.setup.lessons import CHECK_IN, LESSONS
from pulse.setup.queries import demo_slug
from pulse.setup.views.blueprint import LEARNING, blueprint
from pulse.web.access import own, viewer
from pulse.web.services import services

LEARNED = "learned"  # in the cookie: the lessons whose question was answered right


@blueprint.get("/learn", endpoint="learn")
@own
def learn() -> Made:
    """One lesson; an answer comes in the address and is told at once whether it is right."""
    with services().database.reading() as connected:
        is_demo = organisation_of(connected, viewer().organisation_id).is_demo
        demo = demo_slug(connected)
    number = _number("step", len(LESSONS)) or 1
    lesson, given = LESSONS[number - 1], _number("answer", 3)
    done = {each for each in session.get(LEARNED, []) if isinstance(each, int)}
    if is_demo:
        if given is not None and given - 1 == lesson.right:
            done.add(number)
        session[LEARNED], session[LEARNING] = sorted(done), number if len(done) < len(LESSONS) else 0
    return make_response(
        render_template(
            "setup/learn.html",
            say=gettext,  # the texts hold percent signs, which the templates' own would take for places to fill
            is_demo=is_demo,
            demo=demo,
            lessons=LESSONS,
            number=number,
            lesson=lesson,
            given=given,
            done=done,
            link=_invitation() if lesson.path == CHECK_IN else lesson.path if may_open(_bare(lesson.path)) else "",
        )
    )


def _number(name: str, most: int) -> int | None:
    """A whole number of the address from 1 on; None for anything else."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 3 and 1 <= int(text) <= most else None


def _bare(path: str) -> str:
    return path.partition("?")[0]


def _invitation() -> str:
    find = cast("Callable[[], str | None] | None", current_app.extensions.get("pulse_demo_invitation"))
    return (find() if find else None) or ""
