"""The pages that can be found by what they are called and what one does there."""

from pulse.i18n import N_

PAGES = {
    "/dashboard/": (N_("Overview"), N_("newest check-in, participation, results, comments")),
    "/dashboard/topics": (N_("Topics"), N_("results, trends, heat map, units, locations")),
    "/actions/": (N_("Actions"), N_("what was decided, owner, due")),
    "/announcements/": (N_("Announcements"), N_("you said, we did, tell people")),
    "/surveys/": (N_("Surveys"), N_("questions, templates, bank")),
    "/surveys/topics": (N_("Topics that are asked about"), N_("names of topics, new topic")),
    "/schedule/": (N_("Schedule"), N_("when people are asked, days, calendar")),
    "/schedule/days-off/": (N_("Days off"), N_("holidays, company closed")),
    "/people/": (N_("People"), N_("employees, who is asked")),
    "/people/import": (N_("Import people"), N_("CSV, Excel, file, list")),
    "/people/staff": (N_("Accounts"), N_("roles, log-in, managers, HR, invite a colleague")),
    "/structure/units": (N_("Units"), N_("departments, teams, tree")),
    "/structure/locations": (N_("Locations"), N_("places, offices, tree")),
    "/invitations/": (N_("Messages"), N_("invitation, reminder, wording, mail")),
    "/invitations/letters/": (N_("Letters"), N_("print, PDF, people without e-mail")),
    "/delivery/": (N_("Channels"), N_("e-mail, text messages, Slack, Teams, webhook")),
    "/trustee/": (N_("Trustee"), N_("keys, who opens the answers")),
    "/organisation/": (N_("Organisation"), N_("name, colour, icon, danger contacts, language, time zone")),
    "/protection/": (N_("Data protection"), N_("export, erase, how long data is kept")),
    "/protection/record": (N_("Record of processing"), N_("privacy, GDPR")),
    "/audit-log/": (N_("Audit log"), N_("who changed what, history")),
    "/help/": (N_("Help"), N_("how to, what is this page, explained")),
    "/help/words": (N_("Words"), N_("glossary, what does it mean")),
    "/people/account": (N_("Your account"), N_("password, language, devices")),
}
