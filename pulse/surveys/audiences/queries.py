"""Reading whom a survey asks."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from pulse.organisation.queries import locations, units
from pulse.surveys.audiences.audience import Audience, Names
from pulse.surveys.models import AudiencePart

UNIT, LOCATION = "unit", "location"


def audience(session: Session, organisation_id: str, survey_id: str) -> Audience:
    """The parts that a survey asks; none of them: everybody."""
    rows = session.execute(
        select(AudiencePart.kind, AudiencePart.value).where(
            AudiencePart.organisation_id == organisation_id, AudiencePart.survey_id == survey_id
        )
    )
    found: dict[str, set[str]] = {UNIT: set(), LOCATION: set()}
    for kind, value in rows:
        found[kind].add(value)
    return Audience(frozenset(found[UNIT]), frozenset(found[LOCATION]))


def audience_names(session: Session, organisation_id: str, survey_ids: Iterable[str]) -> dict[str, Names]:
    """What the parts are called that these surveys ask; none of them: everybody."""
    trees = units(session, organisation_id), locations(session, organisation_id)
    return {id: audience(session, organisation_id, id).names(*trees) for id in survey_ids}
