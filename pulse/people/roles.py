"""Roles, and what each may do; a role with a part reaches the people and places of that part alone.

No role sees more figures than HR of the whole organisation: whoever sees less sees fewer of the same ones.
"""

from pulse.i18n import N_
from pulse.organisation.tree import Tree

ADMIN, HR, MANAGER, STEWARD = "admin", "hr", "manager", "steward"
TRUSTEE, AUDITOR = "trustee", "auditor"
TITLES = {
    ADMIN: N_("Administrator"),
    HR: N_("HR"),
    MANAGER: N_("Manager"),
    STEWARD: N_("Steward of a place"),
    TRUSTEE: N_("Trustee"),
    AUDITOR: N_("Auditor"),
}
WORDS = {
    ADMIN: N_("Sets everything up. Sees no results."),
    HR: N_("Sees results, decides on actions, writes announcements: for everybody or for a part."),
    MANAGER: N_("Sees the results of their part, as far as they show."),
    STEWARD: N_(
        "Looks after a place, such as its canteen: sees its results, as far as they show, and moves its actions on."
    ),
    TRUSTEE: N_("Counts, or holds copies of keys, such as the works council. Sees no results and no people."),
    AUDITOR: N_("Checks that the rules are kept: audit log, accounts, records. Sees no results and changes nothing."),
}
WHOLE = frozenset({ADMIN, TRUSTEE, AUDITOR})  # these have no part


class RoleRefused(ValueError):
    """A role, or its reach, that cannot be given; says why in a sentence that can be translated."""

    def __init__(self, sentence: str, **values: object) -> None:
        super().__init__(sentence % values if values else sentence)
        self.sentence, self.values = sentence, values


def check(role: str, *, unit_id: str | None, location_id: str | None) -> None:
    """Refuse a grant that makes no sense: unknown, of two parts, half an administrator, a steward of nowhere."""
    if role not in TITLES:
        raise RoleRefused(N_("Please choose one."))
    if unit_id is not None and location_id is not None:
        raise RoleRefused(N_("A role reaches one unit or one location, not both."))
    if role in WHOLE and (unit_id or location_id):
        raise RoleRefused(N_("This role always reaches everything. Please choose “Everything”."))
    if role == STEWARD and not location_id:
        raise RoleRefused(N_("A steward looks after one location. Please choose which."))


def covers(reach: tuple[str | None, str | None], cell: tuple[str, str], *, units: Tree, locations: Tree) -> bool:
    """Whether a grant for a unit or a location (or neither: everything) reaches a cell of existing nodes."""
    unit_id, location_id = reach
    within_unit = unit_id is None or unit_id in units.ancestors(cell[0])
    return within_unit and (location_id is None or location_id in locations.ancestors(cell[1]))
