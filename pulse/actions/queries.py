"""Reading actions."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.actions.draft import ActionDraft
from pulse.actions.models import Action, ActionPlace
from pulse.results.disclosure import Cell


@dataclass(frozen=True)
class ActionPlaceView:
    """A part that an action is for, and what it was called."""

    cell: Cell
    label: str


@dataclass(frozen=True)
class ActionView:
    """One action; no places would mean that it is for nobody, so there is at least one."""

    id: str
    topic: str
    what: str
    why: str
    owner: str
    impact: str
    effort: str
    starts: date
    due: date
    status: str
    expected_points: int | None
    places: tuple[ActionPlaceView, ...]

    @property
    def draft(self) -> ActionDraft:
        """What it says, as an editor begins with it."""
        fields = {name: getattr(self, name) for name in ActionDraft.__dataclass_fields__ if name != "places"}
        return ActionDraft(**fields, places=tuple(place.cell for place in self.places))

    @property
    def version(self) -> str:
        """Tells whether somebody else changed it meanwhile."""
        return self.draft.version


def actions(session: Session, organisation_id: str) -> list[ActionView]:
    """Every action of an organisation, the next due first."""
    found = session.scalars(
        select(Action).where(Action.organisation_id == organisation_id).order_by(Action.due, Action.starts, Action.id)
    )
    return _views(session, organisation_id, found)


def action(session: Session, organisation_id: str, action_id: str) -> ActionView | None:
    """One action."""
    row = session.get(Action, (organisation_id, action_id))
    return _views(session, organisation_id, [row])[0] if row else None


def _views(session: Session, organisation_id: str, found: Iterable[Action]) -> list[ActionView]:
    rows = list(found)
    places: dict[str, list[ActionPlaceView]] = defaultdict(list)
    for place in session.scalars(
        select(ActionPlace)
        .where(ActionPlace.organisation_id == organisation_id, ActionPlace.action_id.in_([row.id for row in rows]))
        .order_by(ActionPlace.label)
    ):
        places[place.action_id].append(ActionPlaceView(Cell(place.unit_id, place.location_id), place.label))
    return [_view(row, tuple(places[row.id])) for row in rows]


def _view(row: Action, places: tuple[ActionPlaceView, ...]) -> ActionView:
    names = [name for name in ActionView.__dataclass_fields__ if name != "places"]
    return ActionView(**{name: getattr(row, name) for name in names}, places=places)
