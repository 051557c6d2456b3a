"""All pages of people, on one blueprint."""

from pulse.people.views import accounts, imports, log_in, persons
from pulse.people.views.blueprint import blueprint

__all__ = ["accounts", "blueprint", "imports", "log_in", "persons"]
