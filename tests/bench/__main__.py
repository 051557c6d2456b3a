"""`make bench`: speeds, each beside something bare in the same run; exit 1 when a budget is missed."""

import argparse
import sys
from collections.abc import Callable, Iterator
from importlib import import_module

from tests.bench.figures import HEAD, Row, keep, show

GROUPS = {
    "signatures": "blind signatures a second and core",
    "requests": "collecting and casting a second",
    "checkin": "what a whole check-in costs the server",
    "opening": "opening a cycle of 100,000 people",
    "rules": "what an accepted rule costs",
    "large": "opening, closing and verifying 10,000",
    "mail": "10,000 invitations",
    "phone": "what the client computes",
    "weight": "what a phone downloads",
}


def measured(groups: list[str], tell: Callable[[Row], object]) -> Iterator[Row]:
    """Every row of these groups, told as soon as it is known."""
    for group in groups:
        for row in import_module(f"tests.bench.{group}").rows():
            tell(row)
            yield row


def main() -> None:
    """Measure what was asked for, or everything."""
    parser = argparse.ArgumentParser(prog="tests.bench", description=__doc__)
    parser.add_argument("group", nargs="*", help=", ".join(f"{name}: {what}" for name, what in GROUPS.items()))
    parser.add_argument("--json", action="store_true", help="for programs")
    options = parser.parse_args()
    unknown = sorted(set(options.group) - set(GROUPS))
    if unknown:
        parser.error(f"there is no {unknown[0]}; choose from {', '.join(GROUPS)}")
    if not options.json:
        print(HEAD, flush=True)
    rows = list(measured(options.group or list(GROUPS), lambda row: options.json or print(show(row), flush=True)))
    text = keep(rows)
    if options.json:
        print(text)
    missed = [row.name for row in rows if row.held is False]
    if missed:
        sys.exit(f"missed: {', '.join(missed)}")


if __name__ == "__main__":
    main()
