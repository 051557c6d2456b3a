"""The overview through HTTP, on both databases."""

from datetime import UTC, date, datetime

from sqlalchemy import update

from pulse.announcements.wording import Words
from pulse.organisation.models import Organisation
from tests.conftest import START
from tests.factories.actions import an_action
from tests.factories.announcements import an_announcement
from tests.factories.history import OFFICE, PRODUCTION, ballots

HERE = "/dashboard/"


def test_before_the_first_close_it_says_what_will_come(read):
    page = read(path=HERE)

    assert "There are no results yet." in page
    assert "What can be seen of one person? Nothing" in page


def test_the_newest_check_in_in_one_sentence_and_four_figures(close, read):
    close(ballots(PRODUCTION, canteen="5" * 30 + "1" * 10, parking="1" * 40))
    close(ballots(PRODUCTION, canteen="5" * 10 + "1" * 30, parking="1" * 40), number=1)

    page = read(path=HERE)

    assert (
        "September 21 check-in: 40 of 120 people answered. The lowest topic is Parking; no change since Sep 7" in page
    )
    assert "33% ±0 40 of 120 people" in page
    assert "Strongest topic Canteen ▼ −50 Real change" in page
    assert "Needs attention Parking" in page
    assert "Real changes since Sep 7 Lotus Works Canteen 25%" in page


def test_the_first_sentence_says_how_the_lowest_topic_moved_and_where_it_is_lowest(close, read):
    close(ballots(PRODUCTION, canteen="5" * 40, parking="5" * 20 + "1" * 20) + ballots(OFFICE, parking="5" * 40))
    close(ballots(PRODUCTION, canteen="5" * 40, parking="1" * 40) + ballots(OFFICE, parking="5" * 40), number=1)

    page = read(path=HERE)

    assert "The lowest topic is Parking; down 25 points since Sep 7, a real change; lowest in Operations." in page


def test_nothing_is_called_lowest_of_all_while_a_topic_is_hidden(close, read):
    close(ballots(PRODUCTION, canteen="5" * 40, parking="1" * 4), topics=("canteen", "parking"))
    close(ballots(PRODUCTION, canteen="5" * 40, parking="1" * 4), number=1)

    assert "The lowest topic is" not in read(path=HERE)


def test_a_manager_reads_of_their_own_part(close, read, world):
    close(
        [
            *ballots(OFFICE, canteen="5" * 24, parking="1" * 24),
            *ballots(PRODUCTION, canteen="1" * 24, parking="5" * 24),
        ]
    )

    page = read("manager", HERE, unit_id=world.units["Office"])

    assert "48 of 120 people in the whole organisation answered. In Office the lowest topic is Parking." in page


def test_open_actions_stand_with_owner_and_day_and_finished_ones_do_not(close, database, read, world):
    close(ballots(PRODUCTION, canteen="5" * 20))
    with database.writing() as session:
        an_action(session, world.id, what="New ovens", due=date(2026, 11, 20))
        an_action(session, world.id, what="Long done", status="done")

    page = read(path=HERE)

    assert "New ovens Overdue Dewi Lestari, due Nov 20, 2026 Canteen · Lotus Works" in page
    assert "Long done" not in page


def test_only_published_announcements_are_there(close, database, read, world):
    close(ballots(PRODUCTION, canteen="5" * 20))
    with database.writing() as session:
        an_announcement(session, world.id)

    assert "Nothing has been announced yet." in read(path=HERE)

    with database.writing() as session:
        an_announcement(session, world.id, published=datetime(2026, 11, 20, tzinfo=UTC))

    assert "More warm meals Canteen · Nov 20, 2026" in read(path=HERE)


def test_a_change_since_another_check_in_than_the_last_says_since_when(close, read):
    close(ballots(PRODUCTION, canteen="5" * 10 + "1" * 30))
    close(ballots(PRODUCTION, parking="5" * 40), number=1, topics=("parking",))
    close(ballots(PRODUCTION, canteen="5" * 30 + "1" * 10), number=2, topics=("canteen",))

    page = read(path=HERE)

    assert "Real changes since Sep 21" in page
    assert "▲ +50 · Real change since Sep 7" in page


def test_topics_in_one_band_are_not_called_level_with_each_other(close, read):
    close(ballots(PRODUCTION, canteen="5" * 5 + "1" * 5, parking="5" * 4 + "1" * 6) + ballots(OFFICE))

    page = read(path=HERE)

    assert "level with each other" not in page


def test_the_overview_is_of_the_newest_check_in_whatever_page_is_asked_for(close, read):
    for number in range(9):
        close(ballots(PRODUCTION, canteen="5" * 20), number=number)

    assert read(path=f"{HERE}?page=2") == read(path=HERE)


def test_the_day_of_an_announcement_is_that_of_the_organisations_clocks(close, database, read, world):
    close(ballots(PRODUCTION, canteen="5" * 20))
    with database.writing() as session:
        an_announcement(session, world.id, published=datetime(2026, 11, 20, 18, tzinfo=UTC))

    assert "More warm meals Canteen · Nov 21, 2026" in read(path=HERE)


def test_an_announcement_is_read_in_the_organisations_language_where_the_readers_own_is_missing(
    close, database, read, world
):
    close(ballots(PRODUCTION, canteen="5" * 20))
    said = {"id": Words("Makanan hangat", "Ada."), "en": Words("More warm meals", "There are.")}
    with database.writing() as session:
        session.execute(update(Organisation).filter_by(id=world.id).values(language="id"))
        an_announcement(session, world.id, published=START, texts=said)

    assert "Makanan hangat" in read(path=f"{HERE}?lang=vi")
