"""Pages of surveys: what can be typed wrongly is said in one sentence, and nothing half is saved."""

import re

import pytest

from pulse.audit_log.models import AuditEntry
from pulse.questions import queries as bank
from pulse.surveys import queries
from pulse.surveys.templates import TEMPLATES
from tests.factories.organisation import an_organisation
from tests.factories.people import log_in, logged_in, post_form

FORM = {"name": "Fortnightly", "ask": ["canteen", "canteen_why", "gym", "overall", "comment"], "rotates_over": ""}


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def admin(staff_app, organisation):
    return logged_in(staff_app, organisation, "admin")


def surveys(database, organisation):
    with database.reading() as session:
        return queries.surveys(session, organisation)


def sent(client, then="save", path="/surveys/new", **changes):
    """The editor's page sent with one of its buttons; gives the answer."""
    data = {name: value for name, value in {**FORM, "then": then, **changes}.items() if value is not None}
    return post_form(client, "/surveys/new?template=empty", data, at=path)


def text(answer):
    return answer.get_data(as_text=True)


def asked(page):
    """The questions on a page, in their order, with those that are asked after an unhappy answer."""
    hidden = r'type="hidden"\s+name="ask"\s+value="([a-z0-9_]+)"'
    ticked = r'name="ask"\s+value="([a-z0-9_]+)"\s+checked'
    return [one or other for one, other in re.findall(f"{hidden}|{ticked}", page)]


def test_the_first_page_invites_to_make_a_survey(admin):
    page = text(admin.get("/surveys/"))
    assert "There is no survey yet" in page
    assert 'href="/surveys/new"' in page


def test_a_new_survey_begins_with_a_ready_one_or_with_nothing(admin):
    page = text(admin.get("/surveys/new"))
    for template in TEMPLATES:
        assert f'href="/surveys/new?template={template.key}"' in page
        assert template.purpose["en"] in page
    empty = text(admin.get("/surveys/new?template=empty"))
    assert asked(empty) == []
    assert "No question yet." in empty


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda template: template.key)
def test_a_ready_survey_can_be_saved_as_it_is(template, admin, database, organisation):
    page = text(admin.get(f"/surveys/new?template={template.key}&lang=id"))
    assert asked(page) == list(template.keys)
    assert f'value="{template.name["id"]}"' in page
    answer = sent(admin, name=template.name["id"], ask=list(template.keys))
    [made] = surveys(database, organisation)
    assert answer.location == f"/surveys/{made.id}"
    assert [question.key for question in made.questions] == list(template.keys)


def test_a_survey_is_made_and_listed(admin, database, organisation):
    sent(admin)
    [made] = surveys(database, organisation)
    assert [question.key for question in made.questions] == FORM["ask"]
    page = text(admin.get("/surveys/"))
    assert "The survey is saved." in page
    for words in ("Fortnightly", "Version 1", "3 taps", "about 15 seconds each time", "No series asks it.", "Gym"):
        assert words in page


def test_making_a_survey_is_written_down(admin, database, organisation):
    sent(admin)
    [made] = surveys(database, organisation)
    with database.reading() as session:
        [entry] = session.query(AuditEntry).filter_by(organisation_id=organisation, action="survey.created")
    assert entry.subject == made.id
    assert entry.details == {"name": "Fortnightly", "questions": FORM["ask"], "version": 1}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Please give the survey a name."),
        ({"name": "   "}, "Please give the survey a name."),
        ({"name": "x" * 201}, "A name may not be longer than 200 characters."),
        ({"name": "a\x01b"}, "A name may not hold invisible or control characters."),
        ({"ask": []}, "A survey asks at least one question. Please choose some below."),
        ({"ask": ["no-such"]}, "A survey asks at least one question. Please choose some below."),
        ({"rotates_over": "7"}, "Please choose one."),
        ({"rotates_over": "drawn2"}, "Browsers can draw from 300 people on; 0 can be asked."),
    ],
)
def test_bad_input_gets_one_sentence_and_saves_nothing(changes, sentence, admin, database, organisation):
    page = sent(admin, **changes)
    assert page.status_code == 200
    assert sentence in text(page)
    assert surveys(database, organisation) == []


def test_more_questions_at_once_than_people_answer_with_care_are_refused(admin, database, organisation):
    nine = ["canteen", "gym", "parking", "technology", "meeting_rooms", "rest_areas", "office_environment", "enps"]
    page = text(sent(admin, ask=[*nine, "overall"]))
    assert "This asks 9 questions at once, and people answer at most 8 with care." in page
    assert asked(page) == [*nine, "overall"]
    assert surveys(database, organisation) == []
    sent(admin, ask=[*nine, "overall"], rotates_over="2")
    assert len(surveys(database, organisation)) == 1


def test_what_was_typed_is_kept_beside_the_error(admin):
    sent(admin)
    page = text(sent(admin, ask=["parking"]))
    assert "There is already a survey with this name. Please choose another one." in page
    assert 'value="Fortnightly"' in page
    assert asked(page) == ["parking"]


@pytest.mark.parametrize(
    ("then", "order"),
    [
        ("down:canteen", ["gym", "canteen", "canteen_why", "overall", "comment"]),
        ("up:overall", ["canteen", "canteen_why", "overall", "gym", "comment"]),
        ("up:canteen", FORM["ask"]),
        ("down:no_such", FORM["ask"]),
        ("remove:canteen", ["gym", "overall", "comment"]),
        ("add:parking", ["canteen", "canteen_why", "gym", "overall", "parking", "parking_why", "comment"]),
        ("add:gym", FORM["ask"]),
        ("add:no_such", FORM["ask"]),
        ("look", FORM["ask"]),
    ],
)
def test_a_button_changes_the_page_and_saves_nothing(then, order, admin, database, organisation):
    page = text(sent(admin, then, name="Half typ"))
    assert asked(page) == order
    assert 'value="Half typ"' in page
    assert surveys(database, organisation) == []


def test_a_branch_can_be_left_out(admin):
    page = text(sent(admin, "look", ask=["canteen", "gym"]))
    assert asked(page) == ["canteen", "gym"]
    assert "If unhappy, ask: What should be better in the canteen?" in page


def test_the_bank_is_searched_in_every_language_and_marks_what_is_chosen(admin):
    page = text(sent(admin, "look", wanted="nhà ăn"))
    assert 'value="add:canteen_prices"' in page
    assert 'value="add:parking"' not in page
    assert 'value="add:canteen"' not in page
    assert "Nothing in the bank has these words." in text(sent(admin, "look", wanted="zeppelin"))


def test_time_and_taps_are_those_of_the_page(admin):
    assert "3 taps, about 15 seconds" in text(sent(admin, "look"))
    assert "4 taps, about 20 seconds" in text(sent(admin, "add:parking"))


def test_a_survey_can_be_changed_and_its_versions_are_kept(admin, database, organisation):
    sent(admin)
    [made] = surveys(database, organisation)
    page = text(admin.get(f"/surveys/{made.id}"))
    assert 'value="Fortnightly"' in page
    assert asked(page) == FORM["ask"]
    sent(admin, path=f"/surveys/{made.id}", name="Autumn")
    sent(admin, path=f"/surveys/{made.id}", name="Autumn", ask=["parking"])
    [changed] = surveys(database, organisation)
    assert (changed.id, changed.name, changed.version) == (made.id, "Autumn", 2)
    with database.reading() as session:
        newest, first = queries.versions(session, organisation, made.id)
    assert [question["key"] for question in first.body["questions"]] == FORM["ask"]
    assert [question["key"] for question in newest.body["questions"]] == ["parking"]


def test_anothers_survey_does_not_exist(admin, staff_app, database, organisation):
    sent(admin)
    [made] = surveys(database, organisation)
    with database.writing() as session:
        other = an_organisation(session)
    stranger = logged_in(staff_app, other, "admin")
    assert stranger.get(f"/surveys/{made.id}").status_code == 404
    assert sent(stranger, path=f"/surveys/{made.id}").status_code == 404
    assert surveys(database, organisation) == [made]


@pytest.mark.parametrize("role", ["hr", "manager"])
def test_only_the_administration_sees_surveys(role, staff_app, organisation):
    client = staff_app.test_client()
    log_in(client, organisation, role)
    assert client.get("/surveys/").status_code == 403
    assert client.get("/surveys/new").status_code == 403


def test_the_navigation_is_whole_beside_an_error(admin):
    page = text(sent(admin, name=""))
    for path in ("/surveys/", "/schedule/", "/people/"):
        assert f'href="{path}"' in page


def test_a_form_without_its_token_saves_nothing(admin, database, organisation):
    admin.post("/surveys/new", data={**FORM, "then": "save"})
    assert surveys(database, organisation) == []


WRITTEN = {"scale": "faces5", "topic": "canteen", "text_en": "How do you feel about the coffee?", "text_vi": "Cà phê?"}


def own_questions(database, organisation):
    with database.reading() as session:
        return [question for question in bank.questions(session, organisation) if question.own]


def test_a_question_is_written_and_what_stood_on_the_page_travels_along(admin, database, organisation):
    page = text(sent(admin, "write", name="Half typ"))
    assert 'name="text_zh_Hant"' in page
    assert re.findall(r'type="hidden"\s+name="ask"\s+value="([a-z_]+)"', page) == FORM["ask"]
    assert 'value="Half typ"' in page
    kept = text(sent(admin, "keep", name="Half typ", **WRITTEN))
    [own] = own_questions(database, organisation)
    assert (own.scale, own.topic.key, own.texts["vi"]) == ("faces5", "canteen", "Cà phê?")
    assert asked(kept) == ["canteen", "canteen_why", "gym", "overall", own.key, "comment"]
    assert 'value="Half typ"' in kept
    assert "1 of 6 missing" in kept
    assert "People read English there instead." in kept
    assert "How do you feel about the coffee?" in text(sent(admin, "look", wanted="coffee"))


def test_it_may_ask_why_with_answers_to_choose_from(admin, database, organisation):
    sent(admin, "keep", **WRITTEN)
    [own] = own_questions(database, organisation)
    page = text(sent(admin, f"why:{own.key}", ask=[own.key]))
    assert "Asked after an unhappy answer to: How do you feel about the coffee?" in page
    assert page.count("Take out answer") == 2
    data = {"parent": own.key, "scale": "multiple", "text_en": "Why?", "option": ["1", "2"], "option_1_en": "Cold"}
    short = text(sent(admin, "keep", ask=[own.key], **data))
    assert "Please give 2 to 20 answers to choose from." in short
    assert 'value="Cold"' in short
    more = text(sent(admin, "more", ask=[own.key], **data))
    assert more.count("Take out answer") == 3
    less = text(sent(admin, "less:1", ask=[own.key], **{**data, "option": ["1", "2", "3"]}))
    assert less.count("Take out answer") == 2
    assert 'value="Cold"' not in less
    page = text(sent(admin, "keep", ask=[own.key], **data, option_2_en="Weak", option_2_id="Encer"))
    branch = next(each for each in own_questions(database, organisation) if each.parent)
    assert asked(page) == [own.key, branch.key]
    assert (branch.parent, branch.topic.key) == (own.key, "canteen")
    assert {option.number: option.texts for option in branch.options} == {
        1: {"en": "Cold"},
        2: {"en": "Weak", "id": "Encer"},
    }


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text_en": "", "text_vi": " "}, "Please write the question in one language at least."),
        ({"text_vi": "x" * 301}, "A text may not be longer than 300 characters."),
        ({"text_en": "a\u202eb"}, "A text may not hold invisible or control characters."),
        ({"scale": "stars"}, "Please choose how people answer."),
        ({"scale": "single"}, "Please give 2 to 20 answers to choose from."),
        (
            {"scale": "single", "option": ["1", "2"], "option_1_en": "Yes", "option_2_en": "yes"},
            "Two answers read the same. Please change one of them.",
        ),
    ],
)
def test_what_is_wrong_with_a_question_is_said_and_nothing_is_kept(changes, sentence, admin, database, organisation):
    page = text(sent(admin, "keep", **{**WRITTEN, **changes}))
    assert sentence in page
    assert re.findall(r'type="hidden"\s+name="ask"\s+value="([a-z_]+)"', page) == FORM["ask"]
    assert own_questions(database, organisation) == []


def test_only_own_questions_can_be_changed(admin):
    assert sent(admin, "edit:canteen").status_code == 404
    assert sent(admin, "keep", editing="canteen", **WRITTEN).status_code == 404
    assert sent(admin, "why:no_such").status_code == 404


def written_survey(admin, database, organisation):
    sent(admin, "keep", **WRITTEN)
    [own] = own_questions(database, organisation)
    sent(admin, ask=[own.key, "comment"])
    [made] = surveys(database, organisation)
    return own.key, made.id


def test_a_question_that_was_never_asked_can_be_changed_and_the_survey_gets_a_version(admin, database, organisation):
    key, made = written_survey(admin, database, organisation)
    changed = {**WRITTEN, "text_en": "Do you like tea?", "scale": "yesno", "topic": ""}
    page = text(sent(admin, "keep", path=f"/surveys/{made}", ask=[key, "comment"], editing=key, **changed))
    [own] = own_questions(database, organisation)
    assert (own.key, own.scale, own.topic, own.text("en")) == (key, "yesno", None, "Do you like tea?")
    assert asked(page) == [key, "comment"]
    assert surveys(database, organisation)[0].version == 2


def test_a_question_that_was_asked_keeps_its_meaning(admin, database, organisation, staff_app):
    key, made = written_survey(admin, database, organisation)
    staff_app.extensions["pulse_was_asked"] = lambda _organisation, each: each == key
    there = {"path": f"/surveys/{made}", "ask": [key, "comment"], "editing": key}
    assert "People were asked this question already." in text(sent(admin, "edit:" + key, **there))
    sent(admin, "keep", **there, **{**WRITTEN, "text_en": "How do you feel about the coffe?", "text_id": "Kopi?"})
    [own] = own_questions(database, organisation)
    assert (own.key, own.text("en"), own.texts["id"]) == (key, "How do you feel about the coffe?", "Kopi?")
    page = text(sent(admin, "keep", **there, **{**WRITTEN, "text_en": "How do you feel about the tea?"}))
    old, new = own_questions(database, organisation)
    assert (old.key, old.retired, old.text("en")) == (key, True, "How do you feel about the coffe?")
    assert asked(page) == [new.key, "comment"]
    assert "so the changed one is a new question" in page
