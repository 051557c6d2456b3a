"""Kinds of data in words: what each is, and how much of it would go."""

from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.i18n import N_
from pulse.protection.kinds import INVITATIONS, LEFT, LOG, LOG_INS, MESSAGES, OWN_DATA, PICK_UPS, REMARKS

TITLES = {
    LEFT: N_("People who left"),
    PICK_UPS: N_("Who picked up a ballot"),
    INVITATIONS: N_("Who was invited"),
    MESSAGES: N_("Messages"),
    REMARKS: N_("Comments"),
    LOG: N_("Audit log"),
    LOG_INS: N_("Log-ins of staff"),
}
WORDS = {
    LEFT: N_(
        "Name, number, addresses, unit and place. With 0 months they go in the first night. "
        "Whoever can still log in stays until their account is closed."
    ),
    PICK_UPS: N_("For reminders, and so that people can see whether the list has them. Never which ballot."),
    INVITATIONS: N_(
        "One check-in is compared with the next, so that nobody’s answers follow from a difference. "
        "The newest 60 check-ins are kept for that in any case."
    ),
    MESSAGES: N_("To whom a message went and when, and what did not arrive. Never its text."),
    REMARKS: N_("What people wrote. Comments without a check-in go together with the oldest of them."),
    LOG: N_("What staff did."),
    LOG_INS: N_("When staff logged in, with which browser, and links for choosing a password."),
}
KINDS_OF_MESSAGES = {
    "invitation": N_("Invitation"),
    "reminder": N_("Reminder"),
    "announcement": N_("Announcement"),
    "test": N_("Message sent as a test"),
    OWN_DATA: N_("Link to what is kept about you"),
}
FIELDS = {
    "number": N_("Number"),
    "name": N_("Name"),
    "email": N_("E-mail"),
    "phone": N_("Telephone"),
    "unit": N_("Unit"),
    "location": N_("Location"),
    "language": N_("Language"),
    "time_zone": N_("Time zone"),
    "manager_number": N_("Number of the manager"),
    "tenure_start": N_("With the organisation since"),
    "active": N_("Active"),
    "left_on": N_("Left on"),
    "channel": N_("Channel"),
    "hour": N_("Hour of the day"),
    "stopped": N_("Messages stopped"),
}


def how_much(kind: str, count: int) -> str:
    """So much of a kind, in words."""
    if kind == LEFT:
        return str(ngettext("%(num)s person", "%(num)s people", count))
    if kind in {PICK_UPS, INVITATIONS, REMARKS}:
        return str(ngettext("of %(num)s check-in", "of %(num)s check-ins", count))
    if kind == MESSAGES:
        return str(ngettext("%(num)s message", "%(num)s messages", count))
    if kind == LOG:
        return str(ngettext("%(num)s entry", "%(num)s entries", count))
    return str(ngettext("%(num)s log-in", "%(num)s log-ins", count))


def said(value: object) -> str:
    """A value as people read it."""
    if value is None or value == "":
        return str(_("nothing"))
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return str(value)
