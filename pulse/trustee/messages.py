"""What the trustee's page says."""

from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.trustee.modes import COUNTS, NONE
from pulse.trustee.queries import Standing


def left_in_words(standing: Standing) -> str:
    """For how many more check-ins there are keys."""
    if not standing.left:
        return str(_("No keys are left."))
    return str(
        ngettext(
            "There is a key for %(num)s more check-in.", "There are keys for %(num)s more check-ins.", standing.left
        )
    )


def warning(standing: Standing) -> str | None:
    """What will happen when nobody hands over new keys; None while there are enough."""
    if not standing.few or standing.mode == NONE:
        return None
    if standing.left:
        return str(_("Ask the trustee for new keys soon: each check-in takes one."))
    if standing.mode == COUNTS:
        return str(_("No check-in opens until the trustee hands over new keys."))
    return str(_("The next check-ins open without a copy of their keys, until the trustee hands over new ones."))


def sentence_of(refusal: str) -> str:
    """A refusal of the file in the reader's language; the rarer ones stay in English."""
    return str(_("This file cannot be taken: %(why)s", why=refusal))
