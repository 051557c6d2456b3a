"""A survey as people will see it, while it is still written: the documents of a check-in that never opens."""

from pulse.checkin.strings import PREVIEW, afterword_strings, interface_strings, page_words, preview_survey
from pulse.cycles.content import build_afterword, build_content
from pulse.i18n import html_language
from pulse.opening.frozen import TAGS, document
from pulse.organisation.queries import OrganisationView
from pulse.surveys.queries import SurveyView, frozen
from pulse.surveys.rotation import LEAST_FOR_FORMS


def shown(organisation: OrganisationView, survey: SurveyView) -> tuple[str, str]:
    """The words of a preview's page and the documents it shows, both as JSON for a script element."""
    invited = LEAST_FOR_FORMS if survey.forms else None
    asked, forms = frozen(survey, invited=invited)
    afterword = build_afterword(
        announcements=[], strings={tag: afterword_strings(language) for language, tag in TAGS.items()}
    )
    content = build_content(
        languages=list(TAGS.values()),
        default_language=html_language(organisation.language),
        organisation_name=organisation.name,
        danger_contacts=organisation.danger_contacts,
        demo=organisation.is_demo,
        questions=[document(question) for question in asked],
        strings={tag: interface_strings(language, organisation.trustee) for language, tag in TAGS.items()},
        afterword=afterword,
        forms=forms,
    )
    return page_words(PREVIEW), preview_survey(content, afterword)
