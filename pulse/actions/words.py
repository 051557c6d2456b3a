"""What statuses, sizes and fields of an action are called on a page."""

from pulse.i18n import N_

STATUSES = {
    "planned": N_("Planned"),
    "under_way": N_("Under way"),
    "done": N_("Done"),
    "dropped": N_("Dropped"),
}
MOVES = {  # what the button says that leads from a status on
    "planned": N_("Start"),
    "under_way": N_("Mark as done"),
    "done": N_("Take up again"),
    "dropped": N_("Plan again"),
}
SIZES = {"S": N_("Small"), "M": N_("Medium"), "L": N_("Large")}
FIELDS = {
    "topic": N_("Topic"),
    "what": N_("What will be done"),
    "why": N_("Why"),
    "places": N_("Where"),
    "owner": N_("Owner"),
    "impact": N_("Impact"),
    "effort": N_("Effort"),
    "starts": N_("Starts"),
    "due": N_("Due"),
    "status": N_("Status"),
    "expected_points": N_("Expected effect"),
}
