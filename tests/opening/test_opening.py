"""Opening: what is due opens once, with everything frozen; what may not open says why."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from pulse import worker
from pulse.answers import queries as answered
from pulse.cycles import queries as cycles
from pulse.cycles.models import Cycle
from pulse.delivery.models import OutboxMessage
from pulse.delivery.operations import set_up
from pulse.envelope.canonical import digest
from pulse.invitations.models import Invitation
from pulse.merkle.tree import Tree
from pulse.opening import operations as opening
from pulse.organisation.blocks import TooFewPeople
from pulse.organisation.jobs import bind_keys
from pulse.organisation.models import Organisation
from pulse.people.models import Person
from pulse.people.ways import SLIPS
from pulse.schedule.obstacles import PLAIN_HTTP, SAME_HOST, TOO_FEW_PEOPLE
from pulse.schedule.queries import one_series
from tests.factories.opened import MONDAY, a_series, add_people, an_open_cycle


def count(services, table, organisation_id) -> int:
    with services.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(table.organisation_id == organisation_id))


def the_cycle(services, cycle_id):
    with services.database.reading() as session:
        return cycles.cycle(session, cycle_id), cycles.blocks(session, *_key(session, cycle_id))


def _key(session, cycle_id):
    return session.execute(select(Cycle.organisation_id, Cycle.id).where(Cycle.id == cycle_id)).one()


def test_the_manifest_holds_what_was_frozen(services):
    opened = an_open_cycle(services)
    cycle, blocks = the_cycle(services, opened.cycle_id)
    manifest = json.loads(cycle.manifest)
    assert digest(cycle.manifest).hex() == cycle.manifest_hash
    assert digest(cycle.content).hex() == manifest["content_hash"]
    assert manifest["blocks_root"] == Tree([block.leaf for block in blocks]).root().hex()
    assert manifest["blocks"] == len(blocks) > 1
    assert sum(block.invited for block in blocks) == cycle.invited == 30
    assert min(block.invited for block in blocks) >= 10
    assert len({block.modulus for block in blocks}) == len(blocks)
    content = json.loads(cycle.content)
    assert content["languages"] == ["en", "id", "zh-Hant", "vi"]
    assert {question["scale"] for question in content["questions"]} == {"faces5", "open"}


def test_everybody_with_an_address_is_invited_and_nobody_else(services):
    series = a_series(services, people=30)
    with services.database.writing() as session:
        people = session.scalars(select(Person).where(Person.organisation_id == series.organisation_id)).all()
        people[0].email, people[1].active = None, False
    opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    assert count(services, Invitation, series.organisation_id) == 28
    assert count(services, OutboxMessage, series.organisation_id) == 28


def test_the_outbox_holds_neither_link_nor_body(services):
    opened = an_open_cycle(services)
    with services.database.reading() as session:
        row = session.scalars(select(OutboxMessage).where(OutboxMessage.organisation_id == opened.organisation_id))
        columns = {key for key in vars(row.first()) if not key.startswith("_")}
    assert not columns & {"body", "link", "invite", "text"}


def test_a_series_opens_when_it_is_due_and_only_once(services):
    series = a_series(services)
    assert worker.open_if_due(services, series, now=services.clock.now()) is None
    now = services.clock.advance(hours=1)
    cycle_id = worker.open_if_due(services, series, now=now)
    assert cycle_id is not None
    assert worker.open_if_due(services, series, now=now + timedelta(minutes=5)) is None
    later = worker.open_if_due(services, series, now=now + timedelta(days=14))
    assert later not in {None, cycle_id}


def test_nothing_opens_while_a_cycle_is_open_by_hand(services):
    series = a_series(services)
    opening.open_cycle(services, series, MONDAY.replace(hour=8), now=services.clock.now())
    assert worker.open_if_due(services, series, now=services.clock.advance(hours=1)) is None


def test_an_opening_that_fails_leaves_no_keys(services, monkeypatch):
    series = a_series(services)
    monkeypatch.setattr(opening.invitations, "post_invitations", lambda *_: (_ for _ in ()).throw(RuntimeError))
    with pytest.raises(RuntimeError):
        opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    assert services.keys.cycles() == set()


def test_keys_of_another_database_are_never_swept(services):
    services.keys.put("cd" * 16, "pool", b"theirs")
    services.keys.put("cd" * 16, "owner", b"another database")
    made = services.keys.made_at("cd" * 16)
    assert opening.sweep_orphans(services, now=made + timedelta(days=9)) == 0
    assert services.keys.get("cd" * 16, "pool") == b"theirs"


def test_a_joiner_never_enters_a_block_that_was_absorbed(services):
    series = a_series(services, people=60)
    opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    with services.database.writing() as session:
        before = {block.block_id for block in cycles.blocks(session, *_newest(session, series))}
        kitchen = session.scalars(select(Person).where(Person.organisation_id == series.organisation_id)).all()
        smallest = kitchen[0].unit_id, kitchen[0].location_id
        for person in [one for one in kitchen if (one.unit_id, one.location_id) == smallest][:3]:
            person.active = False
    opening.open_cycle(services, series, MONDAY + timedelta(days=14), now=services.clock.now())
    with services.database.writing() as session:
        alive = {block.block_id for block in cycles.blocks(session, *_newest(session, series))}
        add_people(session, series.organisation_id, 1)
    opening.open_cycle(services, series, MONDAY + timedelta(days=28), now=services.clock.now())
    with services.database.reading() as session:
        assert {block.block_id for block in cycles.blocks(session, *_newest(session, series))} == alive < before


def _newest(session, series):
    return series.organisation_id, cycles.timeline(session, series.organisation_id)[0][0]


def test_two_workers_open_one_cycle(services):
    series = a_series(services)
    now = services.clock.advance(hours=1)
    with ThreadPoolExecutor(4) as pool:
        made = list(pool.map(lambda _: worker.open_if_due(services, series, now=now), range(4)))
    assert len([one for one in made if one]) == 1
    assert count(services, Cycle, series.organisation_id) == 1
    assert count(services, Invitation, series.organisation_id) == 30


def test_an_opening_killed_before_the_answer_side_is_finished_by_the_next_tick(services, monkeypatch):
    series = a_series(services)
    with monkeypatch.context() as patch:
        patch.setattr(opening, "prepare_answers", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    worker._finish_openings(services, services.clock.now())
    with services.database.reading() as session:
        (cycle,) = cycles.cycles_of(session, series.organisation_id)
        assert answered.state(session, series.organisation_id, cycle.id) is not None


def test_keys_of_an_opening_that_never_finished_are_swept_after_days(services):
    opened = an_open_cycle(services)
    services.keys.put("ab" * 16, "pool", b"orphan")
    services.keys.put("ab" * 16, "owner", bind_keys(services).encode())
    made = services.keys.made_at("ab" * 16)
    assert opening.sweep_orphans(services, now=made + timedelta(hours=1)) == 0
    assert opening.sweep_orphans(services, now=made + timedelta(days=3)) == 1
    assert services.keys.cycles() == {opened.cycle_id}


def test_an_organisation_with_too_few_people_cannot_open(services):
    series = a_series(services, people=9)
    with pytest.raises(TooFewPeople, match="9 people can be invited; a check-in needs at least 10"):
        opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    assert count(services, Cycle, series.organisation_id) == 0
    now = services.clock.advance(hours=1)
    assert worker.open_if_due(services, series, now=now) is None
    assert one_of(services, series).hindered_by == TOO_FEW_PEOPLE
    with services.database.writing() as session:
        add_people(session, series.organisation_id, 10)
    assert worker.open_if_due(services, one_of(services, series), now=now)
    assert one_of(services, series).hindered_by is None


def one_of(services, series):
    with services.database.reading() as session:
        return one_series(session, series.organisation_id, series.id)


@pytest.mark.parametrize(
    ("change", "obstacle"),
    [
        ({"ballot_url": "http://ballot.example.com"}, PLAIN_HTTP),
        ({"ballot_url": "https://127.0.0.1:9000"}, SAME_HOST),
    ],
)
def test_no_cycle_opens_where_the_promise_would_not_hold(services, change, obstacle):
    unsafe = replace(services, config=replace(services.config, **change))
    series = a_series(unsafe)
    now = services.clock.advance(hours=1)
    assert obstacle in worker.hindrances(unsafe, is_demo=True)
    assert worker.open_if_due(unsafe, series, now=now) is None
    assert count(services, Cycle, series.organisation_id) == 0


def test_a_real_organisation_without_a_mail_server_opens_no_cycle(services):
    assert worker.hindrances(services, is_demo=True) == []
    assert worker.hindrances(services, is_demo=False) == ["no_smtp"]


def test_where_everybody_gets_a_letter_no_mail_server_is_needed(services):
    series = a_series(services)
    here = series.organisation_id
    with services.database.writing() as session:
        set_up(session, here, SLIPS, b"")
        session.execute(update(Organisation).filter_by(id=here).values(is_demo=False))
    assert worker.hindrances(services, is_demo=False, organisation_id=here) == ["no_smtp"]
    with services.database.writing() as session:
        session.execute(update(Person).filter_by(organisation_id=here).values(email=None))
    assert worker.hindrances(services, is_demo=False, organisation_id=here) == []


def test_people_keep_their_block_through_the_quarter(services):
    series = a_series(services)
    first = opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    second = opening.open_cycle(services, series, MONDAY + timedelta(days=14), now=services.clock.now())
    with services.database.reading() as session:
        blocks = [
            {block.index: block.block_id for block in cycles.blocks(session, series.organisation_id, cycle)}
            for cycle in (first, second)
        ]
        rows = session.execute(
            select(Invitation.person_id, Invitation.cycle_id, Invitation.block_index).where(
                Invitation.organisation_id == series.organisation_id
            )
        ).all()
    home = {(person, cycle): blocks[cycle == second][index] for person, cycle, index in rows}
    assert all(home[person, first] == home[person, second] for person, _ in home)


def test_a_single_leaver_makes_the_cells_near(services):
    series = a_series(services)
    first = opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    with services.database.writing() as session:
        session.scalars(select(Person).where(Person.organisation_id == series.organisation_id)).first().active = False
    second = opening.open_cycle(services, series, MONDAY + timedelta(days=14), now=services.clock.now())
    with services.database.reading() as session:
        near = cycles.near_cells(session, series.organisation_id)
    assert (second, first, "", "") in near


def test_a_failing_job_stops_none_of_the_others(services, monkeypatch, caplog):
    series = a_series(services)

    def fail(*_):
        raise RuntimeError("no")

    fail.__name__ = "_close_due"
    monkeypatch.setattr(worker, "_close_due", fail)
    worker.tick(services, now=services.clock.advance(hours=1))
    assert count(services, Cycle, series.organisation_id) == 1
    assert "close_due failed and will be tried again" in caplog.text
