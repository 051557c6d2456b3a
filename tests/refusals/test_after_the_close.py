"""What comes after the close, and what a foreign client may have written before it."""

import json
from dataclasses import replace
from random import Random
from secrets import token_hex

import pytest
from markupsafe import escape
from sqlalchemy import select

from pulse.answers.models import Comment
from pulse.ballots.models import Issued
from pulse.closing.operations import close_cycle
from pulse.envelope.inner import Context, seal
from pulse.envelope.outer import unpack
from tests.bench.people import Waiting, waiting
from tests.factories.people import logged_in

BIDIRECTIONAL = "\u202e\u2066\u200f"
TEXTS = {
    "nul\0byte": "nulbyte",
    f"turned{BIDIRECTIONAL}round": "turnedround",
    "half \ud83d a character": "half  a character",
    "four bytes \U0001f375 and \U00020bb7": "four bytes \U0001f375 and \U00020bb7",
    "escape \x1b[31m and bell \x07": "escape [31m and bell",
    "<script>alert(1)</script> & %(name)s {{ 7 * 7 }}": "<script>alert(1)</script> & %(name)s {{ 7 * 7 }}",
    "line\u2028separator \ufeff and \ufffe": "line\u2028separator \ufeff and \ufffe",
    "\0\0 \u202e": "",
}


def collect(client, person: Waiting):
    facts = {"invite": person.link.invite, "blinded": person.blank.blinded.message.hex()}
    return client.post("/ballot/collect", json=facts)


def cast(client, outer: bytes):
    return client.post("/ballot/cast", data=outer, content_type="application/octet-stream")


def closed_with(services, ballot_app, say) -> tuple[list[Waiting], list[bytes]]:
    """A cycle whose first people cast what `say` makes of their ordinary ballots, closed."""
    people, client, outers = waiting(services, 40), ballot_app.test_client(), []
    for number, person in enumerate(people[:30]):
        outer = person.outer(bytes.fromhex(collect(client, person).json["blind_signature"]), Random(number))
        outers.append(say(number, person, outer))
        assert cast(client, outers[-1]).status_code == 204
    services.clock.advance(days=8)
    close_cycle(services, people[0].link.cycle, now=services.clock.now())
    return people, outers


def test_replays_after_the_close_change_nothing_and_are_answered_alike(services, ballot_app):
    people, outers = closed_with(services, ballot_app, lambda _number, _person, outer: outer)
    client = ballot_app.test_client()
    board = client.get(f"/ballot/board/{people[0].link.cycle}").data
    assert {cast(client, outer).status_code for outer in outers} == {410}
    assert {cast(client, outer[:-1]).status_code for outer in outers} == {400}
    assert {collect(client, person).status_code for person in people} == {404}
    with services.database.reading() as session:
        issued = session.scalars(select(Issued).where(Issued.cycle_id == people[0].link.cycle)).all()
    assert len(issued) == len(outers)
    assert {one.signature for one in issued} == {None}
    assert client.get(f"/ballot/board/{people[0].link.cycle}").data == board


@pytest.mark.parametrize("escaped", [True, False])
def test_what_a_foreign_client_writes_comes_to_the_page_as_harmless_text(services, ballot_app, staff_app, escaped):
    texts = list(TEXTS)

    def say(number: int, person: Waiting, outer: bytes) -> bytes:
        text = texts[number % len(texts)]
        if not escaped:
            text = text.encode("utf-8", "replace").decode()  # half a character can only be written as an escape
        document = {
            "answers": {"canteen": 4, "overall": 3},
            "comments": [{"question": "comment", "text": text}],
            "language": "en",
            "salt": token_hex(32),
        }
        ballot, trusted = unpack(outer), person.trusted
        context = Context(trusted.manifest, trusted.leaf, person.blank.public)
        plain = json.dumps(document, ensure_ascii=escaped).encode()
        return replace(ballot, sealed=seal(plain, trusted.box_public, context)).pack(person.blank.private)

    people, _ = closed_with(services, ballot_app, say)
    organisation = people[0].trusted.organisation.hex()
    with services.database.reading() as session:
        kept = set(session.scalars(select(Comment.text).where(Comment.organisation_id == organisation)))
    assert kept - {"half ? a character"} == set(TEXTS.values()) - {"", "half  a character"} | (
        {"half  a character"} if escaped else set()
    )
    hr = logged_in(staff_app, organisation, "hr")
    pages = [hr.get("/dashboard/topics", query_string={"comments": page}) for page in (1, 2, 3)]
    shown = "".join(page.get_data(as_text=True) for page in pages if page.status_code == 200)
    assert not any(letter in shown for letter in f"\0\x1b\x07{BIDIRECTIONAL}")
    assert "<script>alert" not in shown
    assert all(str(escape(text)) in shown for text in kept)
