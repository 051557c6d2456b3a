"""What a page of staff loads before any chart comes near, in compressed bytes, type included."""

import gzip
import re
from urllib.parse import urlsplit

import pytest

from tests.factories.history import OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.people import logged_in

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

BEFORE_PLOTLY = 80 * 1024


@pytest.fixture
def hr(staff_app, services, database):
    with database.writing() as session:
        world = a_world(session)
        for number in range(12):
            cast = [*ballots(OFFICE, canteen="45" * 15, parking="12" * 15, comments=["Nhà ăn ồn quá."] * 12)]
            cast += ballots(PRODUCTION, canteen="35" * 14, parking="12" * 14)
            a_closed_cycle(services, session, world, cast, number=number)
    return logged_in(staff_app, world.id, "hr")


@pytest.mark.parametrize("path", ["/dashboard/", "/dashboard/topics"])
def test_a_page_of_results_stays_within_its_weight(hr, path):
    def body(address: str) -> bytes:
        with hr.get(address) as answer:
            assert answer.status_code == 200
            return answer.get_data()

    page = body(path).decode()
    assert "Canteen" in page
    linked = set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))
    style = next(address for address in linked if "staff.css" in address)
    fonts = {f"/static/{name}" for name in re.findall(r"url\(\.?/?(fonts/[^)]+)\)", body(style).decode())}
    assert len(fonts) == 2
    assert {urlsplit(address).path for address in linked} & {urlsplit(font).path for font in fonts}  # one is preloaded
    weight = sum(len(gzip.compress(body(address), 9)) for address in linked - fonts)
    weight += sum(len(body(font)) for font in fonts) + len(gzip.compress(page.encode(), 9))
    assert weight <= BEFORE_PLOTLY
    assert any(font in linked for font in fonts)  # under the very address of the style sheet, or it loads twice
