"""Whatever the code writes down has a title, belongs to a group, and its details have labels; the anonymous side
writes nothing."""

import ast
import re
from pathlib import Path

import pytest

from pulse.application import ballot_blueprints, staff_blueprints
from pulse.audit_log.actions import GROUPS, LABELS, TITLES
from pulse.people.links.operations import KINDS
from tests.factories.routes import ballot_routes, staff_routes

PULSE = Path(__file__).resolve().parents[2] / "pulse"
MODULES = {path: ast.parse(path.read_text()) for path in sorted(PULSE.rglob("*.py"))}
PREFIXES = {prefix for _title, prefixes in GROUPS.values() for prefix in prefixes}
ACTIONS = PULSE / "audit_log" / "actions.py"
WRITERS = re.compile(r"^_?(record|note|write)")
DETAILS = {"details", "told", "done"}


def calls(tree):
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def called(node):
    return getattr(node.func, "id", getattr(node.func, "attr", ""))


def writes(tree):
    """The calls that write an entry."""
    return [node for node in calls(tree) if WRITERS.match(called(node))]


def constants(node):
    return {each.value for each in ast.walk(node) if isinstance(each, ast.Constant) and isinstance(each.value, str)}


def actions_written():
    """Every action that stands where anything is written down: it looks like one and is no name of a page."""
    pages = {route.endpoint for route in [*staff_routes(), *ballot_routes()]}
    pages |= set(KINDS.values())  # of messages
    pages |= {f"{each.name}.static" for each in [*staff_blueprints(), *ballot_blueprints()]}
    found = set()
    for path, tree in MODULES.items():
        there = {text for text in constants(tree) if re.fullmatch(r"[a-z_]+\.[a-z_]+", text)}
        written = {text for call in writes(tree) for text in constants(call) if text in there}
        if path == ACTIONS or "audit_log" not in path.read_text():
            continue
        found |= {text for text in there if text.split(".")[0] in PREFIXES and text not in pages} | (written - pages)
    return found


def test_every_action_has_a_title():
    assert actions_written() - set(TITLES) == set()


def test_every_title_is_of_an_action_that_is_written():
    assert set(TITLES) - actions_written() == set()


def test_every_action_belongs_to_one_group():
    prefixes = [prefix for _title, prefixes in GROUPS.values() for prefix in prefixes]
    assert len(prefixes) == len(set(prefixes))
    assert {action.split(".")[0] for action in TITLES} <= set(prefixes)


def keys_of(node):
    for each in ast.walk(node):
        if isinstance(each, ast.Dict):
            yield from (key.value for key in each.keys if isinstance(key, ast.Constant))


def details_written():
    """The names under which something is written down, as far as they stand in the code as they are."""
    found = set()
    for tree in MODULES.values():
        recording = [call for call in writes(tree) if called(call).startswith(("record", "_record"))]
        if not recording:
            continue
        for call in recording:
            found |= set(keys_of(call))
        for node in ast.walk(tree):
            if isinstance(node, ast.Assign) and {getattr(each, "id", "") for each in node.targets} & DETAILS:
                found |= set(keys_of(node))
    return found - {"before", "after", "action", "subject"}


def test_every_detail_has_a_label():
    assert details_written() - set(LABELS) == set()


@pytest.mark.parametrize("stage", ["answers", "ballots", "checkin", "results", "counting"])
def test_the_anonymous_side_knows_nothing_of_the_log(stage):
    for path, tree in MODULES.items():
        if path.relative_to(PULSE).parts[0] != stage:
            continue
        named = {each.module or "" for each in ast.walk(tree) if isinstance(each, ast.ImportFrom)}
        named |= {name.name for each in ast.walk(tree) if isinstance(each, ast.Import) for name in each.names}
        assert not any("audit_log" in each for each in named), path


def test_nothing_is_written_down_that_only_one_person_s_ballot_knows():
    """What may be said of a check-in: that it was opened, ended, handed over, counted. Never of whom, or how many."""
    said = {name for name in LABELS if re.search(r"collect|ballot|answer|comment|cast|score|receipt", name)}
    assert said == set()
