"""The close: counts what was cast, once, then destroys the keys; killed anywhere, it goes on."""

import json
import shutil
from collections import Counter

import pytest
from sqlalchemy import func, insert, select

from pulse import worker
from pulse.answers import queries as answered
from pulse.answers.log import head_holds, log_root
from pulse.answers.models import BoardLeaf, Comment, PoolBallot, ReleasedCell, Tally
from pulse.ballots.models import Issued
from pulse.closing import operations as closing
from pulse.closing.operations import PoolKeyMissing, close_cycle
from pulse.cycles.operations import end_early
from pulse.envelope.outer import unpack
from pulse.invitations.models import Invitation
from pulse.keys.store import BOX, POOL, KeyMissing
from pulse.merkle.tree import leaf_hash, root
from pulse.organisation.models import Organisation
from pulse.organisation.queries import compact_due
from pulse.results.models import Figure
from pulse.simulate.ballot import draw, fill
from pulse.simulate.link import Link
from tests.closing.killing import Killed, killed_at
from tests.factories.client import TestBrowser
from tests.factories.closed import answer, close
from tests.factories.opened import an_open_cycle

CHOICES = [1, 2, 2, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 1, 2, 3, 4, 5, 3, 4]


@pytest.fixture
def opened(services):
    return an_open_cycle(services, people=40)


@pytest.fixture
def browser(ballot_app):
    return TestBrowser(ballot_app)


def total(services, opened, question="canteen") -> Counter:
    with services.database.reading() as session:
        rows = session.execute(
            select(Tally.option, func.sum(Tally.count))
            .where(Tally.cycle_id == opened.cycle_id, Tally.question == question)
            .group_by(Tally.option)
        )
        return +Counter({option: int(count) for option, count in rows})


def state(services, opened):
    with services.database.reading() as session:
        return answered.state(session, opened.organisation_id, opened.cycle_id)


def rows(services, table, opened) -> int:
    with services.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(table.cycle_id == opened.cycle_id))


def test_the_numbers_are_those_that_were_cast(services, browser, opened):
    expected = answer(browser, opened, CHOICES)
    close(services, opened)
    assert total(services, opened) == total(services, opened, "overall") == expected
    assert (state(services, opened).collected, state(services, opened).accepted) == (len(CHOICES), len(CHOICES))


def test_released_figures_are_the_sums_of_their_atoms(services, browser, opened):
    answer(browser, opened, CHOICES)
    close(services, opened)
    with services.database.reading() as session:
        key = (opened.organisation_id, "", "", opened.cycle_id, "canteen")
        figure = session.get(Figure, key)
    assert [figure.n1, figure.n2, figure.n3, figure.n4, figure.n5] == [CHOICES.count(n) for n in range(1, 6)]


def test_no_stored_atom_is_smaller_than_k(services, browser, opened):
    answer(browser, opened, CHOICES)
    close(services, opened)
    with services.database.reading() as session:
        atoms = session.execute(
            select(Tally.question, Tally.atom, func.sum(Tally.count))
            .where(Tally.cycle_id == opened.cycle_id)
            .group_by(Tally.question, Tally.atom)
        ).all()
    assert len(atoms) > 2
    assert min(count for _, _, count in atoms) >= 5


def test_fewer_than_k_ballots_leave_only_participation(services, browser, opened):
    answer(browser, opened, [1, 2, 3, 4], comment="Quiet")
    close(services, opened)
    assert [rows(services, table, opened) for table in (Tally, ReleasedCell, Figure)] == [0, 0, 0]
    with services.database.reading() as session:
        comments = session.scalars(select(Comment).where(Comment.organisation_id == opened.organisation_id)).all()
    assert comments == []
    assert state(services, opened).accepted == 4


def test_nothing_that_could_open_a_ballot_is_left(services, browser, opened):
    answer(browser, opened, CHOICES)
    close(services, opened)
    assert services.keys.cycles() == set()
    assert rows(services, PoolBallot, opened) == 0
    with services.database.reading() as session:
        issued = session.scalars(select(Issued).where(Issued.cycle_id == opened.cycle_id)).all()
        hashes = session.scalars(select(Invitation.invite_hash).where(Invitation.cycle_id == opened.cycle_id)).all()
        kept = session.scalars(select(Invitation.collected).where(Invitation.cycle_id == opened.cycle_id)).all()
    assert {(one.blinded_hash, one.signature) for one in issued} == {(None, None)}
    assert set(hashes) == {None}
    assert sum(kept) == len(CHOICES)


def test_a_receipt_stands_on_the_board_whose_root_stands_in_the_signed_log(services, browser, opened):
    finished = browser.answer(opened.links[0], {"canteen": 5}, {}, "vi")
    answer(browser, OpenedRest(opened), CHOICES)
    before = browser.board(opened.cycle_id)
    assert (before["closed"], before["leaves"], before["accepted"]) == (False, [], None)
    close(services, opened)
    board = browser.board(opened.cycle_id)
    assert finished.receipt.hex() in board["leaves"]
    assert board["leaves"] == sorted(board["leaves"])
    assert board["root"] == root([bytes.fromhex(leaf) for leaf in board["leaves"]]).hex()
    entries = [json.loads(entry["document"]) for entry in board["log"]]
    assert [entry["kind"] for entry in entries] == ["opened", "closed"]
    assert entries[1]["root"] == board["root"]
    assert entries[1]["accepted"] == board["accepted"] == len(board["leaves"])
    documents = []
    for entry in board["log"]:
        documents.append(entry["document"].encode())
        head = log_root(documents)
        assert entry["root"] == head.hex()
        public, signature = bytes.fromhex(board["log_key"]), bytes.fromhex(entry["signature"])
        organisation = entries[0]["organisation"]
        assert head_holds(public, organisation, len(documents), head, signature)
        assert not head_holds(public, organisation, len(documents) + 1, head, signature)


class OpenedRest:
    """An opened cycle without its first person."""

    def __init__(self, opened) -> None:
        self.links = opened.links[1:]


def test_an_answer_outside_its_scale_is_dropped_whole_and_counted_as_rejected(services, browser, opened):
    expected = answer(browser, opened, CHOICES)
    strange = [{"canteen": 6}, {"canteen": 0, "overall": 3}, {"unheard_of": 3}, {"canteen": True}, {"comment": 3}]
    for url, answers in zip(opened.links[len(CHOICES) :], strange, strict=False):
        browser.answer(url, answers, {}, "en")
    close(services, opened)
    assert total(services, opened) == expected
    assert (state(services, opened).accepted, state(services, opened).rejected) == (len(CHOICES), len(strange))
    assert rows(services, BoardLeaf, opened) == len(CHOICES)


def test_an_inner_layer_that_cannot_be_read_stops_nothing(services, browser, opened):
    answer(browser, opened, CHOICES)
    link = Link.parse(opened.links[-1])
    trusted = browser.look(link)
    blank = draw(trusted)
    signature = browser.collect(link, blank.blinded.message)
    finished = fill(trusted, blank, signature, answers={}, comments={}, language="en")
    ballot = unpack(finished.outer)
    browser.cast(type(ballot)(**{**vars(ballot), "sealed": bytes(len(ballot.sealed))}).pack(blank.private))
    close(services, opened)
    assert (state(services, opened).accepted, state(services, opened).rejected) == (len(CHOICES), 1)


def test_comments_are_detached_and_in_no_order_of_arrival(services, browser, opened):
    answer(browser, opened, CHOICES, comment="Said")
    close(services, opened)
    with services.database.reading() as session:
        comments = session.scalars(
            select(Comment).where(Comment.organisation_id == opened.organisation_id).order_by(Comment.id)
        ).all()
    assert Counter(comment.text for comment in comments) == Counter(f"Said {choice}" for choice in CHOICES)
    assert {(comment.cycle_id, comment.language) for comment in comments} == {(opened.cycle_id, "en")}


def test_closing_twice_changes_nothing(services, browser, opened):
    answer(browser, opened, CHOICES)
    close(services, opened)
    before = browser.board(opened.cycle_id)
    close_cycle(services, opened.cycle_id, now=services.clock.now())
    assert browser.board(opened.cycle_id) == before


STEPS = [
    (closing.ballots, "shut_collecting"),
    (closing.answers, "end_intake"),
    (closing, "_count"),
    (closing, "_open_pool"),
    (closing.answers, "claim_tally"),
    (closing.answers, "store_count"),
    (closing.answers, "append_to_log"),
    (closing, "_publish"),
    (closing, "publish"),
    (closing.answers, "keys_destroyed"),
    (closing.ballots, "forget_blinded"),
    (closing, "forget_hashes"),
]


@pytest.mark.parametrize(("place", "step"), STEPS, ids=[name for _, name in STEPS])
@pytest.mark.parametrize("when", ["before", "after"])
def test_a_close_killed_anywhere_is_finished_by_the_next_tick(
    services, browser, opened, monkeypatch, place, step, when
):
    expected = answer(browser, opened, CHOICES)
    with killed_at(monkeypatch, place, step, when):
        close(services, opened)
    worker._close_due(services, services.clock.now())
    assert total(services, opened) == expected
    assert state(services, opened).published
    assert services.keys.cycles() == set()
    assert [json.loads(e["document"])["kind"] for e in browser.board(opened.cycle_id)["log"]] == ["opened", "closed"]


def test_a_missing_key_keeps_the_pool_and_publishes_nothing(services, browser, opened):
    answer(browser, opened, CHOICES)
    saved = services.keys.get(opened.cycle_id, POOL)
    services.keys.destroy(opened.cycle_id, names=lambda name: name == POOL)
    with pytest.raises(PoolKeyMissing, match="kept"):
        close(services, opened)
    assert rows(services, PoolBallot, opened) == len(CHOICES)
    assert not state(services, opened).published
    services.keys.put(opened.cycle_id, POOL, saved)
    close_cycle(services, opened.cycle_id, now=services.clock.now())
    assert state(services, opened).accepted == len(CHOICES)


def test_a_wrong_key_keeps_the_pool_and_publishes_nothing(services, browser, opened):
    answer(browser, opened, CHOICES)
    for name, wrong in ((POOL, bytes(32)), (BOX, services.keys.get(an_open_cycle(services).cycle_id, BOX))):
        right = services.keys.get(opened.cycle_id, name)
        services.keys.destroy(opened.cycle_id, names=lambda found, name=name: found == name)
        services.keys.put(opened.cycle_id, name, wrong)
        with pytest.raises(PoolKeyMissing, match="right keys"):
            close(services, opened)
        assert rows(services, PoolBallot, opened) == len(CHOICES)
        services.keys.destroy(opened.cycle_id, names=lambda found, name=name: found == name)
        services.keys.put(opened.cycle_id, name, right)
    close_cycle(services, opened.cycle_id, now=services.clock.now())
    assert state(services, opened).accepted == len(CHOICES)


def test_a_key_folder_that_is_away_is_not_an_empty_one(services, browser, opened, monkeypatch, caplog):
    answer(browser, opened, CHOICES)
    with killed_at(monkeypatch, closing, "_publish", "before"):
        close(services, opened)
    away = services.keys.folder.rename(services.keys.folder.with_name("away"))
    worker.tick(services, now=services.clock.now())
    assert not state(services, opened).published
    assert "is not the one this database belongs to" in caplog.text
    shutil.rmtree(services.keys.folder, ignore_errors=True)
    away.rename(services.keys.folder)
    worker.tick(services, now=services.clock.now())
    assert state(services, opened).published
    assert opened.cycle_id not in services.keys.cycles()


def test_the_log_says_nothing_of_a_close_before_the_keys_are_gone(services, browser, opened, monkeypatch):
    answer(browser, opened, CHOICES)
    with killed_at(monkeypatch, closing, "_publish", "before"):
        close(services, opened)
    board = browser.board(opened.cycle_id)
    assert (board["closed"], board["accepted"]) == (False, None)
    assert [json.loads(entry["document"])["kind"] for entry in board["log"]] == ["opened"]


def test_a_failing_database_never_writes_a_comment_into_the_log(services, browser, opened, monkeypatch, caplog):
    answer(browser, opened, CHOICES, comment="Secret of mine")
    real = closing.answers.store_count

    def fail(session, *args, **kwargs):
        real(session, *args, **kwargs)
        key = {"organisation_id": opened.organisation_id, "cycle_id": opened.cycle_id}
        twice = [{**key, "id": "ab" * 16, "text": "Secret of mine"}] * 2
        session.execute(insert(Comment), twice)

    monkeypatch.setattr(closing.answers, "store_count", fail)
    services.clock.advance(days=8)
    worker._close_due(services, services.clock.now())
    assert "IntegrityError" in caplog.text
    assert "Secret of mine" not in caplog.text


@pytest.mark.parametrize("called_a_demo_since", [False, True])
def test_a_real_cycle_that_was_ended_early_is_counted_when_people_were_told(services, browser, called_a_demo_since):
    opened = an_open_cycle(services, is_demo=False)
    answer(browser, opened, CHOICES)
    with services.database.writing() as session:
        session.get(Organisation, opened.organisation_id).is_demo = called_a_demo_since
        end_early(session, opened.organisation_id, opened.cycle_id, now=services.clock.now())
    worker._close_due(services, services.clock.advance(hours=2))
    assert not state(services, opened).published
    worker._close_due(services, services.clock.advance(days=8))
    assert state(services, opened).published


def test_what_the_pool_left_in_the_files_is_dropped_after_the_close(services, browser, opened):
    answer(browser, opened, CHOICES)
    close(services, opened)
    with services.database.reading() as session:
        assert compact_due(session)
    worker._compact(services, services.clock.now())
    with services.database.reading() as session:
        assert not compact_due(session)


def test_the_collecting_keys_are_gone_before_the_pool_is_opened(services, browser, opened, monkeypatch):
    answer(browser, opened, CHOICES)

    def look(*_args):
        with pytest.raises(KeyMissing):
            services.keys.signing_key(opened.cycle_id, 0)
        assert services.keys.get(opened.cycle_id, BOX)
        raise Killed

    monkeypatch.setattr(closing, "_open_pool", look)
    with pytest.raises(Killed):
        close(services, opened)


def test_the_leaf_of_the_log_is_its_document(services, browser, opened):
    log = browser.board(opened.cycle_id)["log"]
    assert log[0]["root"] == leaf_hash(log[0]["document"].encode()).hex()
