"""The forms of the ways out: each makes the settings of one channel, and keeps the secret it is not given anew."""

from collections.abc import Callable

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import HiddenField, PasswordField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, ValidationError

from pulse.delivery.channels.gateway import phone
from pulse.delivery.channels.guard import Refused, target
from pulse.delivery.channels.presets import PRESETS, Preset
from pulse.delivery.channels.template import (
    FORM,
    JSON,
    BadTemplate,
    check_body,
    check_headers,
    check_places,
)
from pulse.delivery.message import is_line
from pulse.delivery.settings import Gateway, Setting, Slack, Teams, Webhook, new_signing_secret

NEEDED = _l("Please fill this in.")
LONGEST, LONGEST_TEMPLATE = 1000, 4000
SECRET = {"autocomplete": "off", "spellcheck": "false"}
MACHINE = {"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
BOT = "xoxb-"
KINDS = {JSON: _l("JSON"), FORM: _l("Fields of a form, one “name=value” a line")}


class WebAddress:
    """Accepts an address that something can be posted to."""

    def __call__(self, _form: FlaskForm, field: StringField) -> None:
        """Say so when it is none."""
        try:
            target((field.data or "").strip())
        except Refused as refused:
            raise ValidationError(_(str(refused))) from None


class ChannelForm(FlaskForm):
    """What all of them have: the settings that are kept, which a secret that is left empty is taken from."""

    former: Setting | None = None

    def setting(self) -> Setting:
        """The settings as the form says."""
        raise NotImplementedError

    def fill(self, kept: Setting) -> None:
        """Show what is kept and is no secret."""

    def address(self) -> str | None:
        """The address that messages will go to, if the form asks for one."""
        return None

    def complain_about_address(self, sentence: str) -> None:
        """Say beside the address what is wrong with it."""

    def _kept(self, field: PasswordField, name: str) -> str:
        return (field.data or "").strip() or getattr(self.former, name, "")

    def _needed(self, field: PasswordField, name: str) -> None:
        if not self._kept(field, name):
            raise ValidationError(str(NEEDED))


class SlackForm(ChannelForm):
    """A bot's token."""

    token = PasswordField(_l("Token of the bot"), [Length(max=LONGEST)], render_kw=SECRET)

    def validate_token(self, field: PasswordField) -> None:
        """It is there, and is one of a bot."""
        self._needed(field, "token")
        if not self._kept(field, "token").startswith(BOT):
            raise ValidationError(_("This is not the token of a bot; that begins with %(beginning)s.", beginning=BOT))
        if not self._kept(field, "token").isascii():
            raise ValidationError(_("This is not the token of a bot; that begins with %(beginning)s.", beginning=BOT))

    def setting(self) -> Setting:
        """The token."""
        return Slack(self._kept(self.token, "token"))


class TeamsForm(ChannelForm):
    """The address of a flow, a secret as a whole."""

    url = StringField(
        _l("Address of the flow"), [InputRequired(NEEDED), Length(max=LONGEST), WebAddress()], render_kw=MACHINE
    )

    def setting(self) -> Setting:
        """The address."""
        return Teams(self.url.data.strip())

    def address(self) -> str:
        """The flow's."""
        return str(self.url.data).strip()

    def complain_about_address(self, sentence: str) -> None:
        """Beside its field."""
        self.url.errors = [sentence]


class WebhookForm(ChannelForm):
    """Where events go; the secret is made by us."""

    url = StringField(
        _l("Address of the receiver"), [InputRequired(NEEDED), Length(max=LONGEST), WebAddress()], render_kw=MACHINE
    )

    def setting(self) -> Setting:
        """The address, with the secrets there are or a new one."""
        url, former = self.url.data.strip(), self.former
        if isinstance(former, Webhook):
            return Webhook(url, former.secret, former.former)
        return Webhook(url, new_signing_secret())

    def address(self) -> str:
        """The receiver's."""
        return str(self.url.data).strip()

    def complain_about_address(self, sentence: str) -> None:
        """Beside its field."""
        self.url.errors = [sentence]

    def fill(self, kept: Setting) -> None:
        """Show the address."""
        self.url.data = getattr(kept, "url", "")


class RotateForm(FlaskForm):
    """A new secret in place of the one that the page showed: pressed twice, it still makes one."""

    instead_of = HiddenField()


class GatewayForm(ChannelForm):
    """What a provider wants to be sent."""

    preset = HiddenField()
    url = StringField(_l("Address"), [InputRequired(NEEDED), Length(max=LONGEST), WebAddress()], render_kw=MACHINE)
    secret = PasswordField(_l("Secret"), [Length(max=LONGEST)], render_kw=SECRET)
    headers = TextAreaField(_l("Headers"), [Length(max=LONGEST_TEMPLATE)], render_kw={"rows": 3, **MACHINE})
    kind = RadioField(
        _l("Form of the body"),
        choices=[SelectChoice(kind, words) for kind, words in KINDS.items()],
        validate_choice=False,
    )
    body = TextAreaField(
        _l("Body"), [InputRequired(NEEDED), Length(max=LONGEST_TEMPLATE)], render_kw={"rows": 12, **MACHINE}
    )
    taken = StringField(_l("A good answer says"), [Length(max=100)], render_kw=MACHINE)

    def validate_url(self, field: StringField) -> None:
        """Its placeholders are known."""
        _mended(lambda: check_places(field.data or ""))

    def validate_headers(self, field: TextAreaField) -> None:
        """They are headers, and none of them is a secret."""
        _mended(lambda: check_headers(field.data or ""))

    def validate_kind(self, field: RadioField) -> None:
        """One is chosen."""
        if field.data not in KINDS:
            raise ValidationError(_("Please choose one."))

    def validate_body(self, field: TextAreaField) -> None:
        """It has the form that was chosen, and says to whom it goes."""
        _mended(lambda: check_body(self.kind.data or "", field.data or ""))
        if not any(f"{{{name}}}" in f"{field.data}{self.url.data}" for name in ("phone", "digits", "hash")):
            raise ValidationError(_("The person’s number is missing: write {phone} where it belongs."))
        if not any(f"{{{name}}}" in (field.data or "") for name in ("text", "link")):
            raise ValidationError(_("The words are missing: write {text} or {link} where they belong."))

    def validate_secret(self, field: PasswordField) -> None:
        """It is there where a placeholder asks for it."""
        texts = f"{self.url.data}{self.headers.data}{self.body.data}"
        if "{secret" in texts:
            self._needed(field, "secret")

    def validate_taken(self, field: StringField) -> None:
        """It is a name and a value."""
        name, sign, value = (field.data or "").strip().partition("=")
        if (name or sign) and not (name and value):
            raise ValidationError(_("Write a name and a value, such as error=0."))

    def setting(self) -> Setting:
        """The whole form."""
        preset = self.preset.data if self.preset.data in PRESETS else ""
        return Gateway(
            preset=preset or "",
            url=self.url.data.strip(),
            kind=self.kind.data,
            headers=(self.headers.data or "").strip(),
            body=self.body.data.strip(),
            secret=self._kept(self.secret, "secret"),
            taken=(self.taken.data or "").strip(),
        )

    def address(self) -> str:
        """The provider's; what is filled in stands behind its host."""
        return str(self.url.data).strip()

    def complain_about_address(self, sentence: str) -> None:
        """Beside its field."""
        self.url.errors = [sentence]

    def fill(self, kept: Setting | Preset) -> None:
        """Show what is kept, or what a preset says."""
        for name in ("url", "headers", "kind", "body", "taken"):
            self[name].data = getattr(kept, name)


class TestForm(FlaskForm):
    """Nothing to fill in: a test goes to whoever presses the button."""

    __test__ = False


class TestNumberForm(TestForm):
    """A test by telephone needs a number."""

    number = StringField(
        _l("Your telephone number"), [InputRequired(NEEDED), Length(max=40)], render_kw={"autocomplete": "tel"}
    )

    def validate_number(self, field: StringField) -> None:
        """It has digits, and nothing in it but a line of text; the white space of what was pasted does no harm."""
        typed = " ".join((field.data or "").split())
        if not is_line(typed) or len(phone(typed).lstrip("+")) < 3:
            raise ValidationError(_("This is not a telephone number. Write it like +62 812 3456 789."))


def _mended(check: Callable[[], None]) -> None:
    try:
        check()
    except BadTemplate as bad:
        raise ValidationError(_(bad.sentence, **bad.values)) from None
