"""Help: beside each page, as a list by task, and the words."""

from flask import Blueprint, g, render_template, request

from pulse.help.glossary import KINDS, WORDS
from pulse.help.page import Page
from pulse.help.texts import PAGES, TASKS, anchor
from pulse.people.access import may_open
from pulse.web.access import own

blueprint = Blueprint("help", __name__, url_prefix="/help")


@blueprint.app_context_processor
def shell() -> dict[str, object]:
    """What the staff shell asks."""
    return {"page_help": page_help, "glossary": WORDS}


def page_help() -> Page | None:
    """What is told about the page of this request, for those who are logged in."""
    if g.get("viewer") is None or request.url_rule is None:
        return None
    return PAGES.get(request.url_rule.rule)


@blueprint.get("/")
@own
def index() -> str:
    """The texts of all pages that the viewer may open, by task."""
    tasks = [
        (key, title, [(address, page) for address, page in pages.items() if may_open(address)])
        for key, (title, pages) in TASKS.items()
    ]
    return render_template("help/index.html", tasks=[task for task in tasks if task[2]], anchor=anchor)


@blueprint.get("/words")
@own
def words() -> str:
    """What the words on the pages mean."""
    return render_template("help/words.html", kinds=KINDS)
