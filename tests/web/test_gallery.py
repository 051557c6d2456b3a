import re
from pathlib import Path

import pytest

COMPONENTS = Path(__file__).parents[2] / "templates/components"
GALLERY = (COMPONENTS.parent / "web/gallery.html").read_text()
IMPORTED = {
    (file, name.strip())
    for file, names in re.findall(r'{% from "components/([\w-]+)\.html" import ([^%]*?)(?: with context)? %}', GALLERY)
    for name in names.split(",")
}


def macros():
    """Every macro that pages may use: not those that only serve others of their own file."""
    for path in sorted(COMPONENTS.glob("*.html")):
        source = path.read_text()
        for name in re.findall(r"{%-? *macro (\w+)\(", source):
            if len(re.findall(rf"\b{name}\b(?=[(,])", source.partition("macro")[2])) == 1 or path.stem == name:
                yield path.stem, name


@pytest.mark.parametrize(("file", "name"), list(macros()))
def test_every_part_is_in_the_gallery(file, name):
    assert (file, name) in IMPORTED
    assert re.search(rf"{{{{ *{name}\(|{{% call {name}\(", GALLERY)


def test_the_gallery_needs_no_log_in_and_shows_each_kind_of_thing(staff_app):
    page = staff_app.test_client().get("/gallery?lang=vi")
    assert page.status_code == 200
    assert '<html lang="en">' in page.text
    for there in (
        "Please mend this first",
        'aria-invalid="true"',
        "suppressed",
        "<figcaption>",
        "popover",
        "<progress",
    ):
        assert there in page.text


def test_no_page_of_the_product_leads_to_the_gallery():
    others = [path for path in COMPONENTS.parent.rglob("*.html") if path.parent.name != "web"]
    assert not [path for path in others if "/gallery" in path.read_text()]


def test_every_part_says_what_it_is_for():
    assert not [path.name for path in COMPONENTS.glob("*.html") if not path.read_text().startswith("{#")]
