"""The transparency page: the manifest in words, in the language of its address, without JavaScript."""

import pytest

from pulse.cycles.queries import cycle
from pulse.envelope.words import words
from tests.factories.opened import an_open_cycle


@pytest.fixture
def opened(services):
    return an_open_cycle(services, zone="Asia/Jakarta")


def test_it_shows_the_fingerprint_of_the_mail_in_hex_and_in_words(services, ballot_app, opened):
    page = ballot_app.test_client().get(f"/transparency/{opened.cycle_id}").text
    with services.database.reading() as session:
        fingerprint = cycle(session, opened.cycle_id).manifest_hash
    assert fingerprint in page
    assert " ".join(words(bytes.fromhex(fingerprint))) in page
    assert services.keys.log_public().hex() in page


def test_it_says_the_thresholds_and_the_windows(ballot_app, opened):
    page = ballot_app.test_client().get(f"/transparency/{opened.cycle_id}/en").text
    assert "30 people are invited" in page
    assert "at least 10 invited people" in page
    assert "fewer than 5 answers" in page
    assert "Asia/Jakarta: Nov 23, 2026 8:00" in page


@pytest.mark.parametrize("language", ["en", "id", "zh-Hant", "vi", "zh-TW"])
def test_it_speaks_the_language_of_its_address_and_sets_no_cookie(ballot_app, opened, language):
    answer = ballot_app.test_client().get(f"/transparency/{opened.cycle_id}/{language}")
    assert answer.status_code == 200
    assert f'<html lang="{"zh-Hant" if language == "zh-TW" else language}">' in answer.text
    assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("path", ["0" * 32, "0" * 32 + "/en", "{cycle}/xx", "{cycle}/zh-CN"])
def test_what_does_not_exist_is_an_empty_404(ballot_app, opened, path):
    answer = ballot_app.test_client().get(f"/transparency/{path.format(cycle=opened.cycle_id)}")
    assert (answer.status_code, answer.data) == (404, b"")


def test_every_document_it_names_can_be_fetched(ballot_app, opened):
    client = ballot_app.test_client()
    page = client.get(f"/transparency/{opened.cycle_id}").text
    for name in ("manifest", "content", "afterword", "client", "board"):
        address = page.split(f'href="/ballot/{name}/')[1].split('"')[0]
        assert client.get(f"/ballot/{name}/{address}").status_code == 200


def test_the_bare_address_says_what_it_is_for_and_where_staff_go(ballot_app, services):
    page = ballot_app.test_client().get("/").text
    assert "Please open the link in your invitation." in page
    assert page.count(f'href="{services.config.base_url}"') == 4
