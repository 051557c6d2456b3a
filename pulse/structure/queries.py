"""Reading the trees with their people, and what is planned for them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from pulse.answers import queries as answered
from pulse.cycles import queries as cycles
from pulse.cycles.lifecycle import quarter
from pulse.organisation import queries as organisations
from pulse.organisation.models import TreeChange
from pulse.organisation.quarters import local_day
from pulse.organisation.tree import Tree
from pulse.people.models import Person, RoleGrant
from pulse.people.roll.afterwards import roster
from pulse.people.roll.outlook import Roster
from pulse.people.roll.queries import both_trees, facts, set_up
from pulse.schedule.recurrence import wall_time
from pulse.structure.changing import UNIT, Change, counts


@dataclass(frozen=True)
class Branch:
    """One line of a tree: how deep it stands, how many people are in it and below."""

    id: str
    name: str
    depth: int
    people: int
    closed: bool
    label: str
    closed_on: date | None = None
    goes_on: str = ""


@dataclass(frozen=True)
class NodeView:
    """What the page of one node tells of it; `parts`: whether something open stands below it."""

    label: str
    name: str
    parent: str
    people: int
    parts: bool
    closed_on: date | None
    goes_on: str


@dataclass(frozen=True)
class PlannedChange:
    """A change that waits for its day."""

    id: str
    change: Change
    node: str
    target: str


def tree_of(session: Session, organisation_id: str, kind: str) -> Tree:
    """The tree of units, or of locations."""
    return both_trees(session, organisation_id)[kind]


def branches(session: Session, organisation_id: str, kind: str) -> list[Branch]:
    """The whole tree from the top, with active people."""
    tree, column = tree_of(session, organisation_id, kind), Person.unit_id if kind == UNIT else Person.location_id
    rows = session.execute(
        select(column, func.count()).where(Person.organisation_id == organisation_id, Person.active).group_by(column)
    )
    people = counts(tree, {id: many for id, many in rows})  # noqa: C416 - rows are not tuples to mypy
    return [
        Branch(
            node.id,
            node.name,
            depth,
            people[node.id],
            node.closed,
            tree.label(node.id),
            node.closed_on,
            goes_on(tree, node.id),
        )
        for depth, node in tree.walk()
    ]


def node(session: Session, organisation_id: str, kind: str, node_id: str) -> NodeView | None:
    """One node below the top."""
    tree = tree_of(session, organisation_id, kind)
    found = tree.nodes.get(node_id)
    if found is None or found.parent_id is None:
        return None
    people = next(one.people for one in branches(session, organisation_id, kind) if one.id == node_id)
    return NodeView(
        tree.label(node_id),
        found.name,
        tree.nodes[found.parent_id].name,
        people,
        any(not child.closed for child in tree.children(node_id)),
        found.closed_on,
        goes_on(tree, node_id),
    )


def goes_on(tree: Tree, id: str) -> str:
    """As what a closed part goes on, in words."""
    latest = tree.latest(id)
    return tree.label(latest) if latest != id else ""


def planned(session: Session, organisation_id: str, kind: str | None = None) -> list[PlannedChange]:
    """What waits for its day, the nearest first."""
    where = [TreeChange.organisation_id == organisation_id, TreeChange.done_at.is_(None)]
    if kind:
        where.append(TreeChange.tree == kind)
    rows = session.scalars(select(TreeChange).where(*where).order_by(TreeChange.effective_on, TreeChange.id)).all()
    trees = both_trees(session, organisation_id) if rows else {}
    return [
        PlannedChange(
            row.id,
            Change(row.tree, row.node_id, row.change, row.name, row.target_id, row.effective_on),
            trees[row.tree].label(row.node_id),
            trees[row.tree].label(row.target_id) if row.target_id else "",
        )
        for row in rows
    ]


def waiting(session: Session) -> list[tuple[str, str, date]]:
    """Organisation, id and day of every change that waits."""
    rows = session.execute(
        select(TreeChange.organisation_id, TreeChange.id, TreeChange.effective_on)
        .where(TreeChange.done_at.is_(None))
        .order_by(TreeChange.effective_on, TreeChange.id)
    )
    return [(organisation_id, id, day) for organisation_id, id, day in rows]


def today(session: Session, organisation_id: str, *, now: datetime) -> date:
    """The day that it is for the organisation."""
    return local_day(now, organisations.own(session, organisation_id).time_zone)


def is_frozen(session: Session, organisation_id: str, *, now: datetime) -> bool:
    """Whether this quarter's groups are formed, so that units and locations stay as they are until it ends."""
    season = quarter(wall_time(now, organisations.own(session, organisation_id).time_zone))
    return bool(organisations.blocks(session, organisation_id, season))


def is_underway(session: Session, organisation_id: str) -> bool:
    """Whether a check-in is open or not counted yet: it is counted by the trees with which it opened."""
    published = answered.published_cycles(session, organisation_id)
    return any(id not in published for id, _opens, _until in cycles.timeline(session, organisation_id))


GROUPS, CHECK_IN = "groups", "check_in"


def held_up(session: Session, organisation_id: str, *, now: datetime) -> str:
    """Why a change whose day has come still waits: "groups" or "check_in"; empty when nothing is in its way."""
    if is_underway(session, organisation_id):
        return CHECK_IN
    return GROUPS if is_frozen(session, organisation_id, now=now) else ""


def asked_now(session: Session, organisation_id: str) -> Roster:
    """Who could be asked as things are."""
    trees = both_trees(session, organisation_id)
    people = facts(session, organisation_id).values()
    return roster(people, trees["unit"], trees["location"], set_up(session, organisation_id))


def roles_on(session: Session, organisation_id: str, node_ids: Collection[str]) -> int:
    """How many roles reach one of these nodes by name."""
    where = RoleGrant.unit_id.in_(node_ids) | RoleGrant.location_id.in_(node_ids)
    return session.scalar(select(func.count()).where(RoleGrant.organisation_id == organisation_id, where)) or 0
