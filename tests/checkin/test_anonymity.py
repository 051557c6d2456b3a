"""How anonymity works, in the words of those who answer; in the language of its address, without JavaScript."""

import re
from types import SimpleNamespace

import pytest

from pulse.checkin import views
from pulse.checkin.strings import ANONYMITY
from pulse.i18n import html_language, translate
from tests.factories.opened import a_series, an_open_cycle

LANGUAGES = ["en", "id", "zh-Hant", "vi"]
MOST_WORDS = 350


def an_organisation(**facts):
    return SimpleNamespace(**{"k": 7, "language": "en", "is_demo": False, "trustee": "none", **facts})


@pytest.fixture
def client(ballot_app):
    return ballot_app.test_client()


def read(page: str) -> str:
    """What stands on a page, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<main") :]).split())


def test_it_is_short_enough_to_be_read_in_two_minutes(services, client):
    a_series(services)
    assert len(read(client.get("/anonymity/en").text).split()) <= MOST_WORDS


@pytest.mark.parametrize("language", [*LANGUAGES, "zh-TW"])
def test_it_speaks_the_language_of_its_address_and_asks_nobody_who_they_are(client, language):
    plain = client.get(f"/anonymity/{language}")
    asked = client.get(f"/anonymity/{language}", headers={"Accept-Language": "vi", "Cookie": "pulse_language=id"})
    tag = "zh-Hant" if language == "zh-TW" else language
    assert plain.status_code == 200
    assert f'<html lang="{tag}">' in plain.text
    assert f"<h1>{translate(tag.replace('-', '_'), ANONYMITY)}</h1>" in plain.text
    assert plain.data == asked.data
    assert "Set-Cookie" not in asked.headers
    assert "Accept-Language" not in asked.headers.get("Vary", "")
    assert asked.headers["Referrer-Policy"] == "no-referrer"
    assert "<script" not in plain.text
    assert "style=" not in plain.text


@pytest.mark.parametrize("language", [code for code in LANGUAGES if code != "en"])
def test_no_sentence_of_it_is_left_in_english(client, language):
    def sentences(code: str) -> set[str]:
        page = client.get(f"/anonymity/{code}").text
        return {each.strip() for each in re.findall(r">([^<>]{4,})<", page[page.index("<main") :]) if each.strip()}

    assert sentences("en").isdisjoint(sentences(language))
    assert len(sentences("en")) == len(sentences(language)) > 15


@pytest.mark.parametrize(
    ("founded", "shown", "least"), [([], None, 5), ([8], None, 8), ([8, 7], None, 7), ([8], 6, 6), ([7], 9, 7)]
)
def test_it_names_the_smallest_group_that_this_installation_shows(client, monkeypatch, founded, shown, least):
    here = [an_organisation(k=k, language="en", is_demo=False) for k in founded]
    monkeypatch.setattr(views, "organisations", lambda _session: here)
    monkeypatch.setattr(views.cycles, "smallest_group", lambda _session: shown)
    assert f"groups with at least {least} answers" in client.get("/anonymity/en").text


def test_what_it_names_is_read_from_the_database(services, client):
    an_open_cycle(services)
    with services.database.reading() as session:
        least = min([views.cycles.smallest_group(session), *(each.k for each in views.organisations(session))])
    assert f"groups with at least {least} answers" in client.get("/anonymity/en").text


@pytest.mark.parametrize(("trustee", "told"), [("none", False), ("copy", False), ("counts", True)])
def test_it_says_that_a_trustee_alone_can_open_answers_where_that_may_be(client, monkeypatch, trustee, told):
    monkeypatch.setattr(views, "organisations", lambda _session: [an_organisation(trustee=trustee)])
    assert ("who alone can open the answers" in client.get("/anonymity/en").text) is told


@pytest.mark.parametrize("has_demo", [False, True])
def test_it_says_what_a_demonstration_is_where_there_is_one(client, monkeypatch, has_demo):
    here = [an_organisation(k=7, language="vi", is_demo=has_demo)]
    monkeypatch.setattr(views, "organisations", lambda _session: here)
    assert ("demonstration" in client.get("/anonymity/en").text) is has_demo


def test_without_a_language_it_speaks_that_of_the_only_organisation(client, monkeypatch):
    for languages, spoken in ((["vi"], "vi"), (["id", "id"], "id"), (["id", "vi"], "en"), ([], "en")):
        here = [an_organisation(k=7, language=language, is_demo=False) for language in languages]
        monkeypatch.setattr(views, "organisations", lambda _session, here=here: here)
        assert f'<html lang="{spoken}">' in client.get("/anonymity").text


@pytest.mark.parametrize("path", ["/anonymity/xx", "/anonymity/zh-CN", "/anonymity/en/x"])
def test_an_unknown_language_is_an_empty_404(client, path):
    answer = client.get(path)
    assert (answer.status_code, answer.data) == (404, b"")


def test_every_address_on_it_leads_somewhere(client):
    page = client.get("/anonymity").text
    for address in set(re.findall(r'href="(/[^"]+)"', page)):
        answer = client.get(address)
        assert answer.status_code == 200
        answer.close()


def test_people_find_it_from_where_they_are(services, client, staff_app):
    opened = an_open_cycle(services)
    assert 'href="/anonymity/vi"' in client.get("/").text
    assert 'href="/anonymity/id"' in client.get(f"/transparency/{opened.cycle_id}/id").text
    language = html_language("zh_Hant")
    with staff_app.test_request_context():
        page = staff_app.jinja_env.globals["anonymity_page"]("zh_Hant")
    assert page == f"{services.config.ballot_url}/anonymity/{language}"
