"""The page of what was found."""

from urllib.parse import urlencode

from flask import Blueprint, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pulse.help.glossary import WORDS
from pulse.help.texts import PAGES as TEXTS
from pulse.help.texts import TASKS, anchor
from pulse.people.access import may_open
from pulse.results.queries import trees
from pulse.results.sight import Sight, sight
from pulse.search.pages import PAGES
from pulse.search.queries import Asked, Found, Group, group_of, search
from pulse.search.words import LONGEST, holds, words_of
from pulse.web import access
from pulse.web.access import viewer
from pulse.web.language import choose
from pulse.web.services import services

blueprint = Blueprint("search", __name__, url_prefix="/search")


@blueprint.get("/")
@access.own
def index() -> str:
    """Everything with these words that the viewer may see."""
    typed = " ".join(request.args.get("q", "")[:LONGEST].split())
    words = words_of(typed)
    groups: list[Group] = []
    if words:
        with services().database.reading() as session:
            asked = Asked(viewer().organisation_id, typed, words, choose(), may_open, _eyes(session))
            groups = search(session, asked)
        around = group_of("pages", _pages(words)), *groups, group_of("help", _help(words), "/help/")
        groups = [group for group in around if group.count]
    return render_template("search/index.html", typed=typed, groups=groups, all_of=_all_of)


def _eyes(session: Session) -> Sight | None:
    """None for those who see no results: administrators, trustees, auditors."""
    eyes = sight(viewer().grants, trees(session, viewer().organisation_id))
    return eyes if eyes.tops else None


def _pages(words: tuple[str, ...]) -> list[Found]:
    named = [Found(_(title), "", path) for path, (title, about) in PAGES.items() if _fits(words, path, title, about)]
    return sorted(named, key=lambda one: not holds(words, one.title))


def _help(words: tuple[str, ...]) -> list[Found]:
    """What is told about pages, the tasks that they are listed by, and the words of the glossary."""
    tasks = [
        Found(_(title), "", f"/help/#task-{key}")
        for key, (title, pages) in TASKS.items()
        if holds(words, _(title)) and any(may_open(path) for path in pages)
    ]
    told = [
        Found(_(page.title), _(page.text), f"/help/#{anchor(path)}")
        for path, page in TEXTS.items()
        if may_open(path) and holds(words, _(page.title), _(page.text))
    ]
    meant = [
        Found(_(word.title), _(word.meaning), f"/help/words#{key}")
        for key, word in WORDS.items()
        if holds(words, _(word.title), _(word.meaning))
    ]
    return sorted([*tasks, *told, *meant], key=lambda one: not holds(words, one.title))


def _fits(words: tuple[str, ...], path: str, title: str, about: str) -> bool:
    return may_open(path) and holds(words, _(title), _(about))


def _all_of(group: Group, typed: str) -> str:
    """Where all of a group stand; the list of people looks for the same words."""
    return f"{group.everywhere}?{urlencode({'search': typed})}" if group.kind == "people" else group.everywhere
