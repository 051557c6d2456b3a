"""What all pages of people hang on, and what they tell the staff shell."""

from collections.abc import Callable

from flask import Blueprint
from werkzeug.wrappers import Response

from pulse.people.access import may_open

blueprint = Blueprint("people", __name__)
Page = str | tuple[str, int] | Response


@blueprint.app_context_processor
def navigation() -> dict[str, Callable[..., bool]]:
    """What the staff shell asks."""
    return {"may_open": may_open}
