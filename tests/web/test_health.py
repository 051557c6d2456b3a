"""`/healthz` tells a load balancer whether this process can work."""


def test_health_is_ok_on_both_hosts(staff_app, ballot_app):
    for app in (staff_app, ballot_app):
        answer = app.test_client().get("/healthz")
        assert answer.status_code == 200
        assert answer.json["status"] == "ok"
