"""Whole surveys: copied, put away, taken elsewhere as files, shown on a phone, tried with a few, compared."""

import io
import json
from datetime import timedelta

import pytest

from pulse.audit_log.models import AuditEntry
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.organisation.tree import Node, Tree
from pulse.questions.bank import ITEM_BY_KEY
from pulse.questions.queries import questions, topics
from pulse.surveys import operations, pilot, queries
from pulse.surveys.audiences.audience import Audience
from pulse.surveys.audiences.filed import found, paths
from pulse.surveys.audiences.operations import change_audience
from pulse.surveys.audiences.queries import audience
from pulse.surveys.exchange import FiledSurvey, write
from pulse.surveys.reading import NotASurvey
from pulse.surveys.surroundings import Run, Use
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form

KEYS = ["canteen", "canteen_why", "enps", "comment"]


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def admin(staff_app, organisation):
    return logged_in(staff_app, organisation, "admin")


@pytest.fixture
def survey_id(database, organisation, clock):
    with database.writing() as session:
        made = operations.create_survey(session, organisation, name="Autumn", question_keys=KEYS)
        operations.keep_version(session, organisation, made, now=clock.now())
    return made


def named(database, organisation, name):
    with database.reading() as session:
        return next(survey for survey in queries.surveys(session, organisation) if survey.name == name)


def keys(survey):
    return [question.key for question in survey.questions]


def actions(database, organisation):
    with database.reading() as session:
        return [entry.action for entry in session.query(AuditEntry).filter_by(organisation_id=organisation)]


def sent(client, path, data, at="/surveys/new"):
    return post_form(client, at, data, at=path)


def test_a_copy_asks_the_same_under_another_name(admin, database, organisation, survey_id):
    for name in ("Autumn, a copy", "Autumn, a copy (2)"):
        answer = sent(admin, f"/surveys/{survey_id}/copy", {})
        made = named(database, organisation, name)
        assert answer.location == f"/surveys/{made.id}"
        assert keys(made) == KEYS
    assert "survey.copied" in actions(database, organisation)


def test_a_survey_is_put_away_and_brought_back(admin, database, organisation, survey_id):
    sent(admin, f"/surveys/{survey_id}/archive", {"away": "yes"})
    assert named(database, organisation, "Autumn").archived
    page = admin.get("/surveys/").text
    assert "1 survey was put away" in page
    assert "The survey is put away. Its results stay." in page
    sent(admin, f"/surveys/{survey_id}/archive", {"away": "no"})
    assert not named(database, organisation, "Autumn").archived


def test_a_survey_that_a_series_asks_cannot_be_put_away(admin, database, organisation, survey_id, staff_app):
    staff_app.extensions["pulse_uses"] = lambda _id: {survey_id: Use((Run("0" * 32, "Every two weeks", False),))}
    sent(admin, f"/surveys/{survey_id}/archive", {"away": "yes"})
    assert not named(database, organisation, "Autumn").archived
    assert "A series still asks this survey." in admin.get(f"/surveys/{survey_id}").text
    staff_app.extensions["pulse_uses"] = lambda _id: {survey_id: Use((Run("0" * 32, "Once", True),))}
    sent(admin, f"/surveys/{survey_id}/archive", {"away": "yes"})
    assert named(database, organisation, "Autumn").archived


def brought_in(client, content):
    return sent(client, "/surveys/import", {"file": (io.BytesIO(content), "survey.json")})


def test_a_survey_goes_into_a_file_and_comes_back(admin, database, organisation, survey_id, staff_app):
    answer = admin.get(f"/surveys/{survey_id}/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="autumn.json"'
    with database.writing() as session:
        other = an_organisation(session)
    for client, house, name in (
        (admin, organisation, "Autumn (2)"),
        (logged_in(staff_app, other, "admin"), other, "Autumn"),
    ):
        brought_in(client, answer.data)
        made = named(database, house, name)
        assert keys(made) == KEYS
        assert (
            "4 questions were here before and stay as they are worded here." in client.get(f"/surveys/{made.id}").text
        )


def test_a_key_that_means_something_else_here_gets_a_new_one(admin, database, organisation, survey_id):
    with database.reading() as session:
        found = json.loads(write(queries.filed(queries.survey(session, organisation, survey_id))))
    found["questions"][0]["texts"] = {"en": "How do you feel about the weather?"}
    found["topics"].append({"key": "weather", "names": {"en": "Weather"}})
    found["questions"][2]["topic"] = "weather"
    found["name"] = "Weather"
    brought_in(admin, json.dumps(found).encode())
    made = named(database, organisation, "Weather")
    canteen, why, enps, comment = made.questions
    assert canteen.own
    assert canteen.key != "canteen"
    assert why.parent == canteen.key
    assert (enps.topic.names, enps.own) == ({"en": "Weather"}, True)
    assert comment.key == "comment"
    with database.reading() as session:
        kept = next(each for each in questions(session, organisation) if each.key == "canteen")
    assert kept.texts == ITEM_BY_KEY["canteen"].texts


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "The file cannot be read"),
        (b"\xff\xfe{}", "The file cannot be read"),
        (b"{}", "This is not a survey that was exported from Pulse."),
        (
            b'{"kind": "pulse-survey", "version": 1, "name": "x", "questions": []}',
            "should be a list of 1 to 100.",
        ),
    ],
)
def test_a_wrong_file_gets_one_sentence_and_nothing_is_made(content, sentence, admin, database, organisation):
    page = brought_in(admin, content)
    assert page.status_code == 200
    assert sentence in page.text
    with database.reading() as session:
        assert queries.surveys(session, organisation) == []
    assert "Please choose a file." in sent(admin, "/surveys/import", {}).text


def test_a_file_that_asks_too_much_at_once_makes_nothing(admin, database, organisation):
    asked = [{"key": f"own_{number}", "scale": "yesno", "texts": {"en": f"Is it {number}?"}} for number in range(9)]
    content = {"kind": "pulse-survey", "version": 1, "name": "Long", "questions": asked}
    assert "This asks 9 questions at once" in brought_in(admin, json.dumps(content).encode()).text
    with database.reading() as session:
        assert queries.surveys(session, organisation) == []
        assert questions(session, organisation) == []


def whom(database, organisation, name):
    made = named(database, organisation, name)
    with database.reading() as session:
        return audience(session, organisation, made.id)


def chosen(database, organisation, survey_id, unit, place):
    """Let a survey ask one unit at one place."""
    with database.writing() as session:
        parts = (
            frozenset({ensure_unit(session, organisation, unit)}),
            frozenset({ensure_location(session, organisation, place)}),
        )
        change_audience(session, organisation, survey_id, Audience(*parts))
    return Audience(*parts)


def test_a_copy_asks_the_same_people_and_so_does_a_file(admin, database, organisation, survey_id):
    asked = chosen(database, organisation, survey_id, "Operations/Kitchen", "Jakarta/Plant 2")
    sent(admin, f"/surveys/{survey_id}/copy", {})
    assert whom(database, organisation, "Autumn, a copy") == asked
    content = admin.get(f"/surveys/{survey_id}/export").data
    assert json.loads(content)["audience"] == {"units": ["Operations/Kitchen"], "locations": ["Jakarta/Plant 2"]}
    brought_in(admin, content)
    assert whom(database, organisation, "Autumn (2)") == asked
    made = named(database, organisation, "Autumn (2)")
    assert "It asks only the parts that its file names." in admin.get(f"/surveys/{made.id}").text


def test_a_file_that_asks_a_part_that_is_unknown_here_is_refused(admin, database, organisation, survey_id, staff_app):
    chosen(database, organisation, survey_id, "Operations/Kitchen", "Jakarta")
    content = admin.get(f"/surveys/{survey_id}/export").data
    with database.writing() as session:
        other = an_organisation(session)
        ensure_location(session, other, "Jakarta")
    page = brought_in(logged_in(staff_app, other, "admin"), content).text
    assert "“audience › units 1” names a part that does not exist here: Operations/Kitchen." in page
    with database.reading() as session:
        assert queries.surveys(session, other) == []


def test_a_part_that_is_closed_or_gone_is_not_asked_by_a_file(database, organisation):
    tree = Tree([Node("u", None, "All"), Node("a", "u", "A"), Node("b", "a", "B", closed=True)])
    assert paths(tree, frozenset({"a", "b", "gone"})) == ("A", "A/B", "gone")
    for path in ("A/B", "gone", "A//B", "/", "a/c"):
        with pytest.raises(NotASurvey):
            found(FiledSurvey("x", (), units=(path,)), tree, tree)
    assert found(FiledSurvey("x", (), units=(" a ",)), tree, tree) == Audience(frozenset({"a"}))


def test_a_file_with_turns_and_forms_is_refused(admin, database, organisation, survey_id):
    given = {**json.loads(admin.get(f"/surveys/{survey_id}/export").data), "rotates_over": 2, "forms": 2}
    assert "not both" in brought_in(admin, json.dumps(given).encode()).text
    assert len(surveys_of(database, organisation)) == 1


def surveys_of(database, organisation):
    with database.reading() as session:
        return queries.surveys(session, organisation)


def test_versions_are_told_in_words(admin, database, organisation, survey_id):
    sent(admin, f"/surveys/{survey_id}", {"name": "Autumn", "ask": ["enps", "canteen", "gym"], "then": "save"})
    page = " ".join(admin.get(f"/surveys/{survey_id}/versions").text.split())
    assert "New: “How do you feel about the gym?”" in page
    assert "Taken out: “What should be better in the canteen?”, “What would you like to tell us?”" in page
    assert "The order is another." in page
    assert "The first version that was kept." in page
    assert "How do you feel about the gym?" not in admin.get(f"/surveys/{survey_id}/preview?version=1").text
    assert "How do you feel about the gym?" in admin.get(f"/surveys/{survey_id}/preview?version=2").text
    assert admin.get(f"/surveys/{survey_id}/preview?version=3").status_code == 404


def test_a_phone_shows_what_is_saved_and_what_stands_on_the_page(admin, survey_id):
    saved = admin.get(f"/surveys/{survey_id}/preview")
    assert "How do you feel about the food in the canteen?" in saved.text
    assert "frame-ancestors 'self'" in saved.headers["Content-Security-Policy"]
    shown = sent(admin, "/surveys/preview", {"ask": ["parking"], "name": "x"})
    assert ITEM_BY_KEY["parking"].texts["vi"] in shown.text
    assert "canteen" not in shown.text
    assert sent(admin, "/surveys/preview", {}).status_code == 400


def test_a_few_can_look_for_two_weeks_without_a_log_in(admin, staff_app, clock, survey_id, organisation):
    page = admin.get(f"/surveys/{survey_id}/pilot").text
    assert "mailto:?subject=" in page
    secret = staff_app.secret_key
    made = pilot.pilot(organisation, survey_id, 1, now=clock.now())
    address = f"/surveys/pilot/{pilot.token(secret, made)}"
    assert address in page
    stranger = staff_app.test_client()
    assert "How do you feel about the food in the canteen?" in stranger.get(address).text
    assert stranger.get(f"/surveys/pilot/{pilot.token('another', made)}").status_code == 404
    other = "B" if address.endswith("A") else "A"
    assert stranger.get(f"{address[:-1]}{other}").status_code == 404
    clock.advance(days=14)
    assert stranger.get(address).status_code == 404


def test_an_address_lasts_two_weeks_to_the_hour(clock):
    made = pilot.pilot("a" * 32, "b" * 32, 70_000, now=clock.now())
    given = pilot.token("secret", made)
    assert len(given) == pilot.LENGTH
    assert pilot.read("secret", given, now=made.until - timedelta(seconds=1)) == made
    assert pilot.read("secret", given, now=made.until) is None
    assert timedelta(days=14, hours=-1) < made.until - clock.now() <= timedelta(days=14)
    for wrong in ("", "x", given[:-1], given + "=", "é" * 80, "=" * 80):
        assert pilot.read("secret", wrong, now=clock.now()) is None


NAMES = {"name_en": "Coffee", "name_id": "", "name_zh_Hant": "咖啡", "name_vi": ""}


def topic_names(database, organisation, key):
    with database.reading() as session:
        return next((each.names for each in topics(session, organisation) if each.key == key), None)


def test_an_organisation_has_topics_of_its_own_and_names_the_banks(admin, database, organisation, survey_id):
    sent(admin, "/surveys/topics", {"topic": "", **NAMES}, at="/surveys/topics")
    with database.reading() as session:
        [own] = [each for each in topics(session, organisation) if each.key.startswith("topic_")]
    assert own.names == {"en": "Coffee", "zh_Hant": "咖啡"}
    sent(admin, "/surveys/topics", {"topic": "canteen", **NAMES, "name_en": "Eating"}, at="/surveys/topics")
    assert topic_names(database, organisation, "canteen") == {"en": "Eating", "zh_Hant": "咖啡"}
    assert "Eating" in admin.get(f"/surveys/{survey_id}").text
    assert named(database, organisation, "Autumn").version == 2
    sent(admin, "/surveys/topics", {"topic": "parking", **NAMES}, at="/surveys/topics")  # not asked here so far
    assert topic_names(database, organisation, "parking")["en"] == "Coffee"
    assert {"question.topic_written", "question.topic_renamed"} <= set(actions(database, organisation))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name_en": "", "name_zh_Hant": " "}, "Please give the topic a name in one language at least."),
        ({"name_vi": "x" * 101}, "A text may not be longer than 100 characters."),
        ({"name_vi": "a\u202eb"}, "A text may not hold invisible or control characters."),
    ],
)
@pytest.mark.parametrize("topic", ["", "canteen"])
def test_a_name_that_cannot_be_is_refused_and_kept_on_the_page(
    topic, changes, sentence, admin, database, organisation
):
    page = sent(admin, "/surveys/topics", {"topic": topic, **NAMES, **changes}, at="/surveys/topics")
    assert page.text.count(sentence) == 1
    assert page.text.count('value="Coffee"') == (0 if changes.get("name_en") == "" else 1)
    assert topic_names(database, organisation, "canteen") is None


def test_a_topic_that_does_not_exist_cannot_be_named(admin):
    assert sent(admin, "/surveys/topics", {"topic": "no_such", **NAMES}, at="/surveys/topics").status_code == 404
