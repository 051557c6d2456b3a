"""A backup comes back while only the trustee can count: no ballot is lost, and no key is used twice."""

import json

from pulse.application import create_ballot_app
from pulse.backup.jobs import back_up, restore
from pulse.closing import trusted
from pulse.desk import work
from pulse.handover.package import read
from pulse.handover.result import read_result
from pulse.trustee.queries import standing
from pulse.verify.verdict import verify
from tests.backup.test_backup import picked_up, replacement, services
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.trustee import a_trusted_cycle

assert all((replacement, services))  # fixtures


def test_what_was_handed_out_since_the_backup_is_counted_too(services, replacement, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "counts")
    browser = TestBrowser(create_ballot_app(services))
    answer(browser, cycle, [4] * 12)
    back_up(services, tmp_path / "backup")
    late = picked_up(browser, cycle.links[12])
    restore(replacement, tmp_path / "backup")
    with replacement.database.reading() as session:
        assert standing(session, cycle.organisation_id).left == 0
    browser = TestBrowser(create_ballot_app(replacement))
    browser.cast(late.outer)
    close(replacement, cycle)
    package = trusted.hand_over(replacement, cycle.cycle_id)
    assert (read(package).restored, read(package).collected, len(read(package).ballots)) == (True, 12, 13)
    result = read_result(work.count(work.prepare(package, ring, now=replacement.clock.now()), ring))
    assert trusted.take_results(replacement, result, now=replacement.clock.now())
    board = browser.board(cycle.cycle_id)
    assert late.receipt.hex() in board["leaves"]
    assert verify(json.dumps(board).encode()).problems == ()
