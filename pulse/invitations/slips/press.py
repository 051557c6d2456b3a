"""Typesetting in a process of its own: what typst keeps in memory for the next time goes with it.

Reads JSON from its standard input and writes the PDF to its standard output; nothing is put on a disk.
"""

import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
PATIENCE = 300  # seconds, for many thousands of letters on a slow machine


class NotPrinted(Exception):
    """The typesetter gave up; what it said is for whoever runs the server."""


def typeset(data: str) -> bytes:
    """The PDF (PDF/UA-1) of `letter.typ` filled with this JSON."""
    command = [sys.executable, "-I", str(Path(__file__))]
    done = subprocess.run(  # noqa: S603 - a file of ours, and no word of anybody else
        command, input=data.encode(), capture_output=True, timeout=PATIENCE, check=False, env={}
    )
    if done.returncode:
        raise NotPrinted(done.stderr.decode(errors="replace")[-500:])
    return done.stdout


def _main() -> None:
    import typst

    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[HERE / "fonts"])
    made = typst.compile(
        (HERE / "letter.typ").read_bytes(),
        format="pdf",
        font_paths=fonts,
        ignore_system_fonts=True,
        sys_inputs={"letters": sys.stdin.buffer.read().decode()},
        pdf_standards=["ua-1"],
    )
    sys.stdout.buffer.write(made)


if __name__ == "__main__":
    _main()
