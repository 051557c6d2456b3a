"""Writing actions; each change is written into the audit log as it was and as it is."""

from collections.abc import Mapping
from datetime import date, datetime
from secrets import token_hex

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from pulse.actions import queries
from pulse.actions.draft import STATUSES, ActionDraft, ActionRefused, ActionView
from pulse.actions.models import Action, ActionPlace
from pulse.actions.reach import exists
from pulse.audit_log.operations import record
from pulse.i18n import DEFAULT, N_
from pulse.questions.queries import topics
from pulse.results.disclosure import Cell
from pulse.results.queries import trees
from pulse.results.sight import Trees

__all__ = ["ActionDraft", "ActionRefused", "ChangedMeanwhile", "change", "create", "set_status"]
FIELDS = ("topic", "what", "why", "owner", "impact", "effort", "starts", "due", "status", "expected_points")


class ChangedMeanwhile(Exception):
    """Somebody else changed the action after it was opened here."""


def create(session: Session, organisation_id: str, draft: ActionDraft, *, actor: str, now: datetime) -> str:
    """Keep a new action; gives its id. `ActionRefused` says what is wrong with it."""
    names, where = _topics(session, organisation_id), trees(session, organisation_id)
    draft = _fitting(draft, names, where)
    made = Action(organisation_id=organisation_id, id=token_hex(16), **_columns(draft))
    session.add(made)
    session.flush()  # the places refer to it, and no relationship tells SQLAlchemy the order
    _place(session, made, {cell: where.label(cell) for cell in draft.places})
    written = {**_words(draft, names), "places": sorted(map(where.label, draft.places))}
    details = {name: value for name, value in written.items() if value}
    record(session, organisation_id, actor=actor, action="action.created", subject=made.id, details=details, now=now)
    return made.id


def change(
    session: Session,
    organisation_id: str,
    action_id: str,
    draft: ActionDraft,
    *,
    version: str,
    actor: str,
    now: datetime,
) -> None:
    """Keep an action as the draft has it, if it is still what `version` saw; else `ChangedMeanwhile`."""
    row, before = _locked(session, organisation_id, action_id)
    if before.version != version:
        raise ChangedMeanwhile
    names, where = _topics(session, organisation_id), trees(session, organisation_id)
    draft = _fitting(draft, names, where)
    old, new = _words(before.draft, names), _words(draft, names)
    labels = {cell: where.label(cell) for cell in draft.places}
    if set(before.draft.places) != set(labels):
        old["places"], new["places"] = sorted(place.label for place in before.places), sorted(labels.values())
    changed = {name: {"before": old[name], "after": new[name]} for name in new if old[name] != new[name]}
    if not changed:
        return
    for name, value in _columns(draft).items():
        setattr(row, name, value)
    session.execute(
        delete(ActionPlace).where(ActionPlace.organisation_id == organisation_id, ActionPlace.action_id == action_id)
    )
    _place(session, row, labels)
    details = {"what": draft.what, **changed}
    record(session, organisation_id, actor=actor, action="action.changed", subject=action_id, details=details, now=now)


def set_status(
    session: Session,
    organisation_id: str,
    action_id: str,
    status: str,
    *,
    actor: str,
    now: datetime,
    seen: str | None = None,
) -> None:
    """Move an action on. `seen` is the status it had on the page; `ChangedMeanwhile` if that is past."""
    if status not in STATUSES:
        raise ActionRefused("status", N_("Please choose one from the list."))
    row, before = _locked(session, organisation_id, action_id)
    if before.status == status:
        return
    if seen is not None and before.status != seen:
        raise ChangedMeanwhile
    row.status = status
    session.flush()
    details = {"what": before.what, "status": {"before": before.status, "after": status}}
    record(session, organisation_id, actor=actor, action="action.moved", subject=action_id, details=details, now=now)


def _locked(session: Session, organisation_id: str, action_id: str) -> tuple[Action, ActionView]:
    """The row, kept from everybody else until this transaction ends, and the action as it is."""
    row = session.scalar(
        select(Action)
        .where(Action.organisation_id == organisation_id, Action.id == action_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    before = queries.action(session, organisation_id, action_id)
    if row is None or before is None:
        raise LookupError(f"there is no action {action_id}")
    return row, before


def _topics(session: Session, organisation_id: str) -> dict[str, str]:
    return {topic.key: topic.name(DEFAULT) for topic in topics(session, organisation_id)}


def _fitting(draft: ActionDraft, names: Mapping[str, str], where: Trees) -> ActionDraft:
    """The checked draft, whose topic and places exist."""
    draft = draft.checked()
    if draft.topic not in names:
        raise ActionRefused("topic", N_("This topic does not exist any more. Please choose one from the list."))
    if any(not exists(where, cell) for cell in draft.places):
        raise ActionRefused(
            "places", N_("A part that was ticked no longer exists. Please look again where it is for.")
        )
    return draft


def _columns(draft: ActionDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in FIELDS}


def _place(session: Session, row: Action, labels: Mapping[Cell, str]) -> None:
    for cell, label in labels.items():
        session.add(
            ActionPlace(
                organisation_id=row.organisation_id,
                action_id=row.id,
                unit_id=cell.unit,
                location_id=cell.location,
                label=label,
            )
        )
    session.flush()


def _words(draft: ActionDraft, names: Mapping[str, str]) -> dict[str, object]:
    """Each field as the audit log keeps it; a topic by its name."""
    plain = {name: value.isoformat() if isinstance(value, date) else value for name, value in _columns(draft).items()}
    return {**plain, "topic": names.get(draft.topic, draft.topic)}
