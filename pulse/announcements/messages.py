"""The mail that tells people what was done, and the sentence that refuses a figure."""

from flask_babel import gettext as _
from flask_babel import ngettext

from pulse.announcements.queries import AnnouncementView
from pulse.delivery.letters import letter
from pulse.delivery.message import Message
from pulse.organisation.queries import OrganisationView
from pulse.people.queries import Addressee
from pulse.web.writing import percent

MOST_NAMED = 12


def announcement_message(
    dedup: str, to: Addressee, of: OrganisationView, told: AnnouncementView, address: str
) -> Message:
    """The mail to one person in their language. The link is the same for everybody."""
    words = told.words(to.language, of.language)
    written = letter(
        "announcements/announcement",
        to.language,
        organisation=of.name,
        is_demo=of.is_demo,
        title=words.title,
        paragraphs=tuple(words.paragraphs),
        address=address,
    )
    return written.addressed(to.name, to.email, dedup=dedup, own={"name": to.name}, is_demo=of.is_demo)


def refusal(figures: list[str], topic: str, newest: tuple[str, ...]) -> str:
    """Which figures were not published, and what may be said instead."""
    named = ", ".join(figures)
    sentence = ngettext(
        "%(figures)s was not published for %(topic)s.",
        "These were not published for %(topic)s: %(figures)s.",
        len(figures),
        figures=named,
        topic=topic,
    )
    nothing = _("Nothing is published for it yet: please say it without a figure.")
    if not newest:
        return f"{sentence} {nothing}"
    listed = ", ".join(map(percent, newest[:MOST_NAMED]))
    said = _("Published are: %(figures)s.", figures=listed)  # not inside the f-string: the collector reads none
    return f"{sentence} {said}"
