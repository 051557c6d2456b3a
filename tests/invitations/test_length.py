"""How long a cycle takes is told from what it asks."""

import json
from datetime import datetime

import pytest

from pulse.invitations.jobs import specimen_seconds
from pulse.invitations.length import seconds
from pulse.schedule.operations import create_series
from pulse.surveys.operations import create_survey
from tests.factories.organisation import an_organisation


def frozen(*questions, forms=None):
    asked = [{"key": key, "scale": scale, **({"parent": "a"} if key == "why" else {})} for key, scale in questions]
    return json.dumps({"questions": asked, **({"forms": forms} if forms else {})}).encode()


FACES = [(key, "faces5") for key in "abcdefgh"]


def test_eight_taps_take_forty_seconds():
    assert seconds(frozen(*FACES, ("comment", "open"))) == 40


def test_a_rotated_cycle_is_shorter():
    assert seconds(frozen(*FACES[:4])) == 20


def test_branches_and_comments_take_no_time_of_their_own():
    assert seconds(frozen(("a", "faces5"), ("why", "single"), ("comment", "open"))) == 5


def test_the_longest_form_counts_with_what_everybody_is_asked():
    assert seconds(frozen(*FACES, forms=[["a", "b"], ["c", "d", "e"]])) == 30


def test_words_alone_still_take_a_moment():
    assert seconds(frozen(("comment", "open"))) == 5


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_specimen_takes_as_long_as_the_survey_that_is_asked(database):
    def told():
        with database.reading() as session:
            return specimen_seconds(session, here)

    with database.writing() as session:
        here = an_organisation(session)
    assert told() == 40
    with database.writing() as session:
        create_survey(session, here, name="A", question_keys=["overall", "canteen", "gym"])
    assert told() == 15
    with database.writing() as session:
        survey = create_survey(session, here, name="B", question_keys=["canteen", "comment"])
        create_series(session, here, survey_id=survey, starts=datetime(2026, 11, 30, 9), window_days=5)
    assert told() == 5
