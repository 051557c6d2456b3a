"""All pages of people, on one blueprint."""

from pulse.people.views import accounts, imports, links, log_in, own, persons
from pulse.people.views.blueprint import blueprint

__all__ = ["accounts", "blueprint", "imports", "links", "log_in", "own", "persons"]
