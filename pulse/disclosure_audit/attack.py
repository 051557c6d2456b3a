"""The attacks on one question and its branches: sums and differences of cells, and what intervals leave open."""

from pulse.disclosure_audit.limits import laid_open, pinned, told_of_few
from pulse.disclosure_audit.released import Finding, Round
from pulse.disclosure_audit.span import determined


def attack(released: Round) -> list[Finding]:
    """Every group of fewer than k people about whom something follows; none is what a gate should give."""
    found = list(determined(released))
    known = {finding.blocks for finding in found}
    found += [finding for finding in pinned(released) if finding.blocks not in known]
    return [*found, *told_of_few(released), *laid_open(released)]
