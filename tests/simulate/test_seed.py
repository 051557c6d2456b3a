"""One seed gives a whole ballot, the same every time and another one for every other place."""

import json
from dataclasses import replace
from random import Random
from secrets import token_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.blind_signature.issuer import SigningKey
from pulse.envelope.outer import point
from pulse.simulate.ballot import draw
from pulse.simulate.operations import at_random, with_form
from pulse.simulate.seed import ALPHABET, code, grow, read_code
from tests.data.make_seed_v1 import FILE, example, trusted

PLACE = trusted()
CODE = json.loads(FILE.read_text())["code"]
SEED = bytes.fromhex(json.loads(FILE.read_text())["seed"])


def test_the_example_is_what_the_code_makes():
    assert json.loads(FILE.read_text()) == example()


def test_the_code_leads_to_the_seed_and_the_seed_to_the_same_request():
    assert read_code(CODE, PLACE) == SEED
    assert draw(PLACE, SEED).blinded == draw(PLACE, SEED).blinded
    assert draw(PLACE).blinded != draw(PLACE).blinded


def test_a_simulated_browser_asks_the_form_that_its_seed_chose():
    text = {"en": {"topic": None, "text": "?"}}
    asked = [{"key": key, "topic": None, "scale": "faces5", "texts": text} for key in "abcd"]
    content = {"languages": ["en"], "questions": asked, "forms": [["a"], ["b"], ["c"]]}
    number = grow(SEED, PLACE).form
    shown = with_form(content, number)
    for attempt in range(20):
        answers, _comments, _language = at_random(Random(attempt))(shown)
        assert set(answers) <= {"abc"[number % 3], "d"}
    assert with_form({"questions": asked}, number) == {"questions": asked}


@pytest.mark.parametrize("field", ["organisation", "cycle", "manifest", "leaf", "invite"])
def test_another_place_or_invitation_shares_no_value(field):
    here, there = grow(SEED, PLACE), grow(SEED, replace(PLACE, **{field: token_bytes(len(getattr(PLACE, field)))}))
    assert point(here.private.public_key()) != point(there.private.public_key())
    assert here.prefix != there.prefix
    assert here.salt != there.salt
    assert here.inverse != there.inverse


@given(seed=st.binary(min_size=16, max_size=16))
def test_every_seed_has_a_code_that_is_read_back(seed):
    written = code(seed, grow(seed, PLACE).check)
    assert read_code(written, PLACE) == seed
    assert read_code(written.lower().replace("-", " ").replace("0", "o").replace("1", "l"), PLACE) == seed


def test_a_wrong_letter_is_nearly_always_found():
    letters = CODE.replace("-", "")
    changed = {letters[:at] + letter + letters[at + 1 :] for at in range(len(letters)) for letter in ALPHABET}
    taken = [one for one in changed - {letters} if read_code(one, PLACE)]
    assert len(taken) <= 2  # of 868, at one in 4,096


@pytest.mark.parametrize("typed", ["", "hello", CODE[:-1], CODE + "0", CODE[:-1] + "U", "\N{SNOWMAN}" * 28])
def test_what_is_no_code_is_none(typed):
    assert read_code(typed, PLACE) is None


def test_a_blinding_is_spread_evenly_below_the_modulus(signing_keys: list[SigningKey]):
    place = replace(PLACE, modulus=signing_keys[0].n)
    highest = [grow(token_bytes(16), place).inverse * 4 // place.modulus for _ in range(400)]
    assert all(60 <= highest.count(quarter) <= 140 for quarter in range(4))  # about 100 each; 4.6 deviations
