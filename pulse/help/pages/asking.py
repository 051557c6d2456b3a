"""Asking a question: what, when, and how it reaches people."""

from pulse.help.page import Page
from pulse.i18n import N_

_WAY = N_(
    "What does this way need, and what does it let others see? Enter what is asked for, save it, and send yourself "
    "a test. Secrets are kept sealed and are not shown again."
)
_SERIES = N_(
    "How often is the survey asked, on which day, at which hour, and for how long? Show the next dates before you "
    "save. A check-in that is open stays as it is."
)
_SERIES_WORDS = ("series", "check_in", "reminder", "lot")

PAGES = {
    "/surveys/": Page(
        N_("Surveys"),
        N_(
            "What is asked? Each survey is a list of questions; the schedule says when it is asked. Make one from a "
            "ready survey, change it, or look when it was asked last."
        ),
        ("survey", "topic", "turns", "forms"),
    ),
    "/surveys/new": Page(
        N_("New survey"),
        N_(
            "What should the survey begin with? Take a ready one that comes close, bring in a file that was exported "
            "from Pulse, or begin with no questions. Nothing is saved before you save it."
        ),
        ("survey", "bank"),
    ),
    "/surveys/<survey_id>": Page(
        N_("One survey"),
        N_(
            "What does this survey ask, in which order, and how long does it take? Take questions from the bank or "
            "write your own; the phone shows what people will see. A check-in that is open keeps the version it "
            "opened with."
        ),
        ("bank", "why", "version", "turns", "forms", "enps"),
    ),
    "/surveys/<survey_id>/audience": Page(
        N_("Whom it asks"),
        N_(
            "Whom does this survey ask? Choose nothing to ask everybody, or choose units and locations. "
            "Before you save you see how many people that is and what would show."
        ),
        ("part", "group", "hidden"),
    ),
    "/surveys/<survey_id>/pilot": Page(
        N_("Try it with a few"),
        N_(
            "Is anything unclear? A few colleagues read the survey on their own phones and tell you. "
            "Nothing they tap is kept or sent."
        ),
        ("survey",),
    ),
    "/surveys/<survey_id>/versions": Page(
        N_("Versions"),
        N_(
            "What did this survey ask before, and what changed? Each version is told by what is new, what was taken "
            "out and what is worded differently. A check-in keeps the one it opened with."
        ),
        ("version",),
    ),
    "/surveys/topics": Page(
        N_("Topics and their names"),
        N_(
            "What do your people call the things they are asked about? Change a topic’s names, or add one of your "
            "own. Its figures go on under the new name."
        ),
        ("topic",),
    ),
    "/schedule/": Page(
        N_("Schedule"),
        N_(
            "When are people asked? Each series asks one survey again and again; you see its next five days, and "
            "whatever stands in the way. Check-ins open and close by themselves."
        ),
        ("series", "check_in", "day_off"),
    ),
    "/schedule/new": Page(N_("New series"), _SERIES, _SERIES_WORDS),
    "/schedule/<series_id>": Page(N_("Change the series"), _SERIES, _SERIES_WORDS),
    "/schedule/days-off/": Page(
        N_("Days off"),
        N_(
            "On which days is nobody asked or reminded? Choose whose holidays a place keeps, add days on which "
            "everybody is left alone, and say how often anybody is invited at most."
        ),
        ("day_off", "blackout", "reminder"),
    ),
    "/schedule/days-off/holidays": Page(
        N_("Holidays"),
        N_(
            "Which holidays does this calendar keep? Remove those that you do not keep, bring them back, or add your "
            "own. What you change counts for every place that goes by this calendar."
        ),
        ("day_off",),
    ),
    "/schedule/days-off/places/<location_id>": Page(
        N_("Holidays of a place"),
        N_(
            "Whose holidays count at this place? Choose a country, or a part of one. "
            "It counts for everything below the place that has nothing of its own."
        ),
        ("day_off",),
    ),
    "/invitations/": Page(
        N_("Messages"),
        N_(
            "What do people get, and does it arrive? Read invitation and reminder in each language, send yourself a "
            "test, and see how many went out. Who answered, or who was reminded, is shown to nobody."
        ),
        ("invitation", "reminder"),
    ),
    "/invitations/letters/": Page(
        N_("Letters"),
        N_(
            "Who is asked on paper? Turn letters on; while a check-in is open, print them as one file, pile by pile. "
            "Each letter holds one person’s link, so hand them out closed."
        ),
        ("invitation", "check_in"),
    ),
    "/delivery/": Page(
        N_("Channels"),
        N_(
            "By which ways do messages go out? E-mail is set on the server; the others are set up here. "
            "Each says what it lets others see, and can be tried on yourself."
        ),
        ("channel",),
    ),
    "/delivery/gateway": Page(N_("Text messages, WhatsApp, Zalo, LINE"), _WAY, ("channel",)),
    "/delivery/slack": Page("Slack", _WAY, ("channel",)),
    "/delivery/teams": Page("Microsoft Teams", _WAY, ("channel",)),
    "/delivery/webhook": Page(N_("Webhook"), _WAY, ("channel",)),
}
