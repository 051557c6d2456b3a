"""Cycles as columns: headings that no two share, and what was asked in the reader's words."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from pulse.cycles.content import build_afterword, build_content
from pulse.dashboard.rounds import Asked, When, counted, told_apart

MONDAY = datetime(2026, 11, 23, 9)
FOOD = {"topic": "Food", "text": "?"}


def test_days_that_differ_need_nothing_more():
    assert told_apart([datetime(2026, 12, 7, 9), MONDAY]) == [When(datetime(2026, 12, 7, 9)), When(MONDAY)]


def test_the_same_day_of_two_years_is_told_with_the_year():
    assert [each.year for each in told_apart([MONDAY, MONDAY.replace(year=2025), datetime(2026, 1, 5)])] == [
        True, True, False,
    ]  # fmt: skip


def test_two_on_one_day_are_told_apart_by_the_time():
    assert told_apart([MONDAY.replace(hour=14), MONDAY]) == [
        When(MONDAY.replace(hour=14), time=True),
        When(MONDAY, time=True),
    ]


def test_two_at_one_instant_are_numbered_from_the_oldest():
    assert [each.number for each in told_apart([MONDAY, MONDAY])] == [2, 1]


@given(
    st.lists(st.sampled_from([datetime(year, 1, day, hour) for year in (25, 26) for day in (1, 2) for hour in (8, 9)]))
)
def test_no_two_headings_are_alike(starts):
    whens = told_apart(sorted(starts, reverse=True))
    shown = [(w.at.month, w.at.day, w.at.year if w.year else 0, w.at.hour if w.time else 0, w.number) for w in whens]

    assert len(set(shown)) == len(starts)


def content(**texts) -> bytes:
    return build_content(
        languages=["en"], default_language="en", organisation_name="X", danger_contacts="", demo=True, strings={},
        afterword=build_afterword(announcements=[], strings={}),
        questions=[
            {"key": "canteen", "topic": "food", "scale": "faces5", "texts": {"en": FOOD, **texts}},
            {"key": "overall", "topic": None, "scale": "faces5", "texts": {"en": {"topic": None, "text": "All?"}}},
            {"key": "more", "topic": None, "scale": "open", "texts": {"en": {"topic": None, "text": "?"}}},
        ],
    )  # fmt: skip


def test_open_questions_are_not_counted_and_overall_has_its_own_word():
    assert counted(content(), "en", "Overall") == {
        "canteen": Asked("canteen", "Food", "food"),
        "overall": Asked("overall", "Overall", None),
    }


def test_a_reader_of_another_language_reads_theirs_and_else_the_first():
    asked = counted(content(vi={"topic": "Nhà ăn", "text": "?"}), "vi", "Chung")

    assert asked["canteen"].name == "Nhà ăn"
    assert counted(content(), "id", "Umum")["canteen"].name == "Food"
