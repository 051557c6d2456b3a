"""`pulse audit-log verify`: whether the audit log is as it was written."""

import argparse
import json
import sys

from pulse.audit_log.chain import FAULTS, Head, Verdict
from pulse.audit_log.queries import looked_through
from pulse.cli.trouble import Commands, Trouble, organisation_option, the_organisation, troubled_by
from pulse.organisation.queries import OrganisationView, organisations
from pulse.web.services import Services


def add(commands: Commands) -> None:
    """Add `audit-log verify`."""
    actions = commands.add_parser("audit-log", help="what staff did").add_subparsers(required=True, metavar="ACTION")
    made = actions.add_parser("verify", help="look for changed, deleted, inserted and missing entries")
    organisation_option(made)
    made.add_argument("--noted", metavar="N:FINGERPRINT", help="an end of the log that you noted earlier")
    made.add_argument("--json", action="store_true", help="for scripts")
    made.set_defaults(command=verify)


def verify(services: Services, options: argparse.Namespace) -> None:
    """Look through the chain of each organisation; end with 1 and the entries at fault if anything is found."""
    with troubled_by(ValueError):
        noted = [Head.read(options.noted)] if options.noted else []
    with services.database.reading() as session:
        one_is_meant = options.organisation or noted
        every = [the_organisation(session, options.organisation)] if one_is_meant else organisations(session)
    broken = 0
    for organisation in every:
        ends = [Head.read(end) for end in services.keys.ends(organisation.id)]
        with services.database.snapshot() as session:
            verdict = looked_through(session, organisation.id, noted=[*ends, *noted])
        broken += not verdict.whole
        _tell(organisation, verdict, len(ends), as_json=options.json)
    if broken:
        raise Trouble("the audit log was changed in the database itself")


def _tell(organisation: OrganisationView, verdict: Verdict, ends: int, *, as_json: bool) -> None:
    if as_json:
        faults = [vars(fault) for fault in verdict.faults]
        print(json.dumps({"organisation": organisation.slug, **vars(verdict), "head": str(verdict.head),
                          "faults": faults, "noted": ends, "whole": verdict.whole}))  # fmt: skip
        return
    for fault in verdict.faults:
        print(f"{organisation.slug}: entry {fault.position}: {FAULTS[fault.what]}", file=sys.stderr)
    if verdict.whole:
        print(
            f"{organisation.slug}: the chain is whole: {verdict.entries:,} entries, the first is {verdict.first}, "
            f"{verdict.erased} emptied by erasures. {ends} of its ends were noted in the key folder; all are in it. "
            f"It ends with {verdict.head}"
        )
