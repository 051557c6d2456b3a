"""Publishing a closed cycle: the released cells' figures, written once and never changed."""

from collections import defaultdict

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from pulse.answers.models import ReleasedCell, Tally
from pulse.results.models import Figure

OPTIONS = range(1, 6)


def publish(session: Session, organisation_id: str, cycle_id: str) -> None:
    """Add up the atoms of every released cell; harmless when it was done before.

    Where anything at all is released, the whole organisation is, so its figure says "done".
    """
    key = {"organisation_id": organisation_id, "cycle_id": cycle_id}
    if session.scalar(select(Figure.cycle_id).filter_by(**key, unit_id="", location_id="").limit(1)):
        return
    chosen = _chosen(session, key)
    cells = session.execute(
        select(ReleasedCell.question, ReleasedCell.unit_id, ReleasedCell.location_id, ReleasedCell.atoms)
        .filter_by(**key)
        .where(ReleasedCell.question != "")
    )
    rows = [
        {
            **key,
            "question": question,
            "unit_id": unit,
            "location_id": location,
            **{f"n{option}": sum(chosen[question, atom, option] for atom in atoms) for option in OPTIONS},
        }
        for question, unit, location, atoms in cells
    ]
    if rows:
        session.execute(insert(Figure), rows)


def _chosen(session: Session, key: dict[str, str]) -> dict[tuple[str, int, int], int]:
    rows = session.execute(select(Tally.question, Tally.atom, Tally.option, Tally.count).filter_by(**key))
    found: dict[tuple[str, int, int], int] = defaultdict(int)
    found.update({(question, atom, option): count for question, atom, option, count in rows})
    return found
