"""Six ready surveys, each short, each of the bank."""

import re
from pathlib import Path

import pytest

from pulse.i18n import LANGUAGES
from pulse.questions.bank import ITEM_BY_KEY, TOPICS
from pulse.questions.operations import adopt
from pulse.questions.queries import questions
from pulse.questions.scales import POINTS10
from pulse.surveys.operations import create_survey
from pulse.surveys.queries import survey
from pulse.surveys.rotation import MOST_TAPS
from pulse.surveys.templates import TEMPLATE_BY_KEY, TEMPLATES
from tests.factories.organisation import an_organisation

each_template = pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)


def test_there_are_six():
    assert list(TEMPLATE_BY_KEY) == [
        "office_pulse",
        "canteen_deep_dive",
        "after_office_move",
        "hybrid_week",
        "engagement_pulse",
        "customer_voice",
    ]


def test_the_office_pulse_asks_about_the_seven_topics_and_of_the_unhappy_why():
    asked = [item.key for item in TEMPLATE_BY_KEY["office_pulse"].items]
    for topic in TOPICS:
        place = asked.index(topic.key)
        assert asked[place + 1] == f"{topic.key}_why"
    assert asked[-2:] == ["overall", "comment"]


def test_the_engagement_pulse_begins_with_how_likely_one_recommends():
    assert TEMPLATE_BY_KEY["engagement_pulse"].keys[0] == "enps"


@each_template
def test_a_template_asks_items_of_the_bank_each_once(template):
    assert set(template.keys) <= set(ITEM_BY_KEY)
    assert len(set(template.keys)) == len(template.keys)


@each_template
def test_a_template_fits_what_people_answer_with_care(template):
    assert 5 <= template.taps <= MOST_TAPS
    assert template.seconds <= 40


@each_template
def test_a_branch_stands_right_behind_its_parent(template):
    for before, item in zip((None, *template.items), template.items, strict=False):
        if item.parent:
            assert before is not None
            assert item.parent in {before.key, before.parent}


@each_template
def test_a_template_ends_with_words_of_ones_own(template):
    scales = [item.scale for item in template.items]
    first = scales.index("open")
    assert set(scales[first:]) == {"open"}


@each_template
def test_a_template_says_in_every_language_what_it_is_for(template):
    for texts in (template.name, template.purpose, template.audience, template.rhythm):
        assert set(texts) == set(LANGUAGES)
        assert all(said == said.strip() != "" for said in texts.values())
    for language, said in template.purpose.items():
        assert said[-1] == ("。" if language == "zh_Hant" else ".")
        assert len(said) <= 100
    assert max(map(len, template.name.values())) <= 40


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_templates_have_one_name(language):
    assert len({template.name[language] for template in TEMPLATES}) == len(TEMPLATES)


@each_template
def test_an_organisation_takes_a_template_with_all_it_asks(template, database):
    with database.writing() as session:
        organisation = an_organisation(session)
        adopt(session, organisation, template.keys)
        found = {question.key: question for question in questions(session, organisation)}
        made = create_survey(session, organisation, name=template.name["en"], question_keys=template.keys)
        taken = survey(session, organisation, made)
    assert {question.key for question in taken.questions} == set(template.keys)
    assert [found[key].parent for key in template.keys] == [item.parent for item in template.items]
    assert (taken.taps, taken.seconds) == (template.taps, template.seconds)


def test_the_ends_of_0_to_10_are_worded_as_likely_only_for_the_banks_own():
    client = (Path(__file__).resolve().parents[2] / "static/src/js/choices.js").read_text()
    likely = re.search(r"const LIKELY = \[([^\]]*)\]", client)[1]
    assert set(re.findall(r'"(\w+)"', likely)) == {item.key for item in ITEM_BY_KEY.values() if item.scale == POINTS10}
