"""Results of a survey whose topics take turns: what was not asked is "not asked", never hidden, never missing."""

from datetime import timedelta

import pytest

from pulse.disclosure_audit.attack import attack
from pulse.disclosure_audit.queries import asked as released
from pulse.disclosure_audit.queries import betrayals, published
from pulse.opening.operations import open_cycle
from pulse.simulate.link import Link
from pulse.surveys.models import Survey
from tests.factories.client import TestBrowser
from tests.factories.closed import close
from tests.factories.opened import MONDAY, OpenedCycle, a_series, links_of
from tests.factories.people import logged_in

ODD = ["canteen", "rest_areas", "parking", "office_environment"]
EVEN = ["meeting_rooms", "gym", "technology"]


@pytest.fixture
def turns(services, ballot_app):
    """Three cycles, answered by everybody and closed, in which the topics took turns by halves."""
    series = a_series(services)
    with services.database.writing() as session:
        session.get_one(Survey, (series.organisation_id, series.survey_id)).rotates_over = 2
    asked = []
    for number in range(3):
        start = MONDAY.replace(hour=8) + timedelta(days=14 * number)
        cycle = open_cycle(services, series, start, now=services.clock.now())
        links = links_of(services, series.organisation_id, cycle)
        browser = TestBrowser(ballot_app)
        for person, link in enumerate(links):
            keys = [key for key in questions(browser, link) if key != "comment"]
            browser.answer(link, dict.fromkeys(keys, 1 + (person + number) % 5), {}, "en")
        asked.append(questions(browser, links[0]))
        close(services, OpenedCycle(series.organisation_id, cycle, series, links))
        services.clock.advance(days=6)
    return series.organisation_id, asked


def questions(browser, link):
    return [question["key"] for question in browser.look(Link.parse(link)).content["questions"]]


def test_each_cycle_asks_its_turn_and_pages_tell_not_asked_from_hidden(staff_app, turns):
    organisation, asked = turns
    assert asked == [
        [*ODD, "overall", "comment"],
        [*EVEN, "overall", "comment"],
        [*ODD, "overall", "comment"],
    ]
    hr = logged_in(staff_app, organisation, "hr")
    for path in ("/dashboard/", "/dashboard/topics", *(f"/dashboard/topics/{topic}" for topic in [*ODD, *EVEN])):
        assert hr.get(path).status_code == 200, path
    table = hr.get("/dashboard/topics").text.split("</table>")[0]
    assert table.count("not asked") == len(ODD) + 2 * len(EVEN)
    assert "too few" not in table
    assert all("not asked" in hr.get(f"/dashboard/topics/{topic}").text for topic in [*ODD, *EVEN])


def test_the_attacker_finds_nothing_in_cycles_that_asked_by_turns(services, turns):
    organisation, _ = turns
    with services.database.reading() as session:
        everything = [
            one for cycle in published(session, organisation) for one in released(session, organisation, cycle)
        ]
        assert {one.question for one in everything} == {*ODD, *EVEN, "overall"}
        assert [attack(one.round) for one in everything] == [[]] * len(everything)
        assert list(betrayals(session, organisation, everything)) == []
