"""What holds of languages that came as folders alone; `test_next` runs this where two such folders were added.

Swahili stands for any next language, Arabic for one that is written from right to left. Every text of theirs is the
English one in [[brackets]].
"""

import json
import re
from datetime import datetime, timedelta

import pytest
from babel.messages.pofile import read_po
from flask import Flask
from playwright.sync_api import expect

from pulse.checkin.strings import INTERFACE, PAGE
from pulse.cycles.queries import cycle
from pulse.delivery import operations
from pulse.delivery.letters import letter
from pulse.i18n import CATALOGUES, LANGUAGES, language_of
from pulse.invitations.jobs import render_invitation
from pulse.organisation.queries import organisations
from pulse.simulate.operations import one_open_link
from pulse.web.language import add_languages, choose
from tests import catalogues
from tests.browser.northwind import logged_in
from tests.browser.test_pages import AXE, RUN_AXE
from tests.conftest import START
from tests.delivery.test_mail import TOLD
from tests.factories.invitations import a_cycle, a_person, invited
from tests.factories.opened import an_open_cycle
from tests.factories.organisation import an_organisation
from tests.factories.people import post_form
from tests.people.test_first_set_up import GIVEN

NEXT, LEFTWARD = "sw", "ar"
NARROW = {"width": 320, "height": 800}
OF_PAGES = {"landmark-one-main", "page-has-heading-one", "region"}  # a mail has no regions

one_database = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def marked(text):
    return f"[[{text}]]"


def test_browsers_and_files_get_it_by_their_tags():
    assert list(LANGUAGES) == ["en", "ar", "id", "sw", "zh_Hant", "vi"]
    assert [language_of(tag) for tag in ("sw-KE", "sw", "ar-EG", "zh-TW", "zh-CN")] == [
        "sw",
        "sw",
        "ar",
        "zh_Hant",
        None,
    ]
    app = Flask(__name__)
    add_languages(app)
    with app.test_request_context("/", headers={"Accept-Language": "sw-TZ,en;q=0.8"}):
        assert choose() == NEXT


@one_database
def test_it_is_chosen_when_pulse_is_set_up(staff_app, services):
    client = staff_app.test_client()
    page = client.get("/people/first?lang=sw").text
    assert '<html lang="sw">' in page
    assert '<option value="sw">Kiswahili</option>' in page.replace(" selected", "")
    assert marked("Name of the organisation") in page
    post_form(client, "/people/first", {**GIVEN, "language": NEXT})
    with services.database.reading() as session:
        assert [each.language for each in organisations(session)] == [NEXT]
    assert marked("Office pulse") in client.get("/setup/asking").text


@one_database
def test_the_check_in_carries_it(services, ballot_app):
    opened = an_open_cycle(services)
    client = ballot_app.test_client()
    page = client.get("/checkin/").text
    assert '"sw":["SW","Kiswahili"]' in page
    assert '"ar":["AR","العربية",{"dir":"rtl"}]' in page
    assert marked(PAGE["try_again"]) in page
    assert '<html lang="ar" dir="rtl">' in client.get("/anonymity/ar").text
    with services.database.reading() as session:
        content = json.loads(cycle(session, opened.cycle_id).content)
    assert content["languages"] == ["en", "ar", "id", "sw", "zh-Hant", "vi"]
    assert {each["texts"]["sw"]["text"][:2] for each in content["questions"]} == {"[["}
    assert content["strings"]["sw"]["start_own"] == marked(INTERFACE["start_own"])


@one_database
def test_an_invitation_goes_out_in_it(database, config, keys):
    with database.writing() as session:
        organisation = an_organisation(session)
        cycle = a_cycle(session, keys, organisation, datetime.fromisoformat("2026-11-23T09:00"), "Asia/Jakarta")
        asked = a_person(session, organisation, language=LEFTWARD)
        invited(session, organisation, cycle, asked, "Asia/Jakarta")
    claimed = operations.Claimed(
        organisation,
        f"invite.{cycle}.{asked}",
        "invitation",
        cycle,
        asked,
        START,
        START + timedelta(days=7),
        0,
        "lease",
    )
    with database.writing() as session:
        message = render_invitation(session, claimed, config=config, keys=keys, now=START)
    written = message.letter.written()
    assert '<html lang="ar" dir="rtl">' in written.html
    assert "[[" in written.subject
    assert "[[" in written.text


WHOLE = {"missing": "is missing", "empty": "is not translated", "fuzzy": "is fuzzy"}


@pytest.fixture(scope="module")
def wanted():
    """Every string of the code and the templates, which takes two seconds to find."""
    return catalogues.used()


def test_its_catalogue_is_as_whole_as_those_that_came_first(wanted):
    assert [f"id{fault[2:]}" for fault in catalogues.faults(NEXT, wanted)] == list(catalogues.faults("id", wanted))
    assert list(catalogues.bank_faults(NEXT)) == []


@pytest.mark.parametrize("trouble", WHOLE)
def test_one_string_that_is_not_whole_is_found_in_its_catalogue(trouble, wanted, monkeypatch):
    with (CATALOGUES / NEXT / "LC_MESSAGES" / "messages.po").open("rb") as file:
        known = read_po(file, locale=NEXT)
    some = known.get("Try again")
    if trouble == "missing":
        known.delete("Try again")
    elif trouble == "empty":
        some.string = ""
    elif trouble == "fuzzy":
        some.flags.add("fuzzy")
    monkeypatch.setattr(catalogues, "read_po", lambda _file, locale: known)
    assert f"{NEXT}: 'Try again' {WHOLE[trouble]}" in list(catalogues.faults(NEXT, wanted))


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('parking = "[[Parking]]"\n', "", "bank.toml lacks topics.parking"),
        ("[[Parking]]", "", "topics.parking of bank.toml is empty"),
        ("[topics]", '[topics]\npool = "[[Pool]]"', "bank.toml has topics.pool, which nobody asks for"),
    ],
)
def test_a_question_that_is_not_whole_is_found_in_its_bank(before, after, fault, tmp_path, monkeypatch):
    for language in (NEXT, "en"):
        text = (CATALOGUES / language / "bank.toml").read_text(encoding="utf-8")
        (tmp_path / language).mkdir()
        (tmp_path / language / "bank.toml").write_text(text.replace(before, after, 1) if language == NEXT else text)
    monkeypatch.setattr(catalogues, "CATALOGUES", tmp_path)
    assert list(catalogues.bank_faults(NEXT)) == [f"{NEXT}: {fault}"]


def sound(page, what):
    """What axe finds, what lies beyond the edge of a small phone, and whether the page runs from right to left."""
    page.set_viewport_size(NARROW)
    page.evaluate(AXE)
    found = [f"{what}: {each}" for each in page.evaluate(RUN_AXE)]
    # From right to left a page runs over at its left edge, which scrollWidth counts as well.
    beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found += [f"{what}: {beyond} pixels beyond the edge"] * bool(beyond > 0)
    return found + [f"{what}: not from right to left"] * (
        page.evaluate("getComputedStyle(document.body).direction") != "rtl"
    )


PAGES = {
    "overview": "/dashboard/",
    "topic": "/dashboard/topics/<topic>",
    "editor": "/surveys/<survey_id>",
    "setup": "/setup/look",
}


def test_pages_of_staff_run_from_right_to_left(northwind, browser):
    found = []
    for role, names in {"hr": ("overview", "topic"), "admin": ("editor", "setup")}.items():
        context = logged_in(browser, northwind, role)
        page = context.new_page()
        page.goto(f"{northwind.live.base_url}/people/account?lang=ar")
        for name in names:
            page.goto(northwind.address(PAGES[name]))
            expect(page.locator("html")).to_have_attribute("dir", "rtl")
            found += sound(page, name)
            if name == "topic":
                found += mirrored(page)
        context.close()
    assert found == []


def mirrored(page):
    """Time runs to the right in a chart whatever the language; numbers stay as they are written."""
    directions = page.eval_on_selector_all(".drawing", "all => all.map((one) => getComputedStyle(one).direction)")
    return [] if directions and set(directions) == {"ltr"} else [f"charts run {directions}"]


def test_the_check_in_runs_from_right_to_left(northwind, browser):
    context = browser.new_context(locale="ar-EG", viewport=NARROW, reduced_motion="reduce")
    context.set_default_timeout(10_000)
    page = context.new_page()
    page.goto(one_open_link(northwind.live.services))
    press(page, INTERFACE["start_own"], before=sound_when(page, "start"))
    expect(page.locator(".option").first).to_be_visible()
    found = sound(page, "question")
    faces = page.locator(".option")
    first, last = faces.first.bounding_box(), faces.last.bounding_box()
    assert first["x"] > last["x"], "the first answer stands where reading begins"
    context.close()
    assert found == []


def sound_when(page, what):
    def look():
        assert sound(page, what) == []

    return look


def press(page, text, before=lambda: None):
    """The button of a marked text."""
    button = page.get_by_role("button", name=marked(text), exact=True)
    expect(button).to_be_visible()
    before()
    button.click()


def test_a_mail_runs_from_right_to_left(browser):
    told = {**TOLD, "title": marked("The gym opens at six")}
    html = letter("announcements/announcement", LEFTWARD, **told).written().html
    context = browser.new_context(viewport=NARROW)
    page = context.new_page()
    page.set_content(re.sub(r'src="cid:[^"]*"', 'src="data:,"', html))
    found = [each for each in sound(page, "mail") if each.split(": ")[1] not in OF_PAGES]
    context.close()
    assert found == []
