"""The printed letter: in the reader's language, its link in a square that a camera reads, nothing of it outside."""

import pypdfium2
import pytest

from pulse.i18n import LANGUAGES, translate
from pulse.invitations.slips.page import Pile, drawable, is_drawable, printed
from pulse.invitations.slips.wording import ASKED, DEMO, DONE, HOW, INSIDE, OUTSIDE, SHARED, TRUST, UNTIL, sheet
from tests.factories.letters import read, without_spaces

LINK = f"https://checkin.northwind.example/checkin/#c={'a1' * 16}&i={'b2' * 32}&m={'c3' * 32}&b=117"
WORDS = "apple brave candle dune eagle forest grape harbor"
NAMES = {"en": "Zoë O’Brien", "id": "Dewi Sartika", "zh_Hant": "王小明", "vi": "Nguyễn Thị Hằng"}


def a_sheet(language="en", **changes):
    given = {
        "language": language,
        "name": NAMES[language],
        "number": "N42",
        "place": "Operations / Kitchen · Jakarta",
        "organisation": "Northwind",
        "is_demo": False,
        "until": "Monday, 30 November 2026, 09:00 (Jakarta time)",
        "seconds": 20,
        "link": LINK,
    }
    return sheet(**(given | changes))


def a_pdf(*sheets):
    cover = ["Give each letter to the person whose name it shows."]
    piles = [Pile("Kitchen · Jakarta", f"{len(sheets)} letters", sheets)]
    return printed(language="en", title="Letters of Northwind", words=WORDS, cover=cover, piles=piles)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_letter_says_everything_in_its_readers_language_and_can_be_read_out(language):
    cover, letter = read(a_pdf(a_sheet(language)))
    values = {
        "organisation": "Northwind",
        "moment": "Monday, 30 November 2026, 09:00 (Jakarta time)",
        "seconds": 20,
        "shared": translate(language, SHARED),
        "done": translate(language, DONE),
    }
    said = [text for key, text in {**OUTSIDE, **INSIDE}.items() if key != "alt"] + [*ASKED, UNTIL, *HOW, *TRUST]
    wanted = [translate(language, text, **values) for text in said] + [NAMES[language], WORDS]
    found = without_spaces(letter.text)
    assert [text for text in wanted if without_spaces(text) not in found] == []
    assert letter.link == LINK
    assert cover.link is None
    assert "1 letters" in cover.text


def test_only_the_name_and_the_place_stay_outside_when_it_is_folded():
    _, letter = read(a_pdf(a_sheet()))
    assert "Zoë O’Brien" in letter.outside
    assert "Operations / Kitchen · Jakarta" in letter.outside
    assert "20 seconds" not in letter.outside
    assert WORDS not in letter.outside


def test_each_letter_has_its_own_link_on_one_page_however_long_its_names_are():
    long = "Kitchen and everything that belongs to it / " * 4 + "Jakarta"
    sheets = [
        a_sheet(language, name="Maximiliana " * 16, place=long, link=f"{LINK}{number}")
        for number, language in enumerate(LANGUAGES)
    ]
    pages = read(a_pdf(*sheets))
    assert [page.link for page in pages] == [None, *(each.link for each in sheets)]


def test_a_demonstration_says_that_its_answers_are_not_anonymous():
    _, letter = read(a_pdf(a_sheet(is_demo=True)))
    assert without_spaces(DEMO[0]) in without_spaces(letter.text)
    assert "Your answers are anonymous" not in letter.text


@pytest.mark.parametrize(("name", "shown"), [("สมชาย ใจดี", "N42"), ("Ana 🎉 Lestari", "Ana  Lestari"), ("", "N42")])
def test_a_name_that_the_typefaces_lack_is_printed_as_the_persons_number(name, shown):
    made = a_sheet(name=name)
    assert made.texts["name"] == shown
    assert shown.split()[0] in read(a_pdf(made))[1].outside


def test_the_typefaces_have_every_character_that_is_counted_as_drawable():
    every = "".join(sorted(drawable()))
    assert len(every) > 7_000
    for start in range(0, len(every), 700):
        a_pdf(a_sheet(place=every[start : start + 700]))  # in PDF/UA a character without a glyph is an error


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_typefaces_have_every_character_of_the_texts(language):
    texts = [*OUTSIDE.values(), *INSIDE.values(), *ASKED, UNTIL, *HOW, *TRUST, *DEMO, SHARED, DONE]
    assert [text for text in texts if not is_drawable(translate(language, text).replace("\n", " "))] == []


def test_the_file_can_be_read_aloud_and_tells_nothing_of_who_made_it_or_when():
    pdf = a_pdf(a_sheet("zh_Hant"))
    assert b"pdfuaid:part" in pdf
    document = pypdfium2.PdfDocument(pdf)
    facts = {name: value for name, value in document.get_metadata_dict().items() if value}
    document.close()
    assert facts.pop("Creator").startswith("Typst")
    assert facts == {"Title": "Letters of Northwind"}
