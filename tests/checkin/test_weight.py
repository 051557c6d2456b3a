"""What a phone loads, in compressed bytes: people answer in canteens and on stairs."""

import gzip
import json
import re
from random import Random
from secrets import token_hex
from urllib.parse import urlsplit

import pytest

from pulse.checkin.client import programs
from pulse.cycles import queries as cycles
from pulse.i18n import LANGUAGES
from tests.factories.opened import a_series, announce, opened

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

TO_THE_FIRST_QUESTION = 30 * 1024
IN_ALL = 55 * 1024


def block_among(count: int) -> int:
    """The compressed answer for one of many blocks: three moduli and three proofs, which hardly compress."""
    steps = (count - 1).bit_length()
    answer = {
        name: {
            "document": f'{{"e":65537,"index":300,"invited":14,"label":"Kitchen, Jakarta","n":"{token_hex(256)}"}}',
            "proof": [token_hex(32) for _ in range(steps)],
        }
        for name in ("block", "previous", "next")
    }
    return len(gzip.compress(json.dumps(answer).encode(), 9))


def long_texts(seed: int) -> dict[str, tuple[str, str]]:
    """An announcement of 150 words in four languages; made-up words compress worse than real ones."""
    rng = Random(seed)
    word = lambda: "".join(rng.choices("aeionrst", k=6))  # noqa: E731 - a word
    return {language: (f"{word()} {word()}", " ".join(word() for _ in range(150))) for language in LANGUAGES}


def weighed(services, ballot_app) -> tuple[int, int]:
    """Compressed bytes to the first question, and after it."""
    series = a_series(services)
    for number in range(3):
        announce(services, series.organisation_id, at=services.clock.now(), texts=long_texts(number))
    cycle_of = opened(services, series)
    with services.database.reading() as session:
        cycle = cycles.cycle(session, cycle_of.cycle_id)
    client = ballot_app.test_client()

    def weight(*paths: str) -> int:
        return sum(len(gzip.compress(body(path), 9)) for path in paths)

    def body(path: str) -> bytes:
        answer = client.get(path)
        assert answer.status_code == 200
        data = answer.get_data()
        answer.close()
        return data

    def with_assets(path: str) -> list[str]:
        links = re.findall(r'(?:src|href)="(/[^"]+)"', body(path).decode())
        return [path, *links]

    page = with_assets("/checkin/")
    assert {urlsplit(path).path for path in page[1:]} == {"/static/checkin.css", "/static/checkin-boot.js"}
    program, late_program = (f"/ballot/client/{code_hash}.js" for code_hash, _ in programs())
    documents = [f"/ballot/manifest/{cycle.id}", f"/ballot/content/{cycle.id}"]
    first = weight(*page, *documents, program) + block_among(600)
    receipt = [path for path in with_assets("/receipt") if "checkin.css" not in path]
    late = weight(late_program, f"/ballot/afterword/{cycle.id}", *receipt)
    return first, late


def test_a_check_in_stays_within_its_weight(services, ballot_app):
    first, late = weighed(services, ballot_app)
    print(f"to the first question {first / 1024:.2f} KB of 30, in all {(first + late) / 1024:.2f} KB of 55")
    assert first <= TO_THE_FIRST_QUESTION
    assert first + late <= IN_ALL
