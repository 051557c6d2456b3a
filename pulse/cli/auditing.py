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
from pulse.disclosure_audit.pairs import Betrayal
from pulse.disclosure_audit.queries import Asked, asked, betrayals, published
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
    """Attack every published cycle and every two of them; end with 1 and the cells at fault if anything is found."""
    with services.database.reading() as session:
        every = organisations(session)
        chosen = [the_organisation(session, options.organisation)] if options.organisation else every
    attacked, faults = 0, []
    with Progress(console=Console(stderr=True), transient=True) as progress:
        for organisation in chosen:
            questions = list(_questions(services, organisation, progress))
            attacked += len(questions)
            for one in progress.track(questions, description=organisation.name):
                faults += [_fact(organisation, one, finding) for finding in _attacked(one)]
            with services.database.reading() as session:
                faults += [_pair_fact(organisation, *each) for each in betrayals(session, organisation.id, questions)]
    if options.json:
        print(json.dumps({"attacked": attacked, "found": faults}))
    else:
        for fault in faults:
            print(fault["sentence"], file=sys.stderr)
    if faults:
        raise Trouble(f"figures of fewer than k people can be worked out, in {len(faults)} places")
    if not options.json:
        print(
            f"Attacked {attacked} questions of published cycles, each alone and beside others: no figure of fewer "
            "than k people can be worked out."
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
        sentence += f"; exactly {finding.chosen} of them chose {finding.option} of {finding.question}"
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


def _pair_fact(organisation: OrganisationView, now: Asked, then: Asked, found: Betrayal) -> dict[str, object]:
    answered = f"{found.answered[0]} and {found.answered[1]} answered"
    cells, cells_then = (
        [one.trees.label(cell) for cell in each] for one, each in ((now, found.cells), (then, found.cells_then))
    )
    sentence = (
        f"{organisation.slug}, {now.occurrence} beside {then.occurrence}, {now.question}: {found.apart} people came "
        f"or went and {answered}, but exact figures follow for both from {', '.join(cells)} and from "
        f"{', '.join(cells_then)}"
    )
    return {
        "organisation": organisation.slug,
        "cycle": now.cycle_id,
        "earlier": then.cycle_id,
        "question": now.question,
        "blocks": sorted(found.now),
        "earlier_blocks": sorted(found.then),
        "answered": found.answered,
        "apart": found.apart,
        "cells": cells,
        "earlier_cells": cells_then,
        "sentence": f"{sentence}.",
    }
