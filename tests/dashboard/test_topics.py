"""The topics page through HTTP, on both databases: what each viewer reads."""

import re

import pytest
from sqlalchemy import update

from pulse.results import queries as results
from pulse.results.models import Figure
from tests.dashboard.conftest import plain
from tests.factories.history import LOGISTICS, OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.people import logged_in

PAGES = ["/dashboard/", "/dashboard/topics", "/dashboard/topics/canteen"]


def three_parts():
    """Exact: Production and all; a band: Office; Logistics too small."""
    return [
        *ballots(PRODUCTION, canteen="5" * 18 + "1" * 6, parking="1" * 24),
        *ballots(OFFICE, canteen="4" * 6 + "1" * 6, parking="4" * 12),
        *ballots(LOGISTICS, canteen="5" * 4, parking="5" * 4),
    ]


def test_before_the_first_close_the_page_says_what_will_come(read):
    page = read()

    assert "There are no results yet." in page
    assert "First, an administrator brings in the people who will be asked." in page


def test_the_first_sentence_says_who_answered_and_what_is_lowest(close, read):
    close(three_parts())

    assert "September 7 check-in: 40 of 120 people answered. The lowest topic is Parking; lowest in" in read()


def test_the_lowest_topic_is_in_focus_until_another_is_asked_for(close, read):
    close(three_parts())

    assert "Parking over time" in read()
    assert "Canteen over time" in read(path="/dashboard/topics?focus=canteen")


def test_numbers_bands_and_hidden_parts_stand_in_the_tables(close, read, world):
    close(three_parts())

    page = read(path=f"/dashboard/topics?unit={world.units['Operations']}")

    assert "Canteen 60–80 " in page  # 22 of 28, but the whole minus it would be 12 people
    assert "Production hidden: too few answers" in page
    assert "Office 40–60" in read()
    assert "Canteen 70 " in read()


def test_changes_are_points_where_both_are_exact(close, read):
    close(ballots(PRODUCTION, canteen="5" * 20 + "1" * 20))
    close(ballots(PRODUCTION, canteen="5" * 30 + "1" * 10), number=1)

    assert re.search(r"Canteen 75% \d\d–\d\d ▲ \+25 Real change \(\+\d+ to \+\d+\) ", read())


def test_changes_of_small_groups_are_words(close, read):
    close(ballots(PRODUCTION, canteen="5" * 4 + "1" * 8))
    close(ballots(PRODUCTION, canteen="5" * 11 + "1"), number=1)

    page = read()

    assert "Canteen 20–40 80–100 " in page
    assert "Canteen 80–100% ▲ up " in page


def test_a_topic_that_was_not_asked_looks_different_from_a_hidden_one(close, read):
    close(ballots(PRODUCTION, canteen="5" * 20), topics=("canteen",))
    close(ballots(PRODUCTION, canteen="5" * 20, parking="5" * 3), number=1)

    assert "Parking · not asked hidden: too few answers" in read()


def test_a_manager_sees_the_own_part_first(close, read, world):
    close(three_parts())

    page = read("manager", unit_id=world.units["Office"])

    assert "In Office the lowest topic is Canteen." in page
    assert "Production" not in page


def test_a_manager_whose_part_is_hidden_reads_the_nearest_part_above_and_why(close, read, world):
    close(three_parts())

    page = read("manager", unit_id=world.units["Operations/Logistics"])

    assert "Operations / Logistics is hidden in the September 7 check-in: fewer than 6 people answered there" in page
    assert "Here is Operations instead" in page
    assert "Canteen 60–80" in page


def test_a_managers_page_shows_no_comment_from_above_or_beside(close, read, world):
    cast = ballots(OFFICE, canteen="4" * 12, comments=[f"office {i}" for i in range(6)])
    cast += ballots(PRODUCTION, canteen="4" * 12, comments=["production"])
    close(cast)

    page = read("manager", unit_id=world.units["Office"])

    assert "office 3" in page
    assert "production" not in page


@pytest.mark.parametrize(
    "path", ["?unit={Office}", "?location={Jakarta}", "?unit=nowhere", "?unit={Office}&location={Jakarta}"]
)
def test_another_part_is_not_found_for_a_manager(path, staff_app, close, world):
    close(three_parts())
    client = logged_in(staff_app, world.id, "manager", unit_id=world.units["Operations"])

    answer = client.get("/dashboard/topics" + path.format(**world.units, **world.locations))

    assert answer.status_code == 404


def test_the_node_of_another_organisation_is_not_found(staff_app, database, world):
    with database.writing() as session:
        other = a_world(session)

    answer = logged_in(staff_app, world.id).get(f"/dashboard/topics?unit={other.units['Office']}")

    assert answer.status_code == 404


def test_an_administrator_has_no_way_to_the_results(staff_app, world):
    assert logged_in(staff_app, world.id, "admin").get("/dashboard/topics").status_code == 403


def test_earlier_cycles_are_a_page_away(close, staff_app, world):
    for number in range(10):
        close(ballots(PRODUCTION, canteen="5" * 20), number=number)
    client = logged_in(staff_app, world.id)

    newest = plain(client.get("/dashboard/topics").get_data(as_text=True))
    earlier = plain(client.get("/dashboard/topics?page=2").get_data(as_text=True))

    assert "Oct 5" in newest
    assert "Sep 7 " not in newest[newest.index("by topic and check-in") : newest.index("over time")]
    assert "Sep 7 Sep 21 Canteen" in earlier
    assert "What moved since Sep 7" in earlier


@pytest.mark.parametrize("query", ["page=0", "page=-3", "page=x", "page=99999999999", "comments=9", "by=nonsense"])
def test_a_senseless_page_number_shows_a_page_all_the_same(query, close, read):
    close(ballots(PRODUCTION, canteen="5" * 20))

    assert "Canteen 100" in read(path=f"/dashboard/topics?{query}")


def test_comments_are_shown_as_text_never_as_markup(close, staff_app, world):
    close(ballots(PRODUCTION, canteen="5" * 20, comments=["<b>loud</b>"] * 6))

    page = logged_in(staff_app, world.id).get("/dashboard/topics").get_data(as_text=True)

    assert "<b>loud</b>" not in page
    assert "&lt;b&gt;loud&lt;/b&gt;" in page


def without_chance(html: str) -> str:
    """The page without what differs between two loads or two organisations."""
    return re.sub(r'name="csrf_token"[^>]*>|[0-9a-f]{32}', "", html)


@pytest.mark.parametrize("path", PAGES)
def test_the_page_is_the_same_when_only_hidden_counts_differ(path, services, database, staff_app):
    """7 of 16 and 9 of 16 are the same band, and so is everything that the page makes of it."""
    pages = []
    for favourable in (7, 9):
        with database.writing() as session:
            world = a_world(session)
            for number in (0, 1):
                cast = ballots(OFFICE, canteen="5" * favourable + "1" * (12 - favourable))
                cast += ballots(LOGISTICS, canteen=("1" if number else "2") * 4)
                a_closed_cycle(services, session, world, cast, number=number)
        client = logged_in(staff_app, world.id, email=f"same{favourable}-{world.id}@example.com")
        answer = client.get(path)
        assert answer.status_code == 200
        pages.append(without_chance(answer.get_data(as_text=True)))

    assert pages[0] == pages[1]
    assert "same" in pages[0] or path == "/dashboard/"


@pytest.mark.parametrize("path", PAGES)
def test_the_page_can_be_rebuilt_from_what_the_gate_released(path, close, database, staff_app, world, monkeypatch):
    close(three_parts())
    close(three_parts()[2:], number=1)
    client, let_out = logged_in(staff_app, world.id), []
    record_or_replay(monkeypatch, let_out)
    answer = client.get(path)
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    with database.writing() as session:
        session.execute(update(Figure).filter_by(organisation_id=world.id).values(n1=999, n5=0))
    record_or_replay(monkeypatch, let_out, replay=True)
    again = client.get(path).get_data(as_text=True)

    assert without_chance(again) == without_chance(page)


def record_or_replay(monkeypatch, let_out, *, replay=False):
    """Keep what the gate lets out, or let out the same once more without a look at the figures."""
    for name in ("levels", "distributions", "choices"):
        real = getattr(results, name)

        def door(*args, real=real, **options):
            if replay:
                return let_out.pop(0)
            let_out.append(real(*args, **options))
            return let_out[-1]

        monkeypatch.setattr(results, name, door)
