"""A folder says what a language is: which tags it answers to, how its readers write days and order names."""

from datetime import date

import pytest
from babel.dates import format_date
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from pulse import languages
from pulse.i18n import LANGUAGES, direction, locale_of
from pulse.languages import NotALanguage, order
from pulse.schedule.calendar_names import countries
from pulse.web.language import add_languages

LANGUAGE = 'name = "Nusic"\nenglish = "Nusic"\nshort = "N"\ndirection = "ltr"\nregion = "ID"\n'


def in_order(language, *names):
    return sorted(names, key=lambda name: order(language, name))


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("en", ["Adams", "Ångström", "baker", "Östberg", "Zoë"]),
        ("id", ["Agus", "ayu", "Bima", "Citra"]),
        ("vi", ["An", "Ăn", "Ân", "Dung", "Dũng", "Duy", "Đào", "Đức", "Em", "Ê", "Oanh", "Ông", "Ơn", "Xuân"]),
        ("zh_Hant", ["Alan", "丁", "王", "林", "陳", "龔"]),
    ],
)
def test_names_stand_in_the_order_that_readers_expect(language, names):
    assert in_order(language, *reversed(names)) == names


@given(st.sampled_from([*LANGUAGES, "tlh"]), st.lists(st.text()))
def test_every_text_has_a_place(language, texts):
    assert sorted(in_order(language, *texts)) == sorted(texts)


def test_days_are_written_so_that_nobody_takes_the_month_for_the_day():
    written = {language: format_date(date(2026, 5, 3), "long", locale_of(language)) for language in LANGUAGES}
    assert written == {"en": "3 May 2026", "id": "3 Mei 2026", "zh_Hant": "2026年5月3日", "vi": "3 tháng 5, 2026"}


def test_none_of_ours_is_written_from_right_to_left_nor_is_one_that_is_unknown():
    assert {direction(language) for language in [*LANGUAGES, "tlh", ""]} == {"ltr"}


def test_english_is_the_first_of_every_menu():
    assert list(LANGUAGES) == ["en", "id", "zh_Hant", "vi"]


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        (LANGUAGE.replace("name =", "title ="), "nu/language.toml has title, which nobody reads."),
        (LANGUAGE.replace('short = "N"\n', ""), "nu/language.toml does not say short."),
        (LANGUAGE.replace("ltr", "left"), "nu/language.toml: direction is ltr or rtl."),
    ],
)
def test_a_folder_that_nobody_understands_is_named_at_once(tmp_path, changed, sentence):
    folder = tmp_path / "nu"
    folder.mkdir()
    (folder / "language.toml").write_text(changed)
    with pytest.raises(NotALanguage, match=sentence):
        languages._read(folder)


def test_a_language_without_a_bank_has_no_texts_of_it(monkeypatch, tmp_path):
    monkeypatch.setattr(languages, "CATALOGUES", tmp_path)
    languages.bank.cache_clear()
    assert languages.bank("nu") == {}
    languages.bank.cache_clear()


@pytest.mark.parametrize(
    ("language", "some"),
    [
        ("en", ["Austria", "Denmark", "Zimbabwe"]),
        ("vi", ["Áo", "Ấn Độ", "Bỉ", "Đan Mạch", "Hàn Quốc", "Việt Nam"]),
        ("zh_Hant", ["丹麥", "日本", "台灣", "法國", "德國"]),
    ],
)
def test_a_menu_is_in_the_order_of_its_readers(language, some):
    app = Flask(__name__)
    add_languages(app)
    with app.test_request_context("/", query_string={"lang": language}):
        names = [name for _code, name in countries(is_root=True)]
    assert [name for name in names if name in some] == some
