"""Compression: small for phones, never where a secret stands on the page."""

import gzip

import pytest

GZIP = {"Accept-Encoding": "gzip"}


@pytest.mark.parametrize("path", ["/checkin/", "/static/checkin.css"])
def test_public_pages_and_styles_are_compressed(ballot_app, path):
    plain = ballot_app.test_client().get(path, buffered=True)
    small = ballot_app.test_client().get(path, headers=GZIP, buffered=True)
    assert small.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(small.data) == plain.data
    assert int(small.headers["Content-Length"]) == len(small.data) < len(plain.data)
    assert "Accept-Encoding" in small.headers["Vary"]


def test_staff_pages_are_not_compressed_but_their_styles_are(staff_app):
    page = staff_app.test_client().get("/people/log-in", headers=GZIP, buffered=True, follow_redirects=True)
    assert "Content-Encoding" not in page.headers
    style = staff_app.test_client().get("/static/staff.css", headers=GZIP, buffered=True)
    assert style.headers["Content-Encoding"] == "gzip"


def test_a_compressed_answer_is_the_same_every_time(ballot_app):
    bodies = {ballot_app.test_client().get("/checkin/", headers=GZIP, buffered=True).data for _ in range(3)}
    assert len(bodies) == 1
