"""The stranger shares no code with Pulse."""

import ast
import sys
from pathlib import Path

import pytest

HERE = Path(__file__).parent


@pytest.mark.parametrize("name", ["client.py", "verifier.py"])
def test_the_stranger_imports_nothing_of_ours(name):
    tree = ast.walk(ast.parse((HERE / name).read_text()))
    found = set()
    for node in tree:
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, "a relative import"
            found.add(str(node.module).split(".")[0])
        assert not (isinstance(node, ast.Name) and node.id in {"__import__", "importlib", "exec", "eval"})
    assert found <= sys.stdlib_module_names | {"cryptography"}
    assert "importlib" not in found
