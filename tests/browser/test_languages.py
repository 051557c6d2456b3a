"""The check-in's own choice of a language in the browser follows the table that the server follows."""

import pytest

from pulse.i18n import LANGUAGES, html_language
from tests.web.tags import TAGS

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)


def test_the_browser_chooses_as_the_server_does(run):
    found = run(
        """const page = { languages: Object.fromEntries(given.ours.map((tag) => [tag, []])), strings: {} };
        const words = new p.Words(page);
        words.add({ strings: {}, default_language: "none" });
        sessionStorage.clear();
        return given.tags.map((tag) => {
            Object.defineProperty(navigator, "languages", { value: [tag], configurable: true });
            return words.language;
        });""",
        {"ours": [html_language(code) for code in LANGUAGES], "tags": list(TAGS)},
    )
    assert dict(zip(TAGS, found, strict=True)) == {tag: wanted or "none" for tag, wanted in TAGS.items()}


def test_a_browser_with_several_languages_gets_the_first_that_is_spoken(run):
    found = run(
        """const words = new p.Words({ languages: { en: [], vi: [], "zh-Hant": [] }, strings: {} });
        sessionStorage.clear();
        return given.map((tags) => {
            Object.defineProperty(navigator, "languages", { value: tags, configurable: true });
            return words.language;
        });""",
        [["zh-CN", "zh", "vi-VN"], ["zh-HK", "vi"], ["zh-CN", "zh"], []],
    )
    assert found == ["vi", "zh-Hant", "en", "en"]
