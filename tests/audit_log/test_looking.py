"""Looking for entries, taking them along as a file, and seeing whether the log is whole."""

import csv
import io
import json
import re
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text

from pulse.audit_log import queries, sheet
from pulse.audit_log.chain import Head, Kept, check, marks
from pulse.audit_log.operations import record
from pulse.cli.main import parser
from pulse.cli.trouble import Trouble
from tests.factories.organisation import an_organisation
from tests.factories.people import an_account, logged_in, post_form


@pytest.fixture
def own(database):
    with database.writing() as session:
        return an_organisation(session)


@pytest.fixture
def world(staff_app, own, database, clock):
    """An administrator, and three entries by two people on three days."""
    with database.writing() as session:
        mai, wei = (an_account(session, own, "admin", name=name) for name in ("Mai Trần", "Wei 100%"))
    for actor, action, subject, details in (
        (mai, "survey.created", "", {"name": "Canteen_deep"}),
        (wei, "role.granted", mai, {"role": "hr"}),
        (wei, "people.imported", "", {"name": "Élodie's file", "new": 12}),
    ):
        clock.advance(hours=24)
        with database.writing() as session:
            record(session, own, actor=actor, action=action, subject=subject, details=details, now=clock.now())
    clock.advance(hours=24)
    return logged_in(staff_app, own, "admin", name="Reader"), mai, wei


def said(client, query):
    page = client.get(f"/audit-log/?lang=en&{query}").text
    return re.findall(r'<th scope="row">(.*?)</th>', page)


IMPORTED, GRANTED, CREATED, LOGGED_IN = "People imported", "Role given", "Survey made", "Logged in"


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("q=mai", [GRANTED, CREATED]),  # who did it, and whom it was done to
        ("q=canteen_deep", [CREATED]),
        ("q=canteenXdeep", []),  # the underscore is no wildcard
        ("q=100%25", [IMPORTED, GRANTED]),
        ("q=%C3%A9lodie", [IMPORTED]),
        ("q=%C3%89lodie", [IMPORTED]),
        ("q=role+given", [GRANTED]),  # every word, wherever it stands
        ("q=role+canteen", []),
        ("group=people", [IMPORTED]),
        ("group=surveys", [CREATED]),
        ("group=nothing", [LOGGED_IN, IMPORTED, GRANTED, CREATED]),
        ("first=2026-11-25&last=2026-11-25", [GRANTED]),
        ("first=2026-11-26", [LOGGED_IN, IMPORTED]),
        ("last=2026-11-24", [CREATED]),
        ("q=%25", [IMPORTED, GRANTED]),
        ("q=%00%27%22%5C", []),
    ],
)
def test_entries_are_found_by_words_group_and_days(world, query, found):
    if "%00" in query:
        assert world[0].get(f"/audit-log/?{query}").status_code == 400
        return
    assert said(world[0], query) == found


def test_entries_are_found_by_who_did_it(world):
    client, mai, _wei = world
    assert said(client, f"actor={mai}") == [CREATED]
    assert said(client, "actor=nobody") == [LOGGED_IN, IMPORTED, GRANTED, CREATED]


@pytest.mark.parametrize(
    ("query", "sentence"),
    [
        ("first=2026-02-30", "This is not a day."),
        ("first=2026-11-25&last=2026-11-24", "This is before the first day."),
        ("q=" + "x" * 101, "Field cannot be longer than 100 characters."),
    ],
)
def test_what_cannot_be_looked_for_is_said_beside_the_field(world, query, sentence):
    page = world[0].get(f"/audit-log/?lang=en&{query}")
    assert page.status_code == 200
    assert sentence in page.text
    assert query.split("=")[-1].split("&")[0] in page.text


def exported(client, kind, query=""):
    return post_form(client, f"/audit-log/?{query}", {"format": kind}, at=f"/audit-log/export?{query}")


def test_what_is_found_can_be_taken_along_for_a_spreadsheet(world):
    client, _mai, _wei = world
    answer = exported(client, "csv", "group=surveys")
    assert 'attachment; filename="audit-log-2026-11-27.csv"' in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert rows[0] == ["Number", "When (UTC)", "Who", "What", "About", "Details", "Hash"]
    assert [row[2:6] for row in rows[1:]] == [["Mai Trần", "Survey made", "", "Name: Canteen_deep"]]
    assert said(client, "q=exported")[0] == "Audit log exported"


def test_a_whole_export_can_be_checked_by_whoever_has_the_file(world, own):
    client, _mai, _wei = world
    whole = exported(client, "json").get_json()
    assert (whole["complete"], whole["organisation"]) == (True, own)
    entries = [Kept(**{**one, "at": datetime.fromisoformat(one["at"])}) for one in whole["entries"]]
    assert check(entries, Head(**whole["head"]), marks(entries)).whole
    assert exported(client, "json", "q=mai").get_json()["complete"] is False


def test_no_cell_of_an_export_is_a_formula(staff_app, own, database, clock):
    client = logged_in(staff_app, own, "admin", name="=HYPERLINK(1)")
    for subject in ("=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "  =1", "plain"):
        with database.writing() as session:
            record(session, own, actor="-x", action="@y", subject=subject, details={"a": "=1"}, now=clock.now())
    rows = list(csv.reader(io.StringIO(exported(client, "csv").data.decode("utf-8-sig"))))
    assert [cell for row in rows for cell in row if cell.lstrip(" ").startswith(sheet.STARTS_A_FORMULA)] == []
    assert [row[4] for row in rows[2:]] == ["'=1+1", "'+1", "'-1", "'@SUM(A1)", "'\t=1", "'  =1", "plain"]


@given(st.lists(st.text(), min_size=1, max_size=3))
def test_any_text_comes_back_from_the_sheet_as_it_was_but_for_the_apostrophe(cells):
    try:
        written = sheet.csv_of(["head"], [cells]).decode("utf-8-sig")
    except UnicodeEncodeError:
        return
    read = list(csv.reader(io.StringIO(written, newline="")))[1]
    assert [got.removeprefix("'") if got != want else got for got, want in zip(read, cells, strict=True)] == cells


def test_the_page_says_that_the_chain_is_whole_and_where_it_ends(world, database, own):
    page = world[0].get("/audit-log/check?lang=en").text
    assert "The chain is whole: 4 entries." in page
    with database.reading() as session:
        assert str(queries.head(session, own)) in page


def test_the_page_says_what_does_not_fit(world, database, own):
    with database.writing() as session:
        session.execute(text("DELETE FROM audit_entry WHERE organisation_id = :of AND position = 2"), {"of": own})
    page = world[0].get("/audit-log/check?lang=en").text
    assert "The chain is broken." in page
    assert "Entry 3: entries before it are missing." in page


def verified(services, *arguments):
    options = parser().parse_args(["audit-log", "verify", *arguments])
    options.command(services, options)


def test_the_command_tells_whole_from_broken(world, services, own, database, capsys):
    with database.reading() as session:
        slug = session.execute(text("SELECT slug FROM organisation WHERE id = :of"), {"of": own}).scalar_one()
        end = str(queries.head(session, own))
    services.keys.note_end(own, end)
    verified(services, "--organisation", slug, "--noted", end)
    assert f"{slug}: the chain is whole: 4 entries" in capsys.readouterr().out
    with database.writing() as session:
        session.execute(text("DELETE FROM audit_entry WHERE organisation_id = :of AND position > 2"), {"of": own})
        session.execute(
            text(
                "UPDATE chain_head SET position = 2, hash = (SELECT hash FROM audit_entry WHERE organisation_id = :of "
                "AND position = 2) WHERE organisation_id = :of"
            ),
            {"of": own},
        )
    with pytest.raises(Trouble):
        verified(services, "--organisation", slug)
    told = capsys.readouterr()
    assert told.err == f"{slug}: entry 2: entries after it are missing\n"
    with pytest.raises(Trouble):
        verified(services, "--organisation", slug, "--json")
    assert json.loads(capsys.readouterr().out)["faults"] == [{"position": 2, "what": "end"}]
    with pytest.raises(Trouble, match="is not a number, a colon"):
        verified(services, "--organisation", slug, "--noted", "12")


def test_ends_of_the_log_are_noted_in_the_key_folder(keys):
    ends = [f"{number}:{number:064x}" for number in range(1, 6)]
    for end in ends:
        keys.note_end("ab", end)
        keys.note_end("ab", end)
    assert keys.ends("ab") == ends
    keys.note_end("ab", ends[2], came_back=True)  # a restored backup knows nothing of the fourth and the fifth
    assert keys.ends("ab") == ends[:3]
    with (keys.folder / "lasting" / "audit-log-ab").open("a") as file:
        file.write("6:0123")  # a power cut
    assert keys.ends("ab") == ends[:3]
    keys.forget_ends("ab")
    assert keys.ends("ab") == []
