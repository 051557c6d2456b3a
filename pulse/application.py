"""The composition root: the staff app, the ballot app, and the host that tells them apart."""

from collections.abc import Callable, Collection
from functools import partial
from pathlib import Path

from flask import Blueprint, Flask
from jinja2 import FileSystemLoader, TemplateNotFound
from jinja2.environment import Environment

from config import Config
from pulse.actions import views as actions
from pulse.announcements import views as announcements
from pulse.answers import views as answers
from pulse.audit_log import views as audit_log
from pulse.ballots import views as ballots
from pulse.checkin import views as checkin
from pulse.clock import SteadyClock
from pulse.closing import views as closing
from pulse.dashboard import samples
from pulse.dashboard import views as dashboard
from pulse.database import Database
from pulse.delivery import views as delivery
from pulse.delivery.bounces import views as bounces
from pulse.help import views as page_help
from pulse.i18n import html_language
from pulse.invitations.slips import views as letters
from pulse.invitations.views import messages as asking
from pulse.invitations.views import mine
from pulse.keys.store import KeyStore
from pulse.leaving import views as leaving
from pulse.naming import names_of
from pulse.opening.audiences import people_asked, reach
from pulse.opening.expectation import Expectation, what_will_show
from pulse.opening.lot import askable
from pulse.opening.outlook import outlook
from pulse.opening.preview import shown
from pulse.opening.surroundings import surroundings
from pulse.opening.uses import uses, was_asked
from pulse.organisation import views as organisation
from pulse.organisation.queries import own
from pulse.people.access import checker
from pulse.people.roll.outlook import Outlook, Roster
from pulse.people.sessions import add_log_in
from pulse.people.views import pages as people
from pulse.protection.views import own as own_data
from pulse.protection.views import people as protection_people
from pulse.protection.views import room as protection
from pulse.schedule.surroundings import Askable, Looker, Surroundings
from pulse.schedule.views import days_off
from pulse.schedule.views import feed as schedule_feed
from pulse.schedule.views import series as schedule
from pulse.search import views as search
from pulse.setup.views import pages as setup
from pulse.simulate.operations import one_open_link
from pulse.structure import views as structure
from pulse.surveys.audiences.audience import Audience, Reach
from pulse.surveys.queries import SurveyView
from pulse.surveys.surroundings import Use
from pulse.surveys.views import pages as surveys
from pulse.trustee import views as trustee
from pulse.web import gallery, health
from pulse.web.access import guard, viewer
from pulse.web.assets import add_assets
from pulse.web.compression import add_compression
from pulse.web.errors import ballot_errors, staff_errors
from pulse.web.headers import protect
from pulse.web.hosts import ByHost
from pulse.web.inputs import refuse_nul
from pulse.web.keeping import Keeping
from pulse.web.language import add_languages
from pulse.web.services import Services

ROOT = Path(__file__).resolve().parent.parent
BALLOT_TEMPLATES = ("checkin/", "components/", "layouts/anonymous")
LARGEST_UPLOAD = 32 * 1024 * 1024
LARGEST_BALLOT_BODY = 16 * 1024


class AnonymousLoader(FileSystemLoader):
    """Finds only the templates of the anonymous side."""

    def get_source(self, environment: Environment, template: str) -> tuple[str, str, Callable[[], bool]]:
        """Read a template of `BALLOT_TEMPLATES`; every other one does not exist here."""
        if not template.startswith(BALLOT_TEMPLATES):
            raise TemplateNotFound(template)
        return super().get_source(environment, template)


def make_services(config: Config) -> Services:
    """The parts of an installation as its settings say."""
    return Services(config, Database(config.database_url), SteadyClock(), KeyStore(config.keys))


def _app(name: str, services: Services, *, largest_body: int) -> Flask:
    app = Flask(
        name, root_path=str(ROOT), static_folder="static/dist", static_url_path="/static", template_folder="templates"
    )
    app.config.update(
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000, MAX_CONTENT_LENGTH=largest_body, MAX_FORM_MEMORY_SIZE=largest_body
    )
    app.extensions["pulse"] = services
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    add_assets(app)
    protect(app, https=services.config.base_url.startswith("https:"))
    return app


def create_app(services: Services) -> Flask:
    """The staff host: log-in, set-up, results."""
    app = _app("pulse", services, largest_body=LARGEST_UPLOAD)
    https = services.config.base_url.startswith("https:")
    app.config.update(
        SECRET_KEY=services.config.secret_key or services.keys.secret_key(),
        SESSION_COOKIE_NAME="__Host-pulse_staff" if https else "pulse_staff",  # no other host can set the former
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=https,
        WTF_CSRF_TIME_LIMIT=None,
    )
    add_compression(app, public=False)
    refuse_nul(app)
    guard(app, checker)
    add_log_in(app)
    add_languages(app)
    staff_errors(app)
    app.jinja_env.globals["anonymity_page"] = partial(_anonymity_page, services.config)
    app.jinja_env.globals["what_will_show"] = partial(_what_will_show, services)
    app.extensions["pulse_demo_invitation"] = partial(one_open_link, services)
    app.extensions["pulse_names"] = _names(services)
    app.extensions["pulse_surroundings"] = _surroundings(services)
    app.extensions["pulse_chances"] = partial(_chances, services)
    app.extensions["pulse_askable"] = partial(_askable, services)
    app.extensions["pulse_shown"] = partial(_shown, services)
    app.extensions["pulse_uses"] = partial(_uses, services)
    app.extensions["pulse_was_asked"] = partial(_was_asked, services)
    app.extensions["pulse_reach"] = partial(_reach, services)
    app.extensions["pulse_outlook"] = partial(_outlook, services)
    app.extensions["pulse_gallery"] = samples.charts
    for blueprint in staff_blueprints():
        app.register_blueprint(blueprint)
    app.extensions["csrf"].exempt(bounces.blueprint)  # a mail server posts there; the address is its secret
    for secret in (mine.blueprint, own_data.blueprint):  # the address is a secret of one person: see the views
        app.extensions["csrf"].exempt(secret)
    return app


def create_ballot_app(services: Services) -> Flask:
    """The anonymous host: no session, no cookie, no staff, no language choice by the server."""
    app = _app("pulse_ballot", services, largest_body=LARGEST_BALLOT_BODY)
    app.jinja_env.loader = AnonymousLoader(ROOT / "templates")
    add_compression(app, public=True)
    guard(app, None)
    ballot_errors(app)
    for blueprint in ballot_blueprints():
        app.register_blueprint(blueprint)
    return app


def _anonymity_page(config: Config, language: str) -> str:
    """Where people read how their anonymity works: on the other host, which staff's pages link to."""
    return f"{config.ballot_url}/anonymity/{html_language(language)}"


def _what_will_show(services: Services, survey_id: str = "") -> Expectation:
    """What the next check-in can be expected to show: the pages that set it up belong to stages before it."""
    with services.database.reading() as session:
        return what_will_show(session, viewer().organisation_id, now=services.clock.now(), survey_id=survey_id)


def _outlook(services: Services, organisation_id: str, before: Roster, after: Roster) -> Outlook:
    """What a change of the people would do to what shows: the pages of people belong to a stage before it."""
    with services.database.reading() as session:
        return outlook(session, organisation_id, before, after, now=services.clock.now())


def _reach(services: Services, organisation_id: str, audience: Audience) -> Reach:
    """Whom a survey would ask, for whoever chooses it."""
    with services.database.reading() as session:
        return reach(session, organisation_id, audience, now=services.clock.now())


def _chances(services: Services, organisation_id: str, series_id: str, survey_id: str = "") -> Askable:
    """What asking only a part would mean, for the schedule's form."""
    with services.database.reading() as session:
        return askable(session, organisation_id, series_id, now=services.clock.now(), survey_id=survey_id)


def _askable(services: Services, organisation_id: str, survey_id: str) -> int:
    """How many people a survey can ask, for its form."""
    with services.database.reading() as session:
        return people_asked(session, organisation_id, survey_id, now=services.clock.now())


def _uses(services: Services, organisation_id: str) -> dict[str, Use]:
    """What became of surveys, for the list of them."""
    with services.database.reading() as session:
        return uses(session, organisation_id, now=services.clock.now())


def _shown(services: Services, organisation_id: str, survey: SurveyView) -> tuple[str, str]:
    """A survey as people will see it: the check-in belongs to a stage after it."""
    with services.database.reading() as session:
        return shown(own(session, organisation_id), survey)


def _was_asked(services: Services, organisation_id: str, key: str) -> bool:
    """Whether a question was asked, for whoever changes it."""
    with services.database.reading() as session:
        return was_asked(session, organisation_id, key)


def _names(services: Services) -> audit_log.Namer:
    def names(organisation_id: str, wanted: Collection[str]) -> dict[str, str]:
        with services.database.reading() as session:
            return names_of(session, organisation_id, wanted)

    return names


def _surroundings(services: Services) -> Looker:
    def around(organisation_id: str) -> Surroundings:
        with services.database.reading() as session:
            return surroundings(session, organisation_id)

    return around


def staff_blueprints() -> tuple[Blueprint, ...]:
    """The stages with pages for staff."""
    return (
        health.blueprint("staff_health"),
        gallery.blueprint,
        organisation.blueprint,
        people.blueprint,
        audit_log.blueprint,
        surveys.blueprint,
        schedule.blueprint,
        days_off.blueprint,
        schedule_feed.blueprint,
        letters.blueprint,
        asking.blueprint,
        mine.blueprint,
        bounces.blueprint,
        delivery.blueprint,
        trustee.blueprint,
        closing.blueprint,
        actions.blueprint,
        structure.blueprint,
        search.blueprint,
        page_help.blueprint,
        setup.blueprint,
        leaving.blueprint,
        protection.blueprint,
        protection_people.blueprint,
        own_data.blueprint,
        dashboard.blueprint,
        announcements.blueprint,
        announcements.changes,
    )


def ballot_blueprints() -> tuple[Blueprint, ...]:
    """The stages on the anonymous host."""
    return (health.blueprint("ballot_health"), checkin.blueprint, ballots.blueprint, answers.blueprint)


def create_apps(services: Services) -> ByHost:
    """Both apps, told apart by host name."""
    config = services.config
    return ByHost(config.base_url, create_app(services), config.ballot_url, Keeping(create_ballot_app(services)))


def create_wsgi(config: Config) -> ByHost:
    """The WSGI entry of a production server."""
    return create_apps(make_services(config))
