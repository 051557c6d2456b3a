"""What an organisation's own programs may hear of a cycle, pure: that it opened, closed, was published. Ids and dates.

Never a person, an answer or a number of either: nothing here can tell more than the public log does.
"""

import json
from datetime import UTC, datetime

EVENT = "event"  # the kind of message, and its renderer's name
OPENED, CLOSED, PUBLISHED = "cycle.opened", "cycle.closed", "results.published"


def document(
    event: str,
    happened: datetime,
    *,
    organisation: str,
    cycle: str,
    series: str,
    occurrence: str,
    opens: datetime,
    closes: datetime,
) -> str:
    """The event as JSON, the same at every try."""
    data = {
        "organisation": organisation,
        "cycle": cycle,
        "series": series,
        "occurrence": occurrence,
        "opens_at": _instant(opens),
        "closes_at": _instant(closes),
    }
    return json.dumps({"type": event, "timestamp": _instant(happened), "data": data})


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
