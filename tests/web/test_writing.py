"""Numbers and lists as the reader's language writes them."""

import pytest
from flask import Flask, render_template_string
from markupsafe import Markup

from pulse import i18n
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


@pytest.mark.parametrize("language", ["en", "id", "zh_Hant", "vi"])
def test_a_share_has_the_sign_of_the_language(reading, language):
    with reading(language):
        assert percent(73) == "73%"
        assert percent("60–80") == "60–80%"


def test_a_language_that_puts_a_space_before_the_sign_never_tears_it_off():
    assert i18n.percent("de", 73) == "73\N{NO-BREAK SPACE}%"


@pytest.mark.parametrize(
    ("language", "written"), [("en", "1,200"), ("id", "1.200"), ("zh_Hant", "1,200"), ("vi", "1.200")]
)
def test_a_number_in_a_sentence_of_a_template_is_grouped_too(reading, language, written):
    sentence = (
        "{{ gettext('%(n)s of %(more)s', n=1200, more='1200') }}|{{ ngettext('%(num)s day', '%(num)s days', 1200) }}"
    )
    with reading(language):
        said, counted = render_template_string(sentence).split("|")
        assert said == f"{written} of 1200"
        assert counted.startswith(written)


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
