"""A fresh machine: no database, no key folder, and the demo is there."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_demo_is_made_where_nothing_was_before(tmp_path):
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PULSE_")}
    variables |= {"PULSE_DATA": str(tmp_path / "data"), "PULSE_KEYS": str(tmp_path / "keys")}
    command = [sys.executable, "-m", "pulse", "demo", "load", "--people", "120", "--cycles", "1"]
    done = subprocess.run(command, cwd=ROOT, env=variables, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    assert "hr@demo.example" in done.stdout
    assert (tmp_path / "keys" / "lasting" / "log_key").stat().st_mode & 0o077 == 0
