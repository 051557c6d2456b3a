"""Pages of staff as tests read them."""

import re

_HELP = re.compile(r'<details class="about">.*?</details>', re.DOTALL)


def without_help(page: str) -> str:
    """A page without what it says of itself."""
    return _HELP.sub("", page)
