from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from pulse.people.files import workbook
from pulse.people.files.problems import BadFile
from pulse.people.files.text import NOT_READ
from pulse.people.importing import COLUMNS, parse, read

ALL = ",".join(COLUMNS)


def problems(text: str | bytes) -> list[str]:
    with pytest.raises(BadFile) as refused:
        parse(text if isinstance(text, bytes) else text.encode())
    return refused.value.sentences


def test_a_full_row_is_read():
    cells = (
        'P1,"Dewi, S.",Dewi@Example.com,Operations/Kitchen,Jakarta,zh-TW,Asia/Jakarta,P2,2024-03-31,+62 812 345,Active'
    )
    (row,) = parse(f"{ALL}\n{cells}\n".encode())
    assert (row.number, row.name, row.email) == ("P1", "Dewi, S.", "dewi@example.com")
    assert (row.unit, row.location) == (("Operations", "Kitchen"), ("Jakarta",))
    assert (row.language, row.time_zone, row.manager_number) == ("zh_Hant", "Asia/Jakarta", "P2")
    assert (row.tenure_start, row.phone, row.active, row.line) == (date(2024, 3, 31), "+62 812 345", True, 2)


def test_only_number_and_name_are_needed_in_any_order_after_a_byte_order_mark():
    (row,) = parse(b"\xef\xbb\xbf Name ,PERSON_ID\r\nDewi,1\r\n\r\n")
    assert (row.number, row.name, row.email, row.unit, row.active) == ("1", "Dewi", None, (), True)
    assert row.given == {"name", "person_id"}


@pytest.mark.parametrize(("status", "active"), [("", True), ("active", True), ("leaving", False), ("Inactive", False)])
def test_a_status_says_whether_somebody_is_asked(status, active):
    (row,) = parse(f"person_id,name,status\n1,Dewi,{status}\n".encode())
    assert row.active is active


def test_a_cell_that_looks_like_a_formula_is_only_text():
    (row,) = parse(b'person_id,name\n=1+1,"=HYPERLINK(""http://evil.example"")"\n')
    assert (row.number, row.name) == ("=1+1", '=HYPERLINK("http://evil.example")')


@pytest.mark.parametrize(
    ("row", "said"),
    [
        (",Dewi,,,,,,,,,", "Line 2, person_id: Every person needs a person_id."),
        (
            f"{'0aF9' * 8},Dewi,,,,,,,,,",
            "Line 2, person_id: This looks like an identifier of Pulse. Please use your own number for this person.",
        ),
        ("1,,,,,,,,,,", "Line 2, name: Every person needs a name."),
        ("1,Dewi,dewi@,,,,,,,,", "Line 2, email: “dewi@” is not an e-mail address."),
        ("1,Dewi,d e@x.com,,,,,,,,", "Line 2, email: “d e@x.com” is not an e-mail address."),
        (
            "1,Dewi,,Operations//Kitchen,,,,,,,",
            "Line 2, unit: Write a path like Operations/Kitchen: no slash at its ends, none doubled.",
        ),
        (
            "1,Dewi,,,/Jakarta,,,,,,",
            "Line 2, location: Write a path like Operations/Kitchen: no slash at its ends, none doubled.",
        ),
        (
            "1,Dewi,,,,tlh,,,,,",
            "Line 2, language: Pulse does not speak “tlh”. Write one of these: en, id, zh-Hant, vi.",
        ),
        (
            "1,Dewi,,,,zh-CN,,,,,",
            "Line 2, language: Pulse does not speak “zh-CN”. Write one of these: en, id, zh-Hant, vi.",
        ),
        ("1,Dewi,,,,,Mars/Base,,,,", "Line 2, time_zone: “Mars/Base” is not a time zone. Write it like Asia/Jakarta."),
        (
            "1,Dewi,,,,,../etc/passwd,,,,",
            "Line 2, time_zone: “../etc/passwd” is not a time zone. Write it like Asia/Jakarta.",
        ),
        ("1,Dewi,,,,,,,31.3.2024,,", "Line 2, tenure_start: “31.3.2024” is not a date. Write it like 2024-03-31."),
        ("1,Dewi,,,,,,,2024-02-30,,", "Line 2, tenure_start: “2024-02-30” is not a date. Write it like 2024-03-31."),
        (
            "1,Dewi,,,,,,,,call me,",
            "Line 2, phone: “call me” is not a telephone number. Write it like +62 812 3456 789.",
        ),
        ("1,Dewi,,,,,,,,,gone", "Line 2, status: “gone” is not a status. Write active, leaving or inactive."),
        ("1,De\u202ewi,,,,,,,,,", "Line 2, name: This cell holds invisible or control characters."),
        ("1,De\x00wi,,,,,,,,,", "Line 2, name: This cell holds invisible or control characters."),
        (f"1,{'x' * 201},,,,,,,,,", "Line 2, name: This is longer than 200 characters."),
        (f"{'x' * 101},Dewi,,,,,,,,,", "Line 2, person_id: This is longer than 100 characters."),
        (f"1,Dewi,,{'x' * 201},,,,,,,", "Line 2, unit: A name may not be longer than 200 characters."),
        ("1,Dewi", "Line 2: This row has 2 cells, the header has 11."),
        ("1,Dewi,,,,,,,,,,,,", "Line 2: This row has 14 cells, the header has 11."),
        ('1,"Dewi,,,,,,,,,', "Line 2: The quotation marks do not match from here on."),
    ],
)
def test_a_bad_cell_is_named_by_line_and_column(row, said):
    assert problems(f"{ALL}\n{row}\n") == [said]


def test_every_bad_row_is_named_at_once_in_the_order_of_the_file():
    text = "person_id,name,email\n1,Dewi,a@x.com\n1,Budi,A@X.com\n,Ana,nope\n\n2,,b@x.com\n"
    assert problems(text) == [
        "Line 3, person_id: This person is already on line 2.",
        "Line 3, email: This address is already on line 2.",
        "Line 4, person_id: Every person needs a person_id.",
        "Line 4, email: “nope” is not an e-mail address.",
        "Line 6, name: Every person needs a name.",
    ]


def test_a_cell_of_two_lines_does_not_shift_the_line_numbers():
    assert problems('person_id,name\n1,"De\nwi"\n2,\n') == [
        "Line 2, name: This cell holds invisible or control characters.",
        "Line 4, name: Every person needs a name.",
    ]


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "The file is empty."),
        (b" \n\n", "The file is empty."),
        (
            "person_id,name\n1,Dewí\n".encode("latin-1"),
            NOT_READ,
        ),
        ("person_id,name\n1,Dewi\n".encode("utf-16-le"), NOT_READ),
        ("person_id,name\n1,Dewi\n".encode("utf-32"), NOT_READ),
        (b"PK\x03\x04...", workbook.NOT_A_WORKBOOK),
        (b"\xd0\xcf\x11\xe0...", workbook.OLD),
        (b"person_id,name\n", "The file has a header but no people."),
        (b"person_id,email\n1,a@x.com\n", "Line 1, name: This column is missing."),
        (b"name,person_id,name\nA,1,B\n", "Line 1, name: This column is there twice."),
        (b"person_id,naam\n1,Dewi\n", "Line 1, name: This column is missing. Not known to Pulse: “naam”."),
        (
            b"Employee ID,Staff no.,name\n1,2,Dewi\n",
            "Line 1, person_id: “Employee ID” and “Staff no.” could both be this column. Keep the one you mean.",
        ),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_in_one_sentence(data, said):
    assert problems(data) == [said]


def test_a_name_may_hold_the_invisible_joiners_of_its_script():
    (row,) = parse("person_id,name\n1,مهدی‌زاده\n".encode())
    assert row.name == "مهدی‌زاده"


@given(
    st.binary(max_size=200)
    | st.text(max_size=200).map(str.encode)
    | st.text(max_size=80).map(lambda t: f"person_id,name,email,unit\n{t}\n".encode())
)
@example(b"person_id,name\n1," + b"x" * 200_000)
@example(b"person_id,name\r1,Dewi\r")
def test_whatever_bytes_come_they_are_read_or_refused_in_sentences(data):
    try:
        found: list = parse(data)
    except BadFile as refused:
        found = refused.sentences
    assert found


@pytest.mark.parametrize(
    "data",
    [
        b"person_id;name\n1;Dewi, the elder\n",
        b"person_id\tname\n1\tDewi, the elder\n",
        "\ufeffperson_id;name\r\n1;Dewi, the elder\r\n".encode(),
        "person_id\tname\r\n1\tDewi, the elder\r\n".encode("utf-16"),
        '\ufeffperson_id,name\n1,"Dewi, the elder"\n'.encode("utf-16-be"),
    ],
)
def test_a_file_is_read_as_spreadsheets_of_any_country_write_it(data):
    assert [(row.number, row.name) for row in parse(data)] == [("1", "Dewi, the elder")]


@pytest.mark.parametrize(
    "header",
    [
        "Employee ID,Full name,E-mail,Department,Site,Hire date",
        "ID Karyawan,Nama,Surel,Unit kerja,Lokasi,Tanggal masuk",
        "員工編號,姓名,電子郵件,部門,地點,到職日期",
        "Mã nhân viên,Họ và tên,Địa chỉ email,Phòng ban,Địa điểm,Ngày vào làm",
        "EMPLOYEE_NO.,full-name,Mail,TEAM,office,start  date",
    ],
)
def test_headings_in_four_languages_are_understood_and_told(header):
    found = read(f"{header}\n7,Dewi,d@x.com,Kitchen,Jakarta,2024-03-31\n".encode())
    (row,) = found.rows
    assert (row.number, row.name, row.email, row.unit) == ("7", "Dewi", "d@x.com", ("Kitchen",))
    assert (row.location, row.tenure_start) == (("Jakarta",), date(2024, 3, 31))
    assert found.read_as[0] == (header.split(",")[0], "person_id")


def test_a_column_that_pulse_does_not_need_is_left_out_and_named():
    found = read(b"person_id,name,Salary,,salary\n1,Dewi,9,,9\n")
    assert found.left_out == ("Salary", "salary")
    assert found.rows[0].given == {"person_id", "name"}


def test_the_contracts_own_name_wins_over_another_for_the_same_column():
    found = read(b"person_id,name,unit,Department\n1,Dewi,Kitchen,K1\n")
    assert found.rows[0].unit == ("Kitchen",)
    assert found.left_out == ("Department",)


def test_two_spellings_of_a_unit_and_units_each_above_the_other_are_told():
    text = "person_id,name,unit\n1,A,Operations/Kitchen\n2,B,OPERATIONS/kitchen\n3,C,Kitchen/Operations\n"
    assert [str(note) for note in read(text.encode()).notes] == [
        "Line 3, unit: “OPERATIONS/kitchen” is read as “Operations/Kitchen” of line 2: only the spelling differs.",
        "Line 4, unit: “kitchen” stands above “operations” here, and below it in line 2. Two units are made of it.",
    ]


def test_fifty_wrong_rows_of_ten_thousand_are_all_named():
    wrong = set(range(100, 10_000, 198))
    rows = [f"{n},Person {n},{'nope' if n in wrong else f'p{n}@x.com'}" for n in range(10_000)]
    found = problems("\n".join(["person_id,name,email", *rows]))
    assert len(wrong) == 50
    assert found == [f"Line {n + 2}, email: “nope” is not an e-mail address." for n in sorted(wrong)]
