"""Changing whom a survey asks."""

from sqlalchemy import delete
from sqlalchemy.orm import Session

from pulse.surveys.audiences.audience import Audience
from pulse.surveys.audiences.queries import LOCATION, UNIT
from pulse.surveys.models import AudiencePart


def change_audience(session: Session, organisation_id: str, survey_id: str, audience: Audience) -> None:
    """Let a survey ask these from its next cycle on; one that is open goes on with those whom it asked."""
    session.execute(
        delete(AudiencePart).where(
            AudiencePart.organisation_id == organisation_id, AudiencePart.survey_id == survey_id
        )
    )
    for kind, chosen in ((UNIT, audience.units), (LOCATION, audience.locations)):
        for value in sorted(chosen):
            session.add(AudiencePart(organisation_id=organisation_id, survey_id=survey_id, kind=kind, value=value))
    session.flush()
