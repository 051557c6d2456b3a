"""What an opening freezes into the afterword, and that it is noted as shown, once and whole."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from sqlalchemy import select

from pulse import worker
from pulse.announcements.models import Announcement
from pulse.cycles import queries as cycles
from pulse.envelope.canonical import digest
from pulse.opening import operations as opening
from pulse.organisation import queries as organisations
from tests.factories.opened import MONDAY, a_series, announce, opened


def afterword(services, cycle_id):
    with services.database.reading() as session:
        return json.loads(cycles.afterword(session, cycle_id))


def titles(services, cycle_id):
    return [each["texts"]["en"]["title"] for each in afterword(services, cycle_id)["announcements"]]


def noted(services, organisation_id):
    with services.database.reading() as session:
        rows = session.execute(
            select(Announcement.id, Announcement.first_cycle_id).where(Announcement.organisation_id == organisation_id)
        )
        return dict(rows.all())


def hours_ago(services, hours):
    return services.clock.now() - timedelta(hours=hours)


def test_the_content_names_the_afterword_and_so_the_manifest_covers_it(services):
    cycle_id = opened(services, a_series(services)).cycle_id
    with services.database.reading() as session:
        cycle, body = cycles.cycle(session, cycle_id), cycles.afterword(session, cycle_id)
    assert json.loads(cycle.content)["afterword"] == digest(body).hex()
    assert json.loads(cycle.manifest)["content_hash"] == digest(cycle.content).hex()
    assert set(json.loads(body)["strings"]) == {"en", "id", "zh-Hant", "vi"}


def test_the_three_newest_are_frozen_and_noted_and_the_others_wait_for_the_next(services):
    series = a_series(services)
    made = {
        name: announce(services, series.organisation_id, title=name, at=hours_ago(services, hours))
        for hours, name in enumerate(["first", "second", "third", "fourth"])
    }
    later = announce(services, series.organisation_id, title="not yet", at=hours_ago(services, -1))
    one = opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    assert titles(services, one) == ["first", "second", "third"]
    shown = noted(services, series.organisation_id)
    assert {name for name, id in made.items() if shown[id] == one} == {"first", "second", "third"}
    assert shown[made["fourth"]] is None
    assert shown[later] is None
    two = opening.open_cycle(services, series, MONDAY + timedelta(days=14), now=services.clock.advance(days=14))
    assert titles(services, two) == ["not yet", "fourth"]


def test_it_names_the_blocks_concerned_and_every_language_there_is(services):
    series = a_series(services, people=90)
    with services.database.reading() as session:
        units = organisations.units(session, series.organisation_id)
    office = next(id for id in units.nodes if units.label(id) == "Office")
    texts = {"en": ("Sofas", "In the office."), "zh_Hant": ("沙發", "在辦公室。"), "vi": ("", "")}
    announce(services, series.organisation_id, at=hours_ago(services, 1), texts=texts, places=[(office, "")])
    cycle_id = opened(services, series).cycle_id
    with services.database.reading() as session:
        blocks = cycles.blocks(session, series.organisation_id, cycle_id)
    mine = [block.index for block in blocks if block.unit_id == office]
    (entry,) = afterword(services, cycle_id)["announcements"]
    assert entry["blocks"] == mine
    assert 0 < len(mine) < len(blocks)
    assert set(entry["texts"]) == {"en", "zh-Hant"}
    assert entry["texts"]["zh-Hant"] == {"title": "沙發", "text": "在辦公室。"}


def test_two_workers_freeze_it_into_one_cycle(services):
    series = a_series(services)
    id = announce(services, series.organisation_id, at=hours_ago(services, 1))
    now = services.clock.advance(hours=1)
    with ThreadPoolExecutor(4) as pool:
        made = [one for one in pool.map(lambda _: worker.open_if_due(services, series, now=now), range(4)) if one]
    assert noted(services, series.organisation_id) == {id: made[0]}
    assert titles(services, made[0]) == ["Shorter queues"]


def test_two_cycles_at_once_never_show_the_same(services, monkeypatch):
    series = a_series(services)
    announce(services, series.organisation_id, at=hours_ago(services, 1))
    keep = opening._make_keys
    made = []

    def overtaken(*args):
        monkeypatch.setattr(opening, "_make_keys", keep)
        other = MONDAY + timedelta(days=14)
        made.append(opening.open_cycle(services, series, other, now=services.clock.now()))
        return keep(*args)

    monkeypatch.setattr(opening, "_make_keys", overtaken)
    with pytest.raises(opening.AnnouncedElsewhere):
        opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    assert services.keys.cycles() == set(made)
    made.append(opening.open_cycle(services, series, MONDAY, now=services.clock.now()))
    assert [titles(services, cycle_id) for cycle_id in made] == [["Shorter queues"], []]


def test_an_opening_that_fails_leaves_it_to_the_next(services, monkeypatch):
    series = a_series(services)
    id = announce(services, series.organisation_id, at=hours_ago(services, 1))
    with monkeypatch.context() as patch:
        patch.setattr(opening.invitations, "post_invitations", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    assert noted(services, series.organisation_id) == {id: None}
    cycle_id = opening.open_cycle(services, series, MONDAY, now=services.clock.now())
    assert noted(services, series.organisation_id) == {id: cycle_id}
    assert titles(services, cycle_id) == ["Shorter queues"]
