"""The sizes an organisation may begin with, and the thresholds that suit them."""

from pulse.i18n import N_

SMALL, LARGE = "small", "large"
SIZES = {SMALL: N_("Fewer than 150 people"), LARGE: N_("150 people or more")}


def thresholds(size: str) -> tuple[int, int]:
    """`k` (answers behind any figure) and `k_inv` (people in any block) to begin with."""
    return (5, 10) if size == SMALL else (7, 13)
