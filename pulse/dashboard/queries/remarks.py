"""Comments for a page: all of a part, or those that mention a topic."""

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from pulse.dashboard.asking import Asking
from pulse.dashboard.rounds import Round
from pulse.questions.queries import questions
from pulse.questions.scales import COMMENT, is_open
from pulse.results import queries as results
from pulse.results.disclosure import Cell
from pulse.results.queries import CommentView
from pulse.results.sight import Sight

COMMENTS = 30


@dataclass(frozen=True)
class Remarks:
    """One page of the comments at nodes that the viewer may see, each with where it was made and what it answers.

    `questions`: the open questions, beside the usual one, by which they can be chosen; `chosen`: the one that is.
    """

    shown: Sequence[tuple[CommentView, str, str]]
    page: int
    last: int
    questions: Mapping[str, str] = field(default_factory=dict)
    chosen: str = ""


def remarks(
    session: Session,
    organisation_id: str,
    sight: Sight,
    asking: Asking,
    shown: Sequence[Round],
    mentioning: Callable[[str], bool] | None = None,
    about: Collection[str] | None = None,
) -> Remarks:
    """Comments of the shown cycles at the cell and below.

    `mentioning` leaves some of them out, but none that answers one of the questions `about`. Where one question is
    asked for, only its comments are there.
    """
    asked = {key: text for key, text in open_questions(shown).items() if about is None or key in about}
    chosen = asking.question if asking.question in asked else ""
    if chosen:
        mentioning, about = _none, [chosen]
    whole = asking.cell == Cell() and not sight.narrowed(asking.cell)
    found = results.comments(
        session,
        organisation_id,
        [each.id for each in shown],
        units=sight.trees.units_in(asking.cell),
        locations=sight.trees.locations_in(asking.cell),
        unplaced=whole,
        mentioning=mentioning,
        answering=about or (),
        page=asking.comments,
        size=COMMENTS,
    )
    named = asked | _wordings(session, organisation_id, asking.language, {each.question for each in found.comments})
    labelled = [
        (each, sight.trees.label(each.cell) if each.cell else "", named.get(each.question or "", ""))
        for each in found.comments
    ]
    return Remarks(labelled, found.page, found.last, asked, chosen)


def open_questions(shown: Sequence[Round], topic: str | None = None) -> dict[str, str]:
    """The questions of these cycles that are answered in words, but the usual one; with `topic` those about it."""
    found: dict[str, str] = {}
    for each in shown:
        for key, asked in each.listed.items():
            if is_open(asked.scale) and key != COMMENT and topic in (None, asked.topic):
                found.setdefault(key, asked.text)
    return found


def _none(_text: str) -> bool:
    return False


def _wordings(session: Session, organisation_id: str, language: str, keys: AbstractSet[str | None]) -> dict[str, str]:
    """What was asked, where it is not the usual question."""
    if keys <= {None}:
        return {}
    return {each.key: each.text(language) for each in questions(session, organisation_id) if each.key in keys}
