"""What is different from last time: the frozen terms of two check-ins, compared in words."""

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from pulse.checkin.terms import Terms, changes, terms_of
from pulse.cycles import queries as cycles
from pulse.cycles.models import Cycle
from pulse.envelope.canonical import canonical
from pulse.opening.operations import open_cycle
from tests.factories.opened import MONDAY, an_open_cycle

CANTEEN = {
    "key": "canteen",
    "scale": "faces5",
    "texts": {"en": {"text": "How was lunch?"}, "vi": {"text": "Bữa trưa?"}},
}
PARKING = {"key": "parking", "scale": "faces5", "texts": {"en": {"text": "Where did you park?"}}}
TERMS = Terms(
    k=7,
    k_inv=13,
    groups=4,
    smallest=14,
    invited=80,
    zones=frozenset({"UTC"}),
    window=timedelta(days=7),
    program="a" * 64,
    questions={"canteen": CANTEEN},
    contacts="112",
    texts=("Northwind",),
)


def test_terms_that_stay_are_no_change():
    assert changes(TERMS, replace(TERMS), "en") == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"k": 5}, "Nothing is shown of fewer than 5 answers; before it was 7."),
        ({"k_inv": 10}, "Every group has at least 10 invited people; before it was 13."),
        ({"groups": 9}, "The number of groups is 9; before it was 4."),
        ({"smallest": 13}, "The smallest group has 13 invited people; before it was 14."),
        ({"invited": 81}, "81 people are invited; before it was 80."),
        ({"window": timedelta(days=3)}, "The time to answer is 3 days; before it was 7."),
        ({"zones": frozenset({"UTC", "Asia/Taipei"})}, "New time zone: Asia/Taipei"),
        ({"zones": frozenset()}, "No longer a time zone: UTC"),
        ({"program": "b" * 64}, "The program that seals the answers is another one."),
        ({"questions": {"canteen": CANTEEN, "parking": PARKING}}, "Newly asked: Where did you park?"),
        ({"forms": 3}, "Each browser draws one of 3 lists of questions by lot. Nobody learns which."),
        ({"contacts": "110"}, "Whom to call when somebody is in danger has changed."),
        ({"texts": ("Southwind",)}, "The texts around the questions are different."),
    ],
)
def test_each_change_is_one_sentence(change, sentence):
    assert changes(TERMS, replace(TERMS, **change), "en") == [sentence]


def test_a_question_that_goes_or_is_reworded_is_named():
    reworded = {**CANTEEN, "texts": {"en": {"text": "Was lunch good?"}}}
    both = replace(TERMS, questions={"canteen": CANTEEN, "parking": PARKING})
    assert changes(both, TERMS, "en") == ["No longer asked: Where did you park?"]
    assert changes(TERMS, replace(TERMS, questions={"canteen": reworded}), "en") == [
        "Asked in other words: Was lunch good?"
    ]
    assert changes(both, replace(TERMS, questions={"parking": PARKING, "canteen": CANTEEN}), "en") == [
        "The questions come in another order."
    ]


@pytest.mark.parametrize("language", ["id", "zh_Hant", "vi"])
def test_a_change_is_told_in_the_language_of_the_reader(language):
    (told,) = changes(TERMS, replace(TERMS, k=5), language)
    assert {"5", "7"} <= set(told)
    assert "answers" not in told


@pytest.fixture
def first(services):
    return an_open_cycle(services)


@pytest.fixture
def second(services, first):
    now = services.clock.advance(days=14)
    return open_cycle(services, first.series, MONDAY.replace(hour=8) + timedelta(days=14), now=now)


def test_the_first_check_in_has_none_before_it(ballot_app, first):
    page = ballot_app.test_client().get(f"/transparency/{first.cycle_id}/en").text
    assert "This is the first check-in" in page


def test_the_smallest_group_is_read_from_the_published_groups(services, ballot_app, first):
    with services.database.reading() as session:
        cycle = cycles.cycle(session, first.cycle_id)
        sizes = [block.invited for block in cycles.blocks(session, first.organisation_id, first.cycle_id)]
        documents = [
            block.document.decode() for block in cycles.blocks(session, first.organisation_id, first.cycle_id)
        ]
    terms = terms_of(cycle.manifest, cycle.content, documents)
    assert (terms.smallest, terms.invited, terms.groups) == (min(sizes), 30, len(sizes))
    page = ballot_app.test_client().get(f"/transparency/{first.cycle_id}/en").text
    assert f"The smallest group has {min(sizes)} invited people." in page


def test_the_same_terms_again_are_said_to_be_the_same(ballot_app, first, second):
    page = ballot_app.test_client().get(f"/transparency/{second}/en").text
    assert "<p>Nothing.</p>" in page
    assert f'href="/transparency/{first.cycle_id}/en"' in page


def test_a_threshold_that_was_another_before_stands_on_the_page(services, ballot_app, first, second):
    with services.database.writing() as session:
        row = session.get(Cycle, (first.organisation_id, first.cycle_id))
        row.manifest = canonical({**json.loads(row.manifest), "k": 7})
    page = ballot_app.test_client().get(f"/transparency/{second}/en").text
    assert "Nothing is shown of fewer than 5 answers; before it was 7." in page


def test_another_organisation_is_never_the_one_before(services, first, second):
    other = an_open_cycle(services)
    with services.database.reading() as session:
        assert cycles.previous(session, cycles.cycle(session, other.cycle_id)) is None
        found = cycles.previous(session, cycles.cycle(session, second))
    assert found.id == first.cycle_id
