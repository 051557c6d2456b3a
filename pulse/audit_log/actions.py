"""What the kinds of entries are called on the page. An unknown kind is shown by its own name."""

from pulse.i18n import N_

TITLES = {
    "log_in.done": N_("Logged in"),
    "log_in.failed": N_("Log-in with a wrong password"),
    "session.ended": N_("Logged out"),
    "organisation.founded": N_("Organisation founded"),
    "role.granted": N_("Role given"),
    "people.imported": N_("People imported"),
    "survey.created": N_("Survey made"),
    "survey.changed": N_("Survey changed"),
    "series.created": N_("Series made"),
    "series.paused": N_("Series paused"),
    "series.resumed": N_("Series resumed"),
    "cycle.opened": N_("Check-in opened by hand"),
    "cycle.ended": N_("Check-in ended early"),
    "account.password_set": N_("Password set"),
    "account.disabled": N_("Account disabled"),
    "action.created": N_("Action made"),
    "action.changed": N_("Action changed"),
    "action.moved": N_("Action moved to another status"),
    "organisation.changed": N_("Organisation changed"),
}
