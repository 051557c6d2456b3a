"""`pulse audit`: attacks everything released so far, as somebody would who sees every page of every role."""

import argparse
import json
import sys
from collections.abc import Iterator

from rich.console import Console
from rich.progress import Progress

from pulse.cli.trouble import Commands, Trouble, organisation_option, the_organisation
from pulse.disclosure_audit.attack import attack
from pulse.disclosure_audit.limits import Contradiction
from pulse.disclosure_audit.queries import Asked, asked, published
from pulse.disclosure_audit.released import Finding
from pulse.disclosure_audit.span import TooMany
from pulse.organisation.queries import OrganisationView, organisations
from pulse.web.services import Services


def add(commands: Commands) -> None:
    """Add `audit`."""
    made = commands.add_parser("audit", help="try to work out figures of fewer than k people from what was released")
    organisation_option(made)
    made.add_argument("--json", action="store_true", help="for scripts")
    made.set_defaults(command=audit)


def audit(services: Services, options: argparse.Namespace) -> None:
    """Attack every published cycle; end with 1 and the cells at fault when anything is found."""
    with services.database.reading() as session:
        every = organisations(session)
        chosen = [the_organisation(session, options.organisation)] if options.organisation else every
    attacked, faults = 0, []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for organisation in chosen:
            for one in _questions(services, organisation, progress):
                attacked += 1
                faults += [_fact(organisation, one, finding) for finding in _attacked(one)]
    if options.json:
        print(json.dumps({"attacked": attacked, "found": faults}))
    else:
        for fault in faults:
            print(fault["sentence"], file=sys.stderr)
    if faults:
        raise Trouble(f"figures of fewer than k people can be worked out, in {len(faults)} places")
    if not options.json:
        print(
            f"Attacked {attacked} questions of published cycles: no figure of fewer than k people can be worked out."
        )


def _questions(services: Services, organisation: OrganisationView, progress: Progress) -> Iterator[Asked]:
    with services.database.reading() as session:
        cycles = published(session, organisation.id)
    for cycle in progress.track(cycles, description=organisation.name):
        with services.database.reading() as session:
            found = list(asked(session, organisation.id, cycle))
        yield from found


def _attacked(one: Asked) -> list[Finding]:
    try:
        return attack(one.round)
    except TooMany:
        raise Trouble(
            f"cycle {one.cycle_id}, {one.question}: too many cells hang together to be searched through"
        ) from None
    except Contradiction:
        raise Trouble(f"cycle {one.cycle_id}, {one.question}: the released figures contradict each other") from None


def _fact(organisation: OrganisationView, one: Asked, finding: Finding) -> dict[str, object]:
    where = ", ".join(one.labels[block] for block in sorted(finding.blocks))
    least, most = finding.people
    people = f"{least}" if least == most else f"{least} to {most}"
    sentence = f"{organisation.slug}, {one.occurrence}, {one.question}: {people} people in {where} can be told apart"
    cells = [one.trees.label(cell) for cell in finding.cells]
    if cells:
        sentence += f" by the figures of {', '.join(cells)}"
    if finding.option is not None:
        sentence += f"; exactly {finding.chosen} of them chose {finding.option}"
    return {
        "organisation": organisation.slug,
        "cycle": one.cycle_id,
        "question": one.question,
        "blocks": sorted(finding.blocks),
        "people": finding.people,
        "cells": cells,
        "option": finding.option,
        "chosen": finding.chosen,
        "sentence": f"{sentence}.",
    }
