"""How far an organisation without results has come, for the pages that would show them."""

from datetime import datetime

from pulse.organisation.queries import own
from pulse.people.queries import counts
from pulse.schedule.views.state import Here, look
from pulse.setup.steps import Beginning
from pulse.surveys.queries import surveys
from pulse.web.access import viewer
from pulse.web.services import services

SHOWN = 5


def beginning() -> Beginning:
    """What is there for the viewer's organisation, and when its next check-in opens."""
    with services().database.reading() as session:
        here = look(session, viewer().organisation_id)
        asked = any(not one.archived and one.questions for one in surveys(session, viewer().organisation_id))
        enough = counts(session, viewer().organisation_id).reachable >= own(session, viewer().organisation_id).k_inv
    return Beginning(enough, asked, _next_opening(here))


def _next_opening(here: Here) -> datetime | None:
    running = [one for one in here.series if not one.is_paused(here.local.date())]
    coming = [each for one in running for each in here.coming(one.plan, one.id, count=SHOWN)]
    return min((each.opens for each in coming if each.opens), default=None)
