"""Pages of announcements: drafting, the words in four languages, publishing, and what people read."""

import re
from html import unescape

import pytest
from sqlalchemy import func, select

from pulse.announcements import queries
from pulse.announcements.operations import changes_address
from pulse.announcements.wording import Words
from pulse.delivery.models import OutboxMessage
from pulse.i18n import LANGUAGES
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.results.disclosure import Cell
from tests.conftest import START
from tests.factories.actions import an_action
from tests.factories.announcements import an_announcement
from tests.factories.history import OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, people_in, post_form


@pytest.fixture
def home(database):
    with database.writing() as session:
        return an_organisation(session)


def text_of(response):
    return unescape(response.get_data(as_text=True))


def words_of(database, home, id):
    with database.reading() as session:
        return queries.announcement(session, home, id)


def form(**changes):
    blank = {f"{part}_{code}": "" for code in LANGUAGES for part in ("title", "text")}
    return {**blank, "title_en": "Second till", "text_en": "There is one now.", "places": ".", **changes}


def test_a_draft_from_an_action_has_its_words_in_four_languages_and_not_its_owner(staff_app, database, home):
    with database.writing() as session:
        action = an_action(session, home)
    hr = logged_in(staff_app, home)
    address = f"/announcements/new?action={action}"
    page = text_of(hr.get(address))
    assert "Open a second till at noon" in page
    assert "Dewi Lestari" not in page
    made = post_form(hr, address, {})
    assert made.status_code == 302
    found = words_of(database, home, made.location.rpartition("/")[2])
    assert found.is_draft
    assert found.action_id == action
    assert set(found.texts) == set(LANGUAGES)
    for words in found.texts.values():
        assert "Open a second till at noon" in words.text
        assert "People wait a quarter of an hour." in words.text
        assert "Dewi" not in words.text
    assert "18 December 2026" in found.texts["en"].text
    assert "18 Desember 2026" in found.texts["id"].text


@pytest.mark.parametrize(
    ("status", "says"),
    [("planned", "we will do"), ("under_way", "we are doing"), ("done", "we did"), ("dropped", "will not do")],
)
def test_what_is_done_is_told_in_the_past_and_what_is_not_with_its_day(staff_app, database, home, status, says):
    with database.writing() as session:
        action = an_action(session, home, status=status)
    page = text_of(logged_in(staff_app, home).get(f"/announcements/new?action={action}"))
    assert says in page
    assert ("18 December 2026" in page) == (status in {"planned", "under_way"})


def test_the_edit_page_says_which_languages_are_not_ready(staff_app, database, home):
    with database.writing() as session:
        action = an_action(session, home)
    hr = logged_in(staff_app, home)
    made = post_form(hr, f"/announcements/new?action={action}", {})
    page = text_of(hr.get(made.location))
    assert "1 of 4 languages" in page
    assert page.count("The action's own words are not translated") == 3
    post_form(hr, made.location, form())
    page = text_of(hr.get(made.location))
    assert page.count("Empty: its readers get English") == 3


def test_a_draft_can_be_made_of_a_topic_alone(staff_app, database, home):
    with database.writing() as session:
        an_announcement(session, home)  # which brings the topics
    hr = logged_in(staff_app, home)
    made = post_form(hr, "/announcements/new", {"topic": "parking", "places": "."})
    found = words_of(database, home, made.location.rpartition("/")[2])
    assert (found.topic, found.action_id, found.cells) == ("parking", None, (Cell(),))
    refused = post_form(hr, "/announcements/new", {"topic": "swimming"})
    assert "Please choose one from the list." in text_of(refused)
    assert "Please tick at least one part." in text_of(refused)


def test_before_the_first_survey_there_is_nothing_to_announce(staff_app, home):
    assert "those come with the first survey" in text_of(logged_in(staff_app, home).get("/announcements/new"))


def test_saving_keeps_the_words_and_the_parts(staff_app, database, home):
    with database.writing() as session:
        id = an_announcement(session, home)
        kitchen = ensure_unit(session, home, "Kitchen")
    hr = logged_in(staff_app, home)
    data = form(title_vi="Quầy thứ hai", text_vi="Đã có.\r\n\r\nCảm ơn.", places=f"{kitchen}.")
    answer = post_form(hr, f"/announcements/{id}", {**data, "then": "preview"})
    assert answer.location.endswith(f"/announcements/{id}/preview")
    found = words_of(database, home, id)
    assert found.texts == {
        "en": Words("Second till", "There is one now."),
        "vi": Words("Quầy thứ hai", "Đã có.\n\nCảm ơn."),
    }
    assert found.cells == (Cell(kitchen),)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"title_id": "Kasir kedua"}, "Please write a text too, or empty the title."),
        ({"text_id": "Sudah ada."}, "Please write a title too, or empty the text."),
        ({"title_en": "x" * 121}, "This is longer than 120 characters."),
        ({"text_en": "x" * 4001}, "This is longer than 4000 characters."),
        ({"text_en": "a\0b"}, "This text holds invisible or control characters."),
        ({"text_en": "a\u202eb"}, "This text holds invisible or control characters."),
        ({"places": ""}, "One of these parts does not exist any more. Please tick again."),
        ({"places": "0" * 32 + "."}, "One of these parts does not exist any more. Please tick again."),
        ({"text_en": "47 % like it"}, "47 % was not published for Canteen."),
        ({"title_en": "+6 for you"}, "+6 was not published for Canteen."),
    ],
)
def test_what_cannot_be_kept_is_said_beside_the_field_and_stays_typed(staff_app, database, home, changes, sentence):
    with database.writing() as session:
        id = an_announcement(session, home)
    before = words_of(database, home, id)
    answer = post_form(
        logged_in(staff_app, home), f"/announcements/{id}", form(**{"text_vi": "Đã", "title_vi": "Quầy", **changes})
    )
    assert answer.status_code == 200
    assert sentence in text_of(answer)
    assert "Đã" in text_of(answer)
    assert words_of(database, home, id) == before


@pytest.fixture
def told(services, database):
    with database.writing() as session:
        world = a_world(session)
        for number, content in enumerate(("4" * 11, "4" * 18)):
            cast = [
                *ballots(PRODUCTION, canteen="4" * 40 + "2" * 10),
                *ballots(OFFICE, canteen=content.ljust(50, "2")),
            ]
            a_closed_cycle(services, session, world, cast, number=number, invited=60)
        return world


def test_the_refusal_names_the_figure_and_what_may_be_said(staff_app, database, told):
    with database.writing() as session:
        id = an_announcement(session, told.id)
    answer = text_of(
        post_form(logged_in(staff_app, told.id), f"/announcements/{id}", form(text_en="Now 47 % like it"))
    )
    assert "47 % was not published for Canteen. Published are: 58%, 51%." in answer
    assert "Now 47 % like it" in answer


def test_a_figure_in_an_actions_own_words_is_shown_at_once_and_refused_at_publishing(staff_app, database, told):
    with database.writing() as session:
        action = an_action(session, told.id, why="Only 47 % like it.")
    hr = logged_in(staff_app, told.id)
    made = post_form(hr, f"/announcements/new?action={action}", {})
    assert text_of(hr.get(made.location)).count("47 % was not published for Canteen") >= len(LANGUAGES)
    answer = post_form(hr, f"{made.location}/preview", {"mail": "y", "sure": "yes"}, at=f"{made.location}/publish")
    assert "47 % was not published for Canteen" in text_of(answer)
    assert words_of(database, told.id, made.location.rpartition("/")[2]).is_draft


def test_the_preview_shows_each_language_or_says_what_stands_in_for_it(staff_app, database, home):
    with database.writing() as session:
        id = an_announcement(session, home)
    hr = logged_in(staff_app, home)
    assert "There are now warm meals until 14:00." in text_of(hr.get(f"/announcements/{id}/preview"))
    page = text_of(hr.get(f"/announcements/{id}/preview?language=vi"))
    assert "There are no words in this language: its readers get English." in page
    assert hr.get(f"/announcements/{id}/preview?language=xx").status_code == 200


@pytest.mark.parametrize(("data", "mails"), [({"mail": "y", "sure": "yes"}, 3), ({"sure": "yes"}, 0)])
def test_publishing_mails_unless_the_tick_is_taken_away(staff_app, database, home, data, mails):
    with database.writing() as session:
        people_in(session, home, 3)
        id = an_announcement(session, home)
    hr = logged_in(staff_app, home)
    answer = post_form(hr, f"/announcements/{id}/preview", data, at=f"/announcements/{id}/publish")
    assert answer.status_code == 302
    assert words_of(database, home, id).published_at == START
    with database.reading() as session:
        asked = select(func.count()).select_from(OutboxMessage).filter_by(organisation_id=home)
        assert session.scalar(asked) == mails


def test_what_is_published_is_only_shown(staff_app, database, home):
    with database.writing() as session:
        id = an_announcement(session, home)
        token_page = an_announcement(session, home)
        kept = an_announcement(session, home, published=START)
    hr = logged_in(staff_app, home)
    assert hr.get(f"/announcements/{kept}").location.endswith("/preview")
    assert "What is published never changes" in text_of(hr.get(f"/announcements/{kept}/preview"))
    edit = f"/announcements/{token_page}"
    assert post_form(hr, edit, form(), at=f"/announcements/{kept}").status_code == 302
    assert post_form(hr, edit, {}, at=f"/announcements/{kept}/delete").status_code == 302
    assert post_form(hr, edit, {}, at=f"/announcements/{kept}/publish").status_code == 302
    assert words_of(database, home, kept).texts["en"].title == "More warm meals"
    assert post_form(hr, edit, {"sure": "yes"}, at=f"/announcements/{id}/delete").status_code == 302
    assert words_of(database, home, id) is None


def test_an_empty_text_in_the_organisations_language_is_not_published(staff_app, database, home):
    with database.writing() as session:
        id = an_announcement(session, home, texts={"vi": Words("Quầy", "Đã có.")})
    hr = logged_in(staff_app, home)
    answer = post_form(hr, f"/announcements/{id}/preview", {"sure": "yes"}, at=f"/announcements/{id}/publish")
    assert "missing in your organisation's language" in text_of(answer)
    assert words_of(database, home, id).is_draft


@pytest.fixture
def parts(database, home):
    """Kitchen in Operations, and Office; drafts and published ones of each and of the whole."""
    with database.writing() as session:
        operations, office = ensure_unit(session, home, "Operations"), ensure_unit(session, home, "Office")
        kitchen = ensure_unit(session, home, "Operations/Kitchen")
        jakarta = ensure_location(session, home, "Jakarta")
        for name, cell in {"Kitchen": Cell(kitchen), "Office": Cell(office), "Whole": Cell()}.items():
            texts = {"en": Words(f"{name} draft", "Text.")}
            an_announcement(session, home, places=[cell], texts=texts)
            texts = {"en": Words(f"{name} news", "Text.")}
            an_announcement(session, home, places=[cell], texts=texts, published=START)
    return {"operations": operations, "office": office, "kitchen": kitchen, "jakarta": jakarta}


@pytest.mark.parametrize(
    ("role", "part", "seen"),
    [
        ("hr", None, {"Kitchen draft", "Office draft", "Whole draft", "Kitchen news", "Office news", "Whole news"}),
        ("hr", "operations", {"Kitchen draft", "Kitchen news", "Whole news"}),
        ("manager", "operations", {"Kitchen news", "Whole news"}),
        ("manager", "office", {"Office news", "Whole news"}),
        ("manager", None, {"Kitchen news", "Office news", "Whole news"}),
    ],
)
def test_each_sees_what_concerns_their_part(staff_app, home, parts, role, part, seen):
    where = {"unit_id": parts[part]} if part else {}
    page = text_of(logged_in(staff_app, home, role, **where).get("/announcements/"))
    assert set(re.findall(r"(?:Kitchen|Office|Whole) (?:draft|news)", page)) == seen
    assert ("Address to copy" in page) == (role == "hr")


def test_hr_of_a_part_cannot_touch_what_reaches_beyond_it(staff_app, database, home, parts):
    hr = logged_in(staff_app, home, unit_id=parts["operations"])
    with database.writing() as session:
        whole = an_announcement(session, home)
        own = an_announcement(session, home, places=[Cell(parts["kitchen"])])
        action = an_action(session, home)
    assert hr.get(f"/announcements/{whole}").status_code == 404
    assert hr.get(f"/announcements/{whole}/preview").status_code == 404
    answer = post_form(hr, f"/announcements/{own}", form(places="."))
    assert "One of these parts does not exist any more" in text_of(answer)
    made = post_form(hr, f"/announcements/new?action={action}", {})
    found = words_of(database, home, made.location.rpartition("/")[2])
    assert found.cells == (Cell(parts["operations"]),)


def test_another_organisations_action_is_not_found(staff_app, database, home):
    with database.writing() as session:
        foreign = an_action(session, an_organisation(session))
    hr = logged_in(staff_app, home)
    assert hr.get(f"/announcements/new?action={foreign}").status_code == 404


def test_who_was_told_is_rounded_down(staff_app, database, home):
    with database.writing() as session:
        people_in(session, home, 13)
        an_announcement(session, home, published=START, mail=True)
        for mail in session.scalars(select(OutboxMessage).filter_by(organisation_id=home)):
            mail.sent_at = START
    assert "At least 10 mails have gone out." in text_of(logged_in(staff_app, home).get("/announcements/"))


def test_everybody_reads_the_same_page_without_a_session(staff_app, database, home):
    with database.writing() as session:
        earlier = START.replace(day=1)
        an_announcement(
            session, home, texts={"en": Words("Older", "Older."), "vi": Words("Cũ", "Cũ.")}, published=earlier
        )
        an_announcement(session, home, texts={"en": Words("Newer", "One.\n\nTwo <b>")}, published=START)
        an_announcement(session, home, texts={"en": Words("Never", "Draft.")})
        secret = changes_address(session, home)
    client = staff_app.test_client()
    answer = client.get(f"/changes/{secret}")
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    raw = answer.get_data(as_text=True)
    assert raw.index("Newer") < raw.index("Older")
    assert "Never" not in raw
    assert "Two &lt;b&gt;" in raw
    assert "csrf" not in raw
    page = text_of(client.get(f"/changes/{secret}", headers={"Accept-Language": "vi"}))
    assert "Cũ" in page
    assert "Newer" in page  # the organisation's language stands in
    assert text_of(staff_app.test_client().get(f"/changes/{secret}?lang=vi")) == page.replace(
        f"/changes/{secret}?", f"/changes/{secret}?"
    )


def test_a_wrong_address_is_the_same_404_whatever_it_is(staff_app, database, home):
    with database.writing() as session:
        secret = changes_address(session, home)
    client = staff_app.test_client()
    answers = [client.get(f"/changes/{wrong}") for wrong in ("x", secret[:-1], secret + "A", "ä" * 30, "0" * 32)]
    assert {answer.status_code for answer in answers} == {404}
    assert len({re.sub(r"/changes/[^\"?]*", "", answer.get_data(as_text=True)) for answer in answers}) == 1


def test_without_the_address_a_visitor_is_told_where_it_stands(staff_app, database, home):
    with database.writing() as session:
        an_announcement(session, home, published=START)
    answer = staff_app.test_client().get("/changes/")
    assert "You find it in the mails" in text_of(answer)
    assert "Set-Cookie" not in answer.headers
    assert staff_app.test_client().get("/changes").status_code in {200, 308}
    assert "More warm meals" in text_of(logged_in(staff_app, home, "manager").get("/changes/"))


def test_the_address_on_the_page_of_hr_opens(staff_app, database, home):
    with database.writing() as session:
        an_announcement(session, home, published=START)
    page = text_of(logged_in(staff_app, home).get("/announcements/"))
    path = re.search(r'value="http://[^/]+(/changes/[^"]+)"', page)[1]
    assert "More warm meals" in text_of(staff_app.test_client().get(path))


def hidden(page, name):
    """The value of a hidden field."""
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"', page.get_data(as_text=True))[1]


def test_words_that_somebody_else_wrote_meanwhile_are_not_overwritten_unseen(staff_app, database, home):
    with database.writing() as session:
        id = an_announcement(session, home)
    one, other = logged_in(staff_app, home), logged_in(staff_app, home)
    here = f"/announcements/{id}"
    opened = hidden(one.get(here), "version")
    assert post_form(other, here, form(text_en="Theirs.")).status_code == 302
    answer = post_form(one, here, form(text_en="Mine.", version=opened))
    assert "Somebody else changed this draft while you were editing." in text_of(answer)
    assert "Mine." in text_of(answer)
    assert words_of(database, home, id).texts["en"].text == "Theirs."
    assert post_form(one, here, form(text_en="Mine.", version=hidden(answer, "version"))).status_code == 302
    assert words_of(database, home, id).texts["en"].text == "Mine."


def test_only_words_that_were_looked_at_are_published(staff_app, database, home):
    with database.writing() as session:
        id = an_announcement(session, home)
    one, other = logged_in(staff_app, home), logged_in(staff_app, home)
    here, button = f"/announcements/{id}/preview", f"/announcements/{id}/publish"
    seen = hidden(one.get(here), "version")
    post_form(other, f"/announcements/{id}", form(text_en="Theirs."))
    answer = post_form(one, here, {"version": seen, "sure": "yes"}, at=button)
    assert "Something was changed in the meantime." in text_of(answer)
    assert "Theirs." in text_of(answer)
    assert words_of(database, home, id).is_draft
    assert post_form(one, here, {"version": hidden(answer, "version"), "sure": "yes"}, at=button).status_code == 302
    assert not words_of(database, home, id).is_draft
