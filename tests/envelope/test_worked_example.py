"""tests/data/protocol_v1.json, value by value: what docs/protocol.md says is what the code does."""

import json
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key

from pulse.answers import log
from pulse.answers.pool import PoolKeys
from pulse.answers.validity import token_holds
from pulse.blind_signature.holder import blind, finalize
from pulse.blind_signature.issuer import SigningKey, blind_sign
from pulse.envelope.canonical import canonical
from pulse.envelope.inner import Context, open_sealed, receipt
from pulse.envelope.outer import point, token_message, unpack
from pulse.invitations.operations import invite_of
from pulse.merkle.tree import Tree, included, leaf_hash
from pulse.simulate.link import Link, check
from tests.data.make_protocol_v1 import FILE


@pytest.fixture(scope="module")
def example() -> dict:
    return json.loads(FILE.read_text())


@pytest.fixture(scope="module")
def raw(example):
    return lambda name: bytes.fromhex(example[name])


def test_the_manifest_and_its_parts_hash_as_they_say(example):
    manifest = json.loads(example["manifest"])
    assert canonical(manifest) == example["manifest"].encode()
    assert sha256(example["manifest"].encode()).hexdigest() == example["M"]
    assert sha256(example["content"].encode()).hexdigest() == manifest["content_hash"]
    assert sha256(example["afterword"].encode()).hexdigest() == json.loads(example["content"])["afterword"]
    assert manifest["blocks_root"] == example["blocks_root"]


def test_every_block_is_proved_to_its_place(example, raw):
    leaves = []
    for index, block in enumerate(example["blocks"]):
        leaf = leaf_hash(block["document"].encode())
        leaves.append(leaf)
        assert leaf.hex() == block["leaf"]
        proof = [bytes.fromhex(step) for step in block["proof"]]
        assert included(leaf, index, len(example["blocks"]), proof, raw("blocks_root"))
    assert Tree(leaves).root() == raw("blocks_root")


def test_the_link_is_made_of_the_invite_and_passes_every_check(example, raw):
    invite = invite_of(raw("invite_key"), example["organisation"], example["cycle"], example["person"])
    assert invite == raw("invite")
    assert sha256(invite).hexdigest() == example["invite_hash"]
    previous, own, following = example["blocks"]
    answer = {"block": own, "previous": previous, "next": following}
    trusted = check(
        Link.parse(example["link"]),
        example["manifest"].encode(),
        example["content"].encode(),
        json.dumps(answer).encode(),
    )
    assert (trusted.label, trusted.box_public) == (json.loads(own["document"])["label"], raw("bpk"))


def test_the_token_is_blinded_signed_and_unblinded(example, raw):
    key = SigningKey.from_der(raw("signing_key_der"))
    message = token_message(
        raw("organisation"), raw("cycle"), raw("M"), bytes.fromhex(example["blocks"][1]["leaf"]), raw("pk")
    )
    assert message == raw("token_message")
    inverse = int(example["blinding_inverse"], 16)
    blinded = blind(key.n, key.e, raw("prefix") + message, salt=raw("pss_salt"), inverse=inverse)
    told = {"invite": example["invite"], "blinded": blinded.message.hex(), "block": example["block_index"]}
    assert json.loads(example["collect_body"]) == told
    signature = blind_sign(key, blinded.message)
    assert json.loads(example["collect_answer"]) == {"blind_signature": signature.hex()}
    assert finalize(key.n, key.e, raw("prefix") + message, signature, inverse) == raw("token_signature")


def test_the_outer_layer_holds_what_was_sealed(example, raw):
    ballot = unpack(raw("outer"))
    key = SigningKey.from_der(raw("signing_key_der"))
    own = derive_private_key(int(example["sk"], 16), SECP256R1())
    assert ballot.public == raw("pk") == point(own.public_key())
    assert (ballot.sealed, ballot.prefix, ballot.token_signature) == (
        raw("sealed"),
        raw("prefix"),
        raw("token_signature"),
    )
    assert token_holds(ballot, example["organisation"], key.n)
    assert ballot.head() == raw("outer")[:7683]


def test_the_inner_layer_opens_to_the_document(example, raw):
    box = derive_private_key(int(example["bsk"], 16), SECP256R1())
    assert point(box.public_key()) == raw("bpk")
    context = Context(raw("M"), bytes.fromhex(example["blocks"][1]["leaf"]), raw("pk"))
    assert context.info() == raw("info")
    assert open_sealed(raw("sealed"), box, context) == json.loads(example["inner_document"])
    assert receipt(raw("salt"), raw("sealed")) == raw("receipt")


def test_the_pool_locks_and_unlocks_the_outer_bytes(example, raw):
    pool = PoolKeys.of(raw("pool_key"), example["cycle"])
    assert (pool.tag_key, pool.box_key) == (raw("tag_key"), raw("box_key"))
    assert pool.tag(raw("pk")) == raw("tag")
    assert pool.lock(raw("tag"), raw("outer"), raw("nonce")) == raw("box")
    assert pool.unlock(raw("tag"), raw("box")) == raw("outer")


def test_the_board_and_the_log_are_signed_trees(example, raw):
    leaves = [bytes.fromhex(leaf) for leaf in example["board_leaves"]]
    assert raw("receipt") in leaves
    assert Tree(leaves).root() == raw("board_root")
    opened = log.opened_entry(example["organisation"], example["cycle"], example["M"])
    assert opened.decode() == example["log_opened_entry"]
    assert log.log_root([opened]) == raw("log_root")
    assert log.sign_head(raw("log_private_key"), example["organisation"], 1, raw("log_root")) == raw("log_signature")
