"""The next language is one folder: with it alone everything speaks it.

Languages are read when Pulse starts. So a copy of the program gets two more folders, and `checks` runs there.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.new_language import make

ROOT = Path(__file__).resolve().parent.parent.parent
COPIED = ("pulse", "templates", "migrations", "static", "tests", "config.py", "pyproject.toml", "babel.cfg")
SECONDS = 500
CHECKS = re.findall(r"^def (test_\w+)", (Path(__file__).parent / "checks.py").read_text(), re.MULTILINE)


@pytest.fixture(scope="module")
def checked(tmp_path_factory, memory_folder):
    """What the checks said, a line each, in a Pulse that has two languages more."""
    copy = memory_folder / "languages"
    for name in COPIED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, copy / name)
    for code in ("sw", "ar"):
        make(code, copy / "pulse" / "translations", marked=True)
    arguments = ["-m", "pytest", "tests/languages/checks.py", "-q", "-rA", "--tb=short", "-p", "no:cacheprovider"]
    said = subprocess.run(
        [sys.executable, *arguments], cwd=copy, capture_output=True, text=True, check=False, timeout=SECONDS
    )
    yield said.stdout + said.stderr
    shutil.rmtree(copy)


@pytest.mark.parametrize("name", CHECKS)
def test_a_language_that_came_as_a_folder(name, checked):
    verdicts = re.findall(rf"^(PASSED|FAILED|ERROR) tests/languages/checks\.py::{name}\b", checked, re.MULTILINE)
    assert verdicts, checked
    assert set(verdicts) == {"PASSED"}, checked
