"""All pages of the set-up, on one blueprint."""

from pulse.setup.views import asking, learn, people, privacy, reaching, when
from pulse.setup.views.blueprint import blueprint

__all__ = ["asking", "blueprint", "learn", "people", "privacy", "reaching", "when"]
