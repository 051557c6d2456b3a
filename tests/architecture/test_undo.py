"""Every form of staff pages: it is harmless, or can be taken back, or asks once more before it does what cannot be.

The routes are read from the apps, so that one which is added later has to be sorted too. Whoever adds one: could
somebody in a hurry lose something by it that they cannot bring back? Then let it ask (`pulse.web.sure`).
"""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from pulse.application import create_app
from pulse.database import Base
from pulse.delivery.operations import set_up
from pulse.delivery.settings import Slack, Webhook, seal
from pulse.people.models import Account, Person, RoleGrant
from pulse.people.operations import grant
from pulse.protection.kinds import KINDS, LEFT
from pulse.web.services import Services
from tests.factories.organisation import an_organisation
from tests.factories.people import log_in, people_in
from tests.factories.routes import MAKERS, staff_routes
from tests.factories.trustee import a_trustee

ROOT = Path(__file__).parents[2]
POSTS = {route.pattern for route in staff_routes() if route.method != "GET"}
BESIDES = {"audit_entry", "chain_head", "staff_session", "log_in_attempt"}  # what only tells that something was done
BY_ID = {"blackout", "role_grant"}  # made anew with the same meaning
ITSELF = "itself"  # the same page takes back what was changed there

HARMLESS = {
    "/audit-log/export": "a copy",
    "/closing/package": "a copy",
    "/delivery/email/test": "one message to oneself",
    "/delivery/gateway/test": "one message to oneself",
    "/delivery/slack/test": "one message to oneself",
    "/delivery/teams/test": "one message to oneself",
    "/delivery/webhook/test": "one event without meaning",
    "/delivery/returned/<token>": "a mail server tells what came back; staff try again",
    "/invitations/again": "tries again what did not arrive",
    "/invitations/letters/print": "a copy",
    "/invitations/mine/<token>/data": "one message to oneself",
    "/invitations/test": "one message to oneself",
    "/people/account/end": "whoever it was logs in anew",
    "/people/account/end-others": "whoever it was logs in anew",
    "/people/first": "an empty installation begins",
    "/people/forgotten": "one message to oneself",
    "/people/import": "shows what would change",
    "/people/import/problems": "a copy",
    "/people/log-in": "a session, ended by logging out",
    "/people/log-out": "one logs in anew",
    "/people/password/<token>": "a password, changed on one's own page",
    "/people/staff/<account_id>/link": "another link can be made",
    "/people/staff/<account_id>/log-out": "whoever it was logs in anew",
    "/people/try-again": "tries again what did not arrive",
    "/protection/people/<person_id>/export": "a copy",
    "/setup/away": "every step stands on a page of its own",
    "/setup/look": "shows a page",
    "/setup/reaching/addresses": "looks whether an address answers",
    "/setup/reaching/mail": "one message to oneself",
    "/surveys/<survey_id>/pilot": "a few messages to addresses that were typed in for it",
    "/surveys/preview": "shows a page",
}
UNDONE = {
    "/actions/<action_id>/edit": ITSELF,
    "/actions/<action_id>/status": ITSELF,
    "/actions/new": "/actions/<action_id>/status",
    "/announcements/<announcement_id>": ITSELF,
    "/announcements/new": "/announcements/<announcement_id>/delete",
    "/delivery/gateway": "/delivery/remove",
    "/delivery/slack": "/delivery/remove",
    "/delivery/teams": "/delivery/remove",
    "/delivery/webhook": "/delivery/remove",
    "/delivery/webhook/secret": "/delivery/webhook/former",
    "/invitations/letters/off": "/invitations/letters/on",
    "/invitations/letters/on": "/invitations/letters/off",
    "/invitations/mine/<token>": ITSELF,
    "/invitations/mine/<token>/start": "/invitations/mine/<token>/stop",
    "/invitations/mine/<token>/stop": "/invitations/mine/<token>/start",
    "/organisation/": ITSELF,
    "/people/<person_id>": ITSELF,
    "/people/<person_id>/leave": "/people/<person_id>/return",
    "/people/<person_id>/return": "/people/<person_id>/leave",
    "/people/account": ITSELF,
    "/people/account/password": ITSELF,
    "/people/new": "/people/<person_id>/leave",
    "/people/staff": "/people/staff/<account_id>/withdraw",
    "/people/staff/<account_id>/close": "/people/staff/<account_id>/reopen",
    "/people/staff/<account_id>/name": ITSELF,
    "/people/staff/<account_id>/reopen": "/people/staff/<account_id>/close",
    "/people/staff/<account_id>/role": "/people/staff/<account_id>/role/take",
    "/people/staff/<account_id>/role/take": "/people/staff/<account_id>/role",
    "/people/staff/<account_id>/withdraw": "/people/staff",
    "/protection/contact": ITSELF,
    "/schedule/<series_id>": ITSELF,
    "/schedule/<series_id>/pause": "/schedule/<series_id>/resume",
    "/schedule/<series_id>/resume": "/schedule/<series_id>/pause",
    "/schedule/days-off/blackouts": "/schedule/days-off/blackouts/<blackout_id>/remove",
    "/schedule/days-off/blackouts/<blackout_id>/remove": "/schedule/days-off/blackouts",
    "/schedule/days-off/contact": ITSELF,
    "/schedule/days-off/holidays": "/schedule/days-off/holidays/remove",
    "/schedule/days-off/holidays/remove": "/schedule/days-off/holidays/restore",
    "/schedule/days-off/holidays/restore": "/schedule/days-off/holidays/remove",
    "/schedule/days-off/places/<location_id>": ITSELF,
    "/schedule/new": "/schedule/<series_id>/end",
    "/setup/asking": "/surveys/<survey_id>/archive",
    "/setup/people": "/people/<person_id>/leave",
    "/setup/privacy": ITSELF,
    "/setup/when": "/schedule/<series_id>/end",
    "/structure/changes/<change_id>/cancel": "/structure/units/<unit_id>",
    "/structure/locations": "/structure/locations/<location_id>",
    "/structure/units": "/structure/units/<unit_id>",
    "/surveys/<survey_id>": ITSELF,
    "/surveys/<survey_id>/archive": ITSELF,
    "/surveys/<survey_id>/audience": ITSELF,
    "/surveys/<survey_id>/copy": "/surveys/<survey_id>/archive",
    "/surveys/import": "/surveys/<survey_id>/archive",
    "/surveys/new": "/surveys/<survey_id>/archive",
    "/surveys/topics": ITSELF,
    "/trustee/keys": "/trustee/withdraw",
    "/trustee/mode": ITSELF,
}


@dataclass
class World:
    """An organisation with something of everything, and an administrator who may do all."""

    services: Services
    client: FlaskClient
    own: str
    folder: Path
    made: dict[str, str] = field(default_factory=dict)

    def of(self, name: str) -> str:
        """One thing of a kind, made when it is first asked for."""
        if name not in self.made:
            with self.services.database.writing() as session:
                self.made[name] = MAKERS[name](session, self.own)
        return self.made[name]

    def path(self, pattern: str) -> str:
        """The address of a route, with what it names."""
        return re.sub(r"<(\w+)>", lambda found: self.of(found[1]), pattern)

    def post(self, path: str, form: dict[str, object] | None = None) -> str:
        """What the page says after sending a form."""
        answer = self.client.post(path, data=form or {}, content_type="multipart/form-data", follow_redirects=True)
        assert answer.status_code in {200, 400}, (path, answer.status_code)
        return answer.text

    def state(self) -> dict[str, set[str]]:
        """Everything that is kept of the organisation, but that something was done."""
        found: dict[str, set[str]] = {}
        with self.services.database.reading() as session:
            for table in Base.metadata.sorted_tables:
                if table.name in BESIDES or not ({"organisation_id"} & set(table.columns.keys())):
                    continue
                columns = [one for one in table.columns if not (table.name in BY_ID and one.name == "id")]
                rows = session.execute(select(*columns).where(table.c.organisation_id == self.own))
                found[table.name] = {repr(tuple(row)) for row in rows}
            organisation = Base.metadata.tables["organisation"]
            rows = session.execute(select(organisation).where(organisation.c.id == self.own))
            found["organisation"] = {repr(tuple(row)) for row in rows}
        return found

    def channel(self, channel: str, setting: Slack | Webhook) -> None:
        """A channel that is set up."""
        with self.services.database.writing() as session:
            set_up(session, self.own, channel, seal(self.services.keys.settings_key(), self.own, channel, setting))

    def person(self, **values: object) -> Person:
        """Somebody, with these values."""
        with self.services.database.writing() as session:
            (id,) = people_in(session, self.own, **values)
            return session.get_one(Person, (self.own, id))


@pytest.fixture(scope="module")
def apps():
    return {}


@pytest.fixture
def world(services, apps, tmp_path) -> World:
    app = apps["staff"] = apps.get("staff") or create_app(services)
    app.extensions["pulse"] = services
    app.config["WTF_CSRF_ENABLED"] = False
    with services.database.writing() as session:
        own = an_organisation(session, is_demo=True)
    client = app.test_client()
    account = log_in(client, own, "admin")
    with services.database.writing() as session:
        grant(session, own, account, "hr")
    return World(services, client, own, tmp_path)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found, f"no {name} on the page"
    return html.unescape(found[1])


SURE = {"sure": "yes"}
Asking = tuple[dict[str, object], str, Callable[[str], dict[str, object]]]


def only_sure(_page: str) -> dict[str, object]:
    return dict(SURE)


def deleting_a_draft(world: World) -> Asking:
    return {}, "Its words in every language are lost.", only_sure


def publishing(world: World) -> Asking:
    return {"mail": "y"}, "It cannot be changed or taken back", only_sure


def taking_a_channel_down(world: World) -> Asking:
    world.channel("slack", Slack("xoxb-1234567890-abcdefgh-ab12"))
    return {"channel": "slack"}, "Its secrets are deleted.", only_sure


def dropping_a_secret(world: World) -> Asking:
    world.channel("webhook", Webhook("https://example.com/in", "new" * 12, "old" * 12))
    return {}, "refuses every event from then on", only_sure


def ending_a_series(world: World) -> Asking:
    return {}, "It opens no further check-in, for good.", only_sure


def withdrawing_keys(world: World) -> Asking:
    a_trustee(world.services, world.own, world.folder / "w", "copy")
    return {}, "They can never be registered again.", only_sure


def leaving_the_demo(world: World) -> Asking:
    return {}, "This cannot be undone.", only_sure


def erasing(world: World) -> Asking:
    with world.services.database.reading() as session:
        number = session.get_one(Person, (world.own, world.of("person_id"))).number
    return {}, "Their number", lambda _page: {"number": number}


def keeping_for_a_shorter_time(world: World) -> Asking:
    world.person(active=False, left_on=date(2026, 1, 2))
    page = world.client.get("/protection/").text
    form = {kind: hidden(page, kind) for kind in KINDS} | {LEFT: "1"}
    return form, "Keep it for a shorter time?", lambda page: {"agreed": hidden(page, "agreed")}


def importing(world: World) -> Asking:
    file = (BytesIO(b"person_id,name\nX1,Dewi\n"), "people.csv")
    text = hidden(world.client.post("/people/import", data={"file": file}).text, "text")
    return {"text": text}, "What would change", lambda page: {"shown": hidden(page, "shown")}


def closing_a_unit(world: World) -> Asking:
    form = {"change": "close", "on": "2027-01-04", "name": "", "target": ""}
    return form, "What it does to what shows", lambda page: {"seen": hidden(page, "seen")}


def joining_two_records(world: World) -> Asking:
    other = world.person(name="Dewi Lestari")
    stays = {"stays": world.of("person_id")}
    return {"other": other.number, **stays}, "Dewi Lestari", lambda page: {"seen": other.id}


CONFIRMED = {
    "/announcements/<announcement_id>/delete": deleting_a_draft,
    "/announcements/<announcement_id>/publish": publishing,
    "/delivery/remove": taking_a_channel_down,
    "/delivery/webhook/former": dropping_a_secret,
    "/leaving/": leaving_the_demo,
    "/people/import/confirm": importing,
    "/protection/people/<person_id>/erase": erasing,
    "/protection/retention": keeping_for_a_shorter_time,
    "/schedule/<series_id>/end": ending_a_series,
    "/structure/locations/<location_id>": closing_a_unit,
    "/structure/same-person/<person_id>": joining_two_records,
    "/structure/units/<unit_id>": closing_a_unit,
    "/trustee/withdraw": withdrawing_keys,
}
SIGNED = {"/closing/result"}  # it takes a file that the trustee signed, for just this check-in


def test_every_form_is_sorted_and_nothing_is_sorted_twice():
    kinds = [set(HARMLESS), set(UNDONE), set(CONFIRMED), set(SIGNED)]
    assert set().union(*kinds) == POSTS
    assert sum(map(len, kinds)) == len(POSTS)


def test_what_undoes_is_a_form_too():
    assert {by for by in UNDONE.values() if by != ITSELF} <= POSTS


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", sorted(CONFIRMED))
def test_what_cannot_be_taken_back_asks_and_does_nothing_until_it_is_told_again(world, route):
    path = world.path(route)
    form, asks, word = CONFIRMED[route](world)
    before = world.state()
    page = world.post(path, dict(form))
    assert asks in html.unescape(page)
    assert world.state() == before
    again = {**{name: value for name, value in form.items() if not isinstance(value, tuple)}, **word(page)}
    world.client.post(path, data=again)
    assert world.state() != before


@dataclass(frozen=True)
class Pair:
    """Two forms, each of which takes back what the other did."""

    do: str
    undo: str
    first: dict[str, object] = field(default_factory=dict)
    then: dict[str, object] = field(default_factory=dict)


def there_and_back(world: World) -> dict[str, Pair]:
    """Pairs that cost little to try; what else undoes itself is a page that shows what is kept, in a form."""
    with world.services.database.reading() as session:
        account = session.get_one(Account, (world.own, world.of("account_id")))
    staff, person = f"/people/staff/{account.id}", world.path("/people/<person_id>")
    survey = world.path("/surveys/<survey_id>")
    named = {"name": account.name, "email": account.email}
    return {
        "person": Pair(f"{person}/leave", f"{person}/return"),
        "letters": Pair("/invitations/letters/on", "/invitations/letters/off"),
        "survey": Pair(f"{survey}/archive", f"{survey}/archive", {"away": "yes"}, {"away": "no"}),
        "account": Pair(f"{staff}/close", f"{staff}/reopen"),
        "name": Pair(f"{staff}/name", f"{staff}/name", {**named, "name": "Somebody else"}, named),
        "trustee": Pair("/trustee/mode", "/trustee/mode", {"mode": "copy"}, {"mode": "none"}),
        "contact": Pair("/schedule/days-off/contact", "/schedule/days-off/contact", {"days": "9"}, {"days": "7"}),
        "data": Pair("/protection/contact", "/protection/contact", {"contact": "Ana"}, {"contact": ""}),
    }


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_done_and_taken_back_leaves_everything_as_it_was(world):
    for name, pair in there_and_back(world).items():
        before = world.state()
        world.post(pair.do, dict(pair.first))
        done = world.state()
        assert done != before, name
        world.post(pair.undo, dict(pair.then))
        assert world.state() == before, name


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
def test_what_is_made_and_removed_again_leaves_everything_as_it_was(world):
    """A role, an invitation and a blackout get an id when they are made: each is found on its page."""
    account = world.of("account_id")
    before = world.state()
    world.post(f"/people/staff/{account}/role", {"role-role": "auditor", "role-reach": ""})
    with world.services.database.reading() as session:
        made = session.scalar(select(RoleGrant.id).where(RoleGrant.account_id == account, RoleGrant.role == "auditor"))
    assert made
    world.post(f"/people/staff/{account}/role/take", {"grant": made})
    assert world.state() == before
    world.post("/people/staff", {"name": "Ana", "email": "ana@x.com", "role": "hr", "reach": ""})
    with world.services.database.reading() as session:
        invited = session.scalar(select(Account.id).where(Account.organisation_id == world.own, Account.name == "Ana"))
    assert invited
    world.post(f"/people/staff/{invited}/withdraw")
    assert world.state() == before
    page = world.post(
        "/schedule/days-off/blackouts", {"first": "2026-12-24", "last": "2026-12-31", "name": "Year end"}
    )
    assert world.state() != before
    world.post(re.search(r'action="(/schedule/days-off/blackouts/[0-9a-f]+/remove)"', page)[1])
    assert world.state() == before


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
@pytest.mark.parametrize("route", sorted(SIGNED))
def test_what_takes_a_signed_file_does_nothing_without_one(world, route):
    before = world.state()
    assert "Please choose a file." in world.post(route)
    assert world.state() == before
