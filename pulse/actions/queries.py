"""Reading actions."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.actions.board import BoardPage, Wanted, card, chart, columns
from pulse.actions.draft import ActionView, NamedPlace
from pulse.actions.models import Action, ActionPlace
from pulse.actions.reach import sees
from pulse.organisation.queries import own
from pulse.questions import queries as questions
from pulse.results.disclosure import Cell
from pulse.results.sight import Sight
from pulse.schedule.recurrence import wall_time

__all__ = [
    "ActionView",
    "NamedPlace",
    "action",
    "actions",
    "actions_seen",
    "board_page",
    "today_in",
    "topic_names",
]


def actions(session: Session, organisation_id: str) -> list[ActionView]:
    """Every action of an organisation, the next due first."""
    found = session.scalars(
        select(Action).where(Action.organisation_id == organisation_id).order_by(Action.due, Action.starts, Action.id)
    )
    return _views(session, organisation_id, found)


def actions_seen(session: Session, organisation_id: str, eyes: Sight) -> list[ActionView]:
    """The actions that touch what a viewer may look at, the next due first."""
    return [one for one in actions(session, organisation_id) if sees(eyes, one.cells)]


def action(session: Session, organisation_id: str, action_id: str) -> ActionView | None:
    """One action."""
    row = session.get(Action, (organisation_id, action_id))
    return _views(session, organisation_id, [row])[0] if row else None


def board_page(
    session: Session, organisation_id: str, eyes: Sight, wanted: Wanted, *, language: str, today: date
) -> BoardPage:
    """The board of what a viewer may see, narrowed to what they want."""
    seen = actions_seen(session, organisation_id, eyes)
    topics = topic_names(session, organisation_id, language)
    cards = [card(one, eyes, topics, today) for one in seen if wanted.fits(eyes, one)]
    places = {
        place.cell: place.label for one in seen for place in card(one, eyes, topics, today).places if not place.gone
    }
    return BoardPage(
        any_seen=bool(seen),
        columns=columns(cards),
        chart=chart(cards),
        wanted=wanted,
        topics=topics,
        owners=sorted({one.owner for one in seen}, key=str.casefold),
        places=sorted(places.items(), key=lambda each: (each[0] != Cell(), each[1].casefold())),
    )


def topic_names(session: Session, organisation_id: str, language: str) -> dict[str, str]:
    """The topics by key, in the reader's language."""
    return {topic.key: topic.name(language) for topic in questions.topics(session, organisation_id)}


def today_in(session: Session, organisation_id: str, now: datetime) -> date:
    """The day it is where the organisation is at home."""
    return wall_time(now, own(session, organisation_id).time_zone).date()


def _views(session: Session, organisation_id: str, found: Iterable[Action]) -> list[ActionView]:
    rows = list(found)
    places: dict[str, list[NamedPlace]] = defaultdict(list)
    for place in session.scalars(
        select(ActionPlace)
        .where(ActionPlace.organisation_id == organisation_id, ActionPlace.action_id.in_([row.id for row in rows]))
        .order_by(ActionPlace.label)
    ):
        places[place.action_id].append(NamedPlace(Cell(place.unit_id, place.location_id), place.label))
    return [_view(row, tuple(places[row.id])) for row in rows]


def _view(row: Action, places: tuple[NamedPlace, ...]) -> ActionView:
    names = [name for name in ActionView.__dataclass_fields__ if name != "places"]
    return ActionView(**{name: getattr(row, name) for name in names}, places=places)
