"""What the steps of the set-up save."""

from datetime import datetime

from sqlalchemy.orm import Session

from pulse.audit_log.operations import record_by
from pulse.organisation import operations as organisations
from pulse.setup.queries import CHOSEN
from pulse.setup.thresholds import smallest_group
from pulse.surveys.operations import create_survey, free_name, keep_version
from pulse.surveys.templates import Template
from pulse.web.access import Viewer


def begin_with(session: Session, who: Viewer, template: Template, language: str, *, now: datetime) -> str:
    """Make a survey of a template, named as it is in this language; give its id."""
    here = who.organisation_id
    name = free_name(session, here, template.name[language])
    made = create_survey(session, here, name=name, question_keys=template.keys)
    version = keep_version(session, here, made, now=now)
    details = {"name": name, "questions": list(template.keys), "version": version}
    record_by(who, session, "survey.created", made, details, now=now)
    return made


def choose_privacy(session: Session, who: Viewer, *, k: int, participation: int, contacts: str, now: datetime) -> bool:
    """Keep the rules of privacy and whom to call in danger; False, with nothing changed, after the first check-in."""
    here, group = who.organisation_id, smallest_group(k, participation)
    if not organisations.choose_thresholds(session, here, k=k, k_inv=group, participation=participation):
        return False
    organisations.change_danger_contacts(session, here, contacts)
    details = {"k": k, "k_inv": group, "participation": participation, "danger_contacts": contacts}
    record_by(who, session, CHOSEN, here, details, now=now)
    return True


def finish(session: Session, who: Viewer, *, now: datetime) -> None:
    """Put the set-up away; it can still be opened."""
    organisations.note_set_up(session, who.organisation_id, now=now)
    record_by(who, session, "organisation.set_up", who.organisation_id, {}, now=now)
