"""The documents of a check-in that nobody opened: what a phone would show of a survey, or of a template."""

from typing import Any

from sqlalchemy.orm import Session

from pulse.checkin.strings import afterword_strings, interface_strings
from pulse.cycles.content import Documents, build_afterword, build_content
from pulse.i18n import LANGUAGES, html_language
from pulse.opening.frozen import frozen_documents
from pulse.organisation.queries import OrganisationView
from pulse.questions.bank import TOPIC_BY_KEY, BankQuestion
from pulse.surveys.templates import Template

TAGS = {language: html_language(language) for language in LANGUAGES}


def of_survey(session: Session, organisation: OrganisationView, survey_id: str) -> Documents:
    """A survey of the organisation."""
    return frozen_documents(session, organisation, survey_id)


def of_template(organisation: OrganisationView, template: Template) -> Documents:
    """A ready survey, before the organisation has it."""
    afterword = build_afterword(
        announcements=[], strings={tag: afterword_strings(language) for language, tag in TAGS.items()}
    )
    content = build_content(
        languages=list(TAGS.values()),
        default_language=html_language(organisation.language),
        organisation_name=organisation.name,
        danger_contacts=organisation.danger_contacts,
        demo=organisation.is_demo,
        questions=[_question(item) for item in template.items],
        strings={tag: interface_strings(language, organisation.trustee) for language, tag in TAGS.items()},
        afterword=afterword,
    )
    return Documents(content, afterword)


def _question(item: BankQuestion) -> dict[str, Any]:
    topic = TOPIC_BY_KEY[item.topic] if item.topic else None
    found: dict[str, Any] = {
        "key": item.key,
        "topic": item.topic,
        "scale": item.scale,
        "texts": {
            tag: {"topic": topic.names[language] if topic else None, "text": item.texts[language]}
            for language, tag in TAGS.items()
        },
    }
    if item.options:
        found["options"] = [
            {"option": number, "texts": {tag: texts[language] for language, tag in TAGS.items()}}
            for number, texts in item.options.items()
        ]
    if item.parent:
        found["parent"] = item.parent
    return found
