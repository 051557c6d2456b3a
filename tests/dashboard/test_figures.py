"""Figures for Plotly: the same as the drawings, checked by Plotly's own schema, and safe inside a page."""

import json
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from flask import render_template_string
from plotly.graph_objects import Figure

from pulse.dashboard.drawing import Bar, Bars, Marker, Point, Share, Shares, Trend
from pulse.dashboard.figures import figure

START = date(2025, 11, 24)
NASTY = "</script><b>Gym</b> & %{x}"
CSS = (Path(__file__).parents[2] / "static/src/css/tokens.css").read_text()


def day(number):
    return START + timedelta(days=14 * number)


def a_trend(name="Canteen", count=6):
    made = [Point(day(n), f"{name} {n}", value=50 + n, interval=(45, 60), whole=55) for n in range(count)]
    made[2:4] = [Point(day(2), "two"), Point(day(3), "three", band=(40, 60))]
    return Trend(name, made, name, [Marker(day(4), name), Marker(day(5), name, "announcement")])


def some_bars(name="Participation"):
    return Bars(name, [Bar(START, name, 60), Bar(day(1), "b", None), Bar(day(2), "c", 0)], goal=60)


def some_shares(name="Gym"):
    shares = [Share(START, name, (10, 20, 30, 25, 15)), Share(day(1), "b", None)]
    return Shares(name, (name, "Bad", "So-so", "Good", "Very good"), shares)


ALL = {"trend": a_trend, "bars": some_bars, "shares": some_shares}
EMPTY = [Trend("Gym", []), Bars("Gym", []), Shares("Gym", ("1", "2", "3", "4", "5"), [])]


def texts(value):
    """Every string within, the names of colours left out."""
    if isinstance(value, dict):
        return [text for each in value.values() for text in texts(each)]
    if isinstance(value, list | tuple):
        return [text for each in value for text in texts(each)]
    return [value] if isinstance(value, str) and not value.startswith("var(") else []


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_a_figure_is_what_plotly_understands_and_plain_json(make):
    made = figure(make())

    Figure(data=made["data"], layout={**made["layout"], **made["frames"]["narrow"]})
    assert json.loads(json.dumps(made)) == made
    assert "bdata" not in json.dumps(made)


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_a_figure_brings_no_template_and_nothing_that_can_be_dragged(make):
    layout = figure(make())["layout"]

    assert "template" not in layout
    assert layout["dragmode"] is False
    assert layout["xaxis"]["fixedrange"]
    assert layout["yaxis"]["fixedrange"]


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_every_colour_is_a_name_of_the_stylesheet(make):
    found = json.dumps(figure(make()))
    names = {part.split(")")[0] for part in found.split("var(")[1:]}

    assert "#" not in found
    assert names
    assert all(f"{name}: " in CSS for name in names), names


@pytest.mark.parametrize("chart", EMPTY, ids=lambda chart: type(chart).__name__)
def test_a_chart_of_nothing_is_a_figure_too(chart):
    Figure(data=figure(chart)["data"], layout=figure(chart)["layout"])


def test_a_trend_has_gaps_where_nothing_is_released():
    line = figure(a_trend())["data"][-1]

    assert line["y"] == [50, 51, None, None, 54, 55]
    assert line["connectgaps"] is False
    assert line["marker"]["size"][2:4] == [0, 0]
    assert line["customdata"][:3] == [
        "Canteen: Canteen 0: 50 (45–60)",
        "Canteen: Canteen 1: 51 (45–60)",
        "Canteen: two",
    ]


def test_a_band_is_a_bar_between_its_ends():
    [band] = [trace for trace in figure(a_trend())["data"] if trace["type"] == "bar"]

    assert (band["base"], band["y"], band["customdata"]) == ([40], [20], ["Canteen: three: 40–60"])


def test_the_shaded_area_is_one_outline_for_every_run():
    area = figure(a_trend())["data"][0]

    assert area["fill"] == "toself"
    assert area["x"].count(None) == 1
    assert area["y"][:4] == [60, 60, 45, 45]


def test_a_hidden_check_in_is_a_box_and_a_marker_a_line():
    shapes = figure(a_trend())["layout"]["shapes"]

    assert [shape["type"] for shape in shapes] == ["rect", "line", "line"]


def test_the_five_answers_are_stacked_from_the_best_up():
    made = figure(some_shares())

    assert [trace["y"][0] for trace in made["data"]] == [15, 25, 30, 20, 10]
    assert made["layout"]["barmode"] == "stack"
    assert made["data"][0]["customdata"][0] == "Very good: Gym: 15"


def test_days_below_the_axis_are_those_of_the_drawing():
    chart = a_trend(count=26)
    made = figure(chart)

    for drawing in chart.drawings:
        axis = made["frames"][drawing.room.frame.name]["xaxis"]
        assert axis["ticktext"] == [tick.text for tick in drawing.days]
        assert axis["tickvals"] == [chart.points[tick.number].day.isoformat() for tick in drawing.days]


@pytest.mark.parametrize("make", ALL.values(), ids=ALL)
def test_what_people_wrote_is_text_for_plotly_never_markup(make):
    found = [text for text in texts(figure(make(NASTY))) if "Gym" in text]

    assert found
    assert not any("<b>" in text or "</script" in text for text in found)


@pytest.mark.parametrize("kind", ALL)
def test_what_people_wrote_cannot_leave_the_script_that_holds_it(kind, staff_app):
    page = '{% import "components/chart.html" as charts %}{{ charts[kind](chart, chart.name) }}'  # as a page calls it
    with staff_app.test_request_context():
        html = render_template_string(page, kind=kind, chart=ALL[kind](NASTY))
    before, _, rest = html.partition('<script type="application/json">')
    inside, _, after = rest.partition("</script>")

    assert json.loads(inside) == json.loads(json.dumps(figure(ALL[kind](NASTY))))
    assert "<b>" not in before + inside + after
    assert "</script" not in before + after
    assert "style=" not in html


def test_an_unknown_chart_is_an_error():
    with pytest.raises(TypeError):
        figure("pie")


def test_plotly_is_loaded_with_the_first_figure_and_without_numpy():
    code = """
import sys
from pulse.dashboard import figures, drawing
assert "plotly" not in sys.modules
figures.figure(drawing.Bars("a", []))
assert "plotly" in sys.modules
assert "numpy" not in sys.modules and "pandas" not in sys.modules
"""
    subprocess.run([sys.executable, "-c", code], check=True)
