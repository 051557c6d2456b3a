"""What a viewer wants to see of the results, and in which words."""

from collections.abc import Callable
from dataclasses import dataclass, field

from pulse.dashboard.blocks import Words
from pulse.dashboard.rounds import When
from pulse.i18n import html_language
from pulse.results.disclosure import Cell


@dataclass(frozen=True)
class Asking:
    """One look at the results. `page` counts back in time; `everything`: the trend from the first cycle on.

    `question`: of which open question the comments are wanted.
    """

    cell: Cell
    language: str
    overall: str  # the word for a question of no topic
    participation: str  # the name of that chart
    day: Callable[[When], str]  # a day as the reader's language writes it
    by: str = "unit"
    page: int = 1
    comments: int = 1
    focus: str = ""
    everything: bool = False
    question: str = ""
    answers: Words = field(default_factory=dict)

    @property
    def html_language(self) -> str:
        """As frozen contents name languages."""
        return html_language(self.language)
