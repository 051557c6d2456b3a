"""All pages of surveys, on one blueprint."""

from pulse.surveys.views import audience, editor
from pulse.surveys.views.blueprint import blueprint

__all__ = ["audience", "blueprint", "editor"]
