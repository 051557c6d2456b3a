"""What a page does with a number is a release too: pages without the gate are the same whatever people answered."""

import re

from sqlalchemy import update

from pulse.counting.inner import OpenBallot
from pulse.results.models import ChoiceFigure, Figure
from tests.factories.history import LOGISTICS, OFFICE, PRODUCTION, a_closed_cycle, a_question, a_world, ballots
from tests.factories.people import logged_in

FIGURES = "/dashboard"  # the pages that show figures; tests/dashboard rebuilds them from what the gate let out


def pages(app, clients) -> dict[tuple[str, str], str]:
    """Every page of each role that needs nothing but its address, without what chance puts there."""
    found = {}
    for role, client in clients.items():
        for rule in app.url_map.iter_rules():
            if "GET" in rule.methods and not rule.arguments and not rule.rule.startswith(FIGURES):
                answer = client.get(rule.rule)
                text = answer.get_data().decode(errors="replace")  # an icon is no text
                found[role, rule.rule] = re.sub(r"<input[^>]*csrf_token[^>]*>|[0-9a-f]{32}", "", text)
    return found


def test_no_page_but_those_of_the_gate_knows_what_was_answered(services, staff_app):
    with services.database.writing() as session:
        world = a_world(session)
        cast = [*ballots(PRODUCTION, canteen="5" * 24), *ballots(OFFICE, canteen="41" * 6)]
        cast += [OpenBallot(PRODUCTION, {"shuttle": 1}, (), "en")] * 20
        every = [*cast, *ballots(LOGISTICS, canteen="1" * 4)]
        a_closed_cycle(services, session, world, every, more=[a_question("shuttle", "yesno")])
    clients = {
        "hr": logged_in(staff_app, world.id),
        "admin": logged_in(staff_app, world.id, "admin"),
    }
    before = pages(staff_app, clients)
    assert len(before) >= 20
    with services.database.writing() as session:
        session.execute(update(Figure).filter_by(organisation_id=world.id).values(n1=999, n5=0, exact=True))
        session.execute(update(ChoiceFigure).filter_by(organisation_id=world.id).values(chosen=5, people=999))
    after = pages(staff_app, clients)
    assert {page: (text, after[page]) for page, text in before.items() if after[page] != text} == {}
