"""Learning on the demo works without a script: each question is answered in the address, each answer told at once."""

import pytest

from pulse.setup.lessons import LESSONS
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in


@pytest.fixture
def demo(database):
    with database.writing() as session:
        return an_organisation(session, name="Northwind", is_demo=True)


@pytest.mark.parametrize("role", ["hr", "manager"])
def test_six_right_answers_end_the_lessons_and_a_wrong_one_is_told_why(staff_app, demo, role):
    client = logged_in(staff_app, demo, role)
    wrong = client.get(f"/setup/learn?step=1&answer={(LESSONS[0].right + 1) % 3 + 1}").text
    assert "Not quite." in wrong
    assert LESSONS[0].why.split(".")[0] in wrong
    assert "Back to lesson 1" in client.get("/actions/").text
    for number, lesson in enumerate(LESSONS, 1):
        page = client.get(f"/setup/learn?step={number}&answer={lesson.right + 1}").text
        assert "Right." in page
    assert "That was all." in page
    assert "Back to lesson" not in client.get("/actions/").text


@pytest.mark.parametrize("asked", ["step=0", "step=7", "step=x", "step=²", "step=1&answer=9", "step=1&answer=-1"])
def test_an_address_that_asks_for_nothing_shows_a_lesson_without_a_verdict(staff_app, demo, asked):
    page = logged_in(staff_app, demo, "hr").get(f"/setup/learn?{asked}")
    assert page.status_code == 200
    assert "What a check-in looks like" in page.text
    assert "Right." not in page.text
    assert "Not quite." not in page.text


def test_in_a_real_organisation_the_lessons_lead_to_the_demo(staff_app, database, demo):
    with database.writing() as session:
        real = an_organisation(session)
    page = logged_in(staff_app, real, "admin").get("/setup/learn").text
    assert "Log in to the demo" in page
    assert "A question" not in page
