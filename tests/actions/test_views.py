"""Pages of actions, on both databases: the board, the chart, the form, and who may do what."""

import re
from datetime import date

import pytest
from sqlalchemy import delete

from pulse.actions import queries
from pulse.organisation.models import Unit
from pulse.organisation.operations import ensure_location, ensure_unit
from pulse.results.disclosure import Cell
from tests.factories.actions import an_action
from tests.factories.organisation import an_organisation
from tests.factories.people import logged_in, post_form

FORM = {
    "topic": "canteen",
    "what": "Open a second till at noon",
    "why": "People wait.",
    "places": ["."],
    "owner": "Dewi Lestari",
    "impact": "L",
    "effort": "S",
    "starts": "2026-11-23",
    "due": "2026-12-18",
    "status": "planned",
    "expected_points": "",
}


@pytest.fixture
def organisation(database):
    with database.writing() as session:
        made = an_organisation(session)
        an_action(session, made, what="An action of others", topic="gym")  # brings the topics along
        return made


@pytest.fixture
def nodes(database, organisation):
    with database.writing() as session:
        return {
            "operations": ensure_unit(session, organisation, "Operations"),
            "kitchen": ensure_unit(session, organisation, "Operations/Kitchen"),
            "office": ensure_unit(session, organisation, "Office"),
            "jakarta": ensure_location(session, organisation, "Jakarta"),
        }


@pytest.fixture
def hr(staff_app, organisation):
    return logged_in(staff_app, organisation, "hr", name="Hana of HR")


@pytest.fixture
def make(database, organisation):
    def made(**changes):
        with database.writing() as session:
            return an_action(session, organisation, **changes)

    return made


def read(database, organisation, action_id):
    with database.reading() as session:
        return queries.action(session, organisation, action_id)


def titles(database, organisation):
    with database.reading() as session:
        return {one.what for one in queries.actions(session, organisation)} - {"An action of others"}


def plain(answer) -> str:
    """The page's words on one line."""
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    main = html[html.index("<main") : html.index("</main>")]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main)).replace("&#39;", "'").replace("&amp;", "&")


def lane(page: str, status: str) -> str:
    """What stands in one column."""
    return page[page.rindex(f" {status} ") :]


# The board


def test_an_empty_board_says_what_to_do_next(staff_app, database):
    with database.writing() as session:
        organisation = an_organisation(session)
    page = plain(logged_in(staff_app, organisation).get("/actions/"))
    assert "Nothing has been decided yet." in page
    assert "those come with the first survey" in page

    page = plain(logged_in(staff_app, organisation, "manager").get("/actions/"))
    assert "Actions for your part appear here as soon as HR decides on one." in page


def test_the_board_shows_each_action_with_owner_due_and_sizes(hr, make):
    make(due=date(2026, 12, 18))
    page = plain(hr.get("/actions/"))
    assert "Canteen Quick win Open a second till at noon Where Lotus Works Owner Dewi Lestari Due Dec 18, 2026" in page
    assert "Impact Large Effort Small Start" in page


def test_what_is_late_is_said_in_words(hr, make):
    make(due=date(2026, 11, 22))
    make(due=date(2026, 11, 13), status="under_way")
    make(due=date(2026, 11, 23))
    make(due=date(2026, 11, 10), status="done")
    page = plain(hr.get("/actions/"))
    assert page.count("1 day overdue") == 1
    assert page.count("10 days overdue") == 1
    assert page.count("Due today") == 1
    assert page.count("overdue") == 3  # two cards and the first sentence
    assert "2 of them are overdue." in page


def test_the_day_is_that_of_the_organisation(staff_app, organisation, make, clock):
    make(due=date(2026, 11, 23))
    clock.advance(hours=9.5)  # 00:30 of the 24th in Jakarta
    assert "1 day overdue" in plain(logged_in(staff_app, organisation).get("/actions/"))


def test_quick_wins_have_much_impact_for_little_effort_and_come_first(hr, make):
    make(what="Large for small", impact="L", effort="S")
    make(what="Large for medium", impact="L", effort="M")
    make(what="Medium for small", impact="M", effort="S")
    make(what="Small for small", impact="S", effort="S")
    make(what="Done already", impact="L", effort="S", status="done")
    html = hr.get("/actions/").get_data(as_text=True)
    ranked = html[html.index('class="ranked"') : html.index("</ol>", html.index('class="ranked"'))]
    found = re.findall(r">([^<]+)</a>", ranked)
    assert found[:5] == [
        "An action of others", "Large for small", "Medium for small", "Large for medium", "Small for small"
    ]  # fmt: skip
    assert ranked.count("Quick win") == 3
    chart = html[html.index('class="impact"') : html.index("</table>", html.index('class="impact"'))]
    assert "Done already" not in chart
    assert chart.count("Quick wins") == 2


def test_the_board_is_narrowed_by_topic_owner_and_place(hr, make, nodes):
    make(what="For all", owner="Ayu")
    make(what="For the kitchen", places=(Cell(nodes["kitchen"]),), topic="parking")
    make(what="For the office", places=(Cell(nodes["office"]),))

    def shown(query):
        return set(re.findall(r"For \w+(?: \w+)?(?= Where)", plain(hr.get(f"/actions/?{query}"))))

    assert shown("topic=parking") == {"For the kitchen"}
    assert shown("owner=Ayu") == {"For all"}
    assert shown(f"where={nodes['kitchen']}.") == {"For all", "For the kitchen"}
    assert shown(f"unit={nodes['office']}") == {"For all", "For the office"}
    assert shown(f"where={nodes['operations']}.{nodes['jakarta']}") == {"For all", "For the kitchen"}
    page = plain(hr.get("/actions/?where=gone.&topic=parking"))
    assert "No action fits what you chose." in page
    assert "Show all" in page


def test_dropped_actions_are_folded_away(hr, make):
    make(what="Too dear", status="dropped")
    html = hr.get("/actions/").get_data(as_text=True)
    folded = html[html.index("<details", html.index('class="board"')) :]
    assert "1 action was dropped" in folded
    assert "Too dear" in folded


def test_what_was_done_long_ago_is_folded_away(hr, make):
    for number in range(8):
        make(what=f"Done {number}", status="done", due=date(2026, 11, 10 + number))
    html = hr.get("/actions/").get_data(as_text=True)
    earlier = html[html.index("2 earlier") :]
    assert re.findall(r">(Done \d)<", earlier) == ["Done 1", "Done 0"]


# Moving


def test_one_button_moves_on_and_one_moves_back(hr, make, database, organisation):
    made = make()
    answer = post_form(hr, "/actions/", {"to": "under_way", "seen": "planned"}, at=f"/actions/{made}/status")
    assert (answer.status_code, answer.location) == (302, "/actions/")
    assert read(database, organisation, made).status == "under_way"
    page = plain(hr.get("/actions/"))
    assert "“Open a second till at noon” moved to Under way. Undo" in page
    assert "Undo" not in plain(hr.get("/actions/"))

    post_form(hr, "/actions/", {"to": "planned", "seen": "under_way"}, at=f"/actions/{made}/status")
    assert read(database, organisation, made).status == "planned"


def test_moving_leads_back_to_where_it_was_done_and_nowhere_else(hr, make):
    made = make()
    sent = {"to": "under_way", "seen": "planned", "next": "/actions/?topic=canteen"}
    assert post_form(hr, "/actions/", sent, at=f"/actions/{made}/status").location == "/actions/?topic=canteen"
    sent = {"to": "done", "seen": "under_way", "next": "https://elsewhere.example/"}
    assert post_form(hr, "/actions/", sent, at=f"/actions/{made}/status").location == "/actions/"


@pytest.mark.parametrize("sent", [{"to": "done", "seen": "under_way"}, {"to": "nowhere"}, {}])
def test_a_move_from_an_old_page_moves_nothing_and_says_so(sent, hr, make, database, organisation):
    made = make()
    post_form(hr, "/actions/", sent, at=f"/actions/{made}/status")
    assert read(database, organisation, made).status == "planned"
    assert "Nothing was moved" in plain(hr.get("/actions/"))


# Making and changing


def test_an_action_is_made_and_shown(hr, database, organisation, nodes):
    data = {**FORM, "places": [f"{nodes['kitchen']}.", f".{nodes['jakarta']}"], "expected_points": "8"}
    answer = post_form(hr, "/actions/new", data)
    assert answer.status_code == 302
    page = plain(hr.get(answer.location))
    assert "The action is on the board." in page
    assert "Jakarta, Operations / Kitchen" in page
    assert "+8 points of the share who chose 4 or 5" in page
    assert "Action made Hana of HR, Nov 23, 2026, 3:00 PM" in page


def test_the_form_begins_with_what_was_asked_for(hr, nodes):
    html = hr.get(f"/actions/new?topic=parking&unit={nodes['kitchen']}").get_data(as_text=True)
    assert '<option selected value="parking">' in html
    assert re.findall(r'value="([^"]*)"\s+checked', html) == [f"{nodes['kitchen']}."]
    assert 'value="2026-11-23"' in html
    assert '<option value="Hana of HR">' in html


def test_the_whole_organisation_and_a_part_of_it_are_not_ticked_together(hr, nodes, database, organisation):
    html = post_form(hr, "/actions/new", {**FORM, "places": [".", f"{nodes['kitchen']}."]}).get_data(as_text=True)

    assert "Please tick the whole organisation or parts of it, not both." in html
    assert titles(database, organisation) == set()


def test_a_crossing_can_be_asked_for(hr, nodes, database, organisation):
    crossing = f"{nodes['kitchen']}.{nodes['jakarta']}"
    html = hr.get(f"/actions/new?unit={nodes['kitchen']}&location={nodes['jakarta']}").get_data(as_text=True)
    assert re.findall(r'value="([^"]*)"\s+checked', html) == [crossing]
    post_form(hr, "/actions/new", {**FORM, "places": [crossing]})
    assert titles(database, organisation) == {FORM["what"]}


BAD = [
    ("what", "", "Please say what will be done."),
    ("what", "a\0b", "This text holds invisible or control characters."),
    ("what", "x" * 201, "This is longer than 200 characters."),
    ("why", "x" * 2001, "This is longer than 2000 characters."),
    ("owner", " ", "Please say who sees to it: an action without an owner is not done."),
    ("topic", "", "Please choose a topic."),
    ("topic", "no-such", "This topic does not exist any more. Please choose one from the list."),
    ("impact", "", "Please choose small, medium or large."),
    ("effort", "XL", "Please choose small, medium or large."),
    ("starts", "", "Please give a day like 2026-11-23."),
    ("starts", "tomorrow", "Please give a day like 2026-11-23."),
    ("due", "", "Please give a day like 2026-11-23."),
    ("due", "2026-11-22", "It cannot be due before it starts: please choose a later day."),
    ("due", "9999-01-01", "Please give a day from 2000 to 2100."),
    ("status", "lost", "Please choose one from the list."),
    ("expected_points", "101", "Please give whole points from -100 to 100, or leave it empty."),
    ("expected_points", "2.5", "Please give whole points from -100 to 100, or leave it empty."),
    ("expected_points", "9" * 5000, "Please give whole points from -100 to 100, or leave it empty."),
    ("places", [], "Please tick where it applies."),
    ("places", ["gone."], "A part that was ticked no longer exists. Please look again where it is for."),
    ("places", ["\0"], "A part that was ticked no longer exists. Please look again where it is for."),
]


@pytest.mark.parametrize(("field", "value", "sentence"), BAD, ids=[f"{name} {str(bad)[:12]}" for name, bad, _ in BAD])
def test_bad_input_gets_one_sentence_keeps_the_rest_and_saves_nothing(
    field, value, sentence, hr, database, organisation
):
    answer = post_form(hr, "/actions/new", {**FORM, field: value})
    assert answer.status_code == 200
    html = answer.get_data(as_text=True)
    assert html.count(f">{sentence}</p>") == 1
    assert html.count('class="error"') == 1
    kept = FORM["why"] if field != "why" else FORM["what"]
    assert kept in html
    assert titles(database, organisation) == set()


def test_a_unit_dissolved_while_the_form_was_open_is_said(hr, database, organisation, nodes):
    page = hr.get(f"/actions/new?unit={nodes['kitchen']}").get_data(as_text=True)
    assert '<form class="form "\n' in page
    assert 'action="/actions/new"' in page  # not back to an address that names the unit
    with database.writing() as session:
        session.execute(delete(Unit).where(Unit.organisation_id == organisation, Unit.id == nodes["kitchen"]))
    html = post_form(hr, "/actions/new", {**FORM, "places": [f"{nodes['kitchen']}."]}).get_data(as_text=True)
    assert "A part that was ticked no longer exists." in html
    assert f'value="{FORM["what"]}"' in html
    assert titles(database, organisation) == set()


def test_a_place_that_is_gone_is_shown_by_its_name_and_asked_about(hr, database, organisation, make, nodes):
    made = make(places=(Cell(nodes["kitchen"]),))
    with database.writing() as session:
        session.execute(delete(Unit).where(Unit.organisation_id == organisation, Unit.id == nodes["kitchen"]))
    assert "Operations / Kitchen (no longer exists)" in plain(hr.get("/actions/"))
    assert "Operations / Kitchen (no longer exists)" in plain(hr.get(f"/actions/{made}"))
    assert FORM["what"] not in plain(hr.get(f"/actions/?where={nodes['kitchen']}."))
    html = hr.get(f"/actions/{made}/edit").get_data(as_text=True)
    assert "“Operations / Kitchen” no longer exists. Please tick where the action is for now." in html
    assert not re.findall(r'name="places"[^>]*checked', html)


def test_a_change_is_kept_and_stands_in_the_history(hr, make, database, organisation):
    made = make()
    version = read(database, organisation, made).version
    answer = post_form(hr, f"/actions/{made}/edit", {**FORM, "owner": "Ayu", "status": "done", "version": version})
    assert (answer.status_code, answer.location) == (302, f"/actions/{made}")
    page = plain(hr.get(f"/actions/{made}"))
    assert "Owner: Dewi Lestari → Ayu" in page
    assert "Status: Planned → Done" in page
    assert "Starts: Nov 9, 2026 → Nov 23, 2026" in page


def test_who_saves_second_reads_what_changed_and_keeps_what_was_typed(staff_app, hr, make, database, organisation):
    made = make()
    version = read(database, organisation, made).version
    other = logged_in(staff_app, organisation, "hr", name="Tomi")
    post_form(other, f"/actions/{made}/edit", {**FORM, "owner": "Tomi himself", "version": version})

    answer = post_form(hr, f"/actions/{made}/edit", {**FORM, "owner": "Hana herself", "version": version})
    html = answer.get_data(as_text=True)
    assert "Tomi changed this action while you were editing." in html
    assert "Owner: Dewi Lestari → Tomi himself" in plain(answer)
    assert 'value="Hana herself"' in html
    assert read(database, organisation, made).owner == "Tomi himself"

    [fresh] = re.findall(r'name="version"[^>]*value="([^"]+)"', html)
    post_form(hr, f"/actions/{made}/edit", {**FORM, "owner": "Hana herself", "version": fresh})
    assert read(database, organisation, made).owner == "Hana herself"


def test_what_people_wrote_is_never_markup(hr):
    answer = post_form(hr, "/actions/new", {**FORM, "what": "</script><b>x</b>", "owner": "<i>y</i>"})
    for path in (answer.location, "/actions/", f"{answer.location}/edit"):
        html = hr.get(path).get_data(as_text=True)
        assert "<b>x" not in html
        assert "<i>y" not in html


# Who may


def test_a_manager_reads_what_touches_the_own_part(staff_app, organisation, make, nodes):
    above, own = (
        make(what="Above", places=(Cell(nodes["operations"]),)),
        make(what="At", places=(Cell("", nodes["jakarta"]),)),
    )
    other = make(what="Beside", places=(Cell(nodes["office"]),))
    manager = logged_in(staff_app, organisation, "manager", unit_id=nodes["kitchen"])
    page = plain(manager.get("/actions/"))
    assert "Above" in page
    assert "At Where" in page
    assert "An action of others" in page  # for the whole organisation
    assert "Beside" not in page
    assert "Start" not in page
    assert "New action" not in page
    assert "Edit" not in plain(manager.get(f"/actions/{own}"))
    assert manager.get(f"/actions/{other}").status_code == 404
    assert manager.get(f"/actions/{above}/edit").status_code == 403
    assert manager.get("/actions/new").status_code == 403


def test_hr_of_a_part_changes_what_lies_in_it_and_reads_what_touches_it(
    staff_app, organisation, make, nodes, database
):
    inside = make(what="Inside", places=(Cell(nodes["kitchen"]),))
    wider = make(what="Wider", places=(Cell(nodes["kitchen"]), Cell(nodes["office"])))
    beside = make(what="Beside", places=(Cell(nodes["office"]),))
    client = logged_in(staff_app, organisation, "hr", unit_id=nodes["operations"])
    assert client.get(f"/actions/{inside}/edit").status_code == 200
    assert client.get(f"/actions/{beside}").status_code == 404
    assert client.get(f"/actions/{beside}/edit").status_code == 404
    answer = client.get(f"/actions/{wider}/edit")
    assert (answer.status_code, answer.location) == (302, f"/actions/{wider}")
    assert "you can read it but not change it" in plain(client.get(f"/actions/{wider}"))
    sent = {"to": "done", "seen": "planned"}
    for target in (wider, beside):
        post_form(client, f"/actions/{inside}/edit", sent, at=f"/actions/{target}/status")
        assert read(database, organisation, target).status == "planned"


def test_hr_of_a_part_may_not_decide_for_others(staff_app, organisation, nodes, database):
    client = logged_in(staff_app, organisation, "hr", unit_id=nodes["operations"])
    html = client.get("/actions/new").get_data(as_text=True)
    assert re.findall(r'value="([^"]*)"\s+checked', html) == [f"{nodes['operations']}."]
    assert "Office" not in html[html.index('class="parts"') : html.index("</fieldset>", html.index('class="parts"'))]
    for places in (["."], [f"{nodes['office']}."], [f"{nodes['kitchen']}.", f".{nodes['jakarta']}"]):
        html = post_form(client, "/actions/new", {**FORM, "places": places}).get_data(as_text=True)
        assert "Please tick only parts that you look after." in html
    assert titles(database, organisation) == set()
    crossing = f"{nodes['kitchen']}.{nodes['jakarta']}"
    assert post_form(client, "/actions/new", {**FORM, "places": [crossing]}).status_code == 302


def test_an_action_cannot_be_carried_out_of_the_own_part(staff_app, organisation, make, nodes, database):
    made = make(places=(Cell(nodes["kitchen"]),))
    client = logged_in(staff_app, organisation, "hr", unit_id=nodes["operations"])
    version = read(database, organisation, made).version
    post_form(client, f"/actions/{made}/edit", {**FORM, "places": ["."], "version": version})
    assert read(database, organisation, made).cells == (Cell(nodes["kitchen"]),)


def test_an_administrator_sees_no_actions(staff_app, organisation):
    assert logged_in(staff_app, organisation, "admin").get("/actions/").status_code == 403


def test_the_action_of_another_organisation_does_not_exist(staff_app, hr, make, database):
    made = make()
    with database.writing() as session:
        other = an_organisation(session)
    client = logged_in(staff_app, other)
    assert client.get(f"/actions/{made}").status_code == 404
    assert client.get(f"/actions/{made}/edit").status_code == 404
    assert client.post(f"/actions/{made}/status").status_code in {400, 404}


def test_the_navigation_leads_to_actions(hr, make):
    html = hr.get(f"/actions/{make()}").get_data(as_text=True)
    assert re.search(r'href="/actions/"\s+aria-current="page"', html)


@pytest.mark.parametrize("language", ["id", "zh_Hant", "vi"])
def test_every_page_opens_in_every_language(language, hr, make):
    made = make()
    for path in ("/actions/", "/actions/new", f"/actions/{made}", f"/actions/{made}/edit"):
        assert hr.get(f"{path}?lang={language}").status_code == 200


def test_a_steward_moves_an_action_of_their_place_on_and_neither_drops_nor_changes_it(
    staff_app, organisation, nodes, make, database
):
    steward = logged_in(staff_app, organisation, "steward", location_id=nodes["jakarta"])
    here, elsewhere = make(what="Here", places=[Cell("", nodes["jakarta"])]), make(what="For all", places=[Cell()])
    for made, moved in ((here, "under_way"), (elsewhere, "planned")):
        post_form(steward, "/actions/", {"to": "under_way", "seen": "planned"}, at=f"/actions/{made}/status")
        assert read(database, organisation, made).status == moved
    post_form(steward, "/actions/", {"to": "dropped", "seen": "under_way"}, at=f"/actions/{here}/status")
    assert read(database, organisation, here).status == "under_way"
    page = steward.get(f"/actions/{here}").text
    assert 'value="done"' in page
    assert "/edit" not in page
    assert 'value="dropped"' not in page
    assert steward.get(f"/actions/{here}/edit").status_code == 403
