"""An organisation on its way to its first results: a page without anything says why, and what comes next.

Every page stands either in the table below or among those that are never empty.
"""

import re
from html import unescape

import pytest

from pulse.organisation.operations import ensure_unit
from tests.factories.organisation import an_organisation
from tests.factories.pages import without_help
from tests.factories.people import logged_in
from tests.factories.routes import staff_routes
from tests.factories.stages import STAGES

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

NO_RESULTS = "There are no results yet. The first figures appear here when the first check-in has closed."
OPEN_NOW = "A check-in is open now. Nothing needs to be done until it closes."
SO_FEW = "Figures need at least 5 answers, so nothing more is shown of this check-in."
PEOPLE = "First, an administrator brings in the people who will be asked."
SURVEY = "Next, an administrator chooses what they are asked."
WHEN = "Next, an administrator says when it is asked."
PLANNED = "The next check-in is planned for Nov 30, 2026."
NO_TOPICS = "those come with the first survey. Ask your administrator to make one."
NOBODY = "There is nobody here yet."
QUIET = "No check-in is open, so nothing goes out at present."

# Who opens what: at each stage what stands there, and where it leads ("" where nothing is to be done, or by others).
RESULTS = {
    "new": (NO_RESULTS, PEOPLE, ""),
    "people": (NO_RESULTS, SURVEY, ""),
    "survey": (NO_RESULTS, WHEN, ""),
    "planned": (NO_RESULTS, PLANNED, ""),
    "open": (NO_RESULTS, OPEN_NOW, ""),
}
TABLE = {
    ("hr", "/dashboard/"): {**RESULTS, "hidden": (SO_FEW, "More people answer when", "/announcements/new")},
    ("hr", "/dashboard/topics"): {**RESULTS, "hidden": (SO_FEW, "More people answer when", "/announcements/new")},
    ("manager", "/dashboard/"): {**RESULTS, "hidden": ("is hidden in the November 30 check-in", "", "")},
    ("manager", "/dashboard/topics"): {**RESULTS, "hidden": ("is hidden in the November 30 check-in", "", "")},
    ("hr", "/dashboard/topics/canteen"): {
        "survey": (NO_RESULTS, WHEN, ""),
        "planned": (NO_RESULTS, PLANNED, ""),
        "open": (NO_RESULTS, OPEN_NOW, ""),
        "hidden": (SO_FEW, "More people answer when", "/announcements/new"),
    },
    ("hr", "/actions/"): {
        "new": ("Nothing has been decided yet.", NO_TOPICS, ""),
        "survey": ("Nothing has been decided yet.", "When a check-in has closed, look", "/actions/new"),
        "hidden": ("Nothing has been decided yet.", "When a check-in has closed, look", "/actions/new"),
    },
    ("manager", "/actions/"): {
        "new": ("Nothing has been decided yet.", "as soon as HR decides on one", "/dashboard/topics"),
        "hidden": ("Nothing has been decided yet.", "as soon as HR decides on one", "/dashboard/topics"),
    },
    ("hr", "/actions/new"): {"new": ("Actions are about topics", NO_TOPICS, "/actions/")},
    ("hr", "/announcements/"): {
        "new": ("Nothing has been announced yet.", NO_TOPICS, ""),
        "survey": ("Nothing has been announced yet.", "", "/announcements/new"),
        "hidden": ("Nothing has been announced yet.", "", "/announcements/new"),
    },
    ("manager", "/announcements/"): {"new": ("Nothing has been announced yet.", "HR writes them.", "")},
    ("hr", "/announcements/new"): {"new": ("Announcements are about topics", NO_TOPICS, "/announcements/")},
    ("admin", "/surveys/"): {
        "new": ("There is no survey yet.", "", "/surveys/new"),
        "people": ("There is no survey yet.", "", "/surveys/new"),
        "survey": ("No series asks it.", "Never asked yet.", "/schedule/?survey="),
        "hidden": ("Last asked on", "", "/surveys/"),
    },
    ("admin", "/schedule/"): {
        "new": ("A series repeats a survey, and there is no survey yet.", "0 people can be asked", "/surveys/new"),
        "people": ("A series repeats a survey, and there is no survey yet.", "30 people", "/surveys/new"),
        "survey": ("Nobody is asked yet. A series says when", "", "/schedule/new"),
        "planned": ("The next five check-ins", "Monday, 30 November 2026", "/schedule/new"),
        "hidden": ("The next five check-ins", "Monday, 14 December 2026", "/schedule/new"),
    },
    ("admin", "/people/"): {
        "new": (NOBODY, "who is asked", "/people/import"),
        "people": ("Active 30", "", "/people/new"),
    },
    ("hr", "/people/"): {"new": (NOBODY, "An administrator brings them in.", ""), "people": ("Active 30", "", "")},
    ("admin", "/invitations/"): {
        "new": (QUIET, "First, bring in the people", "/people/import"),
        "people": (QUIET, "Next, choose what they are asked.", "/surveys/new"),
        "survey": (QUIET, "Next, say when it is asked.", "/schedule/new"),
        "planned": (QUIET, PLANNED, ""),
        "open": ("The open check-in", "Invitations sent:", ""),
        "hidden": (QUIET, "The next check-in is planned for Dec 14, 2026.", ""),
    },
    ("admin", "/structure/locations"): {"new": ("There are no locations yet.", "add one below", "")},
    ("admin", "/structure/units"): {"new": ("There are no units yet.", "add one below", "")},
    ("auditor", "/closing/"): {"new": ("No check-in waits for a trustee.", "One does when it is over", "/trustee/")},
    ("manager", "/search/"): {"new": ("Type a name, a topic or what you want to do into the box.", "", "")},
}
# What is chosen, read or made there does not come from check-ins.
NEVER_EMPTY = {
    "/audit-log/", "/audit-log/check", "/delivery/", "/delivery/gateway", "/delivery/slack", "/delivery/teams",
    "/delivery/webhook", "/help/", "/help/words", "/invitations/letters/", "/invitations/preview", "/leaving/",
    "/organisation/", "/people/account", "/people/import", "/people/new", "/people/staff", "/protection/",
    "/protection/record", "/schedule/days-off/", "/schedule/days-off/holidays", "/schedule/new", "/setup/learn",
    "/surveys/new", "/surveys/topics", "/trustee/",
    "/setup/", "/setup/asking", "/setup/done", "/setup/look", "/setup/people", "/setup/phone", "/setup/privacy",
    "/setup/reaching", "/setup/when",
}  # fmt: skip
ONE_OF_MANY = {"/dashboard/topics/canteen"}
FILES = {"/organisation/icon", "/organisation/look.css", "/setup/people/sample.csv"}


@pytest.fixture(scope="module")
def seen():
    """What stood on each page of the table at each stage, once it was walked."""
    return {}


@pytest.fixture
def walked(seen, request, database):
    """One organisation, led through all stages, and looked at on the way."""
    if seen:
        return seen
    staff_app, services = request.getfixturevalue("staff_app"), request.getfixturevalue("services")
    with database.writing() as session:
        own = an_organisation(session, time_zone="UTC")
    for stage, go_on in STAGES.items():
        if go_on:
            go_on(services, own)
        clients = {role: logged_in(staff_app, own, role) for role in ("admin", "hr", "auditor")}
        part = {}
        if stage != "new":  # a unit would be something already
            with database.writing() as session:
                part = {"unit_id": ensure_unit(session, own, "Operations/Kitchen")}
        clients["manager"] = logged_in(staff_app, own, "manager", **part)
        for (role, path), stages in TABLE.items():
            if stage in stages:
                with clients[role].get(path, query_string={"lang": "en"}) as answer:
                    assert answer.status_code == 200
                    seen[role, path, stage] = answer.text.partition("<main")[2].partition("</main>")[0]
    return seen


def words_of(page: str) -> str:
    """What is read, without what the page says of itself and without marks."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", without_help(page))).split())


def test_every_page_is_looked_at_or_never_empty(database):
    pages = {
        route.pattern
        for route in staff_routes()
        if route.method == "GET" and not route.parameters and route.access and not route.access.public
    }
    assert pages == {path for _role, path in TABLE} - ONE_OF_MANY | NEVER_EMPTY | FILES
    assert not {path for _role, path in TABLE} & NEVER_EMPTY


@pytest.mark.parametrize(("who", "stages"), TABLE.items(), ids=[" ".join(each) for each in TABLE])
def test_a_page_says_why_it_is_empty_and_what_comes_next(who, stages, walked):
    for stage, (sentence, further, leads) in stages.items():
        page = walked[*who, stage]
        assert sentence in words_of(page), stage
        assert further in words_of(page), stage
        assert f'href="{leads}' in page, stage


@pytest.mark.parametrize(("who", "stages"), TABLE.items(), ids=[" ".join(each) for each in TABLE])
def test_nobody_is_led_to_what_they_may_not_open(who, stages, walked):
    role, _path = who
    open_to = {
        route.pattern: route.access.scope == "account" or route.access.public or role in route.access.roles
        for route in staff_routes()
        if route.method == "GET" and route.access
    }
    for stage in stages:
        led = {link.partition("?")[0] for link in re.findall(r'href="(/[^"#]*)', walked[*who, stage])}
        assert not [link for link in led if open_to.get(link) is False], stage
