"""What went wrong, as one sentence for whoever typed the command; and how commands are added."""

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy.orm import Session

from pulse.organisation.queries import OrganisationView, organisations

Commands = Any  # argparse keeps the type of its sub-parsers to itself


class Trouble(Exception):
    """The command cannot be done, and this sentence says why."""


@contextmanager
def troubled_by(*kinds: type[Exception]) -> Iterator[None]:
    """Errors of these kinds have a sentence as their message: it is what the command says."""
    try:
        yield
    except kinds as why:
        raise Trouble(str(why)) from None


def the_organisation(session: Session, slug: str | None) -> OrganisationView:
    """The organisation that is meant: the named one, or the only one."""
    every = organisations(session)
    if slug:
        found = [one for one in every if one.slug == slug]
        if not found:
            raise Trouble(f"there is no organisation {slug!r}")
        return found[0]
    if len(every) != 1:
        names = ", ".join(sorted(one.slug for one in every)) or "none yet"
        raise Trouble(f"name one with --organisation (there are: {names})")
    return every[0]


def organisation_option(parser: argparse.ArgumentParser) -> None:
    """`--organisation SLUG`, where there may be several."""
    parser.add_argument("--organisation", metavar="SLUG", help="which one, where there are several")
