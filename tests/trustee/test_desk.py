"""The desk's page: the same three steps, for this machine and this address alone."""

import json
from io import BytesIO

import pytest

from pulse.closing import trusted
from pulse.desk.keyring import Keyring
from pulse.desk.page import create_desk
from pulse.handover.result import read_result
from pulse.trustee.operations import change_mode, register
from pulse.trustee.public_file import read_file
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import a_series, opened

SECRET, HOST = "s" * 32, "127.0.0.1:8765"
HERE = f"http://{HOST}"
CHOICES = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 3, 3]


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "w")


@pytest.fixture
def desk(ring, clock):
    return create_desk(ring, secret=SECRET, port=8765, now=clock.now).test_client()


def get(desk, path=f"/{SECRET}/", host=HOST, **headers):
    return desk.get(path, base_url=f"http://{host}", headers=headers)


def post(desk, path, data, origin=HERE, host=HOST, secret=SECRET, **headers):
    headers |= {"Origin": origin} if origin else {}
    return desk.post(f"/{secret}/{path}", base_url=f"http://{host}", data=data, headers=headers)


def text(response) -> str:
    return response.get_data(as_text=True)


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_a_check_in_goes_through_the_page(services, ballot_app, desk, ring):
    made = post(desk, "keys", {"name": "Works council", "count": "2"})
    public = next(ring.folder.glob("public-keys-*.json"))
    assert str(public) in text(made)
    series = a_series(services)
    with services.database.writing() as session:
        register(session, series.organisation_id, read_file(public.read_bytes()))
        change_mode(session, series.organisation_id, "counts")
    cycle = opened(services, series)
    browser = TestBrowser(ballot_app)
    answer(browser, cycle, CHOICES)
    close(services, cycle)
    package = trusted.hand_over(services, cycle.cycle_id)
    counted = post(desk, "count", {"package": (BytesIO(package), "ballots")})
    assert counted.headers["Content-Disposition"].startswith("attachment")
    board = json.dumps(browser.board(cycle.cycle_id)).encode()
    kept = post(desk, "delete", {"board": (BytesIO(board), "board.json"), "sure": "y"})
    assert "This was not done: The board does not show the close yet." in text(kept)
    assert trusted.take_results(services, read_result(counted.data), now=services.clock.now())
    board = json.dumps(browser.board(cycle.cycle_id)).encode()
    unsure = post(desk, "delete", {"board": (BytesIO(board), "board.json")})
    assert (unsure.status_code, len(ring.ids())) == (400, 2)
    gone = post(desk, "delete", {"board": (BytesIO(board), "board.json"), "sure": "y"})
    assert "is deleted" in text(gone)
    assert len(ring.ids()) == 1


def test_only_this_address_of_this_machine_is_answered(desk):
    assert get(desk).status_code == 200
    assert get(desk, "/").status_code == 404
    assert get(desk, f"/{'x' * 32}/").status_code == 404
    assert get(desk, host="localhost:8765").status_code == 403
    assert get(desk, host="evil.example:8765").status_code == 403  # a name that was made to point here
    assert get(desk, **{"Sec-Fetch-Site": "cross-site"}).status_code == 403
    assert get(desk, **{"Sec-Fetch-Site": "same-site"}).status_code == 403


@pytest.mark.parametrize(
    "origin", [None, "null", "http://localhost:8765", "http://127.0.0.1:8000", "https://evil.example"]
)
def test_no_page_from_elsewhere_makes_keys(desk, ring, origin):
    assert post(desk, "keys", {"name": "W", "count": "1"}, origin=origin).status_code == 403
    assert ring.ids() == []


def test_the_page_allows_nothing_from_elsewhere_and_keeps_nothing(desk):
    headers = get(desk).headers
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert (headers["Cache-Control"], headers["Referrer-Policy"]) == ("no-store", "same-origin")
    assert "Set-Cookie" not in headers


@pytest.mark.parametrize("language", ["en", "id", "zh-Hant", "vi"])
def test_it_speaks_four_languages(desk, language):
    page = desk.get(f"/{SECRET}/?lang={language}", base_url=HERE)
    assert page.status_code == 200
    assert f'<html lang="{language}"' in text(page)


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("keys", {"name": "", "count": "1"}),
        ("keys", {"name": "W", "count": "1000"}),
        ("keys", {"name": "W", "count": "many"}),
        ("count", {}),
        ("count", {"package": (BytesIO(b"nothing"), "x")}),
        ("delete", {"sure": "y"}),
        ("delete", {"board": (BytesIO(b"nothing"), "x"), "sure": "y"}),
    ],
)
def test_what_cannot_be_done_is_said_and_nothing_is_made(desk, ring, path, data):
    said = post(desk, path, data)
    assert said.status_code == 400
    assert "Please mend this first" in text(said)
    assert ring.ids() == []


def test_a_count_that_cannot_be_read_is_said_beside_its_key(desk, ring):
    ring.make("Works council", 1)
    (ring.folder / "counted").mkdir()
    (ring.folder / "counted" / f"{ring.ids()[0]}.json").write_text("{")
    assert "What it has counted cannot be read." in text(get(desk))


def test_a_disk_without_room_is_one_sentence(desk, ring, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    said = post(desk, "keys", {"name": "W", "count": "1"})
    assert said.status_code == 400
    assert "No space left on device" in text(said)


def test_the_page_says_to_copy_the_folder_again_and_what_to_delete(desk):
    page = text(get(desk))
    assert "Copy the folder again after each count" in page
    assert "look at the check-in's board" in page
    assert "delete the sealed ballots and the result from this machine too" in page
