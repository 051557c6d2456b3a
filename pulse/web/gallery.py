"""The gallery of parts: every macro of templates/components in every state, for those who build pages.

It is in English, shows made-up samples only, and reads no database.
"""

from collections.abc import Callable, Mapping
from typing import cast

from flask import Blueprint, current_app, render_template
from flask_babel import force_locale
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from werkzeug.datastructures import MultiDict
from wtforms import BooleanField, EmailField, RadioField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired

from pulse.web.access import public

blueprint = Blueprint("gallery", __name__)
Samples = Callable[[], Mapping[str, object]]  # put in by `application`: what a later stage draws
NEEDED = "Please fill this in."


class SampleForm(FlaskForm):
    """One field of each kind."""

    class Meta:
        """It is never sent, so it needs no token."""

        csrf = False

    name = StringField("Name", [InputRequired(NEEDED)])
    email = EmailField("E-mail", [InputRequired(NEEDED)])
    kind = RadioField(
        "How many people work there?",
        [InputRequired("Please choose one.")],
        choices=[SelectChoice("few", "Fewer than 150 people"), SelectChoice("many", "150 people or more")],
        validate_choice=False,
    )
    zone = SelectField("Time zone", choices=[SelectChoice("Asia/Jakarta"), SelectChoice("Europe/London")])
    why = TextAreaField("Why", [InputRequired(NEEDED)])
    file = FileField("CSV file")
    agreed = BooleanField("People may write a comment", [InputRequired("Please tick this.")])


@blueprint.get("/gallery")
@public
def gallery() -> str:
    """The page."""
    more = cast("Samples | None", current_app.extensions.get("pulse_gallery"))
    with force_locale("en"):
        wrong = SampleForm(MultiDict({"wrong-name": "", "wrong-zone": "Asia/Jakarta"}), prefix="wrong-")
        wrong.validate()
        return render_template(
            "web/gallery.html",
            language="en",
            form=SampleForm(None),
            wrong=wrong,
            address=lambda number: f"/gallery?page={number}#pages",
            **(more() if more else {}),
        )
