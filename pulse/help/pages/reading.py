"""Reading a result."""

from pulse.help.page import Page
from pulse.i18n import N_

PAGES = {
    "/dashboard/": Page(
        N_("Overview"),
        N_(
            "How did the newest check-in go, and what is due now? One sentence says what stands out; below it is what "
            "really changed, which actions are due and what people were told. Each topic’s name leads to its own page."
        ),
        ("check_in", "participation", "favourable", "change", "hidden"),
    ),
    "/dashboard/topics": Page(
        N_("Topics"),
        N_(
            "How does each topic stand, and how has it moved? Every row is a topic, every column a check-in; further "
            "down the newest one is split by unit or location. Open a part to see its figures alone."
        ),
        ("topic", "favourable", "band", "change", "hidden", "part"),
    ),
    "/dashboard/topics/<topic>": Page(
        N_("One topic"),
        N_(
            "What do people think of this one thing, where, and why? You see its course with the actions and "
            "announcements on it, how the answers are spread, what bothers people, and the comments that mention it. "
            "What was decided about it stands beside."
        ),
        ("favourable", "band", "change", "why", "comment", "action"),
    ),
}
