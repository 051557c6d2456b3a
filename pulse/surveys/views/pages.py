"""All pages of surveys, on one blueprint."""

from pulse.surveys.views import editor
from pulse.surveys.views.blueprint import blueprint

__all__ = ["blueprint", "editor"]
