"""Letting everything that must go on follow a part that was moved or merged. What is past stays where it was."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from pulse.actions.draft import OPEN
from pulse.actions.models import Action, ActionPlace
from pulse.announcements.models import Announcement, AnnouncementPlace
from pulse.audit_log.operations import record
from pulse.organisation.models import Location, TreeChange
from pulse.people.models import Person, RoleGrant
from pulse.people.operations import grant
from pulse.results.disclosure import Cell
from pulse.results.queries import trees
from pulse.structure.changing import UNIT, Changed
from pulse.structure.following.roles import Held, following
from pulse.surveys.models import AudiencePart

_COLUMNS = {"unit": "unit_id", "location": "location_id"}


def follow(session: Session, organisation_id: str, kind: str, made: Changed, *, actor: str, now: datetime) -> None:
    """Take everything along to the new nodes, once they are there."""
    _people(session, organisation_id, kind, made.goes_to)
    if not made.continued:
        return
    _planned(session, organisation_id, kind, made.continued)
    _audiences(session, organisation_id, kind, made.continued)
    _promises(session, organisation_id, kind, made.continued)
    if kind != UNIT:
        _calendars(session, organisation_id, made.continued)
    _roles(session, organisation_id, kind, made, actor=actor, now=now)


def _people(session: Session, organisation_id: str, kind: str, goes_to: Mapping[str, str]) -> None:
    """Those who have left too: nobody belongs to what is closed."""
    column = getattr(Person, _COLUMNS[kind])
    for node_id, home in goes_to.items():
        where = (Person.organisation_id == organisation_id, column == node_id)
        session.execute(update(Person).where(*where).values({_COLUMNS[kind]: home}))


def _planned(session: Session, organisation_id: str, kind: str, continued: Mapping[str, str]) -> None:
    waiting = (TreeChange.organisation_id == organisation_id, TreeChange.tree == kind, TreeChange.done_at.is_(None))
    for change in session.scalars(select(TreeChange).where(*waiting)):
        change.node_id = continued.get(change.node_id, change.node_id)
        if change.target_id:
            change.target_id = continued.get(change.target_id, change.target_id)
    session.flush()


def _audiences(session: Session, organisation_id: str, kind: str, continued: Mapping[str, str]) -> None:
    """Surveys ask the same people as before, and with those of a merged part all of it."""
    mine = (
        AudiencePart.organisation_id == organisation_id,
        AudiencePart.kind == kind,
        AudiencePart.value.in_(list(continued)),
    )
    parts = session.scalars(select(AudiencePart).where(*mine)).all()
    new = {(part.survey_id, continued[part.value]) for part in parts}
    for part in parts:
        session.delete(part)
    session.flush()
    for survey_id, value in sorted(new):
        session.add(AudiencePart(organisation_id=organisation_id, survey_id=survey_id, kind=kind, value=value))
    session.flush()


def _calendars(session: Session, organisation_id: str, continued: Mapping[str, str]) -> None:
    """A new location goes by its own calendar as the former did; of two that are joined, the second's."""
    own = dict(
        session.execute(
            select(Location.id, Location.calendar).where(
                Location.organisation_id == organisation_id, Location.id.in_(list(continued))
            )
        ).all()
    )
    for old, new in continued.items():
        here = (Location.organisation_id == organisation_id, Location.id == new)
        session.execute(update(Location).where(*here).values(calendar=own[old]))


def _promises(session: Session, organisation_id: str, kind: str, continued: Mapping[str, str]) -> None:
    """Actions that are not done, and what people are still to be told."""
    open_ones = select(Action.id).where(Action.organisation_id == organisation_id, Action.status.in_(OPEN))
    untold = select(Announcement.id).where(
        Announcement.organisation_id == organisation_id, Announcement.first_cycle_id.is_(None)
    )
    places = select(ActionPlace).where(
        ActionPlace.organisation_id == organisation_id, ActionPlace.action_id.in_(open_ones)
    )
    told = select(AnnouncementPlace).where(
        AnnouncementPlace.organisation_id == organisation_id, AnnouncementPlace.announcement_id.in_(untold)
    )
    _replace(session, organisation_id, kind, session.scalars(places).all(), "action_id", continued)
    _replace(session, organisation_id, kind, session.scalars(told).all(), "announcement_id", continued)


def _replace(
    session: Session,
    organisation_id: str,
    kind: str,
    places: Iterable[ActionPlace | AnnouncementPlace],
    of: str,
    continued: Mapping[str, str],
) -> None:
    column, own = _COLUMNS[kind], trees(session, organisation_id)
    gone = [place for place in places if getattr(place, column) in continued]
    there = {(getattr(place, of), place.unit_id, place.location_id) for place in places}
    for place in gone:
        session.delete(place)
    session.flush()
    for place in gone:
        at = {"unit_id": place.unit_id, "location_id": place.location_id}
        at[column] = continued[at[column]]
        if (key := (getattr(place, of), at["unit_id"], at["location_id"])) in there:
            continue
        there.add(key)
        label = own.label(Cell(at["unit_id"], at["location_id"]))
        session.add(type(place)(organisation_id=organisation_id, **{of: key[0]}, **at, label=label))
    session.flush()


def _roles(session: Session, organisation_id: str, kind: str, made: Changed, *, actor: str, now: datetime) -> None:
    column = getattr(RoleGrant, _COLUMNS[kind])
    rows = session.execute(
        select(RoleGrant.account_id, RoleGrant.role, column)
        .where(RoleGrant.organisation_id == organisation_id, column.in_(list(made.continued)))
        .order_by(RoleGrant.account_id, RoleGrant.role, RoleGrant.id)
    )
    for one in following([Held(*row) for row in rows], made):
        grant(session, organisation_id, one.account_id, one.role, **{_COLUMNS[kind]: one.node_id})
        details = {"role": one.role, "unit": "", "location": "", kind: one.node_id}
        record(
            session, organisation_id, actor=actor, action="role.granted", subject=one.account_id, details=details,
            now=now,
        )  # fmt: skip
