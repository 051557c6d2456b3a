"""What a letter says, in the language of the person who opens it, pure."""

from collections.abc import Sequence

from pulse.i18n import N_, translate
from pulse.invitations.slips.page import Sheet, is_drawable

SHARED, DONE = (
    N_("Start on a shared device"),
    N_("Done: clear this device for the next person"),
)  # as the check-in has them

OUTSIDE = {
    "outside": N_("A personal letter of %(organisation)s"),
    "closed": N_("Please open it yourself: what is inside is for you alone."),
    "fold_back": N_("Fold this line backwards"),
    "fold_front": N_("Fold this line forwards, and close the edge"),
}
INSIDE = {
    "title": N_("How are things at %(organisation)s?"),
    "alt": N_("QR code: your personal link"),
    "how_title": N_("How to answer"),
    "trust_title": N_("Your answers are anonymous"),
    "check_title": N_("Check it yourself"),
    "check": N_(
        "These eight words stand for the rules of this check-in. They are the same in everybody's letter and mail. If "
        "a colleague's words are different, do not answer, and tell somebody you trust."
    ),
}
ASKED = (
    N_(
        "%(organisation)s asks everybody how things are at work. Your answers show what is good and what should be "
        "improved first."
    ),
    N_("It takes about %(seconds)s seconds."),
)
UNTIL = N_("You can answer until %(moment)s.")
HOW = (
    N_("On your own phone: point its camera at the square, and open the page that it offers."),
    N_(
        "Without a phone: hold this letter to the camera of a shared tablet and choose “%(shared)s”. When you are "
        "done, press “%(done)s”. The tablet then forgets everything; if you just walk away, it does so by itself."
    ),
)
TRUST = (
    N_("Nobody is shown who answered what: not your supervisor, not HR, not whoever printed or gave you this letter."),
    N_(
        "The square is personal so that everybody answers once. It opens the questions and shows no answers. Please "
        "do not pass it on, and tear it up afterwards."
    ),
    N_(
        "Taking part is your own choice, and so is each question. Answer where nobody looks on. If the square was "
        "used already and not by you, tell somebody you trust."
    ),
)
DEMO_TITLE = N_("A demonstration")
DEMO = (N_("This is the demonstration organisation, for trying Pulse out: answers here are not anonymous."),)


def sheet(
    *,
    language: str,
    name: str,
    number: str,
    place: str,
    organisation: str,
    is_demo: bool,
    until: str,
    seconds: int,
    link: str,
) -> Sheet:
    """The letter of one person. A name that the typefaces lack is printed as the person's number."""

    def say(text: str) -> str:
        return translate(language, text, **values)

    values = {
        "organisation": organisation,
        "moment": until,
        "seconds": seconds,
        "shared": translate(language, SHARED),
        "done": translate(language, DONE),
    }
    texts: dict[str, str | Sequence[str]] = {key: say(text) for key, text in {**OUTSIDE, **INSIDE}.items()}
    texts |= {
        "name": printable(name) or printable(number),
        "place": place,
        "asked": [say(text) for text in ASKED],
        "until": say(UNTIL),
        "how": [say(text) for text in HOW],
        "trust": [say(text) for text in (DEMO if is_demo else TRUST)],
    }
    if is_demo:
        texts["trust_title"] = say(DEMO_TITLE)
    return Sheet(language, link, texts)


def printable(text: str) -> str:
    """A text without what the typefaces lack; empty when that would be most of it."""
    kept = "".join(one for one in text if is_drawable(one))
    return kept.strip() if 2 * len(kept) > len(text) else ""
