"""Released figures, written once when a cycle is published and never changed."""

from sqlalchemy import ForeignKeyConstraint, String
from sqlalchemy.orm import Mapped, mapped_column

from pulse.database import ID_LENGTH, Base


class Figure(Base):
    """The counts of one released cell and question, summed from atoms; read only through the gate.

    `exact`: its share may be shown as a number without undoing the band of a smaller part.
    """

    __tablename__ = "figure"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "cycle_id"], ["cycle.organisation_id", "cycle.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    n1: Mapped[int]
    n2: Mapped[int]
    n3: Mapped[int]
    n4: Mapped[int]
    n5: Mapped[int]
    exact: Mapped[bool]


class ChoiceFigure(Base):
    """How often one option was chosen in one released cell, for questions that are not on five steps.

    `option` -1 stands for "not asked": those who answered the parent question and were not shown this one, or did not
    answer it. `people` is how many answers that all is about. `exact` as above.
    """

    __tablename__ = "choice_figure"
    __table_args__ = (ForeignKeyConstraint(["organisation_id", "cycle_id"], ["cycle.organisation_id", "cycle.id"]),)
    organisation_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    unit_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    location_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    cycle_id: Mapped[str] = mapped_column(String(ID_LENGTH), primary_key=True)
    question: Mapped[str] = mapped_column(String(40), primary_key=True)
    option: Mapped[int] = mapped_column(primary_key=True)
    chosen: Mapped[int]
    people: Mapped[int]
    exact: Mapped[bool]
