"""What an opening freezes for people to read: the questions, every text, and what is announced at the end."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from pulse.announcements.queries import AnnouncementView, unshown
from pulse.checkin.strings import afterword_strings, interface_strings
from pulse.cycles.content import Documents, build_afterword, build_content
from pulse.cycles.manifest import in_order
from pulse.i18n import LANGUAGES, html_language
from pulse.opening.concerned import NOTHING, Shown, Told, choose
from pulse.opening.near import cells_above
from pulse.opening.plan import Plan
from pulse.organisation import queries as organisations
from pulse.organisation.queries import OrganisationView
from pulse.surveys.queries import FrozenQuestion, contents

TAGS = {language: html_language(language) for language in LANGUAGES}


def shown_at_the_end(session: Session, planned: Plan, now: datetime) -> Shown:
    """The announcements that no check-in has shown yet and that concern people of this one."""
    id = planned.organisation.id
    spots = [(entry.unit_id, entry.location_id) for entry, _ in in_order(planned.entries)]
    above = cells_above(organisations.units(session, id), organisations.locations(session, id))
    return choose([_told(each) for each in unshown(session, id, now=now)], spots, above)


def _told(each: AnnouncementView) -> Told:
    return Told(
        each.id,
        {
            TAGS[language]: {"title": words.title, "text": words.text}
            for language, words in each.texts.items()
            if words.title and words.text
        },
        frozenset((place.cell.unit, place.cell.location) for place in each.places),
    )


def frozen_documents(
    session: Session,
    organisation: OrganisationView,
    survey_id: str,
    shown: Shown = NOTHING,
    invited: int | None = None,
    turn: int = 0,
    drawn_from: int | None = None,
    audience: Mapping[str, Sequence[str]] | None = None,
) -> Documents:
    """What is read in a cycle that opens now with this survey, by so many `invited` people.

    `turn`: how many cycles the series opened before it. `drawn_from`: among how many the invited were drawn by lot.
    `audience` names the parts that are asked, where not all are.
    """
    asked, forms = contents(session, organisation.id, survey_id, turn, invited)
    afterword = build_afterword(
        announcements=shown.entries,
        strings={tag: afterword_strings(language) for language, tag in TAGS.items()},
    )
    content = build_content(
        languages=list(TAGS.values()),
        default_language=html_language(organisation.language),
        organisation_name=organisation.name,
        danger_contacts=organisation.danger_contacts,
        demo=organisation.is_demo,
        questions=[document(question) for question in asked],
        strings={
            tag: interface_strings(
                language, organisation.trustee, asked=invited, drawn_from=drawn_from, audience=audience
            )
            for language, tag in TAGS.items()
        },
        afterword=afterword,
        invited=invited,
        forms=forms,
        drawn_from=drawn_from,
        audience=audience,
    )
    return Documents(content, afterword)


def document(question: FrozenQuestion) -> dict[str, Any]:
    """A question as the content holds it; options and parent only where there are some."""
    found: dict[str, Any] = {
        "key": question.key,
        "topic": question.topic,
        "scale": question.scale,
        "texts": question.texts,
    }
    if question.options:
        found["options"] = [{"option": each.option, "texts": each.texts} for each in question.options]
    if question.parent:
        found["parent"] = question.parent
    return found
