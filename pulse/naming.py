"""What ids and keys are called, whatever stage they are of: each stage's queries know only its own.

The audit log holds ids; its page asks here for words.
"""

from collections.abc import Collection

from babel.dates import format_skeleton
from flask_babel import get_locale
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from pulse.actions.queries import actions
from pulse.actions.words import SIZES, STATUSES
from pulse.announcements.queries import announcements
from pulse.cycles.queries import rounds
from pulse.organisation.queries import locations, own, units
from pulse.people.queries import account_names
from pulse.people.roles import TITLES
from pulse.protection.queries import names as people_names
from pulse.questions.queries import questions
from pulse.schedule.forms.series import IF_HOLIDAY
from pulse.schedule.messages import rule_in_words
from pulse.schedule.queries import series_of
from pulse.schedule.recurrence import from_key
from pulse.surveys.queries import surveys
from pulse.web.language import choose


def names_of(session: Session, organisation_id: str, wanted: Collection[str]) -> dict[str, str]:
    """Words for those of `wanted` that anything in the organisation is known by."""
    known = {
        **_keys(session, organisation_id),
        **_surveys(session, organisation_id),
        **_decisions(session, organisation_id),
        **_places(session, organisation_id),
        **{token: rule_in_words(token) for token in wanted if token.startswith("FREQ=")},
        **{one.id: _check_in(one.occurrence) for one in rounds(session, organisation_id, wanted)},
        **people_names(session, organisation_id, wanted),
        **account_names(session, organisation_id, wanted),
    }
    return {token: known[token] for token in wanted if token in known}


def _keys(session: Session, organisation_id: str) -> dict[str, str]:
    titles = {key: _(title) for kind in (TITLES, STATUSES, SIZES, IF_HOLIDAY) for key, title in kind.items()}
    language = choose()
    for question in questions(session, organisation_id):
        titles[question.key] = question.topic.name(language) if question.topic else question.text(language)
    return titles


def _surveys(session: Session, organisation_id: str) -> dict[str, str]:
    named = {survey.id: survey.name for survey in surveys(session, organisation_id)}
    return named | {series.id: named[series.survey_id] for series in series_of(session, organisation_id)}


def _decisions(session: Session, organisation_id: str) -> dict[str, str]:
    language, usual = choose(), own(session, organisation_id).language
    told = {one.id: one.words(language, usual).title for one in announcements(session, organisation_id)}
    return told | {action.id: action.what for action in actions(session, organisation_id)}


def _places(session: Session, organisation_id: str) -> dict[str, str]:
    trees = units(session, organisation_id), locations(session, organisation_id)
    return {node: tree.label(node) for tree in trees for node in tree.nodes}


def _check_in(occurrence: str) -> str:
    day = format_skeleton("yMMMMd", from_key(occurrence), locale=get_locale())
    return str(_("%(day)s check-in", day=day))
