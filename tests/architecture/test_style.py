"""The style sheets of staff pages hold for every language and direction, and for people who want no motion."""

import re
from pathlib import Path

import pytest

STYLES = [path for path in (Path(__file__).parents[2] / "static/src/css").glob("*.css") if path.name != "checkin.css"]
BY_NAME = pytest.mark.parametrize("path", STYLES, ids=lambda path: path.stem)
SIDES = "left|right|top|bottom"


def rules(path: Path) -> str:
    return re.sub(r"/\*.*?\*/", "", path.read_text(), flags=re.DOTALL)


@BY_NAME
def test_no_letters_are_made_capital(path):
    assert "text-transform" not in rules(path)


@BY_NAME
def test_every_side_is_one_of_the_text_and_not_of_the_screen(path):
    found = re.findall(
        rf"(?:margin|padding|border|inset)-(?:{SIDES})\b|(?<![\w-])(?:{SIDES}|width|height) *:", rules(path)
    )
    assert found == []


@BY_NAME
def test_vietnamese_has_room_for_two_marks_on_a_letter(path):
    bare = (
        rules(path).replace("line-height: 1;", "", 1) if path.name == "heatmap.css" else rules(path)
    )  # a mere sample
    assert [height for height in re.findall(r"line-height: ([\d.]+);", bare) if float(height) < 1.4] == []


@BY_NAME
def test_what_moves_stands_still_for_those_who_want_it(path):
    text = rules(path)
    calm = re.sub(
        r"@media \(prefers-reduced-motion: no-preference\) \{(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}", "", text
    )
    assert not re.search(r"(?:transition|animation)(?:-duration)? *:|@view-transition", calm)
