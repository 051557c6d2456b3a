"""The bytes of a ballot: sizes that never vary, signatures that hold, seals bound to their context."""

import json
from secrets import token_bytes

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from hypothesis import given
from hypothesis import strategies as st

from pulse.envelope import layout
from pulse.envelope.inner import Context, UnreadableBallot, open_sealed, pad, seal, unpad
from pulse.envelope.outer import Ballot, MalformedBallot, point, unpack


@pytest.fixture(scope="module")
def box():
    return generate_private_key(SECP256R1())


@pytest.fixture(scope="module")
def own():
    return generate_private_key(SECP256R1())


def a_ballot(own) -> Ballot:
    return Ballot(
        token_bytes(16), token_bytes(32), token_bytes(32), point(own.public_key()), token_bytes(32),
        token_bytes(256), token_bytes(layout.INNER_SEALED),
    )  # fmt: skip


def test_offsets_are_those_of_the_protocol():
    assert (layout.SIGNED, layout.INNER_SEALED, layout.PADDING) == (7683, 7249, 445)


@given(st.text(max_size=1500))
def test_every_ballot_is_sealed_to_the_same_length(box, text):
    document = json.dumps({"text": text}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    context = Context(bytes(32), bytes(32), bytes(65))
    if len(document) > layout.INNER_JSON:
        with pytest.raises(UnreadableBallot):
            pad(document)
    else:
        assert unpad(pad(document)) == document
        assert len(seal(document, point(box.public_key()), context)) == layout.INNER_SEALED


def test_a_seal_opens_only_in_its_own_context(box):
    context = Context(token_bytes(32), token_bytes(32), token_bytes(65))
    sealed = seal(b'{"answers":{}}', point(box.public_key()), context)
    assert open_sealed(sealed, box, context) == {"answers": {}}
    for other in (
        Context(token_bytes(32), context.leaf, context.public),
        Context(context.manifest, token_bytes(32), context.public),
        Context(context.manifest, context.leaf, token_bytes(65)),
    ):
        with pytest.raises(UnreadableBallot):
            open_sealed(sealed, box, other)


@pytest.mark.parametrize("document", [b"[1]", b"nonsense", b"\xff\xfe", b"[" * 5000, b""])
def test_what_is_no_object_cannot_be_read(box, document):
    context = Context(bytes(32), bytes(32), bytes(65))
    with pytest.raises(UnreadableBallot):
        open_sealed(seal(document, point(box.public_key()), context), box, context)


def test_an_outer_layer_comes_apart_as_it_was_packed(own):
    ballot = a_ballot(own)
    outer = ballot.pack(own)
    assert len(outer) == layout.OUTER
    assert unpack(outer) == ballot


@pytest.mark.parametrize("at", [0, 1, 20, 60, 100, 150, 200, 500, 7682, 7690, 7746, 7747, 8191])
def test_a_single_altered_byte_is_noticed(own, at):
    outer = bytearray(a_ballot(own).pack(own))
    outer[at] ^= 1
    with pytest.raises(MalformedBallot):
        unpack(bytes(outer))


@pytest.mark.parametrize("outer", [b"", bytes(layout.OUTER), bytes([1]) * layout.OUTER, b"x" * (layout.OUTER + 1)])
def test_what_is_no_ballot_is_refused(outer):
    with pytest.raises(MalformedBallot):
        unpack(outer)


def test_a_ballot_signed_by_another_key_is_refused(own):
    ballot = a_ballot(generate_private_key(SECP256R1()))
    assert ballot.public != point(own.public_key())
    with pytest.raises(MalformedBallot):
        unpack(ballot.pack(own))


def test_canonical_labels_never_meet():
    labels = {layout.TOKEN_LABEL, layout.BALLOT_LABEL, layout.CAST_LABEL}
    assert len({label[:12] for label in labels}) == len(labels)
