"""Comments for a page: all of a part, or those that mention a topic."""

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from sqlalchemy.orm import Session

from pulse.dashboard.asking import Asking
from pulse.dashboard.rounds import Round
from pulse.questions.queries import questions
from pulse.results import queries as results
from pulse.results.disclosure import Cell
from pulse.results.queries import CommentView
from pulse.results.sight import Sight

COMMENTS = 30


@dataclass(frozen=True)
class Remarks:
    """One page of the comments at nodes that the viewer may see, each with where it was made and what it answers."""

    shown: Sequence[tuple[CommentView, str, str]]
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
    asked = _wordings(session, organisation_id, asking.language, {each.question for each in found.comments})
    labelled = [
        (each, sight.trees.label(each.cell) if each.cell else "", asked.get(each.question or "", ""))
        for each in found.comments
    ]
    return Remarks(labelled, found.page, found.last)


def _wordings(session: Session, organisation_id: str, language: str, keys: AbstractSet[str | None]) -> dict[str, str]:
    """What was asked, where it is not the usual question."""
    if keys <= {None}:
        return {}
    return {each.key: each.text(language) for each in questions(session, organisation_id) if each.key in keys}
