"""The ways out in words: what each is for, what it lets its operator see, and how it stands."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask_babel import gettext as _

from pulse.delivery.mailcheck import NO_SENDER, NO_SERVER
from pulse.delivery.message import EMAIL
from pulse.delivery.settings import GATEWAY, SLACK, TEAMS, WEBHOOK, Gateway, Setting, Slack, Teams, Webhook, ending
from pulse.i18n import N_

TITLES: Mapping[str, str] = {
    EMAIL: N_("E-mail"),
    SLACK: "Slack",
    TEAMS: "Microsoft Teams",
    GATEWAY: N_("Text messages, WhatsApp, Zalo, LINE"),
    WEBHOOK: N_("Webhook"),
}
OWN_TROUBLES = (NO_SENDER, NO_SERVER)
PURPOSES: Mapping[str, str] = {
    EMAIL: N_("For everybody with an address."),
    SLACK: N_("For those who choose it: a direct message with a button."),
    TEAMS: N_("For those who choose it: a card in their own chat."),
    GATEWAY: N_("For those without e-mail and with a telephone number, and for those who choose it."),
    WEBHOOK: N_("Tells a program of your own that a check-in opened, closed or was published."),
}
SEEN: Mapping[str, str] = {
    EMAIL: N_(
        "Whoever runs the mail server sees who is invited and could use somebody’s personal link. "
        "They cannot see answers."
    ),
    SLACK: N_(
        "Slack, and whoever may export your workspace, see who is invited and could use somebody’s personal link. "
        "They cannot see answers."
    ),
    TEAMS: N_(
        "Microsoft, and whoever may open your flow, see who is invited and could use somebody’s personal link. "
        "They cannot see answers."
    ),
    GATEWAY: N_(
        "The provider sees the numbers of those who are invited and could use somebody’s personal link. "
        "It cannot see answers."
    ),
    WEBHOOK: N_("It gets ids and dates: never a person, an answer or a number of either."),
}


@dataclass(frozen=True)
class Known:
    """How one channel stands: `setting` is None when its settings cannot be opened any more."""

    channel: str
    setting: Setting | None
    gave_up: str | None = None

    @property
    def mark(self) -> tuple[str, str]:
        """A word for it, and the kind of tag it stands in."""
        if self.setting is None:
            return _("Enter again"), "danger"
        return (_("Switched off"), "warn") if self.gave_up else (_("In use"), "good")

    @property
    def detail(self) -> str:
        """What may be shown of the settings."""
        if self.setting is None:
            return str(_("The settings came from a backup without its key folder, so nobody can open them."))
        if self.gave_up:
            return str(_("The receiver answered that it wants no more. Save it again to go on."))
        return detail(self.setting)


def no_mail(trouble: str) -> str:
    """Why no mail can leave; what a mail server said stands there as it said it."""
    why = (
        _(trouble) if trouble in OWN_TROUBLES else _("connecting to the mail server failed (“%(said)s”)", said=trouble)
    )
    return str(_("No mail can leave: %(why)s.", why=why.rstrip(".")))


def detail(setting: Setting) -> str:
    """The settings without their secrets."""
    match setting:
        case Slack(token=token):
            return _secret(token)
        case Teams(url=url):
            return _secret(url)
        case Webhook(url=url, secret=secret):
            return f"{url} · {_secret(secret)}"
        case Gateway(url=url, secret=secret):
            return f"{url} · {_secret(secret)}" if secret else url


def _secret(secret: str) -> str:
    end = ending(secret)
    return str(_("secret set, ending in …%(end)s", end=end) if end else _("secret set"))


def outcome(failure: Exception | None, title: str, said: str = "") -> tuple[str, str]:
    """What came of a test, in one sentence, and the kind of notice it stands in."""
    if failure is None:
        return _("The test was handed over to %(title)s. Look whether it arrives.", title=title), "good"
    why = _(str(failure)).rstrip(".")
    if said:
        why = f"{why} ({said})"
    return _("The test was not sent: %(why)s.", why=why), "danger"
