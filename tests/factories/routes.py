"""Every route of both apps, and an object for each parameter an address can have.

Whoever adds a route with a new parameter adds a maker here; the route test says so otherwise.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from secrets import token_hex

from flask import Blueprint, Flask
from sqlalchemy.orm import Session

from pulse.announcements.operations import changes_address
from pulse.application import ballot_blueprints, staff_blueprints
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.organisation.queries import organisation
from pulse.questions.models import Topic
from pulse.questions.operations import add_bank
from pulse.questions.queries import questions
from pulse.results.disclosure import Cell
from pulse.schedule.operations import add_blackout, create_series
from pulse.schedule.queries import series_of
from pulse.structure.changing import Change
from pulse.structure.operations import plan
from pulse.surveys.operations import create_survey
from pulse.web.access import Access, access_of
from tests.factories.actions import an_action
from tests.factories.announcements import an_announcement
from tests.factories.people import an_account, people_in

Maker = Callable[[Session, str], str]


@dataclass(frozen=True)
class Route:
    """One address pattern with one method."""

    method: str
    pattern: str
    endpoint: str
    parameters: tuple[str, ...]
    access: Access | None

    def __str__(self) -> str:
        return f"{self.method} {self.pattern}"


def staff_routes() -> list[Route]:
    """Those of the staff host."""
    return list(_routes(staff_blueprints()))


def ballot_routes() -> list[Route]:
    """Those of the anonymous host."""
    return list(_routes(ballot_blueprints()))


def _routes(blueprints: tuple[Blueprint, ...]) -> Iterator[Route]:
    app = Flask("routes", static_folder=None)
    for blueprint in blueprints:
        app.register_blueprint(blueprint)
    for rule in app.url_map.iter_rules():
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Route(method, rule.rule, rule.endpoint, tuple(sorted(rule.arguments)), access_of(app, rule.endpoint))


def _slug(session: Session, organisation_id: str) -> str:
    found = organisation(session, organisation_id)
    assert found is not None
    return found.slug


def _survey(session: Session, organisation_id: str) -> str:
    keys = [question.key for question in questions(session, organisation_id)]
    if not keys:
        add_bank(session, organisation_id)
        keys = [question.key for question in questions(session, organisation_id)]
    return create_survey(session, organisation_id, name=f"Office pulse {token_hex(4)}", question_keys=keys)


def _series(session: Session, organisation_id: str) -> str:
    there = series_of(session, organisation_id)
    if there:  # a second would overlap the first
        return there[0].id
    starts = datetime(2026, 12, 7, 9, 0)
    survey_id = _survey(session, organisation_id)
    return create_series(session, organisation_id, survey_id=survey_id, starts=starts, every_weeks=2, window_days=7)


def _announcement(session: Session, organisation_id: str) -> str:
    part = Cell(
        ensure_unit(session, organisation_id, "Operations"), ensure_location(session, organisation_id, "Jakarta")
    )
    return an_announcement(session, organisation_id, places=[part])


def _topic(session: Session, organisation_id: str) -> str:
    key = f"topic_{token_hex(4)}"
    session.add(Topic(organisation_id=organisation_id, key=key, position=99))
    session.flush()
    return key


def _location(session: Session, organisation_id: str) -> str:
    return ensure_location(session, organisation_id, "Jakarta")


def _blackout(session: Session, organisation_id: str) -> str:
    return add_blackout(session, organisation_id, date(2026, 12, 24), date(2026, 12, 31), "Year end")


def _unit(session: Session, organisation_id: str) -> str:
    return ensure_unit(session, organisation_id, f"Department {token_hex(4)}")


def _change(session: Session, organisation_id: str) -> str:
    now = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
    change = Change("unit", _unit(session, organisation_id), "rename", f"Team {token_hex(4)}", None, date(2027, 4, 1))
    return plan(session, organisation_id, change, actor="tests", now=now)


MAKERS: dict[str, Maker] = {
    "change_id": _change,
    "unit_id": _unit,
    "account_id": an_account,
    "action_id": an_action,
    "announcement_id": _announcement,
    "blackout_id": _blackout,
    "location_id": _location,
    "person_id": lambda session, organisation_id: people_in(session, organisation_id)[0],
    "secret": changes_address,
    "slug": _slug,
    "token": lambda _session, _organisation_id: token_hex(32),  # a real one needs the installation's secret
    "survey_id": _survey,
    "series_id": _series,
    "topic": _topic,
}
