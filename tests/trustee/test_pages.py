"""The admin's pages: keys in, packages out, results in; and what people read of it."""

from datetime import datetime
from io import BytesIO

import pytest
from sqlalchemy import select

from pulse.answers import queries as answered
from pulse.audit_log.models import AuditEntry
from pulse.desk import work
from pulse.desk.keyring import Keyring
from pulse.opening.operations import open_cycle
from pulse.organisation.queries import own
from pulse.trustee.queries import standing
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import a_series, an_open_cycle, opened
from tests.factories.people import logged_in, post_form
from tests.factories.trustee import NAME, a_trusted_cycle, a_trustee

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # counting and closing run on both
CHOICES = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 3, 3]


@pytest.fixture
def series(services):
    return a_series(services)


@pytest.fixture
def admin(staff_app, series):
    return logged_in(staff_app, series.organisation_id, "admin")


def left(services, organisation_id) -> int:
    with services.database.reading() as session:
        return standing(session, organisation_id).left


def send(admin, content, path="/trustee/", at="/trustee/keys", name="keys-file"):
    return post_form(admin, path, {name: (BytesIO(content), "file.json")}, at=at)


def test_keys_are_registered_once_and_counted(services, series, admin, tmp_path):
    file = Keyring(tmp_path / "w").make(NAME, 3).read_bytes()
    assert send(admin, file).status_code == 302
    page = admin.get("/trustee/").get_data(as_text=True)
    assert "There are keys for 3 more check-ins." in page
    again = send(admin, file)
    assert (again.status_code, left(services, series.organisation_id)) == (400, 3)
    assert "One key serves one check-in" in again.get_data(as_text=True)


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"v":1,"kind":"pulse-trustee-keys","name":"W","keys":[]}'])
def test_a_file_without_keys_gets_one_sentence_and_changes_nothing(services, series, admin, content):
    said = send(admin, content)
    assert said.status_code == 400
    assert "This file cannot be taken:" in said.get_data(as_text=True)
    assert left(services, series.organisation_id) == 0


def test_a_damaged_key_is_refused_with_the_whole_file(services, series, admin, tmp_path):
    file = Keyring(tmp_path / "w").make(NAME, 2).read_bytes()
    at = file.index(b'"sign":"') + 10
    damaged = file[:at] + (b"0" if file[at : at + 1] != b"0" else b"1") + file[at + 1 :]
    assert "is damaged" in send(admin, damaged).get_data(as_text=True)
    assert left(services, series.organisation_id) == 0


def test_the_mode_is_changed_and_written_down(services, series, admin):
    assert post_form(admin, "/trustee/", {"mode": "counts"}, at="/trustee/mode").status_code == 302
    assert post_form(admin, "/trustee/", {"mode": "everything"}, at="/trustee/mode").status_code == 400
    with services.database.reading() as session:
        assert own(session, series.organisation_id).trustee == "counts"
        entries = session.scalars(
            select(AuditEntry.action).where(AuditEntry.organisation_id == series.organisation_id)
        ).all()
    assert "trustee.changed" in entries
    assert "No check-in opens until the trustee hands over new keys." in admin.get("/trustee/").get_data(as_text=True)
    assert "every key that they handed over has been used" in admin.get("/schedule/").get_data(as_text=True)


def test_few_keys_are_told_before_they_are_gone(services, series, admin, tmp_path):
    a_trustee(services, series.organisation_id, tmp_path / "w", "copy", count=2)
    assert "Ask the trustee for new keys soon" in admin.get("/schedule/").get_data(as_text=True)
    assert post_form(admin, "/trustee/", {"sure": "yes"}, at="/trustee/withdraw").status_code == 302
    assert "open without a copy of their keys" in admin.get("/schedule/").get_data(as_text=True)


def test_a_check_in_goes_out_and_comes_back_by_the_pages(services, staff_app, ballot_app, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "counts")
    answer(TestBrowser(ballot_app), cycle, CHOICES)
    close(services, cycle)
    admin = logged_in(staff_app, cycle.organisation_id, "admin")
    page = admin.get("/closing/").get_data(as_text=True)
    assert f"Waiting for {NAME} since" in page
    hr = logged_in(staff_app, cycle.organisation_id, "hr")
    assert f"Waiting for {NAME} since" in hr.get("/dashboard/").get_data(as_text=True)

    package = post_form(admin, "/closing/", {"cycle": cycle.cycle_id}, at="/closing/package")
    assert package.headers["Content-Disposition"].startswith("attachment")
    result = work.count(work.prepare(package.data, ring, now=services.clock.now()), ring)
    for sentence in ("Counted by the trustee and published.", "Nothing was changed."):
        sent = send(admin, result, "/closing/", "/closing/result", "file")
        assert sent.status_code == 302
        page = admin.get("/closing/").get_data(as_text=True)
        assert sentence in page
        short = cycle.cycle_id[:8]
        assert f"Now delete ballots-{short}.pulse and result-{short}.json" in page
    with services.database.reading() as session:
        assert answered.state(session, cycle.organisation_id, cycle.cycle_id).published
    assert "Waiting for" not in admin.get("/closing/").get_data(as_text=True)


def test_nobody_takes_what_is_not_theirs(services, staff_app, ballot_app, tmp_path, series):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "counts")
    answer(TestBrowser(ballot_app), cycle, CHOICES)
    close(services, cycle)
    admin = logged_in(staff_app, series.organisation_id, "admin")
    refused = post_form(admin, "/closing/", {"cycle": cycle.cycle_id}, at="/closing/package")
    assert refused.status_code == 400
    own_admin = logged_in(staff_app, cycle.organisation_id, "admin")
    package = post_form(own_admin, "/closing/", {"cycle": cycle.cycle_id}, at="/closing/package").data
    result = work.count(work.prepare(package, ring, now=services.clock.now()), ring)
    sent = send(admin, result, "/closing/", "/closing/result", "file")
    assert "There is no such check-in" in sent.get_data(as_text=True)
    assert "This result cannot be taken" in send(own_admin, b"{}", "/closing/", "/closing/result", "file").get_data(
        as_text=True
    )


@pytest.mark.parametrize(
    ("mode", "sentence"),
    [("counts", f"Only {NAME} can open the answers"), ("copy", f"{NAME} keeps a copy of its keys")],
)
def test_people_read_who_can_open_their_answers_and_that_it_changed(services, ballot_app, tmp_path, mode, sentence):
    series = a_series(services)
    first = opened(services, series)
    rules = ballot_app.test_client().get(f"/transparency/{first.cycle_id}/en").get_data(as_text=True)
    assert "Only our server can open the answers" in rules
    close(services, first)
    ring = a_trustee(services, series.organisation_id, tmp_path / "w", mode)
    second = opened_later(services, series)
    rules = ballot_app.test_client().get(f"/transparency/{second}/en").get_data(as_text=True)
    assert sentence in rules
    assert "Who can open the answers has changed. Before: Only our server" in rules
    assert any(id in rules for id in ring.ids())


def opened_later(services, series):
    return open_cycle(services, series, datetime(2026, 12, 7, 9, 0), now=services.clock.now())


def test_without_a_trustee_the_manifest_has_no_field_for_one(services, ballot_app):
    cycle = an_open_cycle(services)
    assert b"trustee" not in ballot_app.test_client().get(f"/ballot/manifest/{cycle.cycle_id}").data


def test_a_key_folder_that_is_away_is_said_beside_the_file(services, staff_app, ballot_app, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "counts")
    answer(TestBrowser(ballot_app), cycle, CHOICES)
    close(services, cycle)
    admin = logged_in(staff_app, cycle.organisation_id, "admin")
    package = post_form(admin, "/closing/", {"cycle": cycle.cycle_id}, at="/closing/package").data
    result = work.count(work.prepare(package, ring, now=services.clock.now()), ring)
    log_key = services.keys.folder / "lasting" / "log_key"
    away = log_key.rename(tmp_path / "away")
    said = send(admin, result, "/closing/", "/closing/result", "file")
    assert said.status_code == 400
    assert "key folder is away" in said.get_data(as_text=True)
    away.rename(log_key)
    assert send(admin, result, "/closing/", "/closing/result", "file").status_code == 302
    assert "Counted by the trustee and published." in admin.get("/closing/").get_data(as_text=True)
