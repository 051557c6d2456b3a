"""Roles, and what each may do: an admin sets up, hr sees the results, a manager sees their part."""

from pulse.i18n import N_
from pulse.organisation.tree import Tree

ADMIN, HR, MANAGER = "admin", "hr", "manager"
TITLES = {ADMIN: N_("Administrator"), HR: N_("HR"), MANAGER: N_("Manager")}


class RoleRefused(ValueError):
    """A role, or its reach, that cannot be given."""


def check(role: str, *, unit_id: str | None, location_id: str | None) -> None:
    """Refuse a grant that makes no sense: an unknown role, two reaches, a part-time administrator."""
    if role not in TITLES:
        raise RoleRefused(f"{role!r} is not a role; the roles are {', '.join(TITLES)}.")
    if unit_id is not None and location_id is not None:
        raise RoleRefused("A role reaches one unit or one location, not both.")
    if role == ADMIN and (unit_id or location_id):
        raise RoleRefused("An administrator's role reaches the whole organisation.")


def covers(reach: tuple[str | None, str | None], cell: tuple[str, str], *, units: Tree, locations: Tree) -> bool:
    """Whether a grant for a unit or a location (or neither: everything) reaches a cell of existing nodes."""
    unit_id, location_id = reach
    within_unit = unit_id is None or unit_id in units.ancestors(cell[0])
    return within_unit and (location_id is None or location_id in locations.ancestors(cell[1]))
