"""Beginning, and finding one's way."""

from pulse.help.page import Page
from pulse.i18n import N_

PAGES = {
    "/setup/people": Page(
        N_("Set-up: your people"),
        N_(
            "Who will be asked? Paste a few people in, or take a file; more can follow at any time. "
            "People answer without an account."
        ),
        ("part", "group"),
    ),
    "/setup/asking": Page(
        N_("Set-up: what to ask"),
        N_(
            "What do you want to hear about? Choose a ready survey and see it on a phone. "
            "Everything in it can be changed later."
        ),
        ("survey", "topic"),
    ),
    "/setup/privacy": Page(
        N_("Set-up: privacy"),
        N_(
            "What will show, and what stays hidden? The table tells it for your own people. Choose how many answers "
            "must stand behind every figure; that number can be raised later, never lowered."
        ),
        ("hidden", "group", "participation"),
    ),
    "/setup/reaching": Page(
        N_("Set-up: reaching people"),
        N_(
            "Do invitations arrive? Send one to yourself and try both addresses, best from a phone. "
            "What is missing can be mended later; this page notices by itself."
        ),
        ("invitation", "channel"),
    ),
    "/setup/when": Page(
        N_("Set-up: when"),
        N_(
            "When are people asked? Look at the first day and at how often, and save. "
            "Check-ins then open and close by themselves."
        ),
        ("check_in", "series", "day_off"),
    ),
    "/setup/look": Page(
        N_("Set-up: have a look"),
        N_(
            "What do people get? Read the invitation and walk through the check-in as one of them. "
            "Nothing is sent by looking."
        ),
        ("invitation", "check_in"),
    ),
    "/setup/done": Page(
        N_("Set-up: ready"),
        N_(
            "Is everything there? What is still open stands at the top. "
            "Below it you read what happens by itself from now on."
        ),
        ("check_in",),
    ),
    "/setup/learn": Page(
        N_("Learn on the demo"),
        N_(
            "How are results read? Six short lessons lead through the demo’s own pages and ask one question each. "
            "Nobody in the demo is real, and how far you have come is known to your browser alone."
        ),
        ("band", "change", "hidden"),
    ),
    "/search/": Page(
        N_("Find"),
        N_(
            "Where is something? Type a name, a topic or what you want to do; the key / leads to the box from every "
            "page. Only what you may open is found. Answers and comments are never looked through."
        ),
    ),
    "/people/account": Page(
        N_("Your account"),
        N_(
            "What is kept of yourself as staff? Change your name, language and password, and end a log-in that you do "
            "not know. Your roles are given by an administrator."
        ),
        ("role",),
    ),
    "/leaving/": Page(
        N_("Leave the demo"),
        N_(
            "What happens when the demo goes? Everything of it is removed, and you begin with your own organisation. "
            "It cannot be undone."
        ),
    ),
}
