"""Charts in a real browser under the real policy: drawings first, Plotly when they come near, nothing broken."""

import threading
from datetime import date, timedelta

import pytest
from flask import render_template_string
from playwright.sync_api import expect
from werkzeug.serving import make_server

from pulse.application import create_app
from pulse.dashboard.drawing import Bar, Bars, Marker, Point, Share, Shares, Trend
from pulse.web.access import public
from tests.browser.fixtures import Quiet, Watched

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # charts ask no database
START = date(2025, 11, 24)
NAME = "Canteen </script><b>loud</b>"
PAGE = """
{% extends "layouts/base.html" %}
{% import "components/chart.html" as charts %}
{% block title %}Charts{% endblock %}
{% block head %}{{ charts.chart_head(language) }}{% endblock %}
{% block body %}
  <main class="page" id="content"><h1>Charts</h1>
    {% for _ in range(60 if far else 0) %}<p>Much to read before.</p>{% endfor %}
    {{ charts.trend(trend, "It rose.") }}
    {{ charts.bars(bars, "Most answered.") }}
    {{ charts.shares(shares, "Half are content.") }}
  </main>
{% endblock %}
"""


def day(number):
    return START + timedelta(days=14 * number)


def a_trend():
    made = [Point(day(n), f"d{n}", value=40 + n, interval=(35 + n, 45 + n), whole=55) for n in range(12)]
    made[4:6] = [Point(day(4), "d4"), Point(day(5), "d5", band=(40, 60))]
    return Trend(NAME, made, "All", [Marker(day(7), NAME)])


def charts():
    bars = Bars("Participation", [Bar(day(n), f"d{n}", 60 + n) for n in range(8)], goal=60)
    spread = [Share(day(n), f"d{n}", (10, 20, 30, 25, 15)) for n in range(8)]
    answers = ("Very bad", "Bad", "So-so", "Good", "Very good")
    return {"trend": a_trend(), "bars": bars, "shares": Shares("Gym", answers, spread)}


@pytest.fixture
def address(services):
    """The staff host with two pages more: charts in sight, and charts far down."""
    app = create_app(services)
    for path, far in (("/near", False), ("/far", True)):

        @public
        def page(far=far):
            return render_template_string(PAGE, far=far, **charts())

        app.add_url_rule(path, path, page)
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=Quiet)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def visit(browser, address):
    """Open a page in a fresh context."""
    contexts = []

    def open_(path, *, width=1280, **options):
        context = browser.new_context(viewport={"width": width, "height": 800}, locale="en-GB", **options)
        context.set_default_timeout(10_000)
        contexts.append(context)
        watched = Watched(context)
        watched.page.goto(address + path)
        return watched

    yield open_
    for context in contexts:
        context.close()


def ready(watched):
    """Scroll to every chart until Plotly has drawn it."""
    found = watched.page.locator("figure.chart")
    for at in range(found.count()):
        found.nth(at).scroll_into_view_if_needed()
        expect(found.nth(at)).to_have_attribute("data-ready", "")
    return found


def asked_for(watched, word):
    return [request.url for request in watched.requests if word in request.url]


def colour_of_the_line(watched):
    path = watched.page.locator("figure.chart").first.locator(".scatterlayer .js-line").last
    return path.evaluate("(line) => getComputedStyle(line).stroke")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1440])
def test_plotly_takes_the_drawings_place_without_a_violation_or_a_jump(visit, scheme, width):
    watched = visit("/near", width=width, color_scheme=scheme)
    heights = watched.page.locator(".drawing").evaluate_all("(all) => all.map((each) => each.clientHeight)")
    found = ready(watched)

    assert watched.problems == []
    assert found.count() == 3
    assert found.locator(".main-svg").count() >= 3
    assert watched.page.locator(".drawing").evaluate_all("(all) => all.map((each) => each.clientHeight)") == heights
    assert watched.page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    expect(found.first.locator(".drawing > svg").first).not_to_be_visible()


def test_plotly_is_not_asked_for_before_a_chart_comes_near(visit):
    watched = visit("/far")
    watched.page.wait_for_load_state("networkidle")
    assert asked_for(watched, "plotly") == []

    ready(watched)

    assert len(asked_for(watched, "plotly-basic.min.js?v=")) == 1
    assert len(asked_for(watched, "plotly.css?v=")) == 1
    assert watched.problems == []


def test_nothing_is_asked_of_another_host(visit, address):
    watched = visit("/near")
    ready(watched)

    assert [request.url for request in watched.requests if not request.url.startswith((address, "data:"))] == []


def test_without_javascript_drawings_sentences_and_tables_are_there(visit):
    watched = visit("/near", java_script_enabled=False)
    first = watched.page.locator("figure.chart").first

    expect(first.locator("svg.wide")).to_be_visible()
    expect(first.locator("svg.narrow")).to_be_hidden()
    expect(first.locator("figcaption")).to_have_text("It rose.")
    first.get_by_text("Show as a table").click()
    expect(first.get_by_role("cell", name="40 (35–45)")).to_be_visible()
    expect(first.get_by_role("cell", name="hidden: too few answers")).to_be_visible()
    assert watched.page.locator("b").count() == 0


def test_a_phone_gets_the_narrow_drawing(visit):
    first = visit("/near", width=320, java_script_enabled=False).page.locator("figure.chart").first

    expect(first.locator("svg.narrow")).to_be_visible()
    expect(first.locator("svg.wide")).to_be_hidden()


def test_the_drawings_stay_where_plotly_does_not_arrive(browser, visit):
    watched = visit("/far")
    watched.context.route("**/plotly-basic.min.js*", lambda route: route.abort())
    first = watched.page.locator("figure.chart").first
    with watched.page.expect_event("requestfailed"):
        first.scroll_into_view_if_needed()

    expect(first.locator(".plot")).to_have_count(0)
    expect(first.locator("svg.wide")).to_be_visible()
    assert watched.problems == []


def test_charts_follow_a_change_of_the_colour_scheme(visit):
    watched = visit("/near", color_scheme="light")
    ready(watched)
    assert colour_of_the_line(watched) == "rgb(79, 70, 229)"

    watched.page.emulate_media(color_scheme="dark")

    line = watched.page.locator("figure.chart").first.locator(".scatterlayer .js-line").last
    expect(line).to_have_css("stroke", "rgb(165, 163, 255)")
    assert watched.problems == []


def test_charts_follow_the_width_of_the_window(visit):
    watched = visit("/near")
    found = ready(watched)
    watched.page.set_viewport_size({"width": 400, "height": 800})

    inner = found.first.locator(".main-svg").first
    width = found.first.locator(".drawing").evaluate("(box) => box.clientWidth")
    expect(inner).to_have_attribute("width", str(width))


def test_on_paper_the_drawing_is_what_is_printed(visit):
    watched = visit("/near", color_scheme="dark")
    found = ready(watched)
    watched.page.emulate_media(media="print")

    expect(found.first.locator(".plot")).to_be_hidden()
    expect(found.first.locator(".drawing > svg:visible")).to_have_count(1)


def test_pointing_at_a_chart_gives_the_figure_as_it_was_written(visit):
    watched = visit("/near")
    first = ready(watched).first
    first.scroll_into_view_if_needed()
    point = first.locator(".scatterlayer .trace").last.locator(".point").nth(2).bounding_box()
    watched.page.mouse.move(point["x"] + point["width"] / 2, point["y"] + point["height"] / 2)

    expect(first.locator(".hoverlayer")).to_contain_text(f"{NAME}: d2: 42 (37–47)")
    assert watched.problems == []


@pytest.mark.parametrize(("language", "locale"), [("id", "id"), ("vi", "vi"), ("zh_Hant", "zh-TW"), ("en", None)])
def test_plotly_speaks_the_readers_language(visit, address, language, locale):
    watched = visit(f"/near?lang={language}")
    ready(watched)

    assert watched.page.locator("script[data-plotly]").get_attribute("data-locale") == locale
    assert len(asked_for(watched, "plotly-locale-")) == (1 if locale else 0)
    assert watched.problems == []


def test_a_finger_on_a_chart_still_scrolls_the_page(visit):
    watched = visit("/far", width=390, has_touch=True)
    chart = ready(watched).first
    chart.scroll_into_view_if_needed()
    box, before = chart.locator(".drawing").bounding_box(), watched.page.evaluate("scrollY")
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    finger = watched.context.new_cdp_session(watched.page)
    finger.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": [{"x": x, "y": y}]})
    for way in range(10, 160, 10):
        finger.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": [{"x": x, "y": y + way}]})
    finger.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})

    assert watched.page.evaluate("scrollY") < before - 50
    assert chart.locator(".modebar-btn").count() == 0
