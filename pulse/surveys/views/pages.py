"""All pages of surveys, on one blueprint."""

from pulse.surveys.views import audience, editor, preview, shelf, topics, trying
from pulse.surveys.views.blueprint import blueprint

__all__ = ["audience", "blueprint", "editor", "preview", "shelf", "topics", "trying"]
