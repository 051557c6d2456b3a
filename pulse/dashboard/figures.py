"""The same charts as figures for Plotly, which replace the drawings where there is JavaScript.

Colours are names of the stylesheet, `var(--accent)`: the browser puts in what they are in light or dark.
Plotly reads a little HTML in every text, so texts that people wrote are escaped. The `plotly` package is
loaded with the first figure, because it takes a tenth of a second and thirty megabytes.
"""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from functools import singledispatch
from html import escape
from typing import Any

from pulse.dashboard.axes import rounded, runs, whole_number
from pulse.dashboard.drawing import (
    Bars,
    BarsDrawing,
    Flag,
    Marker,
    Shares,
    SharesDrawing,
    Trend,
    TrendDrawing,
    span_of,
)

Figure = dict[str, Any]
DAYS = {
    "fixedrange": True,
    "showgrid": False,
    "zeroline": False,
    "tickmode": "array",
    "ticks": "outside",
    "ticklen": 6,
    "tickcolor": "rgba(0,0,0,0)",
    "ticklabeloverflow": "allow",
}
DAY = 86_400_000  # what Plotly takes for the width of a day
ANSWER_COLOURS = ("worst", "poor", "middle", "good", "best")
FIGURES_ONLY = "%{customdata}<extra></extra>"


@singledispatch
def figure(chart: object) -> Figure:
    """What the browser gives to Plotly: traces, layout, and what differs between wide and narrow."""
    raise TypeError(f"There is no figure of {chart!r}")


@figure.register
def trend_figure(chart: Trend) -> Figure:
    """A topic over time."""
    from plotly.graph_objects import Scatter

    drawing = chart.drawings[0]
    xs = [each.day.isoformat() for each in chart.points]
    line = Scatter(
        x=xs,
        y=[each.value for each in chart.points],
        mode="lines+markers",
        connectgaps=False,
        line={"color": "var(--accent)", "width": 2.5},
        cliponaxis=False,
        marker={
            "color": "var(--accent)",
            "line": {"width": 0},
            "opacity": 1,
            "size": [2 * drawing.radius + 1 if dot in drawing.dots else 0 for dot in drawing.exact],
        },
        customdata=[_words(chart.name, each.label, each.text) for each in chart.points],
        hovertemplate=FIGURES_ONLY,
    )
    traces = [*_intervals(chart), *_whole(chart, xs), *_bands(chart), line]
    first, last = (date.fromordinal(day) for day in span_of(chart))
    edge = max((last - first) * 0.02, _slot(chart) * 0.3)
    return _figure(
        chart,
        traces,
        xs,
        axis={"type": "date", "range": [(first - edge).isoformat(), (last + edge).isoformat()]},
        shapes=[_gap(each.day, _slot(chart)) for each in chart.points if each.is_hidden]
        + [_line(chart, flag.number, flag.kind) for flag in drawing.flags],
    )


def _slot(chart: Trend) -> timedelta:
    """About the time from one check-in to the next."""
    first, last = span_of(chart)
    return timedelta(days=max((last - first) / max(len(chart.points), 1), 0.5))


def _intervals(chart: Trend) -> list[Any]:
    """The shaded area: one outline for every run of numbers."""
    from plotly.graph_objects import Scatter

    xs: list[str | None] = []
    ys: list[float | None] = []
    for run in runs(each if each.interval else None for each in chart.points):
        spans = [(each.day.isoformat(), *(each.interval or (0, 0))) for each in run]
        if len(spans) == 1:
            side = _slot(chart) * 0.1
            at = datetime.combine(run[0].day, time())
            spans = [((at + way * side).isoformat(), *spans[0][1:]) for way in (-1, 1)]
        xs += [*(x for x, _, _ in spans), *(x for x, _, _ in reversed(spans)), None]
        ys += [*(high for _, _, high in spans), *(low for _, low, _ in reversed(spans)), None]
    if not xs:
        return []
    area = {"mode": "lines", "line": {"width": 0}, "fill": "toself", "fillcolor": "var(--chart-range)"}
    return [Scatter(x=xs[:-1], y=ys[:-1], hoverinfo="skip", **area)]


def _whole(chart: Trend, xs: Sequence[str]) -> list[Any]:
    from plotly.graph_objects import Scatter

    if not chart.whole_name:
        return []
    return [
        Scatter(
            x=xs,
            y=[each.whole for each in chart.points],
            mode="lines+markers",
            connectgaps=False,
            line={"color": "var(--muted)", "width": 1.5, "dash": "dot"},
            marker={"color": "var(--muted)", "size": 3},
            customdata=[_words(chart.whole_name, each.label, each.whole_text) for each in chart.points],
            hovertemplate=FIGURES_ONLY,
        )
    ]


def _bands(chart: Trend) -> list[Any]:
    from plotly.graph_objects import Bar

    banded = [(each, each.band) for each in chart.points if each.band]
    if not banded:
        return []
    return [
        Bar(
            x=[each.day.isoformat() for each, _ in banded],
            base=[low for _, (low, _) in banded],
            y=[high - low for _, (low, high) in banded],
            width=_slot(chart).total_seconds() / 86_400 * DAY * min(0.35, len(chart.points) / 40),
            marker={"color": "var(--chart-band)", "cornerradius": 3},
            customdata=[_words(chart.name, each.label, each.text) for each, _ in banded],
            hovertemplate=FIGURES_ONLY,
        )
    ]


def _gap(day: date, slot: timedelta) -> Figure:
    """A hidden check-in: an empty box of broken lines."""
    at, half = datetime.combine(day, time()), slot * 0.175
    return _box((at - half).isoformat(), (at + half).isoformat())


def _box(x0: str | float, x1: str | float) -> Figure:
    return {
        "type": "rect",
        "x0": x0,
        "x1": x1,
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "layer": "below",
        "fillcolor": "var(--neutral-soft)",
        "line": {"color": "var(--edge)", "width": 1, "dash": "dot"},
    }


def _line(chart: Trend, number: int, kind: str) -> Figure:
    """An upright line on the day of a marker."""
    day = dict(chart.numbered)[number].day.isoformat()
    line = {"color": _colour(kind), "width": 1.5, "dash": "dash" if kind == "action" else "dot"}
    return {"type": "line", "x0": day, "x1": day, "yref": "paper", "y0": 0, "y1": 1, "line": line}


def _number(marker: Marker, flag: Flag) -> Figure:
    """The number of a marker above its line; what it was appears on pointing at it."""
    return {
        "x": marker.day.isoformat(),
        "xshift": rounded(flag.number_x - flag.x),
        "yref": "paper",
        "y": 1,
        "yanchor": "bottom",
        "showarrow": False,
        "text": str(flag.number),
        "hovertext": escape(marker.label, quote=False),
        "font": {"color": _colour(flag.kind), "weight": 700},
    }


def _colour(kind: str) -> str:
    return "var(--good)" if kind == "action" else "var(--warn)"


@figure.register
def bars_figure(chart: Bars) -> Figure:
    """Participation."""
    from plotly.graph_objects import Bar

    places = list(range(len(chart.bars)))
    bar = Bar(
        x=places,
        y=[each.percent for each in chart.bars],
        text=[each.text for each in chart.bars],
        textposition="auto",
        insidetextanchor="end",
        insidetextfont={"color": "var(--chart-bar-text)"},
        textangle=0,
        cliponaxis=False,
        marker={"color": "var(--chart-bar)", "cornerradius": 4},
        customdata=[_words(chart.name, each.label, each.text) for each in chart.bars],
        hovertemplate=FIGURES_ONLY,
    )
    goal = {"type": "line", "xref": "paper", "x0": 0, "x1": 1, "y0": chart.goal, "y1": chart.goal}
    goal["line"] = {"color": "var(--warn)", "width": 1.5, "dash": "dot"}
    gaps = [_box(at - 0.36, at + 0.36) for at, each in enumerate(chart.bars) if each.percent is None]
    shapes = gaps + ([goal] if chart.goal is not None else [])
    return _figure(chart, [bar], places, axis=_places(len(places)), shapes=shapes, bargap=0.28)


@figure.register
def shares_figure(chart: Shares) -> Figure:
    """The spread of the answers, the best at the bottom."""
    from plotly.graph_objects import Bar

    places = list(range(len(chart.shares)))
    traces = []
    for part in reversed(range(len(chart.answers))):
        percents = [each.percents[part] if each.percents else None for each in chart.shares]
        texts = ["" if not percent else whole_number(percent) for percent in percents]
        traces.append(
            Bar(
                x=places,
                y=percents,
                text=texts,
                textposition="inside",
                insidetextanchor="middle",
                textangle=0,
                textfont={"color": "var(--answer-text)"},
                marker={
                    "color": f"var(--answer-{ANSWER_COLOURS[part]})",
                    "line": {"color": "var(--surface)", "width": 1},
                },
                customdata=[
                    _words(chart.answers[part], each.label, text)
                    for each, text in zip(chart.shares, texts, strict=True)
                ],
                hovertemplate=FIGURES_ONLY,
            )
        )
    gaps = [_box(at - 0.4, at + 0.4) for at, each in enumerate(chart.shares) if each.is_hidden]
    return _figure(chart, traces, places, axis=_places(len(places)), shapes=gaps, bargap=0.2)


def _places(count: int) -> Figure:
    """An axis of check-ins side by side; a few of them do not grow as wide as the page."""
    spare = max(0, (6 - count) / 2)
    return {"type": "linear", "range": [-0.5 - spare, count - 0.5 + spare]}


def _words(*texts: str) -> str:
    return escape(": ".join(text for text in texts if text), quote=False)


def _figure(
    chart: Trend | Bars | Shares, traces: Sequence[Any], xs: Sequence[Any], *, axis: Figure, **layout: Any
) -> Figure:
    """The shared layout; nothing in it can be dragged, so that a finger can still scroll the page."""
    from plotly.graph_objects import Layout

    wide = chart.drawings[0]
    made = Layout(
        template=None,
        showlegend=False,
        barmode="stack",
        dragmode=False,
        hovermode="closest",
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        font={"color": "var(--muted)", "size": 13},
        hoverlabel={"bgcolor": "var(--surface)", "bordercolor": "var(--edge)", "font": {"color": "var(--text)"}},
        uniformtext={"mode": "hide", "minsize": 10},
        xaxis={**axis, **DAYS},
        yaxis={
            "range": [wide.room.low, wide.room.high],
            "tickvals": [int(tick.text) for tick in wide.grid],
            "fixedrange": True,
            "gridcolor": "var(--line)",
            "zeroline": False,
        },
        **layout,
    )
    return {
        "data": [trace.to_plotly_json() for trace in traces],
        "layout": made.to_plotly_json(),
        "frames": {drawing.room.frame.name: _frame(chart, drawing, xs) for drawing in chart.drawings},
    }


def _frame(
    chart: Trend | Bars | Shares, drawing: TrendDrawing | BarsDrawing | SharesDrawing, xs: Sequence[Any]
) -> Figure:
    """What differs between a wide and a narrow chart: margins, days, and the numbers of the markers."""
    room = drawing.room
    frame: Figure = {
        "margin": {"l": round(room.left), "r": round(room.frame.width - room.right), "t": round(room.top), "b": 30},
        "xaxis": {
            "tickvals": [xs[tick.number] for tick in drawing.days],
            "ticktext": [escape(tick.text, quote=False) for tick in drawing.days],
        },
    }
    if isinstance(chart, Trend) and isinstance(drawing, TrendDrawing):
        markers = dict(chart.numbered)
        frame["annotations"] = [_number(markers[flag.number], flag) for flag in drawing.flags]
    return frame
