"""What is the same for everybody is made once a minute, and nothing else is kept."""

import pytest

from pulse.web.keeping import MOST, SECONDS, Keeping


class Counting:
    """An app that counts how often it is asked, behind a keeper whose clock the test moves."""

    def __init__(self, status="200 OK"):
        self.status, self.asked, self.now = status, 0, 0.0
        self.keeper = Keeping(self, tick=lambda: self.now)

    def __call__(self, environ, start_response):
        self.asked += 1
        start_response(self.status, [("Content-Type", "text/plain")])
        return [f"{environ['PATH_INFO']} {self.asked}".encode()]

    def get(self, path, method="GET", query="", **more):
        told = []
        environ = {"REQUEST_METHOD": method, "PATH_INFO": path, "QUERY_STRING": query, **more}
        body = b"".join(self.keeper(environ, lambda status, headers: told.append((status, headers))))
        return told[0], body


@pytest.mark.parametrize("path", ["/checkin/", "/static/checkin.css", f"/ballot/manifest/{'ab' * 16}"])
def test_a_shared_answer_is_made_once_a_minute(path):
    app = Counting()
    assert app.get(path) == app.get(path)
    assert app.asked == 1
    app.now = SECONDS
    app.get(path)
    assert app.asked == 2


@pytest.mark.parametrize(
    ("path", "method", "more"),
    [
        ("/ballot/cast", "POST", {}),
        ("/ballot/collect", "POST", {}),
        (f"/ballot/board/{'ab' * 16}", "GET", {}),
        (f"/ballot/manifest/{'ab' * 16}/block/4", "GET", {}),
        ("/transparency/" + "ab" * 16, "GET", {}),
        ("/healthz", "GET", {}),
        ("/checkin/", "HEAD", {}),
        ("/static/checkin.css", "GET", {"HTTP_RANGE": "bytes=0-1"}),
        ("/static/checkin.css", "GET", {"HTTP_IF_NONE_MATCH": '"x"'}),
    ],
)
def test_everything_else_is_asked_anew(path, method, more):
    app = Counting()
    for _ in range(3):
        app.get(path, method, **more)
    assert app.asked == 3


def test_a_refusal_is_not_kept():
    app = Counting("404 NOT FOUND")
    app.get("/static/nothing.css")
    app.get("/static/nothing.css")
    assert app.asked == 2


def test_compressed_and_plain_answers_are_told_apart():
    app = Counting()
    assert app.get("/checkin/", HTTP_ACCEPT_ENCODING="gzip") != app.get("/checkin/")


def test_what_is_kept_has_an_end():
    app = Counting()
    for number in range(3 * MOST):
        app.get("/checkin/", query=f"x={number}")
    assert len(app.keeper._kept) == MOST


def test_a_changed_header_list_does_not_change_what_is_kept():
    app = Counting()
    (_, headers), _ = app.get("/checkin/")
    headers.append(("X-Added", "by the server"))
    assert app.get("/checkin/")[0][1] == [("Content-Type", "text/plain")]
