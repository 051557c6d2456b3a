"""The check-in's own choice of a language in the browser follows the table that the server follows."""

import pytest

from pulse.i18n import SPOKEN
from pulse.languages import rules
from tests.web.tags import TAGS

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_browser_chooses_as_the_server_does(run):
    found = run(
        """const ours = given.ours.map(([tag, rules]) => [tag, ["", "", rules]]);
        const page = { languages: Object.fromEntries(ours), strings: {} };
        const words = new p.Words(page);
        words.add({ strings: {}, default_language: "none" });
        sessionStorage.clear();
        return given.tags.map((tag) => {
            Object.defineProperty(navigator, "languages", { value: [tag], configurable: true });
            return words.language;
        });""",
        {"ours": [[each.tag, rules(each)] for each in SPOKEN.values()], "tags": list(TAGS)},
    )
    assert dict(zip(TAGS, found, strict=True)) == {tag: wanted or "none" for tag, wanted in TAGS.items()}


def test_a_browser_with_several_languages_gets_the_first_that_is_spoken(run):
    found = run(
        """const words = new p.Words({ languages: given.ours, strings: {} });
        sessionStorage.clear();
        return given.tags.map((tags) => {
            Object.defineProperty(navigator, "languages", { value: tags, configurable: true });
            return words.language;
        });""",
        {
            "ours": {each.tag: ["", "", rules(each)] for each in SPOKEN.values()},
            "tags": [["zh-CN", "zh", "vi-VN"], ["zh-HK", "vi"], ["zh-CN", "zh"], []],
        },
    )
    assert found == ["vi", "zh-Hant", "en", "en"]
