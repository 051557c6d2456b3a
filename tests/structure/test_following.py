"""What goes on at the new nodes when a part is moved or merged, and what stays with the past."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from pulse.actions import queries as actions
from pulse.announcements import queries as announcements
from pulse.organisation.growing import Leading
from pulse.organisation.models import TreeChange
from pulse.organisation.operations import change_calendar, ensure_location, ensure_unit
from pulse.organisation.queries import calendars, locations, units
from pulse.people.importing import parse
from pulse.people.models import Person, RoleGrant
from pulse.people.operations import grant
from pulse.people.roll.operations import import_people
from pulse.people.roll.queries import import_preview
from pulse.questions.operations import add_bank
from pulse.results.disclosure import Cell
from pulse.structure import operations
from pulse.structure.changing import Change, changed
from pulse.structure.following.roles import Held, following
from pulse.surveys.audiences.audience import Audience
from pulse.surveys.audiences.operations import change_audience
from pulse.surveys.audiences.queries import audience
from pulse.surveys.operations import create_survey
from tests.factories.actions import an_action
from tests.factories.announcements import an_announcement
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account, people_in
from tests.structure.test_changing import TREE, change, numbered

KITCHEN, BAKERY, OFFICE = "Operations/Kitchen", "Operations/Kitchen/Bakery", "Office"


class House:
    """An organisation with a kitchen in Operations, a bakery in it, and an office; everything hangs on the kitchen."""

    def __init__(self, session, now: datetime) -> None:
        self.id, self.now = an_organisation(session), now
        self.kitchen, self.bakery, self.office = (
            ensure_unit(session, self.id, path) for path in (KITCHEN, BAKERY, OFFICE)
        )
        (self.cook,) = people_in(session, self.id, unit=KITCHEN)
        add_bank(session, self.id)
        self.survey = create_survey(session, self.id, name="Canteen", question_keys=["canteen"])
        change_audience(session, self.id, self.survey, Audience(frozenset({self.kitchen}), frozenset()))
        places = (Cell(self.kitchen),)
        self.open = an_action(session, self.id, places=places)
        self.done = an_action(session, self.id, places=places, status="done")
        self.untold = an_announcement(session, self.id, places=places)
        self.manager = an_account(session, self.id, "manager", unit_id=self.kitchen)

    def now_is(self, session, kind: str, node: str, target: str | None, tree: str = "unit") -> None:
        wanted = Change(tree, node, kind, None, target, self.now.date())
        operations.plan(session, self.id, wanted, actor="a", now=self.now)

    def reached(self, session, account: str) -> set[str]:
        return set(session.scalars(select(RoleGrant.unit_id).where(RoleGrant.account_id == account)))


@pytest.fixture
def house(database, clock):
    with database.writing() as session:
        return House(session, clock.now())


def test_after_a_move_people_surveys_open_actions_and_roles_are_at_the_new_part(database, house):
    with database.writing() as session:
        house.now_is(session, "move", house.kitchen, house.office)
    with database.reading() as session:
        new = units(session, house.id).latest(house.kitchen)
        assert units(session, house.id).label(new) == "Office / Kitchen"
        assert session.scalar(select(Person.unit_id).where(Person.id == house.cook)) == new
        assert audience(session, house.id, house.survey) == Audience(frozenset({new}), frozenset())
        moved = actions.action(session, house.id, house.open)
        assert [(place.cell, place.label) for place in moved.places] == [(Cell(new), "Office / Kitchen")]
        past = actions.action(session, house.id, house.done)
        assert [(place.cell, place.label) for place in past.places] == [(Cell(house.kitchen), "Operations / Kitchen")]
        assert announcements.announcement(session, house.id, house.untold).cells == (Cell(new),)
        assert house.reached(session, house.manager) == {house.kitchen, new}


def test_after_a_merge_nobody_sees_people_whom_they_did_not_see_before(database, house):
    with database.writing() as session:
        baker = an_account(session, house.id, "manager", unit_id=house.bakery)
        both = an_account(session, house.id, "hr", unit_id=house.kitchen)
        grant(session, house.id, both, "hr", unit_id=house.office)
        house.now_is(session, "merge", house.kitchen, house.office)
    with database.reading() as session:
        tree = units(session, house.id)
        new, bakery = tree.latest(house.office), tree.latest(house.bakery)
        assert tree.nodes[bakery].parent_id == new
        assert house.reached(session, house.manager) == {house.kitchen}
        assert house.reached(session, baker) == {house.bakery, bakery}
        assert house.reached(session, both) == {house.kitchen, house.office, new}
        assert actions.action(session, house.id, house.open).cells == (Cell(new),)


def test_what_is_planned_for_a_part_goes_along(database, house):
    with database.writing() as session:
        later = Change("unit", house.bakery, "merge", None, house.kitchen, house.now.date() + timedelta(days=40))
        operations.plan(session, house.id, later, actor="a", now=house.now)
        house.now_is(session, "move", house.kitchen, house.office)
        waiting = session.scalars(select(TreeChange).where(TreeChange.done_at.is_(None))).one()
        tree = units(session, house.id)
        assert (waiting.node_id, waiting.target_id) == (tree.latest(house.bakery), tree.latest(house.kitchen))


def test_a_file_that_still_has_the_former_path_finds_the_part_and_moves_nobody(database, house):
    with database.writing() as session:
        house.now_is(session, "move", house.kitchen, house.office)
        number, name = session.execute(select(Person.number, Person.name).where(Person.id == house.cook)).one()
    lines = ["person_id,name,unit", f"{number},{name},operations/KITCHEN", "new,Minh,Operations/Kitchen/Bakery/Ovens"]
    rows = parse("\n".join(lines).encode())
    with database.writing() as session:
        assert [each.number for each in import_preview(session, house.id, rows).new] == ["new"]
        import_people(session, house.id, rows, actor="a", now=house.now)
        tree = units(session, house.id)
        new = session.scalar(select(Person.unit_id).where(Person.number == "new"))
        assert tree.label(new) == "Office / Kitchen / Bakery / Ovens"
        assert session.scalar(select(Person.unit_id).where(Person.id == house.cook)) == tree.latest(house.kitchen)
        again = operations.add_node(
            session, house.id, "unit", tree.nodes[house.kitchen].parent_id, "Kitchen", actor="a", now=house.now
        )
        assert import_preview(session, house.id, rows).moved
        assert units(session, house.id).nodes[house.kitchen].name.startswith("Kitchen (–")
        assert ensure_unit(session, house.id, KITCHEN) == again


def leads_to(session, house, *lines: str) -> list[str]:
    """Where a file's paths lead."""
    tree, lead = units(session, house.id), Leading(units(session, house.id))
    found = [lead(line.split("/")) for line in lines]
    assert all(path is None or ensure_unit(session, house.id, "/".join(path)) in tree.nodes for path in found)
    return ["/".join(path) if path else "closed" for path in found]


def test_a_former_path_finds_a_part_that_went_another_way_than_the_one_above_it(database, house):
    with database.writing() as session:
        house.now_is(session, "move", house.bakery, house.office)
        house.now_is(session, "move", house.kitchen, house.office)
        assert leads_to(session, house, KITCHEN, BAKERY) == ["Office/Kitchen", "Office/Bakery"]


def test_a_closed_part_stays_closed_by_its_former_path_once_the_one_above_it_moves(database, house):
    with database.writing() as session:
        house.now_is(session, "close", house.bakery, None)
        house.now_is(session, "move", house.kitchen, house.office)
        assert leads_to(session, house, KITCHEN, BAKERY) == ["Office/Kitchen", "closed"]


def test_a_location_keeps_its_calendar(database, house):
    with database.writing() as session:
        plant, taipei = (ensure_location(session, house.id, path) for path in ("Jakarta/Plant", "Taipei"))
        change_calendar(session, house.id, plant, "ID")
        change_calendar(session, house.id, taipei, "TW")
        house.now_is(session, "move", plant, taipei, "location")
        new = locations(session, house.id).latest(plant)
        assert calendars(session, house.id)[new] == "ID"
        house.now_is(session, "merge", new, locations(session, house.id).root.id, "location")
        assert locations(session, house.id).latest(plant) == locations(session, house.id).root.id


def test_a_change_waits_while_the_groups_of_the_quarter_stand(database, house, monkeypatch):
    with database.writing() as session:
        monkeypatch.setattr("pulse.structure.queries.is_frozen", lambda *_args, **_more: True)
        change = Change("unit", house.kitchen, "move", None, house.office, date(2027, 1, 1))
        id = operations.plan(session, house.id, change, actor="a", now=house.now)
        assert not operations.carry_out(session, house.id, id, now=house.now + timedelta(days=60))


def test_a_role_goes_along_where_the_people_are_the_same():
    made = changed(TREE, change("office", "merge", target="kitchen"), numbered())
    held = [
        Held("a", "hr", "office"),
        Held("a", "hr", "office"),
        Held("a", "manager", "kitchen"),
        Held("b", "hr", "desk"),
    ]
    assert following(held, made) == [Held("b", "hr", "new1")]
    assert following([*held, Held("a", "hr", "kitchen")], made) == [Held("b", "hr", "new1"), Held("a", "hr", "new0")]
