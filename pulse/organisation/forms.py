"""The form of the organisation's own settings."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import BooleanField, ColorField, SelectField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, ValidationError

from pulse.i18n import LANGUAGES
from pulse.organisation import colours, names, pictures, zones

NEEDED = _l("Please fill this in.")
CHOOSE = _l("Please choose one.")
MOST_CONTACTS = 500


class OrganisationForm(FlaskForm):
    """What it is called, how it looks, whom to call, and what is taken where nothing else is known."""

    name = StringField(_l("Name of the organisation"), [DataRequired(NEEDED)])
    danger_contacts = TextAreaField(
        _l("Whom to call in danger"),
        [
            DataRequired(NEEDED),
            Length(max=MOST_CONTACTS, message=_l("This is longer than %(most)s characters.", most=MOST_CONTACTS)),
        ],
    )
    language = SelectField(
        _l("Language where none is known"),
        validate_choice=False,
        choices=[SelectChoice(code, name) for code, name in LANGUAGES.items()],
    )
    time_zone = SelectField(
        _l("Time zone where none is known"),
        validate_choice=False,
        choices=[SelectChoice(zone) for zone in zones.to_choose()],
    )
    own_colour = BooleanField(_l("Use a colour of our own"))
    colour = ColorField(_l("Colour"), default="#4f46e5")
    icon = FileField(_l("Icon"), render_kw={"accept": "image/png,image/jpeg,image/webp"})
    without_icon = BooleanField(_l("Remove the icon"))

    def validate_name(self, field: StringField) -> None:
        """One that trees and mails can carry."""
        try:
            names.clean(field.data or "")
        except names.NameRefused as refused:
            raise ValidationError(_(refused.sentence, **refused.values)) from None

    def validate_language(self, field: SelectField) -> None:
        """One that Pulse speaks."""
        if field.data not in LANGUAGES:
            raise ValidationError(CHOOSE)

    def validate_time_zone(self, field: SelectField) -> None:
        """One that there is; an old name that is kept already stays."""
        if field.data not in zones.known():
            raise ValidationError(CHOOSE)

    def validate_colour(self, field: ColorField) -> None:
        """A colour, if one is wanted."""
        if self.own_colour.data and not colours.is_colour((field.data or "").lower()):
            raise ValidationError(_("Write the colour like #1a6b3c."))

    def validate_icon(self, _field: FileField) -> None:
        """A small picture."""
        content = self.picture
        if len(content) > pictures.LARGEST:
            raise ValidationError(_("This file is too large. It may have %(most)s KB.", most=pictures.LARGEST // 1024))
        if content and pictures.kind_of(content) is None:
            raise ValidationError(_("This is not a PNG, JPEG or WebP picture."))

    @property
    def picture(self) -> bytes:
        """The chosen file, as far as it could be an icon; empty when none was chosen."""
        if not self.icon.data:
            return b""
        self.icon.data.stream.seek(0)
        return bytes(self.icon.data.stream.read(pictures.LARGEST + 1))
