"""People pasted into a box are read as spreadsheets and mail programs write them; each bad line is named."""

import pytest

from pulse.people.files.problems import BadFile
from pulse.setup.pasted import MOST, pasted


@pytest.mark.parametrize(
    ("line", "name", "unit"),
    [
        ("Dewi Lestari, dewi@example.com", "Dewi Lestari", ()),
        ("Dewi Lestari\tDEWI@example.com\tOperations/Kitchen", "Dewi Lestari", ("Operations", "Kitchen")),
        ("Dewi Lestari <dewi@example.com>, Kitchen", "Dewi Lestari", ("Kitchen",)),
        ('"Dewi Lestari" <dewi@example.com>;', "Dewi Lestari", ()),
        ("dewi@example.com; Dewi Lestari", "Dewi Lestari", ()),
        ("dewi@example.com", "dewi", ()),
    ],
)
def test_a_line_is_read_in_every_usual_form(line, name, unit):
    (row,) = pasted(f"\n{line}\n\n")
    assert (row.name, row.email, row.number, row.unit) == (name, "dewi@example.com", "dewi@example.com", unit)
    assert ("unit" in row.given) == bool(unit)


@pytest.mark.parametrize(
    ("text", "line", "said"),
    [
        ("Dewi", 1, "There is no e-mail address on this line."),
        ("a, a@example.com\nb, b@", 2, "e-mail"),
        ("a, a@example.com\nb, A@example.com", 2, "This address is already on line 1."),
        ("a\u202eb, a@example.com", 1, "invisible"),
        (" ,\n\t\n", None, "Write at least one line"),
        ("\n".join(f"p{n}@example.com" for n in range(MOST + 1)), None, "more than 200 people"),
    ],
)
def test_a_bad_line_is_named_and_nothing_is_taken(text, line, said):
    with pytest.raises(BadFile) as refused:
        pasted(text)
    assert refused.value.problems[0].line == line
    assert said in str(refused.value)
