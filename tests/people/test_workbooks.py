"""Workbooks as Excel writes them, and everything that may be wrong with one."""

import io
import tracemalloc
import zipfile
from datetime import date
from xml.sax.saxutils import escape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.people.files import workbook
from pulse.people.files.problems import BadFile
from pulse.people.importing import parse, read

SHEETS = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
STYLES = (
    f'<styleSheet xmlns="{SHEETS}"><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
    '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="164"/></cellXfs><cellStyles/></styleSheet>'
)


def cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t>{escape(text)}</t></is></c>'


def a_workbook(*rows: str, strings: str = "", sheets: str = "", before: str = "", **parts: str) -> bytes:
    """A workbook of rows that are markup already."""
    body = "".join(f"<row>{row}</row>" if not row.startswith("<row") else row for row in rows)
    files = {
        "xl/workbook.xml": f'<workbook xmlns="{SHEETS}" xmlns:r="{RELATIONS}"><sheets>'
        f'{sheets}<sheet name="Staff" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="x">'
        '<Relationship Id="rId1" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Target="/xl/worksheets/other.xml"/></Relationships>',
        "xl/worksheets/sheet1.xml": f'{before}<worksheet xmlns="{SHEETS}"><sheetData>{body}</sheetData></worksheet>',
        "xl/styles.xml": STYLES,
        **({"xl/sharedStrings.xml": f'<sst xmlns="{SHEETS}">{strings}</sst>'} if strings else {}),
        **parts,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return made.getvalue()


def people(*rows: str, columns: str = "person_id,name,email", **options: str) -> bytes:
    return a_workbook("".join(map(cell, columns.split(","))), *rows, **options)


def problems(data: bytes) -> list[str]:
    with pytest.raises(BadFile) as refused:
        parse(data)
    return refused.value.sentences


@pytest.mark.parametrize(
    ("part", "text"),
    [
        ("xl/styles.xml", "<xf/>" * 2_000_000),
        ("xl/styles.xml", "<cellXfs>" + "<xf/>" * 200_000 + "</cellXfs>"),
        ("xl/sharedStrings.xml", "<si/>" * 500_000),
        ("xl/sharedStrings.xml", "<si><t>" + "a" * 70_000_000 + "</t></si>"),
    ],
    ids=["large styles", "many styles", "many texts", "a long text"],
)
def test_a_small_file_that_unpacks_to_much_is_refused_in_little_room(part, text, monkeypatch):
    monkeypatch.setattr(workbook, "MOST_STRINGS", 50_000)  # a million take their time
    data = people(**{part: f'<root xmlns="{SHEETS}">{text}</root>'})
    del text
    tracemalloc.start()
    assert len(problems(data)) == 1
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 100 * 1024 * 1024


def test_texts_numbers_and_days_are_read_as_they_are_seen():
    strings = "<si><t>Dewi</t></si><si><r><t>Min</t></r><r><t>h</t></r><rPh><t>ming</t></rPh></si>"
    data = people(
        '<c r="A2"><v>1001</v></c><c r="B2" t="s"><v>0</v></c><c r="D2" s="1"><v>45382</v></c>',
        '<c r="A3"><v>1002.0</v></c><c r="B3" t="s"><v>1</v></c><c r="C3"/><c r="D3" s="2"><v>45382.5</v></c>',
        columns="person_id,name,email,tenure_start",
        strings=strings,
    )
    assert [(row.number, row.name, row.email, row.tenure_start) for row in parse(data)] == [
        ("1001", "Dewi", None, date(2024, 3, 31)),
        ("1002", "Minh", None, date(2024, 3, 31)),
    ]


def test_a_cell_with_a_formula_is_refused_by_line_and_column():
    data = people(
        cell("1") + cell("Dewi") + cell("d@x.com"),
        f'{cell("2")}<c t="str"><f>A3&amp;"!"</f><v>Minh</v></c><c><f>B3</f></c>',
    )
    said = "This cell holds a formula. Copy the column in Excel, paste it as values, save, and try again."
    assert problems(data) == [f"Line 3, name: {said}", f"Line 3, email: {said}"]


def test_a_formula_in_a_column_that_is_not_read_is_no_trouble():
    data = people(cell("1") + cell("Dewi") + "<c><f>1+1</f><v>2</v></c>", columns="person_id,name,Salary")
    assert [row.name for row in parse(data)] == ["Dewi"]


def test_a_formula_in_the_header_is_refused():
    data = a_workbook(cell("person_id") + '<c t="str"><f>"na"&amp;"me"</f><v>name</v></c>', cell("1") + cell("Dewi"))
    assert problems(data)[0].startswith("Line 1, name: This cell holds a formula.")


def test_an_error_of_excel_is_refused_by_line_and_column():
    data = people(cell("1") + '<c t="e"><v>#REF!</v></c>')
    assert problems(data) == ["Line 2, name: This cell holds an error of Excel: #REF!."]


def test_lines_are_those_that_excel_shows_and_blank_ones_are_passed_over():
    data = people("<row/>", f'<row r="7"><c r="A7"><v>1</v></c>{cell("Dewi")}{cell("nope")}</row>')
    assert problems(data) == ["Line 7, email: “nope” is not an e-mail address."]


def test_something_beside_the_table_is_told():
    data = people(cell("1") + cell("Dewi") + cell("") + cell("") + cell("a remark"))
    assert problems(data) == ["Line 2: This row has 5 cells, the header has 3."]


def test_of_several_sheets_the_first_that_can_be_seen_is_read_and_that_is_told():
    sheets = '<sheet name="Old" sheetId="2" state="hidden" r:id="rId2"/>'
    assert read(people(cell("1") + cell("Dewi"), sheets=sheets)).notes == ()
    later = people(cell("1") + cell("Dewi"))
    with zipfile.ZipFile(io.BytesIO(later)) as archive:
        files = {name: archive.read(name).decode() for name in archive.namelist()}
    files["xl/workbook.xml"] = files["xl/workbook.xml"].replace(
        "</sheets>", '<sheet name="More" sheetId="3" r:id="rId2"/></sheets>'
    )
    (note,) = read(a_workbook(**files)).notes
    assert str(note) == "The workbook has several sheets. The first, “Staff”, is read."


@pytest.mark.parametrize(
    "before",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
    ],
)
def test_markup_that_could_grow_or_reach_out_is_refused(before):
    assert problems(people(cell("1") + cell("Dewi"), before=before)) == [workbook.NOT_A_WORKBOOK]


def test_a_workbook_that_would_unpack_to_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_BYTES", 1024 * 1024)
    assert problems(people(cell("1") + cell("x" * 1024 * 1024))) == [
        "This workbook would unpack to more than 1 MB. Leave out what you do not need."
    ]


def test_a_workbook_with_a_header_alone_has_no_people():
    assert problems(people()) == ["The file has a header but no people."]
    assert problems(a_workbook()) == ["The file is empty."]


@pytest.mark.parametrize(
    "part",
    [
        {"xl/workbook.xml": "<workbook/>"},
        {"xl/_rels/workbook.xml.rels": "<x/>"},
        {"xl/worksheets/sheet1.xml": "<worksheet>"},
        {"xl/worksheets/sheet1.xml": f'<w xmlns="{SHEETS}"><row><c r="?1"><v>1</v></c></row></w>'},
        {"xl/worksheets/sheet1.xml": f'<w xmlns="{SHEETS}"><row><c t="s"><v>99</v></c></row></w>'},
        {"xl/worksheets/sheet1.xml": f'<w xmlns="{SHEETS}"><row><c s="1"><v>99999999999</v></c></row></w>'},
        {"xl/styles.xml": f'<s xmlns="{SHEETS}"><cellXfs><xf numFmtId="x"/></cellXfs></s>'},
    ],
)
def test_a_broken_workbook_is_refused_in_one_sentence(part):
    assert problems(people(cell("1") + cell("Dewi"), **part)) == [workbook.NOT_A_WORKBOOK]


@given(st.integers(0, 3000), st.binary(max_size=40))
def test_whatever_is_overwritten_in_a_workbook_it_is_read_or_refused(at, other):
    data = bytearray(people(cell("1") + cell("Dewi") + cell("d@x.com")))
    data[at : at + len(other)] = other
    try:
        found: list = parse(bytes(data))
    except BadFile as refused:
        found = refused.sentences
    assert found
