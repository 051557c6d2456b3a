"""Answers on every scale through HTTP, on both databases: what pages say of them, and what they never say."""

import re

import pytest
from sqlalchemy import update

from pulse.counting.inner import OpenBallot, OpenComment
from pulse.results.models import ChoiceFigure, Figure
from tests.dashboard.test_topics import PAGES, record_or_replay, without_chance
from tests.factories.history import OFFICE, PRODUCTION, a_closed_cycle, a_question, a_world
from tests.factories.people import logged_in

TOPIC = {"en": {"topic": "Canteen", "text": "How easily do you find a seat?"}}
QUESTIONS = (
    a_question("canteen_why", "multiple", options=3, parent="canteen"),
    {**a_question("canteen_seats", "agree5"), "topic": "canteen", "texts": TOPIC},
    {**a_question("canteen_visits", "single", options=3), "topic": "canteen"},
    a_question("enps", "points10"),
    a_question("shuttle", "yesno"),
    a_question("shuttle_why", "single", options=2, parent="shuttle"),
    a_question("belief", "agree5"),
    a_question("going_well", "open"),
)
CANTEEN = "/dashboard/topics/canteen"


@pytest.fixture
def read(read):
    """A page as words, however its language writes percent."""
    return lambda **options: re.sub(r"\s+%", "%", read(**options))


def cast(block, people, *said, **answers):
    """So many ballots that all say the same."""
    return [OpenBallot(block, dict(answers), tuple(OpenComment(*each) for each in said), "en")] * people


def after(page, words, length=400):
    return page[page.index(words) :][:length]


def test_what_bothers_people_stands_by_share_and_says_of_whom(close, read):
    happy, sad = cast(PRODUCTION, 20, canteen=5), cast(PRODUCTION, 6, canteen=1, canteen_why=(3,))
    close([*happy, *sad, *cast(OFFICE, 14, canteen=2, canteen_why=(1, 3))], more=QUESTIONS)

    found = after(read(path=CANTEEN), "What bothers people")

    assert "Of the 40 people who answered the question before, 50% gave a reason." in found
    assert "was not asked. One person may have chosen several." in found
    assert re.search(r"canteen_why 3 50% canteen_why 1 35% canteen_why 2 0%", found)


def test_under_20_reasons_are_hidden_as_a_band_could_say_why_a_few_are_unhappy(close, read):
    close([*cast(PRODUCTION, 9, canteen=5), *cast(PRODUCTION, 3, canteen=1, canteen_why=(2,))], more=QUESTIONS)

    found = after(read(path=CANTEEN), "What bothers people")

    assert "canteen_why Hidden: too few answers." in found
    assert "20–40%" not in found


def test_reasons_stand_beside_those_of_the_time_before(close, read):
    for number, options in enumerate(((1,), (2,))):
        close([*cast(PRODUCTION, 20, canteen=5), *cast(PRODUCTION, 20, canteen=1, canteen_why=options)],
              number=number, more=QUESTIONS)  # fmt: skip

    found = after(read(path=CANTEEN), "What bothers people")

    assert "Sep 7 canteen_why 2 50% 0% canteen_why 1 0% 50%" in found


def test_one_more_question_of_a_topic_has_a_block_and_no_row(close, read):
    close(cast(PRODUCTION, 30, canteen=5, canteen_seats=2, canteen_visits=3), more=QUESTIONS)

    page, topics = read(path=CANTEEN), read()

    assert "Canteen in Lotus Works: 100% favourable" in page
    assert "How easily do you find a seat? 0%" in page
    assert "Strongly agree 0% Agree 0% Neither agree nor disagree 0% Disagree 100% Strongly disagree 0%" in page
    assert "canteen_visits 30 people answered. Answer Share Bar canteen_visits 1 0% canteen_visits 2 0%" in page
    assert "find a seat" not in topics
    assert "canteen_visits" not in topics


def test_how_agreement_moved_is_told(close, read):
    close(cast(PRODUCTION, 30, canteen=5, canteen_seats=2), more=QUESTIONS)
    close(cast(PRODUCTION, 30, canteen=5, canteen_seats=5), number=1, more=QUESTIONS)

    assert "favourable ▲ +100 · Real change since Sep 7" in after(read(path=CANTEEN), "How easily do you find")


def test_a_topic_that_people_agree_with_has_the_words_of_agreement(close, read):
    trust = {**a_question("trust", "agree5"), "topic": "canteen", "texts": TOPIC}
    close(cast(PRODUCTION, 30, trust=4), topics=(), more=[trust])

    page = read(path=CANTEEN)

    assert "Sep 7: Strongly disagree 0%, Disagree 0%, Neither agree nor disagree 0%, Agree 100%," in page
    assert "People were asked: How easily do you find a seat?" in page


def test_questions_without_a_topic_stand_by_themselves(close, read):
    close([*cast(PRODUCTION, 20, enps=10, shuttle=1, belief=4), *cast(OFFICE, 20, enps=3, shuttle=2, shuttle_why=2)],
          more=QUESTIONS)  # fmt: skip

    page = read()
    found = page[page.index("Other questions") :]

    assert "enps 0 eNPS: those who chose 9 or 10, less those who chose 0 to 6." in found
    assert "9 or 10 50% 7 or 8 0% 0 to 6 50%" in found
    assert "shuttle 40 people answered. Answer Share Bar Yes 50% No 50%" in found
    assert "shuttle_why Of the 40 people who answered the question before, 50% gave a reason." in found
    assert "belief 100%" in found
    assert "belief" not in page[: page.index("Other questions")]


def test_under_20_there_is_no_enps_but_from_where_to_where_it_lies(close, read):
    close([*cast(PRODUCTION, 9, enps=10), *cast(PRODUCTION, 3, enps=3)], more=QUESTIONS)

    found = after(read(), "enps", 700)

    assert "The eNPS is told from 20 answers on." in found
    assert "less those who chose" not in found
    assert "9 or 10 60–80% 7 or 8 0–20% 0 to 6 20–40%" in found


@pytest.mark.parametrize("path", PAGES)
def test_a_survey_of_yes_and_no_alone_makes_clear_pages(path, close, read):
    for number in (0, 1):
        close(cast(PRODUCTION, 30, shuttle=1), number=number, topics=(), more=[a_question("shuttle", "yesno")])

    page = read(path=path)

    assert "Too few answers" not in page
    assert "Figures need at least" not in page
    if path == CANTEEN:
        assert "No check-in has asked about this topic yet." in page
    else:
        assert "It asked about no topic; what was answered stands under “Other questions”." in page
    assert ("Yes 100% 100% No 0%" in page) == (path == "/dashboard/topics")


def test_a_topic_with_yes_or_no_alone_is_found_under_other_questions(close, read):
    asked = {**a_question("canteen_card", "yesno"), "topic": "canteen"}
    close(cast(PRODUCTION, 30, parking=4, canteen_card=1), topics=("parking",), more=[asked])

    assert "canteen_card 30 people answered." in read()
    assert "canteen_card 30 people answered." in read(path=CANTEEN)


def test_a_part_with_too_few_answers_shows_the_nearest_that_can_be_shown(close, read, world):
    close([*cast(PRODUCTION, 30, shuttle=1, canteen=5), *cast(OFFICE, 3, shuttle=1), *cast(OFFICE, 10, canteen=4)],
          more=QUESTIONS)  # fmt: skip

    page = read(path=f"/dashboard/topics?unit={world.units['Office']}")

    assert "shuttle Lotus Works " in page


def test_comments_can_be_chosen_by_their_question(close, read):
    more = [("going_well", f"The view {number}") for number in range(6)]
    ballots = [each for said in more for each in cast(PRODUCTION, 1, said, canteen=4)]
    close([*ballots, *cast(PRODUCTION, 6, ("comment", "The noise"), canteen=4)], more=QUESTIONS)

    all_, some, none = (
        read(),
        read(path="/dashboard/topics?question=going_well"),
        read(path="/dashboard/topics?question=x"),
    )

    assert "Which comments All comments going_well Show" in all_
    assert all_.count("The noise") == none.count("The noise") == 6
    assert (some.count("The noise"), some.count("The view")) == (0, 6)


def test_a_topics_page_has_what_answers_its_own_open_question(close, read):
    asked = {**a_question("canteen_words", "open", parent="canteen"), "topic": "canteen"}
    close([*cast(PRODUCTION, 7, ("canteen_words", "Always the same"), canteen=1), *cast(PRODUCTION, 20, canteen=4)],
          more=[asked])  # fmt: skip

    assert read(path=CANTEEN).count("Always the same") == 7
    assert read(path="/dashboard/topics/parking").count("Always the same") == 0


def on_every_scale(sad: int):
    """A large part, and a small one in which so many of 12 say why."""
    return [
        *cast(
            PRODUCTION, 30, canteen=1, canteen_why=(1,), canteen_seats=4, enps=9, shuttle=2, shuttle_why=1, belief=2
        ),
        *cast(OFFICE, 12 - sad, canteen=4, canteen_seats=2, enps=3, shuttle=1, canteen_visits=1),
        *cast(OFFICE, sad, canteen=2, canteen_why=(2, 3), canteen_seats=2, enps=3, shuttle=1, canteen_visits=2),
    ]


@pytest.mark.parametrize("path", PAGES)
def test_the_blocks_can_be_rebuilt_from_what_the_gate_released(path, close, database, staff_app, world, monkeypatch):
    for number in (0, 1):
        close(on_every_scale(3 + number), number=number, more=QUESTIONS)
    client, let_out = logged_in(staff_app, world.id), []
    record_or_replay(monkeypatch, let_out)
    page = client.get(path).get_data(as_text=True)
    with database.writing() as session:
        session.execute(update(Figure).filter_by(organisation_id=world.id).values(n1=999, n5=0))
        session.execute(update(ChoiceFigure).filter_by(organisation_id=world.id).values(chosen=7, people=999))
    record_or_replay(monkeypatch, let_out, replay=True)

    assert without_chance(client.get(path).get_data(as_text=True)) == without_chance(page)
    assert let_out == []


@pytest.mark.parametrize("path", PAGES[1:])
def test_the_blocks_are_the_same_when_only_hidden_counts_differ(path, services, database, staff_app):
    """3 of 12 and 4 of 12 are one band."""
    pages = []
    for sad in (3, 4):
        with database.writing() as session:
            world = a_world(session)
            a_closed_cycle(services, session, world, on_every_scale(sad)[30:], more=QUESTIONS)
        client = logged_in(staff_app, world.id, email=f"same{sad}-{world.id}@example.com")
        pages.append(without_chance(client.get(path).get_data(as_text=True)))

    assert pages[0] == pages[1]
    assert "only bands are shown" in pages[0]
