"""A survey with a question on every scale and with branches, and what an independent count of answers expects."""

from collections import Counter
from collections.abc import Iterable, Mapping

from sqlalchemy import func, select

from pulse.answers.models import Tally
from pulse.questions.models import OptionText, Question, QuestionText
from pulse.schedule.queries import SeriesView
from pulse.surveys.models import SurveyQuestion
from pulse.web.services import Services
from tests.factories.opened import a_series

SCALES = {
    "trust": ("agree5", None, 0),
    "enps": ("points10", None, 0),
    "shuttle": ("yesno", None, 0),
    "place": ("single", None, 3),
    "want": ("multiple", None, 4),
    "canteen_why": ("multiple", "canteen", 3),
    "enps_why": ("single", "enps", 2),
    "shuttle_words": ("open", "shuttle", 0),
}

Ballot = tuple[Mapping[str, int | tuple[int, ...]], Mapping[str, str], str]


def a_series_on_every_scale(services: Services, **roster) -> SeriesView:
    """A series whose survey asks the usual questions and these, in English and some of them in Vietnamese."""
    series = a_series(services, **roster)
    key = {"organisation_id": series.organisation_id}
    with services.database.writing() as session:
        for place, (name, (scale, parent, _)) in enumerate(SCALES.items(), start=900):
            topic = "canteen" if parent == "canteen" else None
            session.add(
                Question(**key, key=name, topic_key=topic, scale=scale, position=place, parent_key=parent, own=True)
            )
        session.flush()
        for place, (name, (_, _, options)) in enumerate(SCALES.items(), start=900):
            session.add(QuestionText(**key, question_key=name, language="en", text=f"About {name}?"))
            session.add(SurveyQuestion(**key, survey_id=series.survey_id, question_key=name, position=place))
            for option in range(1, options + 1):
                session.add(
                    OptionText(**key, question_key=name, option=option, language="en", text=f"{name} {option}")
                )
        session.add(OptionText(**key, question_key="place", option=1, language="vi", text="Chỗ một"))
    return series


def chosen(ballots: Iterable[Ballot], question: str) -> Counter[int]:
    """How often each option of a question was chosen."""
    found: Counter[int] = Counter()
    for answers, _, _ in ballots:
        given = answers.get(question)
        found.update(() if given is None else (given,) if isinstance(given, int) else given)
    return found


def tallied(services: Services, cycle_id: str, question: str) -> dict[int, int]:
    """What was stored of it, over all atoms."""
    with services.database.reading() as session:
        rows = session.execute(
            select(Tally.option, func.sum(Tally.count))
            .where(Tally.cycle_id == cycle_id, Tally.question == question)
            .group_by(Tally.option)
        )
        return {option: int(count) for option, count in rows}
