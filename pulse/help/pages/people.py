"""People, staff and the parts of the organisation."""

from pulse.help.page import Page
from pulse.i18n import N_

_TREE = N_(
    "How is your organisation arranged? Add a part, or open one to rename, move, merge or close it. "
    "Groups stay as they are for a quarter, so most changes are planned for the next."
)
_NODE = N_(
    "What is to become of this part? Choose a change and look at what it does to trends and to what shows; "
    "then plan it. A new name holds at once, all else from a later day on."
)

PAGES = {
    "/people/": Page(
        N_("People"),
        N_(
            "Who is asked? Find somebody, see how many can be reached and how, and bring new people in. "
            "Nobody can see here who answered, or what."
        ),
        ("part", "group", "channel"),
    ),
    "/people/new": Page(
        N_("Add somebody"),
        N_(
            "Add one person by hand. The number is how your lists know them, and it cannot be changed later. "
            "Whoever has no e-mail address can be asked by letter."
        ),
        ("part",),
    ),
    "/people/<person_id>": Page(
        N_("One person"),
        N_(
            "What is kept of this person, and is it right? Change it, move them, or say that they left. "
            "A move counts from the first check-in of the next quarter on."
        ),
        ("part", "group"),
    ),
    "/people/import": Page(
        N_("Import people"),
        N_(
            "How do many people come in at once? Choose a workbook or a CSV file. You see first who is new, who "
            "changes, moves or leaves, and everything there is to mend; nothing is saved before you say so."
        ),
        ("part",),
    ),
    "/people/staff": Page(
        N_("Accounts"),
        N_(
            "Who may log in, and what may they do? Invite somebody and give them a role, for everything or for a "
            "part. Accounts are for staff; people answer without one."
        ),
        ("role", "part", "steward", "auditor", "trustee"),
    ),
    "/people/staff/<account_id>": Page(
        N_("One account"),
        N_(
            "What may this member of staff do? Roles are given and taken here, links sent again, log-ins ended and "
            "accounts closed. What somebody did stays in the audit log."
        ),
        ("role", "audit_log"),
    ),
    "/structure/units": Page(N_("Units"), _TREE, ("part", "group", "quarter")),
    "/structure/locations": Page(N_("Locations"), _TREE, ("part", "group", "quarter")),
    "/structure/units/<unit_id>": Page(N_("One unit"), _NODE, ("part", "quarter")),
    "/structure/locations/<location_id>": Page(N_("One location"), _NODE, ("part", "quarter")),
    "/structure/same-person/<person_id>": Page(
        N_("Two records of one person"),
        N_(
            "Is somebody on the list twice? Name the other record and choose which one stays. "
            "Nobody gets a second ballot by it, or loses one."
        ),
        ("ballot",),
    ),
    "/organisation/": Page(
        N_("Organisation"),
        N_(
            "What are you called, whom do people call in danger, and how do these pages look? "
            "What you change counts from now on; what was asked before keeps the old name."
        ),
    ),
}
