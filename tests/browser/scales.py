"""A survey with every scale, questions that ask why after four of them, and two comments."""

from collections.abc import Sequence
from typing import Any

from pulse.questions.models import OptionText, Question, QuestionText
from pulse.questions.operations import adopt
from pulse.questions.scales import OPEN, SINGLE
from pulse.surveys.models import Survey
from pulse.surveys.operations import change_survey
from pulse.web.services import Services
from tests.factories.opened import OpenedCycle, a_series, opened

KEYS = (
    "canteen",  # faces
    "canteen_why",
    "going_well",  # in words
    "canteen_visits",  # one of its own answers
    "technology_devices",  # agree or not
    "technology_devices_why",
    "trust_told",  # yes or no
    "trust_told_why",
    "enps",  # nought to ten
    "enps_why",
    "what_matters",  # several answers of its own
    "comment",
)
TAPS = 6
OWN_BRANCHES = {
    ("technology_devices", OPEN): {
        "en": "What does not work?",
        "id": "Apa yang tidak berfungsi?",
        "zh_Hant": "哪裡有問題？",
        "vi": "Điều gì chưa ổn?",
    },
    ("trust_told", SINGLE): {
        "en": "What keeps you from believing it?",
        "id": "Apa yang membuat Anda tidak mempercayainya?",
        "zh_Hant": "是什麼讓您不相信？",
        "vi": "Điều gì khiến bạn không tin vào việc đó?",
    },
}
REASONS = {
    1: {
        "en": "Nothing changes",
        "id": "Ketidakberlanjutan tindak lanjut dan pertanggungjawabannya",
        "zh_Hant": "沒有改變",
        "vi": "Không có gì thay đổi sau mỗi lần khảo sát, kể cả khi nhiều người nói",
    },
    2: {"en": "I heard nothing", "id": "Tidak ada kabar", "zh_Hant": "沒有消息", "vi": "Tôi không nghe gì cả"},
}


def every_scale(services: Services, *, people: int = 20, forms: int | None = None, **roster: Any) -> OpenedCycle:
    """An open cycle of this survey; with `forms`, each browser draws one of so many shorter lists."""
    series = a_series(services, people=people, **roster)
    with services.database.writing() as session:
        adopt(session, series.organisation_id, [key for key in KEYS if not key.endswith(("devices_why", "told_why"))])
        add_branches(session, series.organisation_id)
        change_survey(session, series.organisation_id, series.survey_id, name="Every scale", question_keys=KEYS)
        session.get_one(Survey, (series.organisation_id, series.survey_id)).forms = forms
    return opened(services, series)


def add_branches(session: Any, organisation_id: str, parents: Sequence[tuple[str, str]] = tuple(OWN_BRANCHES)) -> None:
    """Questions of the organisation's own that ask why."""
    for number, (parent, scale) in enumerate(parents):
        id, key = organisation_id, f"{parent}_why"
        session.add(
            Question(organisation_id=id, key=key, scale=scale, position=900 + number, parent_key=parent, own=True)
        )
        session.flush()
        for language, text in OWN_BRANCHES[parent, scale].items():
            session.add(QuestionText(organisation_id=id, question_key=key, language=language, text=text))
        for option, texts in REASONS.items() if scale == SINGLE else ():
            for language, text in texts.items():
                session.add(
                    OptionText(organisation_id=id, question_key=key, option=option, language=language, text=text)
                )
    session.flush()
