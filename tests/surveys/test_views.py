"""Pages of surveys: what can be typed wrongly is said in one sentence, and nothing half is saved."""

import pytest

from pulse.audit_log.models import AuditEntry
from pulse.questions.bank import QUESTIONS
from pulse.surveys import queries
from tests.factories.organisation import an_organisation
from tests.factories.people import log_in, logged_in, post_form

FORM = {"name": "Fortnightly", "topics": ["canteen", "gym"], "overall": "y", "comment": "y"}


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


def test_the_first_page_invites_to_make_a_survey(admin):
    page = admin.get("/surveys/").get_data(as_text=True)
    assert "There is no survey yet" in page
    assert 'href="/surveys/new"' in page


def test_the_form_offers_every_topic_with_its_question(admin):
    page = admin.get("/surveys/new").get_data(as_text=True)
    for question in QUESTIONS:
        assert question.texts["en"] in page


@pytest.mark.parametrize(("language", "text"), [("id", "Kantin"), ("zh_Hant", "員工餐廳"), ("vi", "Nhà ăn")])
def test_the_form_shows_the_questions_in_the_readers_language(language, text, admin):
    assert text in admin.get(f"/surveys/new?lang={language}").get_data(as_text=True)


def test_a_survey_is_made_and_listed(admin, database, organisation):
    answer = post_form(admin, "/surveys/new", FORM)
    assert (answer.status_code, answer.location) == (302, "/surveys/")
    [made] = surveys(database, organisation)
    assert [question.key for question in made.questions] == ["canteen", "gym", "overall", "comment"]
    page = admin.get("/surveys/").get_data(as_text=True)
    assert "The survey is saved." in page
    assert "Fortnightly" in page
    assert "4 questions" in page
    assert "How do you feel about the gym?" in page


def test_making_a_survey_is_written_down(admin, database, organisation):
    post_form(admin, "/surveys/new", FORM)
    [made] = surveys(database, organisation)
    with database.reading() as session:
        [entry] = session.query(AuditEntry).filter_by(organisation_id=organisation, action="survey.created")
    assert entry.subject == made.id
    assert entry.details == {"name": "Fortnightly", "questions": ["canteen", "gym", "overall", "comment"]}


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"name": ""}, "Please give the survey a name."),
        ({"name": "   "}, "Please give the survey a name."),
        ({"name": "x" * 201}, "A name may not be longer than 200 characters."),
        ({"name": "a\x00b"}, "A name may not hold invisible or control characters."),
        ({"topics": [], "overall": "", "comment": ""}, "Please tick at least one question."),
        ({"topics": ["canteen", "no-such"]}, "One of these questions does not exist any more. Please tick again."),
    ],
)
def test_bad_input_gets_one_sentence_and_saves_nothing(changes, sentence, admin, database, organisation):
    data = {name: value for name, value in {**FORM, **changes}.items() if value != "" or name == "name"}
    page = post_form(admin, "/surveys/new", data)
    assert page.status_code == 200
    text = page.get_data(as_text=True)
    assert text.count(f">{sentence}</p>") == 1
    assert surveys(database, organisation) == []


def test_what_was_typed_is_kept_beside_the_error(admin):
    post_form(admin, "/surveys/new", FORM)
    page = post_form(admin, "/surveys/new", {"name": "Fortnightly", "topics": ["parking"]}).get_data(as_text=True)
    assert "There is already a survey with this name. Please choose another one." in page
    assert 'value="Fortnightly"' in page
    assert page.count("checked") == 2


def test_a_survey_can_be_changed(admin, database, organisation):
    post_form(admin, "/surveys/new", FORM)
    [made] = surveys(database, organisation)
    page = admin.get(f"/surveys/{made.id}").get_data(as_text=True)
    assert 'value="Fortnightly"' in page
    assert page.count("checked") == 5
    assert "when the next check-in opens" in page
    post_form(admin, f"/surveys/{made.id}", {"name": "Autumn", "topics": ["parking"]})
    [changed] = surveys(database, organisation)
    assert (changed.id, changed.name) == (made.id, "Autumn")
    assert [question.key for question in changed.questions] == ["parking"]


def test_anothers_survey_does_not_exist(admin, staff_app, database, organisation):
    post_form(admin, "/surveys/new", FORM)
    [made] = surveys(database, organisation)
    with database.writing() as session:
        other = an_organisation(session)
    stranger = logged_in(staff_app, other, "admin")
    assert stranger.get(f"/surveys/{made.id}").status_code == 404
    assert post_form(stranger, "/surveys/new", FORM, at=f"/surveys/{made.id}").status_code == 404
    assert surveys(database, organisation) == [made]


@pytest.mark.parametrize("role", ["hr", "manager"])
def test_only_the_administration_sees_surveys(role, staff_app, organisation):
    client = staff_app.test_client()
    log_in(client, organisation, role)
    assert client.get("/surveys/").status_code == 403
    assert client.get("/surveys/new").status_code == 403


def test_the_navigation_is_whole_beside_an_error(admin):
    page = post_form(admin, "/surveys/new", {"name": ""}).get_data(as_text=True)
    for path in ("/surveys/", "/schedule/", "/people/"):
        assert f'href="{path}"' in page


def test_a_form_without_its_token_saves_nothing(admin, database, organisation):
    admin.post("/surveys/new", data=FORM)
    assert surveys(database, organisation) == []
