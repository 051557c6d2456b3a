"""Protecting people: who may open answers, what is kept, what was done."""

from pulse.help.page import Page
from pulse.i18n import N_

PAGES = {
    "/trustee/": Page(
        N_("Trustee"),
        N_(
            "Who besides the server holds keys to the answers? A trustee, such as a works council, can hold a copy, "
            "or be the only one who opens them. The file of public keys that they hand over is registered here; "
            "nothing in it is secret."
        ),
        ("trustee", "ballot"),
    ),
    "/closing/": Page(
        N_("Counting by the trustee"),
        N_(
            "Which check-ins wait for their trustee? The sealed ballots are downloaded here for them, and the result "
            "that comes back is put in. It is checked before it is published."
        ),
        ("trustee", "ballot"),
    ),
    "/protection/": Page(
        N_("Data protection"),
        N_(
            "What is kept about people, for how long, and how is somebody taken out? Each kind of data has its "
            "months, and a night deletes what has had its time. Administrators look people up here, to "
            "export or erase them."
        ),
        ("erase", "retention"),
    ),
    "/protection/record": Page(
        N_("Record of processing"),
        N_(
            "What is done with personal data here? The page is made from the real settings: print it for your files. "
            "It names whom people can ask about their data."
        ),
        ("retention", "group", "ballot"),
    ),
    "/protection/people/<person_id>": Page(
        N_("What is kept about somebody"),
        N_(
            "What does Pulse keep about this person? Export it when they ask, or go on to erase it. "
            "Whether they picked up a ballot is shown to themselves alone."
        ),
        ("erase", "ballot"),
    ),
    "/protection/people/<person_id>/erase": Page(
        N_("Erase somebody"),
        N_("What goes, and what stays? Read both before you type the number. It cannot be undone."),
        ("erase",),
    ),
    "/audit-log/": Page(
        N_("Audit log"),
        N_(
            "Who did what, and when? Look for words, a person or days, and take along what you find. "
            "Nothing about answers is in it."
        ),
        ("audit_log",),
    ),
    "/audit-log/check": Page(
        N_("Check the chain"),
        N_(
            "Was the log changed afterwards? Each entry carries a fingerprint of the one before, so that a change no "
            "longer fits. Note the newest number and fingerprint somewhere else from time to time."
        ),
        ("audit_log",),
    ),
}
