"""`/healthz` tells a load balancer whether this process can work, and whether a worker lives."""

from dataclasses import replace

from pulse import worker
from pulse.application import create_app, create_apps
from pulse.database import Database


def test_health_is_ok_on_both_hosts(staff_app, ballot_app):
    for app in (staff_app, ballot_app):
        answer = app.test_client().get("/healthz")
        assert answer.status_code == 200
        assert (answer.json["status"], answer.json["database"]) == ("ok", "ok")


def test_a_worker_is_heard_until_it_falls_silent(services, staff_app):
    client = staff_app.test_client()
    worker.tick(services, now=services.clock.now())
    assert client.get("/healthz").json["worker"] == "ok"
    services.clock.advance(minutes=6)
    answer = client.get("/healthz")
    assert (answer.status_code, answer.json["worker"]) == (200, "silent")


def test_a_database_without_tables_is_a_failure_with_a_reason(services, tmp_path):
    empty = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    answer = create_app(replace(services, database=empty)).test_client().get("/healthz")
    assert answer.status_code == 503
    assert answer.json["database"] == "OperationalError"
    empty.dispose()


def test_a_malformed_or_strange_host_is_refused_without_a_word_in_the_log(services, caplog):

    for host in ("[::1", "elsewhere.example.com", ""):
        started = []
        environ = {"HTTP_HOST": host, "PATH_INFO": "/ballot/cast", "REQUEST_METHOD": "POST"}
        create_apps(services)(environ, lambda status, _headers, made=started: made.append(status))
        assert started == ["421 Misdirected Request"]
    assert caplog.records == []


def test_a_nul_is_refused_before_it_reaches_the_database(staff_app):
    client = staff_app.test_client()
    assert client.get("/o/%00").status_code == 404
    assert client.get("/people/log-in?next=%00").status_code == 400
    assert client.post("/people/log-in", data={"email": "a\0b"}).status_code == 400
