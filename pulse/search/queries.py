"""Looking for words in what a viewer may open: the caller says which pages those are."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from pulse.actions import queries as actions
from pulse.announcements import queries as announcements
from pulse.organisation.messages import named
from pulse.organisation.queries import locations, units
from pulse.people import queries as accounts
from pulse.people.roll.queries import people_page
from pulse.questions.queries import topics
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight
from pulse.search.words import holds
from pulse.surveys.queries import surveys

FIRST = 10

MayOpen = Callable[[str], bool]


@dataclass(frozen=True)
class Found:
    """One thing: what it is called, where it stands, and its address ("" where it has no page of its own)."""

    title: str
    note: str
    path: str


@dataclass(frozen=True)
class Group:
    """The first of one kind, how many there are, and where all of them stand."""

    kind: str
    found: tuple[Found, ...]
    count: int
    everywhere: str = ""


@dataclass(frozen=True)
class Asked:
    """What somebody looks for, and with whose eyes. `sight` is None for those who see no results."""

    organisation_id: str
    typed: str
    words: tuple[str, ...]
    language: str
    may_open: MayOpen
    sight: Sight | None = field(compare=False, default=None)


def search(session: Session, asked: Asked) -> list[Group]:
    """What was found, kind by kind; kinds without a find are left out."""
    kinds = (_topics, _actions, _announcements, _parts, _surveys, _people, _staff)
    return [group for kind in kinds if (group := kind(session, asked)) and group.count]


def group_of(kind: str, found: Iterable[Found], everywhere: str = "") -> Group:
    """The first ten of them."""
    every = tuple(found)
    return Group(kind, every[:FIRST], len(every), everywhere)


def _topics(session: Session, asked: Asked) -> Group | None:
    if asked.sight is None or not asked.may_open("/dashboard/topics"):
        return None
    known = topics(session, asked.organisation_id)
    found = (
        Found(one.name(asked.language), "", f"/dashboard/topics/{one.key}")
        for one in known
        if holds(asked.words, *one.names.values())
    )
    return group_of("topics", found, "/dashboard/topics")


def _actions(session: Session, asked: Asked) -> Group | None:
    if asked.sight is None or not asked.may_open("/actions/"):
        return None
    names = actions.topic_names(session, asked.organisation_id, asked.language)
    seen = actions.actions_seen(session, asked.organisation_id, asked.sight)
    found = (
        Found(one.what, names.get(one.topic, one.topic), f"/actions/{one.id}")
        for one in seen
        if holds(asked.words, one.what, one.why, one.owner, names.get(one.topic, ""))
    )
    return group_of("actions", found, "/actions/")


def _announcements(session: Session, asked: Asked) -> Group | None:
    if asked.sight is None or not asked.may_open("/announcements/"):
        return None
    desk = announcements.desk(session, asked.organisation_id, asked.sight)
    found = (
        Found(
            line.announcement.words(asked.language, desk.own).title,
            line.topic.name(asked.language),
            f"/announcements/{line.announcement.id}/preview",
        )
        for line in [*desk.drafts, *desk.told]
        if holds(asked.words, *(part for each in line.announcement.texts.values() for part in (each.title, each.text)))
    )
    return group_of("announcements", found, "/announcements/")


def _parts(session: Session, asked: Asked) -> Group | None:
    """Units and places: results for those who see them, the trees for administrators."""
    found = [*_seen_parts(asked), *_nodes(session, asked)]
    return group_of("parts", found) if found else None


def _seen_parts(asked: Asked) -> list[Found]:
    if asked.sight is None or not asked.may_open("/dashboard/topics"):
        return []
    trees = asked.sight.trees
    units, places = trees.units, trees.locations
    cells = [(units, node, Cell(node.id, ""), f"unit={node.id}") for depth, node in units.walk() if depth]
    cells += [(places, node, Cell("", node.id), f"location={node.id}") for depth, node in places.walk() if depth]
    return [
        Found(node.name, named(tree, node.id), f"/dashboard/topics?{query}")
        for tree, node, cell, query in sorted(cells, key=lambda found: found[1].closed)
        if asked.sight.allows(cell) and holds(asked.words, node.name)
    ]


def _nodes(session: Session, asked: Asked) -> list[Found]:
    if asked.sight is not None or not asked.may_open("/structure/units"):
        return []
    both = (("units", units), ("locations", locations))
    return [
        Found(node.name, named(tree, node.id), f"/structure/{kind}/{node.id}")
        for kind, read in both
        for tree in [read(session, asked.organisation_id)]
        for depth, node in sorted(tree.walk(), key=lambda found: found[1].closed)
        if depth and holds(asked.words, node.name)
    ]


def _surveys(session: Session, asked: Asked) -> Group | None:
    if not asked.may_open("/surveys/"):
        return None
    found = (
        Found(one.name, "", f"/surveys/{one.id}")
        for one in surveys(session, asked.organisation_id)
        if holds(asked.words, one.name)
    )
    return group_of("surveys", found, "/surveys/")


def _people(session: Session, asked: Asked) -> Group | None:
    if not asked.may_open("/people/"):
        return None
    page = people_page(session, asked.organisation_id, search=asked.typed)
    own_page = asked.may_open("/people/x")
    found = tuple(
        Found(
            one.name,
            " · ".join((one.number, one.unit, one.location)),
            f"/people/{one.id}" if own_page else "",
        )
        for one in page.people[:FIRST]
    )
    return Group("people", found, page.found, "/people/")


def _staff(session: Session, asked: Asked) -> Group | None:
    if not asked.may_open("/people/staff"):
        return None
    found = (
        Found(one.name, one.email, f"/people/staff/{one.id}")
        for one in accounts.staff(session, asked.organisation_id)
        if holds(asked.words, one.name, one.email)
    )
    return group_of("staff", found, "/people/staff")
