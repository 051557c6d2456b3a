"""A survey travels as a file and comes back as it was; a file that is not understood is refused by name and place."""

import copy
import json
import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pulse.i18n import LANGUAGES
from pulse.questions import scales
from pulse.questions.bank import ITEM_BY_KEY, TOPIC_BY_KEY
from pulse.questions.operations import adopt
from pulse.surveys.exchange import FiledQuestion, FiledSurvey, FiledTopic, body, write
from pulse.surveys.operations import create_survey
from pulse.surveys.queries import filed, survey
from pulse.surveys.reading import MOST_KILOBYTES, NotASurvey, read_survey
from pulse.surveys.templates import TEMPLATES
from tests.factories.organisation import an_organisation

keys = st.sampled_from(["a", "food", "food_why", "q1", "a__2", "x" * 40, "night_shift", "b"])


SEEN = st.characters(exclude_categories=["C", "Z"]) | st.just(" ")


def text(most):
    """Any text that can be seen, composed and trimmed: a few letters, or as long as it may be."""
    few = st.text(SEEN, max_size=5).map(lambda drawn: unicodedata.normalize("NFKC", f"a{drawn}").strip())
    return few | st.just("x" * most)


def texts(most):
    """A text in one language, or in all."""
    said = ["a", '"\\u0041" </script>', "員工餐廳？", "Bạn thấy thế nào?", "🙂", "x" * most]
    return st.sampled_from([*({"vi": one} for one in said), *(dict.fromkeys(LANGUAGES, one) for one in said)])


@st.composite
def surveys(draw):
    """Any survey that can be kept: topics, questions of all scales, branches behind their parents."""
    topics = [FiledTopic(key, draw(texts(100))) for key in draw(st.lists(keys, max_size=3, unique=True))]
    questions: list[FiledQuestion] = []
    for key in draw(st.lists(keys, min_size=1, max_size=6, unique=True)):
        parents = [one.key for one in questions if one.scale in scales.PARENTS and not one.parent]
        parent = draw(st.none() | st.sampled_from(parents)) if parents else None
        scale = draw(st.sampled_from(sorted(scales.BRANCHES if parent else scales.SCALES)))
        numbers = (
            draw(st.lists(st.integers(1, 999), min_size=2, max_size=5, unique=True)) if scale in scales.LISTED else []
        )
        options = {number: draw(texts(120)) for number in sorted(numbers)}
        topic = draw(st.none() | st.sampled_from([topic.key for topic in topics])) if topics else None
        questions.append(FiledQuestion(key, topic, scale, draw(texts(300)), options, parent))
    turns, forms = draw(st.sampled_from([(None, None), (2, None), (4, None), (None, 2), (None, 3)]))
    units, locations = (tuple(draw(st.lists(text(400), max_size=3))) for _ in "ul")
    return FiledSurvey(draw(text(200)), tuple(questions), tuple(topics), turns, forms, units, locations)


@given(surveys())
@settings(max_examples=40)
def test_a_survey_comes_back_as_it_was(drawn):
    assert read_survey(write(drawn)) == drawn


@given(st.binary(max_size=300))
def test_any_bytes_are_taken_or_refused_with_a_sentence(content):
    with pytest.raises(NotASurvey) as refused:
        read_survey(content)
    assert str(refused.value).endswith(".")


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)


def places(value, way=()):
    """The way to each value of a JSON document."""
    yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, held in inner:
        yield from places(held, (*way, name))


def changed(document, way, value):
    document = copy.deepcopy(document)
    at = document
    for name in way[:-1]:
        at = at[name]
    at[way[-1]] = value
    return document


@given(st.data())
@settings(max_examples=60)
def test_whatever_stands_in_a_place_is_taken_as_it_is_or_refused(data):
    document = body(of_template(TEMPLATES[0]))
    way = data.draw(st.sampled_from([way for way in places(document) if way]))
    wrong = changed(document, way, data.draw(ANY_JSON))
    said, taken = outcome(json.dumps(wrong).encode())
    assert said.endswith(".")
    assert taken is None or read_survey(write(taken)) == taken


def outcome(content):
    """The sentence of a refusal and nothing, or a full stop and what was taken."""
    try:
        return ".", read_survey(content)
    except NotASurvey as refused:
        return str(refused), None


def by_key(question):
    return question.key


def of_template(template):
    """A template as a file holds it."""
    topics = dict.fromkeys(item.topic for item in template.items if item.topic)
    return FiledSurvey(
        template.name["en"],
        tuple(FiledQuestion(i.key, i.topic, i.scale, i.texts, i.options, i.parent) for i in template.items),
        tuple(FiledTopic(key, TOPIC_BY_KEY[key].names) for key in topics),
    )


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
def test_every_template_travels(template):
    content = write(of_template(template))
    assert read_survey(content) == of_template(template)
    assert len(content) < MOST_KILOBYTES * 1000 / 20


def test_a_survey_that_is_kept_goes_into_a_file_as_it_is(database):
    template = TEMPLATES[0]
    with database.writing() as session:
        organisation = an_organisation(session)
        adopt(session, organisation, template.keys)
        made = create_survey(session, organisation, name="Office pulse", question_keys=template.keys, rotates_over=2)
        kept = filed(survey(session, organisation, made))
    assert kept.rotates_over == 2
    assert sorted(kept.questions, key=by_key) == sorted(of_template(template).questions, key=by_key)
    assert kept.topics == of_template(template).topics
    assert read_survey(write(kept)) == kept


def test_the_file_can_be_read_by_people():
    content = write(of_template(TEMPLATES[1])).decode()
    assert "員工餐廳" in content
    assert "canteen_taste" in ITEM_BY_KEY
    assert content.startswith('{\n  "kind": "pulse-survey",\n  "version": 1,\n')
    assert "null" not in content


SMALL = {
    "kind": "pulse-survey",
    "version": 1,
    "name": "Small",
    "topics": [{"key": "canteen", "names": {"en": "Canteen"}}],
    "questions": [
        {"key": "food", "topic": "canteen", "scale": "faces5", "texts": {"en": "How is the food?"}},
        {
            "key": "food_why",
            "topic": "canteen",
            "scale": "multiple",
            "texts": {"en": "Why?", "vi": "Tại sao?"},
            "options": [{"option": 1, "texts": {"en": "Taste"}}, {"option": 3, "texts": {"en": "Price"}}],
            "parent": "food",
        },
    ],
}


def test_the_small_one_is_taken():
    taken = read_survey(json.dumps(SMALL).encode())
    assert [question.key for question in taken.questions] == ["food", "food_why"]
    assert list(taken.questions[1].options) == [1, 3]


def test_a_mark_that_windows_puts_before_a_file_does_not_matter():
    assert read_survey(b"\xef\xbb\xbf" + json.dumps(SMALL).encode()).name == "Small"


BRANCH = ("questions", 1)


@pytest.mark.parametrize(
    ("way", "value", "sentence"),
    [
        (("version",), 2, "newer Pulse"),
        (("version",), True, "not a survey that was exported"),
        (("kind",), "pulse-trustee-keys", "not a survey that was exported"),
        (("organisation",), "x", "“pulse-survey” there is a field that Pulse does not know: organisation."),
        (("name",), "", "The text in “name” should have 1 to 200 characters."),
        (("name",), "a\u202eb", "The text in “name” has invisible or control characters in it."),
        (("name",), 3, "In “name” there should be text in quotation marks."),
        (("questions",), [], "In “questions” there should be a list of 1 to 100."),
        (("questions",), {}, "In “questions” there should be a list"),
        (("questions", 0), "food", "In “questions 1” there should be fields in braces."),
        (("questions", 0, "scale"), "stars", "In “questions 1 › scale” there should be one of these: agree5, faces5"),
        (("questions", 0, "required"), True, "In “questions 1” there is a field that Pulse does not know: required."),
        (("questions", 0, "a\u0000b"), True, "does not know: a�b."),
        (("questions", 0, "key"), "Food", "In “questions 1 › key” there should be a word"),
        (
            ("questions", 0, "topic"),
            "gym",
            "“questions 1 › topic” belongs to a topic that the file does not have: gym.",
        ),
        (("questions", 0, "texts"), {}, "In “questions 1 › texts” there should be a text in one language at least."),
        (
            ("questions", 0, "texts", "fr"),
            "Bon?",
            "In “questions 1 › texts” there is a field that Pulse does not know: fr.",
        ),
        (("questions", 0, "texts", "en"), "x" * 301, "“questions 1 › texts › en” should have 1 to 300 characters."),
        (("questions", 0, "texts", "en"), "a\nb", "“questions 1 › texts › en” has invisible or control characters"),
        (("questions", 0, "options"), [], "“questions 1”: the scales “single” and “multiple” have options"),
        ((*BRANCH, "key"), "food", "“questions 2” has a key that another one has already: food."),
        (
            (*BRANCH, "parent"),
            "drink",
            "“questions 2 › parent” follows a question that does not stand before it: drink.",
        ),
        ((*BRANCH, "parent"), "food_why", "does not stand before it"),
        (("questions", 0, "scale"), "open", "“questions 2”: why is asked as a choice or in words"),
        (
            (*BRANCH, "options"),
            [{"option": 1, "texts": {"en": "Taste"}}],
            "“questions 2 › options” there should be a list of 2",
        ),
        (
            (*BRANCH, "options", 1, "option"),
            1,
            "In “questions 2 › options 2 › option” there should be a whole number from 2 to 999.",
        ),
        (
            (*BRANCH, "options", 1, "texts", "en"),
            " ",
            "The text in “questions 2 › options 2 › texts › en” should have 1 to 120 characters.",
        ),
        (("topics", 0, "names", "en"), "x" * 101, "“topics 1 › names › en” should have 1 to 100 characters."),
        (("topics", 0), {"key": "canteen"}, "In “topics 1” the field “names” is missing."),
        (("rotates_over",), 5, "In “rotates_over” there should be a whole number from 2 to 4."),
        (("rotates_over",), True, "In “rotates_over” there should be a whole number"),
        (("forms",), 1, "In “forms” there should be a whole number from 2 to 3."),
        (("audience",), {}, "In “audience” there should be units or locations; leave it out to ask everybody."),
        (("audience",), {"units": []}, "In “audience › units” there should be a list of 1 to 1000."),
        (("audience",), {"units": ["A", " "]}, "The text in “audience › units 2” should have 1 to 3000 characters."),
        (("audience",), {"people": ["A"]}, "In “audience” there is a field that Pulse does not know: people."),
    ],
)
def test_what_is_wrong_is_named_with_its_place(way, value, sentence):
    with pytest.raises(NotASurvey, match=re.escape(sentence)):
        read_survey(json.dumps(changed(SMALL, way, value)).encode())


def test_topics_take_turns_or_are_drawn_not_both():
    with pytest.raises(NotASurvey, match="not both"):
        read_survey(json.dumps({**SMALL, "rotates_over": 2, "forms": 2}).encode())


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "cannot be read"),
        (json.dumps(SMALL).encode()[:-5], "cannot be read"),
        (json.dumps(SMALL).encode("utf-16"), "cannot be read"),
        (b'{"kind": "pulse-survey", "kind": "pulse-survey"}', "cannot be read"),
        (b"[" * 100_000, "cannot be read"),
        (b'{"kind": "pulse-survey", "version": NaN}', "cannot be read"),
        (json.dumps({**SMALL, "name": "\ud800"}).encode(), "cannot be read"),
        (b"[]", "not a survey that was exported"),
        (b"3", "not a survey that was exported"),
        (b" " * (MOST_KILOBYTES * 1000 + 1), "larger than 1000 KB"),
    ],
)
def test_a_file_that_is_something_else_is_refused(content, sentence):
    with pytest.raises(NotASurvey, match=sentence):
        read_survey(content)
