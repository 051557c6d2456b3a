"""The forms of the set-up."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length

from pulse.setup.thresholds import OFFERED, SHARES
from pulse.web.writing import percent

NEEDED = _l("Please fill this in.")
CHOOSE = _l("Please choose one.")
LONGEST = 20_000  # characters in the box of people


class PasteForm(FlaskForm):
    """A few people, one a line."""

    lines = TextAreaField(
        _l("One person a line"),
        [
            DataRequired(_l("Write at least one line: a name and an e-mail address.")),
            Length(max=LONGEST, message=_l("This is longer than %(most)s characters.", most=LONGEST)),
        ],
        render_kw={"rows": 8, "spellcheck": "false", "autocomplete": "off"},
    )


class PrivacyForm(FlaskForm):
    """How many answers stand behind a figure, how many people are expected to answer, whom to call."""

    k = RadioField(_l("Answers behind every figure"), coerce=int, validate_choice=False)
    participation = RadioField(_l("How many will answer?"), coerce=int, validate_choice=False)
    danger_contacts = TextAreaField(
        _l("Whom to call in danger"),
        [DataRequired(NEEDED), Length(max=500, message=_l("This is longer than %(most)s characters.", most=500))],
    )

    def offer(self, usual: int) -> None:
        """Fill the lists; `usual` is what suits as many people as there are."""
        self.k.choices = [
            SelectChoice(
                each, _l("At least %(k)s", k=each) if each != usual else _l("At least %(k)s (suits you)", k=each)
            )
            for each in OFFERED
        ]
        self.participation.choices = [SelectChoice(each, percent(each)) for each in SHARES]

    def validate_k(self, field: RadioField) -> None:
        """One of those offered."""
        _one_of(field, OFFERED)

    def validate_participation(self, field: RadioField) -> None:
        """One of those offered."""
        _one_of(field, SHARES)


def _one_of(field: RadioField, offered: tuple[int, ...]) -> None:
    if field.data not in offered:
        field.errors = [CHOOSE]
