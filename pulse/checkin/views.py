"""The anonymous host's pages and public documents. No cookie, no session, nothing about who asks.

A browser fetches the documents of a cycle and checks them itself; docs/protocol.md gives each byte.
Whatever does not exist is an empty 404.
"""

import json
import re
from collections.abc import Callable
from functools import lru_cache, partial
from time import monotonic
from typing import TypeVar

from flask import Blueprint, Response, abort, make_response, render_template, url_for
from markupsafe import Markup
from sqlalchemy.orm import Session

from pulse.answers import queries as answers
from pulse.checkin import strings
from pulse.checkin.rules import rules_of
from pulse.checkin.terms import SMALLEST_K, Terms, changes, terms_of
from pulse.cycles import queries as cycles
from pulse.cycles.queries import CycleView
from pulse.i18n import DEFAULT, N_, SPOKEN, html_language, language_of, translate
from pulse.merkle.tree import Tree
from pulse.organisation.queries import organisations
from pulse.trustee.modes import COUNTS
from pulse.web.access import public
from pulse.web.keeping import SECONDS as KEPT_SECONDS
from pulse.web.services import services

blueprint = Blueprint("checkin", __name__)

REACHED = N_("This phone reaches Pulse. Nothing was stored.")
FOR_EVER = "public, max-age=31536000, immutable"
JSON = "application/json"
_ID = re.compile(r"[0-9a-f]{32}")
_HASH = re.compile(r"[0-9a-f]{64}")
Found = TypeVar("Found")


def _document(body: bytes, mimetype: str, *, for_ever: bool = False) -> Response:
    response = make_response(body)
    response.mimetype = mimetype
    if for_ever:
        response.headers["Cache-Control"] = FOR_EVER
    return response


def _one(ask: Callable[[Session, str], Found | None], cycle_id: str) -> Found:
    """What a query knows of one cycle; an empty 404 when it knows nothing."""
    if not _ID.fullmatch(cycle_id):
        abort(404)
    with services().database.reading() as session:
        found = ask(session, cycle_id)
    return found or abort(404)


_cycle = partial(_one, cycles.cycle)


def _listed(cycle_id: str) -> tuple[list[str], Tree]:
    """The documents of a cycle's blocks and their tree. They never change, but a demonstration may be taken away."""
    return _listed_lately(cycle_id, int(monotonic() // KEPT_SECONDS))


@lru_cache(maxsize=8)
def _listed_lately(cycle_id: str, _minute: int) -> tuple[list[str], Tree]:
    cycle = _one(cycles.frame, cycle_id)
    with services().database.reading() as session:
        blocks = cycles.blocks(session, cycle.organisation_id, cycle_id)
    return [block.document.decode() for block in blocks], Tree([block.leaf for block in blocks])


@blueprint.get("/")
@public
def door() -> str:
    """For those who typed the address by hand: what this host is for, and where staff go."""
    return render_template(
        "checkin/door.html",
        people=strings.in_all_languages(strings.DOOR),
        staff=strings.in_all_languages(strings.DOOR_STAFF),
        anonymity=strings.in_all_languages(strings.ANONYMITY),
        staff_url=services().config.base_url,
    )


@blueprint.get("/phone")
@public
def phone() -> str:
    """For whoever sets Pulse up: a phone that shows this page reaches the check-in. Nothing is asked or kept."""
    return render_template("checkin/phone.html", reached=strings.in_all_languages(REACHED))


@blueprint.get("/checkin/")
@public
def checkin() -> str:
    """The page that every invitation opens; the fragment of its address stays in the browser."""
    words = Markup(strings.page_words(strings.PAGE))  # noqa: S704 - JSON of our own texts, `<` escaped
    return render_template("checkin/checkin.html", words=words, noscript=strings.noscript_sentences())


@blueprint.get("/receipt")
@public
def receipt() -> str:
    """The page that compares a receipt with the public board, in the browser."""
    words = Markup(strings.page_words(strings.RECEIPT))  # noqa: S704 - as above
    return render_template("checkin/receipt.html", words=words, noscript=strings.noscript_sentences())


@blueprint.get("/picked-up")
@public
def picked_up() -> str:
    """The page that asks, with somebody's own link, what the list of picked-up ballots says of them."""
    words = Markup(strings.page_words(strings.PICKED_UP))  # noqa: S704 - as above
    return render_template("checkin/picked_up.html", words=words, noscript=strings.in_all_languages(strings.ASKS))


@blueprint.get("/transparency/<cycle_id>")
@blueprint.get("/transparency/<cycle_id>/<language>")
@public
def transparency(cycle_id: str, language: str | None = None) -> str:
    """The rules of a cycle in words. The address names the language, so that nothing need be asked or kept."""
    cycle = _cycle(cycle_id)
    code = language_of(language or json.loads(cycle.content)["default_language"]) or abort(404)
    with services().database.reading() as session:
        before = cycles.previous(session, cycle)
    terms = _terms(cycle)
    return _worded(
        "checkin/transparency.html",
        code,
        partial(url_for, "checkin.transparency", cycle_id=cycle.id),
        facts=rules_of(cycle, terms, services().keys.log_public(), code),
        before=before.id if before else None,
        changes=changes(_terms(before), terms, code) if before else [],
    )


@blueprint.get("/anonymity")
@blueprint.get("/anonymity/<language>")
@public
def anonymity(language: str | None = None) -> str:
    """How anonymity works here, in the words of those who answer."""
    with services().database.reading() as session:
        here, shown = organisations(session), cycles.smallest_group(session)
    spoken = {each.language for each in here}
    code = language_of(language or (spoken.pop() if len(spoken) == 1 else DEFAULT)) or abort(404)
    return _worded(
        "checkin/anonymity.html",
        code,
        partial(url_for, "checkin.anonymity"),
        k=min([each.k for each in here] + ([shown] if shown else []), default=SMALLEST_K),
        has_demo=any(each.is_demo for each in here),
        has_trustee=any(each.trustee == COUNTS for each in here),
    )


def _worded(template: str, code: str, address: Callable[..., str], **values: object) -> str:
    """A page in one language, with the addresses of its others."""
    return render_template(
        template,
        _=partial(translate, code),
        html_lang=html_language(code),
        direction=SPOKEN[code].direction,
        languages=[(each.tag, each.short, address(language=each.tag)) for each in SPOKEN.values()],
        **values,
    )


def _terms(cycle: CycleView) -> Terms:
    return terms_of(cycle.manifest, cycle.content, _listed(cycle.id)[0])


@blueprint.get("/ballot/manifest/<cycle_id>")
@public
def manifest(cycle_id: str) -> Response:
    """The exact bytes whose hash stands in every invitation."""
    return _document(_one(cycles.manifest, cycle_id), JSON)


@blueprint.get("/ballot/manifest/<cycle_id>/block/<int:index>")
@public
def block(cycle_id: str, index: int) -> Response:
    """One block and its neighbours, each with its way to the root."""
    documents, tree = _listed(cycle_id)
    if index >= len(documents):
        abort(404)

    def entry(at: int) -> dict[str, object] | None:
        if not 0 <= at < len(documents):
            return None
        return {"document": documents[at], "proof": [step.hex() for step in tree.inclusion(at)]}

    answer = {"block": entry(index), "previous": entry(index - 1), "next": entry(index + 1)}
    return _document(json.dumps(answer, ensure_ascii=False).encode(), JSON)


@blueprint.get("/ballot/content/<cycle_id>")
@public
def content(cycle_id: str) -> Response:
    """Questions and texts as frozen at the opening, the same for everybody."""
    return _document(_one(cycles.content, cycle_id), JSON, for_ever=True)


@blueprint.get("/ballot/afterword/<cycle_id>")
@public
def afterword(cycle_id: str) -> Response:
    """What is read after the last question, the same for everybody."""
    return _document(_one(cycles.afterword, cycle_id), JSON, for_ever=True)


@blueprint.get("/ballot/client/<code_hash>.js")
@public
def client(code_hash: str) -> Response:
    """The program of a cycle, by its hash."""
    if not _HASH.fullmatch(code_hash):
        abort(404)
    with services().database.reading() as session:
        code = cycles.client_code(session, code_hash)
    return _document(code, "text/javascript", for_ever=True) if code else abort(404)


@blueprint.get("/ballot/board/<cycle_id>")
@public
def board(cycle_id: str) -> Response:
    """What anybody may check after the close."""
    cycle, parts = _cycle(cycle_id), services()
    with parts.database.reading() as session:
        found = answers.board(session, cycle, parts.keys.log_public())
    return _document(json.dumps(found, ensure_ascii=False, separators=(",", ":")).encode(), JSON)
