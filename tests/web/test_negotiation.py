"""Which language a reader gets: those of Traditional Chinese theirs, those of Simplified never silently."""

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from pulse.i18n import LANGUAGES, best_language, html_language, language_of
from pulse.web.language import add_languages, choose
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account
from tests.web.tags import TAGS


@pytest.fixture
def app():
    app = Flask(__name__)
    add_languages(app)
    return app


@pytest.mark.parametrize("tag", TAGS, ids=lambda tag: ascii(tag)[:24])
def test_each_tag_asks_for_the_language_of_the_table(tag):
    found = language_of(tag)
    assert (found and html_language(found)) == TAGS[tag]


@given(st.one_of(st.text(), st.from_regex(r"\A[a-z]{2,3}([-_][A-Za-z0-9]{1,8}){0,4}\Z")))
def test_no_tag_is_an_error(tag):
    assert language_of(tag) in {None, *LANGUAGES}
    assert best_language([tag]) in LANGUAGES


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("zh-CN,zh;q=0.9", "en"),
        ("zh-CN,zh;q=0.9,vi;q=0.5", "vi"),
        ("zh-HK,zh;q=0.9,en;q=0.8", "zh_Hant"),
        ("zh-TW;q=0.5,id-ID;q=0.9", "id"),
        ("in", "id"),
        ("*", "en"),
        ("de-DE,de;q=0.9", "en"),
        (";;;,q=,\xff", "en"),
        ("", "en"),
    ],
)
def test_a_browser_gets_the_first_of_its_languages_that_pulse_speaks(app, header, language):
    with app.test_request_context("/", headers={"Accept-Language": header}):
        assert choose() == language


@pytest.mark.parametrize("asked", ["zh-CN", "tlh", "", "../../etc", "x" * 4000])
def test_an_unknown_language_in_the_address_is_passed_over(app, asked):
    with app.test_request_context("/", query_string={"lang": asked}, headers={"Accept-Language": "vi-VN"}):
        assert choose() == "vi"


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_reader_of_simplified_chinese_gets_english_and_the_way_to_the_others(staff_app, database):
    with database.writing() as session:
        an_account(session, an_organisation(session), "admin")
    page = staff_app.test_client().get("/people/log-in", headers={"Accept-Language": "zh-CN"}).text
    assert '<html lang="en">' in page
    for code, name in LANGUAGES.items():
        assert f'lang={code}"' in page
        assert f">{name}</a>" in page
