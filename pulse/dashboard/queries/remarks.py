"""Comments for a page: all of a part, or those that mention a topic."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.dashboard.asking import Asking
from pulse.dashboard.rounds import Round
from pulse.results import queries as results
from pulse.results.disclosure import Cell
from pulse.results.queries import CommentView
from pulse.results.sight import Sight

COMMENTS = 30


@dataclass(frozen=True)
class Remarks:
    """One page of the comments at nodes that the viewer may see, each with where it was made."""

    shown: Sequence[tuple[CommentView, str]]
    page: int
    last: int


def remarks(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    shown: Sequence[Round],
    mentioning: Callable[[str], bool] | None = None,
) -> Remarks:
    """Comments of the shown cycles at the cell and below; `mentioning` leaves some of them out."""
    whole = asking.cell == Cell() and not sight.narrowed(asking.cell)
    found = results.comments(
        session,
        organisation_id,
        [each.id for each in shown],
        units=sight.trees.units_in(asking.cell),
        locations=sight.trees.locations_in(asking.cell),
        unplaced=whole,
        mentioning=mentioning,
        page=asking.comments,
        size=COMMENTS,
    )
    labelled = [(each, sight.trees.label(each.cell) if each.cell else "") for each in found.comments]
    return Remarks(labelled, found.page, found.last)
