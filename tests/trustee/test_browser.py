"""A person answers in a real browser, for a trustee who alone can open it; and the trustee's desk in one."""

import json
from threading import Thread

import pytest
from playwright.sync_api import expect
from werkzeug.serving import make_server

from pulse.answers import queries as answered
from pulse.application import create_ballot_app
from pulse.checkin.strings import INTERFACE
from pulse.closing import trusted
from pulse.desk.keyring import Keyring
from pulse.desk.page import create_desk
from pulse.handover.result import read_result
from pulse.verify.verdict import verify
from tests.browser.fixtures import Quiet
from tests.browser.steps import answer_all
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import OpenedCycle
from tests.factories.trustee import NAME, a_trusted_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture
def desk(tmp_path, clock):
    """The trustee's page, served as `pulse trustee page` serves it."""
    ring = Keyring(tmp_path / "w")
    listener = make_server("127.0.0.1", 0, lambda *_: [], threaded=True, request_handler=Quiet)
    listener.app = create_desk(ring, secret="s" * 32, port=listener.port, now=clock.now)
    thread = Thread(target=listener.serve_forever, daemon=True)
    thread.start()
    yield ring, f"http://127.0.0.1:{listener.port}/{'s' * 32}/"
    listener.shutdown()
    thread.join()
    listener.server_close()


def test_from_a_phone_over_the_trustees_page_to_the_board(live, phone, desk, tmp_path):
    ring, address = desk
    services = live.services
    cycle, _ = a_trusted_cycle(services, ring.folder, "counts")
    page = phone.page
    page.goto(cycle.links[0])
    expect(page.get_by_text(INTERFACE["trustee_counts"] % {"trustee": NAME})).to_be_visible()
    answer_all(page, cycle.links[0])
    others = TestBrowser(create_ballot_app(services))
    answer(others, OpenedCycle(cycle.organisation_id, cycle.cycle_id, cycle.series, cycle.links[1:]), [3] * 11)
    close(services, cycle)
    package, board = tmp_path / "ballots.pulse", tmp_path / "board.json"
    package.write_bytes(trusted.hand_over(services, cycle.cycle_id))

    page.goto(address)
    page.get_by_label("The sealed ballots").set_input_files(package)
    with page.expect_download() as download:
        page.get_by_role("button", name="Check, open and count").click()
    result = read_result(download.value.path().read_bytes())
    assert trusted.take_results(services, result, now=services.clock.now())
    with services.database.reading() as session:
        assert answered.state(session, cycle.organisation_id, cycle.cycle_id).accepted == 12
    board.write_text(json.dumps(others.board(cycle.cycle_id)))
    assert verify(board.read_bytes()).problems == ()

    page.goto(address)
    page.get_by_label("The file board.json of the check-in").set_input_files(board)
    page.get_by_label("I know that this check-in").check()
    page.get_by_role("button", name="Delete the key for good").click()
    expect(page.get_by_text("is deleted. Delete it from your copies too.")).to_be_visible()
    page.get_by_label("Your name, as people will read it").fill(NAME)
    page.get_by_label("How many keys").fill("1")
    page.get_by_role("button", name="Make keys").click()
    expect(page.get_by_text("Hand over only this file")).to_be_visible()
    assert len(ring.ids()) == 2
