"""Roles, and what each may do: an admin sets up, hr sees the results, a manager sees their part."""

from pulse.i18n import N_

ADMIN, HR, MANAGER = "admin", "hr", "manager"
TITLES = {ADMIN: N_("Administrator"), HR: N_("HR"), MANAGER: N_("Manager")}


class RoleRefused(ValueError):
    """A role, or its reach, that cannot be given."""


def check(role: str, *, unit_id: str | None, location_id: str | None) -> None:
    """Refuse a grant that makes no sense: an unknown role, two reaches, a manager without one."""
    if role not in TITLES:
        raise RoleRefused(f"{role!r} is not a role; the roles are {', '.join(TITLES)}.")
    if unit_id is not None and location_id is not None:
        raise RoleRefused("A role reaches one unit or one location, not both.")
    if role == ADMIN and (unit_id or location_id):
        raise RoleRefused("An administrator's role reaches the whole organisation.")
