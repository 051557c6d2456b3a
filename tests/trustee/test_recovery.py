"""The recovery copy: losing the key folder loses no check-in, and the copy opens for nobody but the trustee."""

import json
import shutil
from datetime import datetime

import pytest
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from pulse import worker
from pulse.answers import queries as answered
from pulse.closing import recovering
from pulse.closing.operations import close_cycle
from pulse.cycles import queries as cycles
from pulse.desk import work
from pulse.desk.keyring import Keyring, KeyringTrouble
from pulse.handover.recovery import NotRecovery, open_back, open_copy, read_answer, read_request
from pulse.keys.store import BOX, POOL
from pulse.opening.operations import open_cycle
from pulse.trustee.operations import withdraw
from pulse.trustee.queries import recovery_copy
from pulse.verify.verdict import verify
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import OpenedCycle, an_open_cycle, links_of
from tests.factories.trustee import a_trusted_cycle

CHOICES = [1, 2, 3, 4, 5, 5, 4, 3, 2, 1, 3, 3]


@pytest.fixture
def browser(ballot_app):
    return TestBrowser(ballot_app)


def lose(services, cycle_id):
    shutil.rmtree(services.keys.folder / "cycles" / cycle_id)


def state(services, cycle):
    with services.database.reading() as session:
        return answered.state(session, cycle.organisation_id, cycle.cycle_id)


def sealed_copy(services, cycle) -> bytes | None:
    with services.database.reading() as session:
        return recovery_copy(session, cycle.organisation_id, cycle.cycle_id)


def recovered(services, ring, cycle_id):
    request = read_request(recovering.ask(services, cycle_id))
    return recovering.take(services, work.recover(request, ring))


def test_a_cycle_whose_keys_were_lost_takes_ballots_again_and_is_counted(services, browser, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "copy")
    answer(browser, cycle, CHOICES)
    lose(services, cycle.cycle_id)
    recovered(services, ring, cycle.cycle_id)
    close(services, cycle)
    assert state(services, cycle).accepted == len(CHOICES)
    assert sealed_copy(services, cycle) is None
    board = json.dumps(browser.board(cycle.cycle_id)).encode()
    assert verify(board).problems == ()
    ring.delete(work.spent_key(board, ring))


def test_casting_goes_on_after_a_recovery(services, browser, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "copy")
    pool = services.keys.get(cycle.cycle_id, POOL)
    answer(browser, cycle, CHOICES[:3])
    for name in (POOL, BOX):
        services.keys.destroy(cycle.cycle_id, names=lambda found, name=name: found == name)
    recovered(services, ring, cycle.cycle_id)
    assert services.keys.get(cycle.cycle_id, POOL) == pool
    answer(browser, type(cycle)(cycle.organisation_id, cycle.cycle_id, cycle.series, cycle.links[3:]), CHOICES[3:])
    close(services, cycle)
    assert state(services, cycle).accepted == len(CHOICES)


def test_the_pool_key_comes_back_where_the_trustee_counts(services, browser, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "counts")
    answer(browser, cycle, CHOICES)
    lose(services, cycle.cycle_id)
    recovered(services, ring, cycle.cycle_id)
    assert services.keys.has(cycle.cycle_id, POOL)
    assert not services.keys.has(cycle.cycle_id, BOX)


def test_a_close_without_its_keys_says_that_the_copy_is_needed(services, browser, tmp_path, caplog):
    cycle, _ring = a_trusted_cycle(services, tmp_path / "w", "copy")
    answer(browser, cycle, CHOICES)
    lose(services, cycle.cycle_id)
    services.clock.advance(days=8)
    worker._close_due(services, services.clock.now())
    assert f"pulse cycle ask-recovery {cycle.cycle_id}" in caplog.text
    assert not state(services, cycle).tallied


def test_nothing_is_asked_while_the_keys_are_there_or_where_no_copy_is(services, tmp_path):
    cycle, _ = a_trusted_cycle(services, tmp_path / "w", "copy")
    with pytest.raises(NotRecovery, match="are in the key folder"):
        recovering.ask(services, cycle.cycle_id)
    plain = an_open_cycle(services)
    lose(services, plain.cycle_id)
    with pytest.raises(NotRecovery, match="no recovery copy"):
        recovering.ask(services, plain.cycle_id)
    with pytest.raises(NotRecovery, match="no cycle"):
        recovering.ask(services, "0" * 32)


def test_the_copy_opens_only_with_the_key_of_its_cycle(services, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "copy")
    with services.database.reading() as session:
        manifest = cycles.cycle(session, cycle.cycle_id).manifest
    sealed = sealed_copy(services, cycle)
    own = json.loads(manifest)["trustee"]["key"]
    assert open_copy(sealed, ring.pair(own).box, manifest).pool == services.keys.get(cycle.cycle_id, POOL)
    others = [ring.pair(id).box for id in ring.ids() if id != own] + [generate_private_key(SECP256R1())]
    for other in others:
        with pytest.raises(NotRecovery):
            open_copy(sealed, other, manifest)
    with pytest.raises(NotRecovery):
        open_copy(sealed, ring.pair(own).box, manifest + b" ")


def test_an_answer_opens_only_with_the_key_that_asked(services, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "copy")
    lose(services, cycle.cycle_id)
    request = read_request(recovering.ask(services, cycle.cycle_id))
    answered_with = work.recover(request, ring)
    with pytest.raises((NotRecovery, InvalidTag)):
        open_back(read_answer(answered_with)[1], generate_private_key(SECP256R1()), request.manifest.encode())
    recovering.take(services, answered_with)
    with pytest.raises(NotRecovery, match="has taken the answer already"):
        recovering.take(services, answered_with)


def test_a_recovered_key_is_never_put_over_another(services, browser, tmp_path):
    cycle, ring = a_trusted_cycle(services, tmp_path / "w", "copy")
    lose(services, cycle.cycle_id)
    answered_with = work.recover(read_request(recovering.ask(services, cycle.cycle_id)), ring)
    services.keys.put(cycle.cycle_id, POOL, bytes(32))
    with pytest.raises(NotRecovery, match="no key is ever replaced"):
        recovering.take(services, answered_with)
    assert services.keys.get(cycle.cycle_id, POOL) == bytes(32)


def test_somebody_without_the_folder_recovers_nothing(services, tmp_path):
    cycle, _ = a_trusted_cycle(services, tmp_path / "w", "copy")
    lose(services, cycle.cycle_id)
    request = read_request(recovering.ask(services, cycle.cycle_id))
    with pytest.raises(KeyringTrouble, match="not in the folder"):
        work.recover(request, Keyring(tmp_path / "empty"))


def test_a_cycle_opens_without_a_copy_when_no_key_is_left(services, browser, tmp_path):
    cycle, _ = a_trusted_cycle(services, tmp_path / "w", "copy")
    with services.database.writing() as session:
        withdraw(session, cycle.organisation_id)
    close(services, cycle)
    services.clock.advance(days=6, hours=2)
    again = opened_again(services, cycle)
    assert sealed_copy(services, again) is None
    answer(browser, again, CHOICES)
    services.clock.advance(days=8)
    close_cycle(services, again.cycle_id, now=services.clock.now())
    assert state(services, again).published


def opened_again(services, cycle):
    id = open_cycle(services, cycle.series, datetime(2026, 12, 7, 9, 0), now=services.clock.now())
    return OpenedCycle(cycle.organisation_id, id, cycle.series, links_of(services, cycle.organisation_id, id))


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff", b'{"v":1,"kind":"pulse-recovery-request"}'])
def test_what_is_no_request_or_answer_gets_one_sentence(content):
    for reader in (read_request, read_answer):
        with pytest.raises(NotRecovery, match=r"^[A-Z].*\.$"):
            reader(content)
