"""Every figure passes the gate: who reads which table, who makes a level, and what the gate's answers are made of."""

import ast
from collections.abc import Iterator
from inspect import getmembers, isfunction
from pathlib import Path
from typing import get_type_hints

from pulse.results import gate, queries

ROOT = Path(__file__).resolve().parents[2]
PULSE = sorted((ROOT / "pulse").rglob("*.py"))


def imported(module: str) -> Iterator[tuple[str, str]]:
    """Which file takes which names from a module."""
    for path in PULSE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom) and node.module == module:
                yield from ((str(path.relative_to(ROOT / "pulse")), name.name) for name in node.names)


def users(module: str, *names: str) -> set[str]:
    """The files that take one of these names from a module."""
    return {path for path, name in imported(module) if name in names}


def calls(*names: str) -> set[str]:
    """The files that call something by one of these names, as a name or an attribute."""
    found = set()
    for path in PULSE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                called = getattr(node.func, "id", getattr(node.func, "attr", ""))
                if called in names:
                    found.add(str(path.relative_to(ROOT / "pulse")))
    return found


def test_counts_and_comments_are_read_by_the_gate_alone():
    assert users("pulse.results.models", "Figure", "ChoiceFigure") == {"results/operations.py", "results/queries.py"}
    assert users("pulse.answers.models", "Tally", "ReleasedCell") == {"answers/operations.py", "results/operations.py"}
    assert users("pulse.answers.models", "Comment") == {"answers/operations.py", "results/queries.py"}


def test_nobody_else_makes_a_level_or_shares_of_counts():
    assert users("pulse.results.bands", "exact", "band", "level", "percents", "shares") == {"results/gate.py"}
    assert calls("Level") == {"results/bands.py", "dashboard/table.py"}  # which turns a released one round
    assert calls("Counts", "ChoiceCounts") == {"results/queries.py"}
    assert users("pulse.results.gate", "gate", "choose") == {"results/queries.py"}
    assert calls("Choices", "Enps") == {"results/gate.py"}


def test_participation_passes_it_too():
    assert calls("accepted") == {"results/queries.py"}


def test_what_the_gate_gives_holds_no_counts_below_k():
    public = {name: each for name, each in getmembers(queries, isfunction) if not name.startswith("_")}
    own = {name for name, each in public.items() if each.__module__ == queries.__name__}
    shown = {"levels", "distributions", "choices", "participation", "comments"}
    assert own == shown | {"trees", "populations", "asked_in_part"}
    for name in own:
        assert "Counts" not in str(get_type_hints(public[name])["return"])
        assert gate.Released.__name__ not in str(get_type_hints(public[name])["return"])


def test_publishing_is_for_the_close_alone():
    assert users("pulse.results.operations", "publish") == {"closing/operations.py"}


def test_as_it_was_published_is_for_the_audit_alone():
    asking = {
        str(path.relative_to(ROOT / "pulse"))
        for path in PULSE
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.keyword) and node.arg == "remembered"
    }
    assert asking == {"disclosure_audit/queries.py", "results/queries.py"}
