"""What a phone downloads for one check-in, compressed."""

from collections.abc import Iterator

from pulse.application import create_ballot_app
from tests.bench.figures import Row
from tests.bench.installation import an_installation
from tests.checkin.test_weight import IN_ALL, TO_THE_FIRST_QUESTION, weighed


def rows() -> Iterator[Row]:
    """Two rows."""
    with an_installation("SQLite") as installed:
        first, late = weighed(installed.services, create_ballot_app(installed.services))
    budgets = ((first, TO_THE_FIRST_QUESTION, "to the first question"), (first + late, IN_ALL, "in all"))
    for size, most, what in budgets:
        kilobytes, bound = size / 1024, most / 1024
        yield Row(f"the ballot client {what}", kilobytes, bound, "KB", "the budget", most=bound)
