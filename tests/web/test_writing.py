"""Numbers and lists as the reader's language writes them."""

import pytest
from flask import Flask
from markupsafe import Markup

from pulse.web.language import add_languages
from pulse.web.writing import clauses, grouped, listed, percent


@pytest.fixture
def reading():
    app = Flask(__name__)
    add_languages(app)
    return lambda language: app.test_request_context(f"/?lang={language}")


@pytest.mark.parametrize(("language", "written"), [("en", "1,200"), ("id", "1.200"), ("zh_Hant", "1,200")])
def test_large_numbers_are_grouped_as_the_language_does(reading, language, written):
    with reading(language):
        assert grouped(1200) == written
        assert grouped(999) == "999"


def test_a_share_is_not_torn_from_its_sign():
    assert percent(73) == "73\N{NO-BREAK SPACE}%"


def test_lists_and_clauses_are_put_together_in_the_readers_language(reading):
    with reading("en"):
        assert listed(["Jakarta", "London", "Taipei"]) == "Jakarta, London, Taipei"
        assert clauses(["up since Monday", "lowest in London"]) == "up since Monday; lowest in London."
    with reading("zh_Hant"):
        assert listed(["雅加達", "倫敦"]) == "雅加達、倫敦"
        assert clauses(["上升", "倫敦最低"]) == "上升；倫敦最低。"


def test_nothing_is_listed_as_nothing(reading):
    with reading("en"):
        assert listed([]) == ""
        assert listed(["London"]) == "London"


def test_what_people_wrote_stays_text(reading):
    with reading("en"):
        assert listed(["<b>", Markup("a &amp; b")]) == "&lt;b&gt;, a &amp; b"
        assert clauses(["100 %", "<i>"]) == "100 %; &lt;i&gt;."
