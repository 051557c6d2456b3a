"""A person as they are compared with the row of a file."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Known:
    """A person as Pulse knows them now."""

    id: str
    number: str
    name: str
    email: str | None
    unit: tuple[str, ...]
    location: tuple[str, ...]
    language: str
    time_zone: str
    manager_number: str | None
    tenure_start: date | None
    phone: str | None
    active: bool
