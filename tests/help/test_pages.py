"""Every page of staff says what it is for, from one text that the list and the search show as well."""

import re

import pytest

from pulse.help.glossary import WORDS
from pulse.help.texts import PAGES, TASKS, anchor
from pulse.organisation.operations import change_calendar, ensure_location
from pulse.organisation.queries import locations
from pulse.schedule.operations import add_calendar
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in
from tests.factories.routes import MAKERS, staff_routes

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

GETS = {route.pattern: route for route in staff_routes() if route.method == "GET"}
NEED_NONE = {"/help/", "/help/words"}  # they are the help
DEMO_ONLY = {"/leaving/"}
ROLES = ("admin", "hr", "manager", "steward", "trustee", "auditor")
SENTENCE = re.compile(r"[.?](?= [A-Z]|$)")


@pytest.fixture
def own(database, services):
    with database.writing() as session:
        made = an_organisation(session, is_demo=True)
        change_calendar(session, made, locations(session, made).root.id, "ID")
        add_calendar(session, made, "ID", now=services.clock.now())
    return made


@pytest.fixture
def page(staff_app, database, own):
    """A page of the staff host, opened by somebody who may."""
    clients = {}

    def page(pattern: str):
        access = GETS[pattern].access
        role = next((role for role in ROLES if role in access.roles), "hr")
        if role not in clients:
            clients[role] = logged_in(staff_app, own, role)
        address = pattern
        with database.writing() as session:
            for name in GETS[pattern].parameters:
                address = address.replace(f"<{name}>", MAKERS[name](session, own))
        return clients[role].get(address, query_string={"lang": "en", "calendar": "ID"})

    return page


def test_every_page_with_a_heading_says_what_it_is_for_and_no_text_is_of_a_page_that_does_not_exist(page):
    shown = set()
    for pattern in GETS:
        with page(pattern) as answer:
            text = answer.text if answer.mimetype == "text/html" else ""
            if '<div class="shell">' in text and "<h1" in text:
                shown.add(pattern)
                assert (text.count('<details class="about">') == 1) == (pattern not in NEED_NONE), pattern
    assert shown - NEED_NONE == set(PAGES)


def test_a_page_that_comes_back_with_a_mistake_still_says_it(staff_app, own):
    answer = logged_in(staff_app, own, "admin").get("/people/import")
    staff_app.config["WTF_CSRF_ENABLED"] = False
    assert '<details class="about">' in answer.text
    assert '<details class="about">' in logged_in(staff_app, own, "admin").post("/people/import").text


def test_a_text_has_two_to_four_sentences_and_words_that_are_explained(database):
    for pattern, text in PAGES.items():
        assert 2 <= len(SENTENCE.findall(text.text)) <= 4, pattern
        assert len(text.text) <= 330, pattern
        assert set(text.words) <= set(WORDS), pattern


def test_every_word_is_used_by_a_page_and_no_address_or_mark_stands_twice(database):
    assert {word for text in PAGES.values() for word in text.words} == set(WORDS)
    assert sum(len(pages) for _title, pages in TASKS.values()) == len(PAGES)
    assert len({anchor(pattern) for pattern in PAGES}) == len(PAGES)


def test_it_is_folded_and_needs_no_script(page):
    text = page("/schedule/").text
    told = text[text.index('<details class="about">') :].partition("</details>")[0]
    assert "<summary>" in told
    assert "Each series asks one survey again and again" in told
    assert 'href="/help/words#series"' in told
    assert "<script" not in told


@pytest.mark.parametrize("role", ROLES)
def test_the_list_has_the_pages_that_its_reader_may_open(role, staff_app, database, own):
    with database.writing() as session:
        part = {"location_id": ensure_location(session, own, "Jakarta")} if role == "steward" else {}
    client = logged_in(staff_app, own, role, **part)
    text = client.get("/help/", query_string={"lang": "en"}).text
    listed = {pattern for pattern in PAGES if f'id="{anchor(pattern)}"' in text}
    assert listed == {pattern for pattern in PAGES if _may(role, pattern)}
    ids = re.findall(r' id="([^"]+)"', text)
    assert len(ids) == len(set(ids))
    assert set(re.findall(r'<dt>\s*<a href="([^"]+)"', text)) == {pattern for pattern in listed if "<" not in pattern}


def _may(role: str, pattern: str) -> bool:
    access = GETS[pattern].access
    return access.scope == "account" or role in access.roles


def test_the_words_are_explained_in_every_language(staff_app, own):
    client = logged_in(staff_app, own, "manager")
    pages = {
        code: client.get("/help/words", query_string={"lang": code}).text for code in ("en", "id", "zh_Hant", "vi")
    }
    for text in pages.values():
        assert all(f'id="{key}"' in text for key in WORDS)
    assert "Somebody who looks after a location" in pages["en"]
    assert all("Somebody who looks after a location" not in text for code, text in pages.items() if code != "en")


def test_the_search_finds_a_text_by_what_one_wants_to_do_and_a_word_by_its_meaning(staff_app, own):
    def found(words: str, role: str = "admin") -> str:
        return logged_in(staff_app, own, role).get("/search/", query_string={"q": words, "lang": "en"}).text

    assert 'href="/help/#surveys-survey_id-audience"' in found("choose units and locations")
    assert 'href="/help/words#band"' in found("range 60")
    assert "/help/#surveys" not in found("choose units and locations", "manager")
    assert 'href="/help/#task-protect"' in found("protect")
    assert "/help/#task-protect" not in found("protect", "manager")


def test_nobody_who_is_not_logged_in_reads_it(staff_app, database):
    assert staff_app.test_client().get("/help/").status_code == 302
    assert '<details class="about">' not in staff_app.test_client().get("/people/log-in").text
