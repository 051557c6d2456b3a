"""The house keeps its shape: names in their places, settings documented, sizes within bounds."""

import ast
import re
from dataclasses import fields
from pathlib import Path
from statistics import median

import pytest

from config import Config
from pulse.application import ballot_blueprints, staff_blueprints

ROOT = Path(__file__).resolve().parents[2]
MODULES = [*sorted((ROOT / "pulse").rglob("*.py")), ROOT / "config.py", ROOT / "app.py"]
LONGEST_MODULE, LONGEST_FUNCTION = 400, 40
DRAWERS = {"utils", "helpers", "common", "misc", "manager", "base", "core"}


def functions():
    """Every function of the product with the number of its lines."""
    for path in MODULES:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                lines = (node.end_lineno or node.lineno) - node.lineno + 1
                yield f"{path.relative_to(ROOT)}:{node.name}", lines


def test_no_module_is_too_long():
    lengths = {str(path.relative_to(ROOT)): len(path.read_text().splitlines()) for path in MODULES}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_MODULE} == {}
    assert median(lines for name, lines in lengths.items() if not name.endswith("__init__.py")) <= 100


def test_no_function_is_too_long():
    assert {name: lines for name, lines in functions() if lines > LONGEST_FUNCTION} == {}
    assert median(lines for _, lines in functions()) <= 10


def test_there_is_no_drawer_for_odds_and_ends():
    assert [path for path in MODULES if path.stem in DRAWERS or path.parent.name in DRAWERS] == []


def test_an_init_holds_only_a_docstring():
    for path in (ROOT / "pulse").rglob("__init__.py"):
        body = ast.parse(path.read_text()).body
        assert len(body) == 1, path
        assert isinstance(body[0], ast.Expr), path


def test_every_setting_has_a_heading():
    headings = set(re.findall(r"^## (\w+)$", (ROOT / "docs" / "settings.md").read_text(), re.MULTILINE))
    assert {field.name.upper() for field in fields(Config)} == headings


def test_every_room_is_on_the_map():
    text = (ROOT / "docs" / "house.md").read_text()
    rooms = {path.stem if path.is_file() else path.name for path in (ROOT / "pulse").iterdir()}
    rooms -= {"__init__", "__main__", "__pycache__", "translations", "tables", "migrate", "py"}
    assert {room for room in rooms if f"`{room}`" not in text} == set()


@pytest.mark.parametrize("blueprint", [*staff_blueprints(), *ballot_blueprints()], ids=lambda b: b.name)
def test_a_stage_has_one_word_for_package_templates_and_tests(blueprint):
    stage = blueprint.import_name.split(".")[1]
    assert (ROOT / "tests" / stage).is_dir()
    if stage not in {"web", "ballots", "answers"}:  # these answer without a template
        assert (ROOT / "templates" / stage).is_dir()


def test_only_the_clock_asks_for_the_time():
    pattern = re.compile(r"datetime\.now\(|\.utcnow\(|date\.today\(|time\.time\(")
    found = [path for path in MODULES if pattern.search(path.read_text()) and path.name != "clock.py"]
    assert found == []


def test_the_lock_files_name_no_address():
    for path in [*ROOT.glob("requirements*.txt"), ROOT / "package-lock.json"]:
        assert not re.search(
            r"https?://(?!github\.com|opencollective|www\.patreon|tidelift|feross)", path.read_text()
        ), path
        assert "index-url" not in path.read_text()


def test_no_pattern_needs_what_the_oldest_python_gets_wrong():
    """Python 3.11.2, Debian 12's own, loses matches of possessive quantifiers and atomic groups."""
    for path in MODULES:
        tree = ast.parse(path.read_text())
        if not any(isinstance(node, ast.Import) and node.names[0].name == "re" for node in ast.walk(tree)):
            continue
        texts = [
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        ]
        bare = [re.sub(r"\[(?:\\.|[^\]])*\]", "", text) for text in texts]  # a class may hold any sign
        assert [text for text in bare if re.search(r"(?<!\\)[*+?}]\+|\(\?>", text)] == [], path
