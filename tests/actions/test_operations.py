"""Keeping actions, on both databases: what is kept, what is refused, and who changed what."""

from dataclasses import replace
from datetime import UTC, date, datetime
from secrets import token_hex

import pytest
from sqlalchemy import delete

from pulse.actions import queries
from pulse.actions.draft import ActionRefused
from pulse.actions.operations import ChangedMeanwhile, change, create, set_status
from pulse.audit_log.models import AuditEntry
from pulse.organisation.models import Unit
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.results.disclosure import Cell
from tests.factories.actions import a_draft, an_action
from tests.factories.organisation import an_organisation

NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def kitchen(database, organisation):
    with database.writing() as session:
        return ensure_unit(session, organisation, "Operations/Kitchen")


@pytest.fixture
def made(database, organisation):
    with database.writing() as session:
        return an_action(session, organisation)


def read(database, organisation, action_id):
    with database.reading() as session:
        return queries.action(session, organisation, action_id)


def entries(database, organisation, action):
    with database.reading() as session:
        found = session.query(AuditEntry).filter_by(organisation_id=organisation, action=action)
        return [entry.details for entry in found]


def test_an_action_is_kept_as_it_was_given(database, organisation, kitchen):
    with database.writing() as session:
        place = ensure_location(session, organisation, "Jakarta")
        given = a_draft(places=(Cell(kitchen), Cell(kitchen, place)), expected_points=8, status="under_way")
        made = an_action(session, organisation, **vars(given))

    kept = read(database, organisation, made)

    assert kept.draft.version == given.version
    assert [each.label for each in kept.places] == ["Operations / Kitchen", "Operations / Kitchen · Jakarta"]


def test_an_action_without_a_place_is_for_the_whole_organisation(database, organisation, made):
    [place] = read(database, organisation, made).places

    assert (place.cell, place.label) == (Cell(), "Lotus Works")


def test_the_whole_organisation_holds_every_other_place(database, organisation, kitchen):
    with database.writing() as session:
        made = an_action(session, organisation, places=(Cell(kitchen), Cell()))

    assert [place.cell for place in read(database, organisation, made).places] == [Cell()]


@pytest.mark.parametrize(
    ("field", "changes", "sentence"),
    [
        ("what", {"what": "  "}, "Please say what will be done."),
        ("what", {"what": "x" * 201}, "This is longer than 200 characters."),
        ("what", {"what": "a\0b"}, "This text holds invisible or control characters."),
        ("what", {"what": "two\nlines"}, "This text holds invisible or control characters."),
        ("why", {"why": "x" * 2001}, "This is longer than 2000 characters."),
        ("owner", {"owner": ""}, "Please say who sees to it: an action without an owner is not done."),
        ("owner", {"owner": "x" * 121}, "This is longer than 120 characters."),
        ("impact", {"impact": "XL"}, "Please choose small, medium or large."),
        ("effort", {"effort": ""}, "Please choose small, medium or large."),
        ("due", {"due": date(2026, 11, 8)}, "It cannot be due before it starts: please choose a later day."),
        ("starts", {"starts": date(1, 1, 1)}, "Please give a day from 2000 to 2100."),
        ("status", {"status": "forgotten"}, "Please choose one from the list."),
        ("expected_points", {"expected_points": 101}, "Please give whole points from -100 to 100, or leave it empty."),
        ("topic", {"topic": "no-such"}, "This topic does not exist any more. Please choose one from the list."),
        (
            "places",
            {"places": (Cell("gone"),)},
            "A part that was ticked no longer exists. Please look again where it is for.",
        ),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence_and_nothing_is_kept(field, changes, sentence, database, organisation):
    with pytest.raises(ActionRefused) as refused, database.writing() as session:
        an_action(session, organisation, **changes)

    assert (refused.value.field, str(refused.value)) == (field, sentence)
    with database.reading() as session:
        assert queries.actions(session, organisation) == []


def test_the_unit_of_another_organisation_is_no_place(database, organisation):
    with database.writing() as session:
        foreign = ensure_unit(session, an_organisation(session), "Operations")
    with pytest.raises(ActionRefused), database.writing() as session:
        an_action(session, organisation, places=(Cell(foreign),))


def test_an_action_may_begin_and_be_due_on_one_day_and_say_why_in_lines(database, organisation):
    with database.writing() as session:
        made = an_action(session, organisation, due=date(2026, 11, 9), why="One.\r\nTwo.")

    assert read(database, organisation, made).why == "One.\nTwo."


def test_making_an_action_is_written_down_in_words(database, organisation, made):
    [details] = entries(database, organisation, "action.created")

    assert details["topic"] == "Canteen"
    assert details["places"] == ["Lotus Works"]
    assert details["due"] == "2026-12-18"


def test_a_change_is_written_down_as_it_was_and_as_it_is(database, organisation, made, kitchen):
    before = read(database, organisation, made)
    wanted = replace(before.draft, topic="parking", due=date(2027, 1, 15), places=(Cell(kitchen),))
    with database.writing() as session:
        change(session, organisation, made, wanted, version=before.version, actor="her", now=NOW)

    assert read(database, organisation, made).draft == wanted
    [details] = entries(database, organisation, "action.changed")
    assert details == {
        "what": "Open a second till at noon",
        "topic": {"before": "Canteen", "after": "Parking"},
        "due": {"before": "2026-12-18", "after": "2027-01-15"},
        "places": {"before": ["Lotus Works"], "after": ["Operations / Kitchen"]},
    }


def test_a_change_of_nothing_is_not_written_down(database, organisation, made):
    before = read(database, organisation, made)
    with database.writing() as session:
        change(session, organisation, made, before.draft, version=before.version, actor="her", now=NOW)

    assert entries(database, organisation, "action.changed") == []


def test_who_saves_second_does_not_overwrite_the_first(database, organisation, made):
    opened = read(database, organisation, made)
    hers, his = replace(opened.draft, owner="Her"), replace(opened.draft, owner="Him")
    with database.writing() as session:
        change(session, organisation, made, hers, version=opened.version, actor="her", now=NOW)
    with pytest.raises(ChangedMeanwhile), database.writing() as session:
        change(session, organisation, made, his, version=opened.version, actor="him", now=NOW)

    assert read(database, organisation, made).owner == "Her"


def test_a_status_moves_on_and_is_written_down(database, organisation, made):
    with database.writing() as session:
        set_status(session, organisation, made, "done", seen="planned", actor="her", now=NOW)

    assert read(database, organisation, made).status == "done"
    [details] = entries(database, organisation, "action.moved")
    assert details == {"what": "Open a second till at noon", "status": {"before": "planned", "after": "done"}}


def test_a_status_that_was_seen_on_an_old_page_moves_nothing(database, organisation, made):
    with database.writing() as session:
        set_status(session, organisation, made, "done", actor="her", now=NOW)
    with pytest.raises(ChangedMeanwhile), database.writing() as session:
        set_status(session, organisation, made, "under_way", seen="planned", actor="him", now=NOW)

    assert read(database, organisation, made).status == "done"


def test_moving_to_where_it_is_already_says_nothing(database, organisation, made):
    for _click in range(2):
        with database.writing() as session:
            set_status(session, organisation, made, "done", seen="planned", actor="her", now=NOW)

    assert len(entries(database, organisation, "action.moved")) == 1


def test_an_unknown_status_or_action_is_refused(database, organisation, made):
    with pytest.raises(ActionRefused), database.writing() as session:
        set_status(session, organisation, made, "lost", actor="her", now=NOW)
    with pytest.raises(LookupError), database.writing() as session:
        set_status(session, organisation, token_hex(16), "done", actor="her", now=NOW)
    with database.writing() as session:
        other = an_organisation(session)
    with pytest.raises(LookupError), database.writing() as session:
        set_status(session, other, made, "done", actor="her", now=NOW)


def test_a_place_that_is_gone_keeps_its_name(database, organisation, kitchen):
    with database.writing() as session:
        made = an_action(session, organisation, places=(Cell(kitchen),))
        session.execute(delete(Unit).where(Unit.organisation_id == organisation, Unit.id == kitchen))

    assert [place.label for place in read(database, organisation, made).places] == ["Operations / Kitchen"]


def test_a_unit_dissolved_meanwhile_is_refused_at_the_change(database, organisation, made, kitchen):
    opened = read(database, organisation, made)
    with database.writing() as session:
        session.execute(delete(Unit).where(Unit.organisation_id == organisation, Unit.id == kitchen))
    wanted = replace(opened.draft, places=(Cell(kitchen),))
    with pytest.raises(ActionRefused) as refused, database.writing() as session:
        change(session, organisation, made, wanted, version=opened.version, actor="her", now=NOW)

    assert refused.value.field == "places"


def test_actions_come_with_the_next_due_first(database, organisation):
    with database.writing() as session:
        late = an_action(session, organisation, due=date(2027, 2, 1))
        soon = an_action(session, organisation, due=date(2026, 12, 1))
        create(session, organisation, a_draft(due=date(2027, 3, 1)), actor="her", now=NOW)

    with database.reading() as session:
        assert [one.id for one in queries.actions(session, organisation)][:2] == [soon, late]
