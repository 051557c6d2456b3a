"""Deciding, and telling people."""

from pulse.help.page import Page
from pulse.i18n import N_

_DECIDE = N_(
    "What will be done, for whom, who sees to it, and by when? Impact and effort are your own estimate and decide "
    "only where it stands in the chart. A small thing that many people notice is a good beginning."
)
_SIZES = ("action", "impact", "effort", "quick_win", "part")

PAGES = {
    "/actions/": Page(
        N_("Actions"),
        N_(
            "What was decided, who sees to it, and by when? The chart sets what an action brings against what it "
            "costs; the board shows how far each one is. HR decides on actions, and those who look after a part see "
            "the ones for it."
        ),
        _SIZES,
    ),
    "/actions/new": Page(N_("New action"), _DECIDE, _SIZES),
    "/actions/<action_id>/edit": Page(N_("Change an action"), _DECIDE, _SIZES),
    "/actions/<action_id>": Page(
        N_("One action"),
        N_(
            "How far is this action, and what was promised? Move it on, change it, or tell people about it. "
            "Its history says who changed what, and when."
        ),
        ("action", "announcement"),
    ),
    "/announcements/": Page(
        N_("Announcements"),
        N_(
            "What were people told about the things they brought up? Write a draft, look at it as a phone shows it, "
            "and publish it. What is published stays; a correction is a new announcement."
        ),
        ("announcement", "draft", "everybodys_address"),
    ),
    "/announcements/new": Page(
        N_("New announcement"),
        N_(
            "What do you want to tell people about? Choose the topic and the parts it concerns; the words follow on "
            "the next page. If there is an action for it, begin there, and the words are already written."
        ),
        ("announcement", "topic", "part"),
    ),
    "/announcements/<announcement_id>": Page(
        N_("A draft"),
        N_(
            "How is it said in each language? Where a language is empty, its readers get your organisation’s own. "
            "Figures that were not published are refused, as a sentence could give away what is hidden."
        ),
        ("draft", "hidden", "part"),
    ),
    "/announcements/<announcement_id>/preview": Page(
        N_("An announcement as people see it"),
        N_(
            "How does it look on a phone, in each language? Publish it when it reads well. People then find it at the "
            "address for everybody and at the end of the next check-in."
        ),
        ("announcement", "everybodys_address"),
    ),
}
