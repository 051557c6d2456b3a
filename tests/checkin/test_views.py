"""The anonymous host's pages and documents, as HTTP gives them."""

import json
import re
from hashlib import sha256

import pytest

from pulse.checkin.client import current, programs
from pulse.checkin.strings import (
    AFTERWORD,
    INTERFACE,
    PAGE,
    RECEIPT,
    afterword_strings,
    interface_strings,
    page_words,
)
from pulse.cycles import queries as cycles
from pulse.cycles.models import Cycle
from pulse.envelope.canonical import canonical
from pulse.i18n import LANGUAGES
from pulse.merkle.tree import included, leaf_hash
from pulse.trustee.modes import COPY, COUNTS, MODES, NONE
from tests.factories.opened import an_open_cycle


@pytest.fixture
def opened(services):
    return an_open_cycle(services)


@pytest.fixture
def cycle(services, opened):
    with services.database.reading() as session:
        return cycles.cycle(session, opened.cycle_id)


@pytest.fixture
def client(ballot_app):
    return ballot_app.test_client()


PAGES = ["/checkin/", "/receipt"]


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_the_same_for_everybody_and_sets_no_cookie(client, path):
    plain = client.get(path)
    asked = client.get(path, headers={"Accept-Language": "vi", "Cookie": "pulse_language=id"})
    assert plain.status_code == 200
    assert plain.data == asked.data
    assert "Set-Cookie" not in asked.headers
    assert "Accept-Language" not in asked.headers.get("Vary", "")
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert asked.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", PAGES)
def test_a_page_holds_no_inline_script_or_style(client, path):
    html = client.get(path).text
    scripts = re.findall(r"<script[^>]*>", html)
    assert all("src=" in script or 'type="application/json"' in script for script in scripts)
    assert "<style" not in html
    assert "style=" not in html


@pytest.mark.parametrize("path", PAGES)
def test_a_page_says_in_every_language_that_it_needs_javascript(client, path):
    noscript = re.search(r"<noscript>(.*?)</noscript>", client.get(path).text, re.DOTALL).group(1)
    assert re.findall(r'lang="([^"]+)"', noscript) == ["en", "id", "zh-Hant", "vi"]


def test_the_words_of_a_page_cannot_end_their_script():
    words = page_words({"title": "</script><script>alert(1)</script>"})
    assert "<" not in words
    assert json.loads(words)["strings"]["en"]["title"].startswith("</script>")


def test_the_words_come_in_every_language():
    for texts in (PAGE, RECEIPT):
        assert list(json.loads(page_words(texts))["strings"]) == ["en", "id", "zh-Hant", "vi"]
    for language in LANGUAGES:
        for texts, frozen in ((INTERFACE, interface_strings), (AFTERWORD, afterword_strings)):
            assert set(frozen(language)) == {key for key in texts if not key.startswith("trustee")}
            assert frozen(language) == frozen(language.replace("_", "-"))
    assert not set(INTERFACE) & set(AFTERWORD)


def test_what_a_trustee_does_is_told_where_there_is_one():
    told = {mode: set(interface_strings("en", mode)) for mode in MODES}
    assert told[COUNTS] - told[NONE] == {"trustee", "trustee_counts"}
    assert told[COPY] - told[NONE] == {"trustee", "trustee_copy"}
    assert not any(key.startswith("trustee") for key in told[NONE])


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("texts", [PAGE, INTERFACE, AFTERWORD, RECEIPT])
def test_a_translation_keeps_the_placeholders(language, texts):
    translated = json.loads(page_words(texts))["strings"][language.replace("_", "-")]
    for key, text in texts.items():
        assert sorted(re.findall(r"%\(\w+\)s", translated[key])) == sorted(re.findall(r"%\(\w+\)s", text)), key


def test_the_documents_of_a_cycle_are_the_bytes_that_were_hashed(client, cycle):
    manifest = client.get(f"/ballot/manifest/{cycle.id}")
    assert sha256(manifest.data).hexdigest() == cycle.manifest_hash
    frozen = manifest.get_json()
    content = client.get(f"/ballot/content/{cycle.id}")
    assert sha256(content.data).hexdigest() == frozen["content_hash"]
    afterword = client.get(f"/ballot/afterword/{cycle.id}")
    assert sha256(afterword.data).hexdigest() == content.get_json()["afterword"]
    program = client.get(f"/ballot/client/{frozen['client_hash']}.js")
    assert sha256(program.data).hexdigest() == frozen["client_hash"] == current()[0]
    assert program.mimetype == "text/javascript"
    for kept in (content, afterword, program):
        assert "immutable" in kept.headers["Cache-Control"]
    assert manifest.headers["Cache-Control"] == "no-store"


def test_a_cycle_from_before_there_was_an_afterword_is_served_what_it_opened_with(services, client, cycle):
    content = canonical({**json.loads(cycle.content), "announcements": [], "strings": {"en": {"start": "Start"}}})
    with services.database.writing() as session:
        row = session.get(Cycle, (cycle.organisation_id, cycle.id))
        row.content, row.afterword = content.replace(b'"afterword"', b'"before"'), None
    assert client.get(f"/ballot/content/{cycle.id}").get_json()["announcements"] == []
    assert client.get(f"/ballot/afterword/{cycle.id}").status_code == 404
    page = client.get(f"/transparency/{cycle.id}")
    assert page.status_code == 200
    assert "afterword" not in page.text


def test_a_cycle_keeps_the_program_and_its_later_part(client, cycle):
    assert cycle.client_hash == current()[0]
    for code_hash, body in programs():
        assert client.get(f"/ballot/client/{code_hash}.js").data == body
    late = programs()[1][0]
    assert late.encode() in current()[1]


def test_each_block_comes_with_its_neighbours_and_their_proofs(client, cycle):
    manifest = json.loads(cycle.manifest)
    root, count = bytes.fromhex(manifest["blocks_root"]), manifest["blocks"]
    for index in range(count):
        answer = client.get(f"/ballot/manifest/{cycle.id}/block/{index}").get_json()
        assert (answer["previous"] is None) == (index == 0)
        assert (answer["next"] is None) == (index == count - 1)
        for position, entry in [
            (index - 1, answer["previous"]),
            (index, answer["block"]),
            (index + 1, answer["next"]),
        ]:
            if entry:
                proof = [bytes.fromhex(step) for step in entry["proof"]]
                assert included(leaf_hash(entry["document"].encode()), position, count, proof, root)
                assert json.loads(entry["document"])["index"] == position


def test_the_board_of_an_open_cycle_tells_nothing_but_the_manifest(client, cycle):
    board = client.get(f"/ballot/board/{cycle.id}").get_json()
    assert board["closed"] is False
    assert board["leaves"] == []
    assert {board[name] for name in ("collected", "accepted", "rejected")} == {None}
    assert board["manifest"].encode() == cycle.manifest


@pytest.mark.parametrize(
    "path",
    [
        "/ballot/manifest/{none}",
        "/ballot/manifest/{none}/block/0",
        "/ballot/manifest/{cycle}/block/99",
        "/ballot/manifest/{cycle}/block/-1",
        "/ballot/manifest/{cycle}/block/one",
        "/ballot/content/{none}",
        "/ballot/afterword/{none}",
        "/ballot/afterword/any",
        "/ballot/client/{none}.js",
        "/ballot/client/checkin-client.js",
        "/ballot/board/{none}",
        "/people/",
        "/checkin/anything",
    ],
)
def test_what_does_not_exist_is_an_empty_404(client, cycle, path):
    answer = client.get(path.format(none="0" * 32, cycle=cycle.id))
    assert (answer.status_code, answer.data) == (404, b"")
    assert "Set-Cookie" not in answer.headers


def test_the_staff_host_has_none_of_this(staff_app, cycle):
    client = staff_app.test_client()
    for path in (*PAGES, f"/ballot/manifest/{cycle.id}", f"/ballot/board/{cycle.id}"):
        assert client.get(path).status_code == 404
