"""Check-ins from before and after parts were moved and merged: what two of them tell of a few people."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from pulse.disclosure_audit.pairs import Exact, betrayed
from pulse.opening.near import cells_above, parts_of
from pulse.organisation.models import TreeChange
from pulse.organisation.queries import locations, reshaped_at, units
from pulse.organisation.tree import Tree
from pulse.results.disclosure import Cell
from pulse.results.queries import populations, trees
from pulse.structure import operations
from pulse.structure.changing import MERGE, MOVE, Change, ChangeRefused, changed
from tests.factories.history import OFFICE, PRODUCTION, a_closed_cycle, a_world, ballots
from tests.factories.rounds import ours, rearranged, shared, without_rule_6


def a_move(organisation_id, done_at):
    return TreeChange(
        organisation_id=organisation_id, id="m" * 32, tree="unit", node_id="", change="move",
        effective_on=date(2026, 1, 1), done_at=done_at,
    )  # fmt: skip


def wanted(tree, rng):
    """A move or a merge of two units at random."""
    open_ones = sorted(node.id for node in tree.nodes.values() if not node.closed)
    return Change(
        "unit", rng.choice(open_ones), rng.choice((MOVE, MERGE)), None, rng.choice(open_ones), date(2027, 1, 1)
    )


def renewed(tree, rng):
    """What Pulse does: the part that is moved or merged is continued as a new one."""
    ids = iter(range(1000))
    for _ in range(20):
        try:
            made = changed(tree, wanted(tree, rng), lambda: f"n{len(tree.nodes)}.{next(ids)}")
        except ChangeRefused:
            continue
        return made.tree, made.goes_to
    return tree, {}


def with_the_same_ids(tree, rng):
    """A careless way: the node gets another parent, and what it held in earlier check-ins goes along unseen."""
    for _ in range(20):
        change = wanted(tree, rng)
        try:
            changed(tree, change)
        except ChangeRefused:
            continue
        nodes, home = dict(tree.nodes), change.target_id
        if change.change == MOVE:
            nodes[change.node_id] = replace(nodes[change.node_id], parent_id=home)
            return Tree(nodes.values()), {}
        for child in tree.children(change.node_id):
            nodes[child.id] = replace(child, parent_id=home)
        nodes[change.node_id] = replace(nodes[change.node_id], closed=True)
        return Tree(nodes.values()), {change.node_id: home}
    return tree, {}


def betrayals(every, publisher=ours):
    """What an attacker finds who puts any two check-ins side by side, and knows who was in which part then."""
    exact = [Exact(each) for each in publisher(every)]
    return [
        found
        for then, now in combinations(range(len(every)), 2)
        for found in betrayed(exact[now], exact[then], shared(every[now], every[then]), every[now].k)
    ]


@settings(max_examples=20)
@given(st.integers(0, 2**32))
def test_around_moves_and_merges_no_two_check_ins_tell_of_a_few_people(seed):
    assert betrayals(rearranged(seed, renewed)) == []


def test_where_parts_keep_their_ids_the_same_attack_finds_a_few_people():
    seeds = range(60)
    careless = [seed for seed in seeds if betrayals(rearranged(seed, with_the_same_ids))]
    assert careless
    assert not [seed for seed in seeds if betrayals(rearranged(seed, renewed))]


def test_and_most_is_still_shown_in_numbers():
    shown, without = (
        sum(len(Exact(each).round.statements) for seed in range(12) for each in publisher(rearranged(seed, renewed)))
        for publisher in (ours, without_rule_6)
    )
    assert shown > 0.5 * without


def test_who_was_in_a_part_before_a_move_is_known_and_compared(services):
    with services.database.writing() as session:
        world = a_world(session)
        cycle_id = a_closed_cycle(services, session, world, ballots(PRODUCTION, canteen="5" * 24))
        production, office, work = (world.units[name] for name in ("Operations/Production", "Office", "Operations"))
        change = Change("unit", production, MOVE, None, office, services.clock.now().date())
        operations.plan(session, world.id, change, actor="a", now=services.clock.now())
    with services.database.reading() as session:
        here = trees(session, world.id)
        new = here.units.latest(production)
        assert here.units.nodes[new].parent_id == office
        assert reshaped_at(session, world.id) is None
        found = populations(session, here, world.id, [Cell(id) for id in (production, work, office, new)], [cycle_id])
        invited = {cell.unit: population.people for (cell, _), population in found.items()}
        assert (invited[production], invited[work], invited[office]) == (40, 80, 40)
        assert not invited.get(new)


def test_before_a_move_that_kept_its_id_figures_speak_of_nobody_in_particular_but_for_the_whole(services):
    with services.database.writing() as session:
        world = a_world(session)
        cast = [*ballots(PRODUCTION, canteen="5" * 24), *ballots(OFFICE, canteen="41" * 6)]
        cycle_id = a_closed_cycle(services, session, world, cast)
    with services.database.reading() as session:
        here = trees(session, world.id)
        cells = [Cell(), *(Cell(id) for id in here.units.nodes if id != here.units.root.id)]
        known = populations(session, here, world.id, cells, [cycle_id])
        assert {cell for cell, _ in known} > {Cell()}
    with services.database.writing() as session:
        session.add(a_move(world.id, services.clock.now() + timedelta(days=1)))
    with services.database.reading() as session:
        assert reshaped_at(session, world.id) is not None
        assert {cell for cell, _ in populations(session, here, world.id, cells, [cycle_id])} == {Cell()}
        assert session.scalar(select(TreeChange.change)) == "move"


def test_a_rename_leaves_everything_comparable(services):
    with services.database.writing() as session:
        world = a_world(session)
        change = a_move(world.id, services.clock.now())
        change.change = "rename"
        session.add(change)
    with services.database.reading() as session:
        assert reshaped_at(session, world.id) is None


def test_then_every_part_with_somebody_in_it_is_near_but_for_the_whole(services):
    with services.database.writing() as session:
        world = a_world(session)
    with services.database.reading() as session:
        tree, places = units(session, world.id), locations(session, world.id)
    lowest = next(id for id in tree.nodes if not tree.children(id))
    found = parts_of([(lowest, places.root.id)], cells_above(tree, places))
    assert (lowest, "") in found
    assert ("", "") not in found
