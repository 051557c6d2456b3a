"""Every route of both apps, tried as everybody: what a view declares is what happens.

The routes are read from the apps, so that one which is added later is tried as well.
"""

from dataclasses import dataclass, field

import pytest
from flask.testing import FlaskClient
from werkzeug.test import Client, TestResponse

from pulse.application import create_app, create_apps
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.people import operations, queries, tokens
from pulse.people.roles import TITLES
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account
from tests.factories.routes import MAKERS, Route, ballot_routes, staff_routes

STAFF, BALLOT = staff_routes(), ballot_routes()
GUARDED = [route for route in STAFF if route.access and not route.access.public]
OPENED = {200, 302, 400}
SHARED = {"/healthz", "/"}
ROLES = set(TITLES)
MAY_BE_SENT = {"audit_log.export"}  # by an auditor: it takes a copy along, and that is written down
SECRET_ADDRESSES = ("/invitations/mine/<token>", "/delivery/returned/<token>")  # the address is what nobody can guess
ANSWERS = ("/dashboard/", "/actions/", "/announcements/")
DEMO_ONLY = {"/leaving/"}  # for a real organisation they do not exist


@dataclass(frozen=True)
class World:
    """Two organisations; accounts by name; nodes by name."""

    own: str
    other: str
    accounts: dict[str, tuple[str, str]]
    roles: dict[str, tuple[str, bool]]
    nodes: dict[str, str]
    log_ins: dict[str, str] = field(default_factory=dict)


# Who may open what is decided in Python, the same beside either database.
ON_ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


@pytest.fixture(scope="module")
def world(database):
    with database.writing() as session:
        own, other = an_organisation(session), an_organisation(session)
        nodes = {
            "kitchen": ensure_unit(session, own, "Operations/Kitchen"),
            "operations": ensure_unit(session, own, "Operations"),
            "office": ensure_unit(session, own, "Office"),
            "jakarta": ensure_location(session, own, "Jakarta"),
            "plant": ensure_location(session, own, "Jakarta/Plant 2"),
            "hanoi": ensure_location(session, own, "Hanoi"),
            "foreign unit": ensure_unit(session, other, "Operations"),
            "foreign location": ensure_location(session, other, "Jakarta"),
        }
        accounts = {
            "admin": (own, an_account(session, own, "admin")),
            "hr": (own, an_account(session, own, "hr")),
            "hr of a unit": (own, an_account(session, own, "hr", unit_id=nodes["operations"])),
            "manager of a unit": (own, an_account(session, own, "manager", unit_id=nodes["operations"])),
            "manager of a location": (own, an_account(session, own, "manager", location_id=nodes["jakarta"])),
            "steward of a location": (own, an_account(session, own, "steward", location_id=nodes["jakarta"])),
            "trustee": (own, an_account(session, own, "trustee")),
            "auditor": (own, an_account(session, own, "auditor")),
            "hr of another organisation": (other, an_account(session, other, "hr")),
            "admin of another organisation": (other, an_account(session, other, "admin")),
        }
    roles = {name: (name.split()[0], " of a " not in name) for name in accounts}
    return World(own, other, accounts, roles, nodes)


@pytest.fixture(scope="module")
def made(database):
    """The apps of this module and database: making them takes longer than asking them."""
    return {}


@pytest.fixture
def app(services, made):
    app = made["staff"] = made.get("staff") or create_app(services)
    app.extensions["pulse"] = services
    app.config["WTF_CSRF_ENABLED"] = False  # a test below looks at that by itself
    return app


@pytest.fixture
def strict_app(app):
    app.config["WTF_CSRF_ENABLED"] = True
    return app


@pytest.fixture
def both_hosts(services, made):
    made["hosts"] = made.get("hosts") or create_apps(services)
    return made["hosts"]


def _as(app, world: World, name: str) -> FlaskClient:
    client = app.test_client()
    services = app.extensions["pulse"]
    organisation_id, account_id = world.accounts[name]
    now, token = services.clock.now(), world.log_ins.get(name, "")
    with services.database.reading() as session:
        lives = queries.session_owner(session, tokens.hash_of(token), now)
    if not lives:  # none yet, or a route that was tried has ended it
        token = world.log_ins[name] = tokens.fresh()
        with services.database.writing() as session:
            operations.start_session(session, organisation_id, account_id, tokens.hash_of(token), now=now)
    with client.session_transaction() as cookie:
        cookie["_user_id"] = token
    return client


def _address(route: Route, database, organisation_id: str) -> str:
    address = route.pattern
    with database.writing() as session:
        for name in route.parameters:
            assert name in MAKERS, f"add a maker for <{name}> of {route} to tests/factories/routes.py"
            address = address.replace(f"<{name}>", MAKERS[name](session, organisation_id))
    assert "<" not in address, f"{route}: a parameter with a converter needs a line here"
    return address


def _ask(client: Client, route: Route, address: str, **query: str) -> TestResponse:
    return client.open(address, method=route.method, query_string=query)


def _let_in(route: Route, world: World, name: str) -> bool:
    assert route.access
    role, everywhere = world.roles[name]
    if route.access.scope == "account":
        return True
    return role in route.access.roles and (everywhere or route.access.scope == "node")


@pytest.mark.parametrize("route", [*STAFF, *BALLOT], ids=str)
def test_every_route_says_who_may_open_it(route):
    assert route.access is not None
    assert route.access.roles <= ROLES
    assert route.access.public or route.access.scope == "account" or route.access.roles


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_an_auditor_changes_nothing_and_sees_no_answers(route):
    if "auditor" in route.access.roles:
        assert route.method == "GET" or route.endpoint in MAY_BE_SENT
        assert route.access.scope == "organisation"
        assert not route.pattern.startswith(ANSWERS)


@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_administrators_and_trustees_see_no_answers_either(route):
    if route.access.roles & {"admin", "trustee"}:
        assert not route.pattern.startswith(ANSWERS)


@ON_ONE
@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_a_visitor_is_sent_to_the_log_in(route, app, world, database):
    response = _ask(app.test_client(), route, _address(route, database, world.own))
    assert response.status_code == 302
    assert response.location.startswith("/people/log-in")


@ON_ONE
@pytest.mark.parametrize("route", GUARDED, ids=str)
def test_each_role_gets_what_the_route_declares(route, app, world, database):
    for name, (organisation_id, _account) in world.accounts.items():
        response = _ask(_as(app, world, name), route, _address(route, database, organisation_id))
        opened = {404} if route.pattern in DEMO_ONLY else OPENED
        expected = opened if _let_in(route, world, name) else {403}
        assert response.status_code in expected, (name, response.status_code)
        assert "/people/log-in" not in (response.location or ""), name


@pytest.mark.parametrize("route", [route for route in GUARDED if route.parameters], ids=str)
def test_an_object_of_another_organisation_does_not_exist(route, app, world, database):
    for name, (organisation_id, _account) in world.accounts.items():
        if _let_in(route, world, name):  # to the others the test above shows that all doors are closed
            foreign = world.other if organisation_id == world.own else world.own
            response = _ask(_as(app, world, name), route, _address(route, database, foreign))
            assert response.status_code == 404, name


@pytest.mark.parametrize("route", [route for route in GUARDED if route.parameters], ids=str)
def test_an_object_that_never_was_does_not_exist(route, app, world):
    address = route.pattern
    for name in route.parameters:
        address = address.replace(f"<{name}>", "0" * 32)
    for name in world.accounts:
        if _let_in(route, world, name):
            response = _ask(_as(app, world, name), route, address)
            assert response.status_code == 404, name


REACHES = [  # what is asked for, and who of those with a part may see it
    ({"unit": "kitchen"}, {"hr", "hr of a unit", "manager of a unit"}),
    ({"unit": "operations"}, {"hr", "hr of a unit", "manager of a unit"}),
    ({"unit": "office"}, {"hr"}),
    ({"location": "plant"}, {"hr", "manager of a location", "steward of a location"}),
    ({"location": "hanoi"}, {"hr"}),
    (
        {"unit": "kitchen", "location": "plant"},
        {"hr", "hr of a unit", "manager of a unit", "manager of a location", "steward of a location"},
    ),
    ({"unit": "office", "location": "hanoi"}, {"hr"}),
    ({"unit": "foreign unit"}, {"hr of another organisation"}),
    ({"location": "foreign location"}, {"hr of another organisation"}),
    ({"unit": "kitchen", "location": "foreign location"}, set()),
]


@ON_ONE
@pytest.mark.parametrize("route", [route for route in GUARDED if route.access.scope == "node"], ids=str)
@pytest.mark.parametrize(("asked", "seen_by"), REACHES, ids=[str(asked) for asked, _ in REACHES])
def test_a_part_is_seen_by_those_whose_role_reaches_it(route, asked, seen_by, app, world, database):
    query = {name: world.nodes[node] for name, node in asked.items()}
    for name, (organisation_id, _account) in world.accounts.items():
        if not _let_in(route, world, name):
            continue
        client, address = _as(app, world, name), _address(route, database, organisation_id)
        response = _ask(client, route, address, **query)
        assert response.status_code in (OPENED if name in seen_by else {404}), (name, response.status_code)


@pytest.mark.parametrize("route", [route for route in STAFF if route.access.public], ids=str)
def test_a_public_page_asks_for_no_role(route, app, world, database):
    for client in (app.test_client(), _as(app, world, "manager of a unit")):
        response = _ask(client, route, _address(route, database, world.own))
        assert response.status_code in OPENED | {404}


@ON_ONE
@pytest.mark.parametrize("route", [route for route in STAFF if route.method != "GET"], ids=str)
def test_a_form_without_its_hidden_token_is_refused(route, strict_app, world, database):
    if route.pattern.startswith(SECRET_ADDRESSES):
        return
    for name in ("admin", "hr"):
        if route.access.public or _let_in(route, world, name):
            response = _ask(_as(strict_app, world, name), route, _address(route, database, world.own))
            assert response.status_code == 400


def _some(route: Route) -> str:
    address = route.pattern.replace("<int:", "<")
    for name in route.parameters:
        address = address.replace(f"<{name}>", "0")
    return address


@pytest.mark.parametrize("route", BALLOT, ids=str)
def test_the_ballot_host_is_open_to_all_and_sets_no_cookie(route, ballot_app):
    assert route.access.public
    response = ballot_app.test_client().open(_some(route), method=route.method)
    assert "Set-Cookie" not in response.headers
    assert "Cookie" not in response.headers.get("Vary", "")
    assert response.status_code != 403


@ON_ONE
@pytest.mark.parametrize("route", [*STAFF, *BALLOT], ids=str)
def test_each_host_refuses_the_pages_of_the_other(route, services, both_hosts):
    if route.pattern in SHARED:
        return
    other = services.config.ballot_url if route in STAFF else services.config.base_url
    response = Client(both_hosts).open(_some(route), base_url=other, method=route.method)
    assert response.status_code == 404
    assert "Set-Cookie" not in response.headers or route in BALLOT
