"""How an organisation begins: its size, the thresholds that suit it, its first administrator."""

from dataclasses import dataclass

from pulse.i18n import N_

SMALL, LARGE = "small", "large"
SIZES = {SMALL: N_("Fewer than 150 people"), LARGE: N_("150 people or more")}


def thresholds(size: str) -> tuple[int, int]:
    """`k` and `k_inv` to begin with in an organisation of this size."""
    return (5, 10) if size == SMALL else (7, 13)


@dataclass(frozen=True)
class NewOrganisation:
    """What the set-up page asks about the organisation."""

    name: str
    size: str
    language: str
    time_zone: str
    danger_contacts: str

    @property
    def thresholds(self) -> tuple[int, int]:
        """`k` (answers behind any figure) and `k_inv` (people in any block) to begin with."""
        return thresholds(self.size)


@dataclass(frozen=True)
class NewAdmin:
    """What it asks about the first administrator."""

    name: str
    email: str
    password: str
