"""Drawings of charts: what stands where, what is never drawn, and that they can be read."""

import itertools
import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.dashboard.axes import FRAMES, LEAST_SPAN, MOST_DAYS, Tick, day_ticks, runs, scale_of, width_of
from pulse.dashboard.drawing import (
    Bar,
    Bars,
    Marker,
    Point,
    Share,
    Shares,
    Trend,
    draw_bars,
    draw_shares,
    draw_trend,
)

START = date(2025, 11, 24)
WIDE, NARROW = FRAMES
WORDS = ("Very bad", "Bad", "So-so", "Good", "Very good")
COUNTS = (0, 1, 2, 26, 260)
percents = st.integers(0, 100)


def day(number, step=14):
    return START + timedelta(days=number * step)


def points(*values):
    """One point per value: a number, a band as a pair, None where hidden, "-" where not asked."""
    made = []
    for number, value in enumerate(values):
        at = {"day": day(number), "label": f"{day(number):%b} {day(number).day}"}
        if value is None or value == "-":
            made.append(Point(**at, asked=value is None))
        elif isinstance(value, tuple):
            made.append(Point(**at, band=value))
        else:
            made.append(Point(**at, value=value, interval=(max(value - 5, 0), min(value + 5, 100))))
    return made


def trend(*values, **options):
    return Trend("Canteen", points(*values), **options)


def numbers(path):
    """The places in a path as pairs."""
    return [tuple(map(float, pair)) for pair in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path)]


bands = st.tuples(percents, percents).map(lambda pair: tuple(sorted(pair)))
anything = st.one_of(percents, bands, st.none(), st.just("-"))
trends = st.lists(anything, max_size=60).map(lambda values: trend(*values))


def test_a_line_joins_numbers_that_follow_each_other():
    drawing = draw_trend(trend(50, 60, 70), WIDE)

    assert [len(numbers(line)) for line in drawing.lines] == [3]
    assert len(drawing.dots) == 3
    assert len(drawing.shades) == 1


@pytest.mark.parametrize("gap", [None, "-", (40, 60)])
def test_a_line_breaks_where_there_is_no_number(gap):
    drawing = draw_trend(trend(50, 60, gap, 40, 30), WIDE)

    assert [len(numbers(line)) for line in drawing.lines] == [2, 2]
    assert len(drawing.shades) == 2


def test_a_band_is_a_bar_from_low_to_high_and_never_a_point():
    drawing = draw_trend(trend((40, 60)), WIDE)

    [band] = drawing.bands
    assert (band.y, band.y + band.height) == (drawing.room.y(60), drawing.room.y(40))
    assert (drawing.dots, drawing.lines, drawing.shades) == ([], [], [])


def test_a_hidden_check_in_has_a_box_of_its_own_and_one_that_was_not_asked_has_nothing():
    drawing = draw_trend(trend(50, None, "-"), WIDE)

    assert len(drawing.hidden) == 1
    assert (drawing.hidden[0].y, drawing.hidden[0].height) == (
        drawing.room.top,
        drawing.room.bottom - drawing.room.top,
    )


@given(trends, st.sampled_from(FRAMES))
def test_only_numbers_make_lines_and_every_number_is_reached(chart, frame):
    drawing = draw_trend(chart, frame)
    known = [(dot.x, dot.y) for dot in drawing.exact if dot]
    drawn = [spot for line in drawing.lines for spot in numbers(line)] + [(dot.x, dot.y) for dot in drawing.dots]

    assert set(drawn) == set(known)
    assert len(drawing.bands) == sum(point.band is not None for point in chart.points)
    assert len(drawing.hidden) == sum(point.is_hidden for point in chart.points)


@given(trends, st.sampled_from(FRAMES))
def test_no_line_passes_a_check_in_without_a_number(chart, frame):
    drawing = draw_trend(chart, frame)
    order = {dot.x: number for number, dot in enumerate(drawing.exact) if dot}

    for line in drawing.lines:
        places = [order[x] for x, _ in numbers(line)]
        assert places == list(range(places[0], places[-1] + 1))


@given(trends, st.sampled_from(FRAMES))
def test_everything_stays_inside_its_room(chart, frame):
    drawing = draw_trend(chart, frame)
    room = drawing.room
    boxes = [*drawing.bands, *drawing.hidden]
    spots = [spot for path in [*drawing.lines, *drawing.shades] for spot in numbers(path)]

    assert all(room.left - 3 <= x <= room.right + 3 for x, _ in spots)
    assert all(room.top <= y <= room.bottom for _, y in spots)
    assert all(box.x >= 0 and box.x + box.width <= frame.width for box in boxes)
    assert all(room.top <= box.y and box.y + box.height <= room.bottom + 0.1 for box in boxes)


@pytest.mark.parametrize("count", COUNTS)
@pytest.mark.parametrize("frame", FRAMES, ids=lambda frame: frame.name)
def test_any_number_of_check_ins_can_be_drawn(count, frame):
    chart = Trend("Gym", [Point(day(n), f"Nov {n % 30}", value=n % 101) for n in range(count)])
    rates = Bars("Participation", [Bar(day(n), f"Nov {n % 30}", n % 101) for n in range(count)])
    spread = Shares("Gym", WORDS, [Share(day(n), f"Nov {n % 30}", (10, 20, 30, 25, 15)) for n in range(count)])

    for drawing in (draw_trend(chart, frame), draw_bars(rates, frame), draw_shares(spread, frame)):
        assert min(count, 1) <= len(drawing.days) <= MOST_DAYS
    assert len(draw_bars(rates, frame).bars) == count
    assert len(draw_shares(spread, frame).parts) == 5 * count
    assert bool(draw_trend(chart, frame).dots) == bool(count)


def test_a_single_check_in_stands_in_the_middle():
    drawing = draw_trend(trend(70), WIDE)

    assert drawing.dots[0].x == round((drawing.room.left + drawing.room.right) / 2, 1)
    assert [tick.text for tick in drawing.days] == ["Nov 24"]


def test_days_stand_by_the_calendar():
    chart = Trend(
        "Gym", [Point(day(0, 1), "a", value=1), Point(day(1, 1), "b", value=1), Point(day(9, 1), "c", value=1)]
    )
    first, second, third = (dot.x for dot in draw_trend(chart, WIDE).dots)

    assert third - second == pytest.approx(8 * (second - first), abs=0.5)


def test_two_check_ins_on_one_day_stand_in_one_place():
    chart = Trend("Gym", [Point(START, "a", value=40), Point(START, "a", value=60)])

    assert len({dot.x for dot in draw_trend(chart, WIDE).dots}) == 1


def test_a_long_line_needs_no_dots_but_the_newest_and_those_that_no_line_reaches():
    values = [50] * 260
    values[100], values[102] = None, None
    drawing = draw_trend(trend(*values), NARROW)

    assert [dot.x for dot in drawing.dots] == [drawing.exact[101].x, drawing.exact[-1].x]


@pytest.mark.parametrize(
    ("values", "axis"),
    [
        ([], (0, 100, 25)),
        ([50], (30, 70, 10)),
        ([0], (0, 40, 10)),
        ([100], (60, 100, 10)),
        ([0, 100], (0, 100, 20)),
        ([51, 73], (40, 80, 10)),
        ([37, 76], (30, 80, 10)),
        ([15, 82], (0, 100, 20)),
    ],
)
def test_the_scale_is_round_and_no_narrow_slice(values, axis):
    assert scale_of(values) == axis


@given(st.lists(percents, max_size=30))
def test_a_scale_holds_every_value_and_has_few_numbers(values):
    low, high, step = scale_of(values)

    assert 0 <= low < high <= 100
    assert high - low >= LEAST_SPAN
    assert all(low <= value <= high for value in values)
    assert (high - low) % step == 0
    assert 3 <= (high - low) // step <= 5


@given(
    st.lists(st.floats(40, 540), max_size=300),
    st.text(alphabet="Jan 0123456789月日thg", min_size=1, max_size=9),
)
def test_days_never_touch(places, label):
    chosen = day_ticks([Tick(x, label) for x in sorted(places)], 500)

    assert len(chosen) <= MOST_DAYS
    for one, other in itertools.pairwise(chosen):
        assert other.at - one.at > width_of(label)
    if places:
        assert chosen[-1].at == max(places)


def test_the_first_and_the_last_day_have_room():
    chart = Trend("Gym", [Point(day(n), "23 thg 11", value=50) for n in range(8)])
    for frame in FRAMES:
        days = draw_trend(chart, frame).days
        assert days[0].at - width_of("23 thg 11") / 2 >= 0
        assert days[-1].at + width_of("23 thg 11") / 2 <= frame.width


def marked(*days, kind="action"):
    return trend(*[50] * 26, markers=[Marker(START + timedelta(days=each), f"Step {each}", kind) for each in days])


def test_markers_are_numbered_in_the_order_of_time():
    chart = marked(200, 50)

    assert [(number, marker.label) for number, marker in chart.numbered] == [(1, "Step 50"), (2, "Step 200")]
    assert [(flag.number, flag.kind) for flag in draw_trend(chart, WIDE).flags] == [(1, "action"), (2, "action")]


def test_a_marker_of_a_check_ins_day_stands_at_that_check_in():
    drawing = draw_trend(marked(140), WIDE)

    assert drawing.flags[0].x == drawing.dots[10].x


def test_what_happened_long_before_or_after_is_listed_but_not_drawn():
    chart = marked(-30, 360, 2000)

    assert len(chart.numbered) == 3
    assert [flag.number for flag in draw_trend(chart, WIDE).flags] == [2]
    assert draw_trend(Trend("Gym", points(50), markers=[Marker(day(-99), "old")]), WIDE).flags == []


@given(st.lists(st.integers(-20, 400), max_size=40), st.sampled_from(FRAMES))
def test_the_numbers_of_markers_never_touch(days, frame):
    drawing = draw_trend(marked(*days), frame)
    places = [flag.number_x for flag in drawing.flags]

    assert all(other - one >= 20 for one, other in itertools.pairwise(places))
    assert all(drawing.room.left <= place <= drawing.room.right for place in places)


def test_the_whole_organisation_is_a_second_line_with_gaps_of_its_own():
    made = [Point(day(n), "x", value=50, whole=whole) for n, whole in enumerate((60, 61, None, 62, None, 63, 64))]

    assert [len(numbers(path)) for path in draw_trend(Trend("Gym", made, "All"), WIDE).whole] == [2, 1, 2]
    assert draw_trend(Trend("Gym", made), WIDE).whole == []


@pytest.mark.parametrize("value", [0, 33, 100])
def test_a_bar_is_as_high_as_its_share(value):
    drawing = draw_bars(Bars("Participation", [Bar(START, "Nov 24", value)], goal=60), WIDE)
    room = drawing.room

    assert drawing.bars[0].height == pytest.approx((room.bottom - room.top) * value / 100, abs=0.11)
    assert drawing.bars[0].text == str(value)
    assert drawing.goal == room.y(60)


def test_a_check_in_without_participation_has_no_bar():
    drawing = draw_bars(Bars("Participation", [Bar(START, "a", 50), Bar(day(1), "b", None)]), WIDE)

    assert (len(drawing.bars), len(drawing.hidden)) == (1, 1)


@given(st.lists(st.integers(0, 50), min_size=5, max_size=5).filter(any))
def test_the_parts_of_a_column_fill_it_exactly(counts):
    shares = tuple(100 * count / sum(counts) for count in counts)
    drawing = draw_shares(Shares("Gym", WORDS, [Share(START, "a", shares)]), WIDE)
    ordered = sorted(drawing.parts, key=lambda part: part.y)

    assert {part.part for part in ordered} == {number for number, count in enumerate(counts, 1) if count}
    assert [part.part for part in ordered if part.height] == sorted(part.part for part in ordered if part.height)
    assert ordered[0].y == drawing.room.top
    assert ordered[-1].y + ordered[-1].height == pytest.approx(drawing.room.bottom)
    for upper, lower in itertools.pairwise(ordered):
        assert upper.y + upper.height == pytest.approx(lower.y, abs=0.11)


def test_hidden_answers_have_no_parts():
    shares = [Share(START, "a", None), Share(day(1), "b", None, asked=False)]
    drawing = draw_shares(Shares("Gym", WORDS, shares), WIDE)

    assert (drawing.parts, len(drawing.hidden)) == ([], 1)


def test_figures_in_words():
    made = points(73, (60, 80), None)

    assert [point.text for point in made] == ["73 (68–78)", "60–80", ""]
    assert Point(START, "a", value=72.5, whole=66.4).text == "73"
    assert Point(START, "a", value=72.5, whole=66.4).whole_text == "66"


@pytest.mark.parametrize(
    "make",
    [
        lambda: Point(START, "a", value=101),
        lambda: Point(START, "a", value=float("nan")),
        lambda: Point(START, "a", value=50, band=(40, 60)),
        lambda: Point(START, "a", interval=(40, 60)),
        lambda: Point(START, "a", band=(60, 40)),
        lambda: Bar(START, "a", -1),
        lambda: Bars("a", [], goal=120),
        lambda: Share(START, "a", (50, 50)),
        lambda: Share(START, "a", (50, 50, 50, 0, 0)),
        lambda: Shares("a", ("Good", "Bad"), []),
        lambda: Trend("a", [Point(day(1), "b"), Point(day(0), "a")]),
    ],
)
def test_a_wrong_figure_is_refused_rather_than_drawn(make):
    with pytest.raises(ValueError, match=r"\w"):
        make()


def test_runs_are_what_follows_without_a_gap():
    assert runs([None, 1, 2, None, None, 3]) == [[1, 2], [3]]
    assert runs([]) == []
