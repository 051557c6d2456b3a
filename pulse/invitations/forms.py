"""What people choose for their own messages."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField

from pulse.i18n import LANGUAGES
from pulse.people.choices.queries import Choice, Reader
from pulse.people.ways import EMAIL, GATEWAY, SLIPS

USUAL = ""
WAYS = {
    EMAIL: _l("E-mail"),
    GATEWAY: _l("Message to your phone"),
    "slack": "Slack",
    "teams": "Microsoft Teams",
    SLIPS: _l("Printed letter"),
}


class MineForm(FlaskForm):
    """Channel, whole hour and language of one person. It needs no token: see the views."""

    class Meta:
        """The page works without a cookie."""

        csrf = False

    channel = RadioField(_l("How should messages reach you?"), validate_choice=True)
    hour = SelectField(_l("At what time?"), validate_choice=True)
    language = SelectField(_l("In which language?"), validate_choice=True)

    def offer(self, reader: Reader) -> None:
        """Let choose what can be done for this person; one way alone is no choice."""
        ways = [(way, WAYS[way]) for way in reader.ways]
        self.channel.choices = ways or [(USUAL, "")]
        self.hour.choices = [(USUAL, _l("As usual")), *((str(hour), f"{hour:02}:00") for hour in range(24))]
        self.language.choices = list(LANGUAGES.items())
        if not self.is_submitted():
            self.channel.data = reader.way
            self.hour.data = USUAL if reader.choice.hour is None else str(reader.choice.hour)
            self.language.data = reader.language
        elif len(ways) < 2:
            self.channel.data = self.channel.choices[0][0]

    def chosen(self, reader: Reader) -> Choice:
        """What was chosen; a way or language that was left as it came still follows the list of people."""
        was = reader.choice
        usual_way = was.channel is None and self.channel.data == reader.way
        usual_language = was.language is None and self.language.data == reader.language
        return Choice(
            was.channel if usual_way or len(reader.ways) < 2 else self.channel.data,
            int(self.hour.data) if self.hour.data != USUAL else None,
            None if usual_language else self.language.data,
            was.stopped,
        )
