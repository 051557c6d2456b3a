"""What stands on the cover sheets, for those who print the letters and hand them out."""

from flask_babel import gettext as _
from flask_babel import ngettext


def cover() -> list[str]:
    """What to do with a pile."""
    return [
        _(
            "Fold each letter along its two lines, so that the name stays outside, and close the edge with tape or a "
            "staple. Please do it where nobody looks on."
        ),
        _(
            "Give each letter, closed, to the person whose name it shows, and to nobody else. If somebody is away, "
            "keep it closed until they are back, and destroy it after the end."
        ),
        _("Who opens a letter could answer in that person's place. Nobody can see in it what anyone answers."),
    ]


def letters_in_words(count: int) -> str:
    """How many lie under a cover sheet."""
    said: str = ngettext("%(num)s letter", "%(num)s letters", count)
    return said
