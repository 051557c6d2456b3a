"""Every page's text, by task, and what the words on the pages mean: the one place that pages and lists read."""

import re

from pulse.help.pages import asking, beginning, people, protecting, reading, telling
from pulse.i18n import N_

TASKS = {
    "read": (N_("Read a result"), reading.PAGES),
    "ask": (N_("Ask a question"), asking.PAGES),
    "tell": (N_("Decide, and tell people"), telling.PAGES),
    "people": (N_("People and parts"), people.PAGES),
    "protect": (N_("Protect"), protecting.PAGES),
    "begin": (N_("Begin, and find your way"), beginning.PAGES),
}
PAGES = {address: page for _title, pages in TASKS.values() for address, page in pages.items()}


def anchor(address: str) -> str:
    """Where the list of all texts has that of a page."""
    return "-".join(filter(None, re.split(r"\W+", address)))
