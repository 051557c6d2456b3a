"""The page of whom a survey asks: what it means is said first, too few are refused, and nothing half is saved."""

import pytest

from pulse.audit_log.models import AuditEntry
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.organisation.tree import Node, Tree
from pulse.surveys.audiences.audience import Audience, Names
from pulse.surveys.audiences.queries import audience
from tests.factories.opened import a_series, add_people
from tests.factories.people import logged_in, post_form

UNITS = Tree([Node("u", None, "All"), Node("a", "u", "A"), Node("b", "a", "B"), Node("c", "u", "C")])
PLACES = Tree([Node("l", None, "All"), Node("x", "l", "X"), Node("y", "l", "Y")])


@pytest.fixture
def series(services):
    return a_series(services, people=96)


@pytest.fixture
def admin(staff_app, series):
    return logged_in(staff_app, series.organisation_id, "admin")


def node(services, series, path, make=ensure_unit):
    with services.database.writing() as session:
        return make(session, series.organisation_id, path)


def sent(admin, series, then="save", **parts):
    path = f"/surveys/{series.survey_id}/audience"
    return post_form(admin, path, {"then": then, **parts}, at=path)


def text(answer):
    return " ".join(answer.get_data(as_text=True).split())


def kept(services, series):
    with services.database.reading() as session:
        return audience(session, series.organisation_id, series.survey_id)


def test_units_and_locations_narrow_each_other_and_what_it_means_is_shown_before_it_is_saved(services, admin, series):
    unit, place = node(services, series, "Operations"), node(services, series, "Jakarta", ensure_location)
    page = text(sent(admin, series, "look", units=[unit], locations=[place]))
    assert "32 of 96 people would be asked." in page
    assert "Operations · Jakarta" in page
    assert kept(services, series).everybody
    answer = sent(admin, series, units=[unit], locations=[place])
    assert answer.status_code == 302
    assert kept(services, series) == Audience(frozenset({unit}), frozenset({place}))
    page = text(admin.get(f"/surveys/{series.survey_id}/audience"))
    assert "It counts from the next check-in on" in page
    assert page.count(" checked") == 2
    with services.database.reading() as session:
        entry = session.query(AuditEntry).filter_by(action="survey.audience").one()
    assert entry.details == {"units": ["Operations"], "locations": ["Jakarta"]}


def test_nothing_chosen_asks_everybody(services, admin, series):
    unit = node(services, series, "Office")
    sent(admin, series, units=[unit])
    assert "96 of 96 people would be asked. Nothing is chosen, so everybody is." in text(sent(admin, series, "look"))
    sent(admin, series)
    assert kept(services, series).everybody


def test_too_few_are_refused_in_a_sentence_beside_the_field_and_what_was_chosen_stays(services, admin, series):
    with services.database.writing() as session:
        add_people(session, series.organisation_id, 8, paths=["Office/Legal"])
    unit = node(services, series, "Office/Legal")
    page = text(sent(admin, series, units=[unit]))
    assert "This would ask 0 people; a check-in needs at least 10. Choose more parts." in page
    assert "8 people belong there and would not be asked" in page
    assert page.count(" checked") == 1
    assert kept(services, series).everybody


def test_a_part_that_does_not_exist_is_refused(services, admin, series):
    page = text(sent(admin, series, units=["f" * 32]))
    assert "Please mend this first" in page
    assert kept(services, series).everybody


def test_what_is_said_twice_is_kept_once():
    assert Audience(frozenset("abc"), frozenset("lx")).tidy(UNITS, PLACES) == Audience(frozenset("ac"))


def test_a_part_that_is_gone_stays_in_an_audience_so_that_it_never_becomes_everybody():
    assert not Audience(frozenset({"gone"})).tidy(UNITS, PLACES).everybody
    assert not Audience(frozenset({"gone"})).within(UNITS, PLACES)("a", "x")


def test_an_audience_has_names():
    names = Audience(frozenset("bc"), frozenset("y")).names(UNITS, PLACES)
    assert names == Names(("A / B", "C"), ("Y",))
    assert names.document() == {"units": ["A / B", "C"], "locations": ["Y"]}
