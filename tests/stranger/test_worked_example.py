"""The stranger reproduces tests/data/protocol_v1.json from what docs/protocol.md says of each value."""

import hmac
import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import load_der_private_key

from tests.stranger import client, verifier

EXAMPLE = json.loads((Path(__file__).parents[1] / "data" / "protocol_v1.json").read_text())
LINK = client.read_link(EXAMPLE["link"])
SEEDED = json.loads((Path(__file__).parents[1] / "data" / "seed_v1.json").read_text())


def raw(name: str) -> bytes:
    return bytes.fromhex(EXAMPLE[name])


def private(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int(EXAMPLE[name], 16), ec.SECP256R1())


def blocks() -> dict:
    return dict(zip(("previous", "block", "next"), EXAMPLE["blocks"], strict=True))


@pytest.fixture(scope="module")
def cycle() -> client.Cycle:
    documents = (EXAMPLE[name].encode() for name in ("manifest", "content", "afterword"))
    return client.check(LINK, *documents, blocks())


def test_what_is_public_passes_every_check(cycle):
    assert (cycle.organisation, cycle.cycle, cycle.m) == (raw("organisation"), raw("cycle"), raw("M"))
    assert (cycle.leaf.hex(), cycle.bpk) == (EXAMPLE["blocks"][1]["leaf"], raw("bpk"))


def test_the_invite_is_the_links():
    key = b"pulse-invite-v1" + raw("organisation") + raw("cycle") + raw("person")
    assert hmac.digest(raw("invite_key"), key, "sha256").hex() == LINK.invite == EXAMPLE["invite"]
    assert sha256(raw("invite")).hexdigest() == EXAMPLE["invite_hash"]


def test_the_token_is_blinded_signed_and_finalised(cycle):
    assert client.point(private("sk")) == raw("pk")
    assert client.token_message(cycle, raw("pk")) == raw("token_message")
    message, r = raw("prefix") + raw("token_message"), pow(int(EXAMPLE["blinding_inverse"], 16), -1, cycle.n)
    body = json.loads(EXAMPLE["collect_body"])
    assert body == {
        "invite": LINK.invite,
        "blinded": client.blind(cycle.n, message, raw("pss_salt"), r).hex(),
        "block": LINK.block,
    }
    numbers = load_der_private_key(raw("signing_key_der"), None).private_numbers()
    signed = pow(int(body["blinded"], 16), numbers.d, cycle.n).to_bytes(256)
    assert json.loads(EXAMPLE["collect_answer"]) == {"blind_signature": signed.hex()}
    assert client.finalize(cycle.n, message, signed, r) == raw("token_signature")


def test_a_ballot_grown_from_a_seed_and_its_code_are_the_same(cycle):
    said = {name: value for name, value in SEEDED.items() if name != "code"}
    seed = client.read_code(SEEDED["code"], cycle, LINK)
    mine = client.grow(seed, cycle, LINK)
    pk = client.point(mine.sk)
    message = client.token_message(cycle, pk)
    place = raw("organisation") + raw("cycle") + raw("M") + bytes.fromhex(EXAMPLE["blocks"][1]["leaf"]) + raw("invite")
    assert client.write_code(seed, mine.check) == SEEDED["code"]
    assert said == {
        "seed": seed.hex(),
        "hkdf_salt": sha256(b"pulse-seed-v1" + place).hexdigest(),
        "sk": mine.sk.private_numbers().private_value.to_bytes(32).hex(),
        "pk": pk.hex(),
        "prefix": mine.prefix.hex(),
        "pss_salt": mine.salt.hex(),
        "blinding_inverse": pow(mine.r, -1, cycle.n).to_bytes(256).hex(),
        "check": f"{mine.check:03x}",
        "form": f"{mine.form:032x}",
        "token_message": message.hex(),
        "blinded": client.blind(cycle.n, mine.prefix + message, mine.salt, mine.r).hex(),
    }


def test_the_ballots_bytes_are_the_same(cycle):
    words = {"comment": "Antrean siang terlalu panjang 😀"}
    document = client.document(cycle, {"canteen": 4}, words, "en", raw("salt"))
    assert document == EXAMPLE["inner_document"].encode()
    assert client.info(cycle, raw("pk")) == raw("info")
    box, sk = private("bsk"), private("sk")
    assert client.SUITE.decrypt(raw("sealed"), box, raw("info")) == (
        len(document).to_bytes(4) + document + bytes(7164 - len(document))
    )
    outer = client.pack(cycle, sk, raw("prefix"), raw("token_signature"), raw("sealed"))
    assert (len(outer), outer[:7683], outer[7747:]) == (8192, raw("outer")[:7683], raw("outer")[7747:])
    r, s = (int.from_bytes(raw("outer")[at : at + 32]) for at in (7683, 7715))
    signed = b"pulse-cast-v1" + raw("outer")[:7683]
    sk.public_key().verify(encode_dss_signature(r, s), signed, ec.ECDSA(SHA256()))
    assert client.receipt_of(raw("salt"), raw("sealed")) == raw("receipt")


def test_the_strangers_own_seal_opens(cycle):
    document = client.document(cycle, {"canteen": 5}, {}, "vi", bytes(32))
    ballot = client.seal(cycle, private("sk"), bytes(32), bytes(256), document)
    sealed = ballot.outer[434:7683]
    assert client.SUITE.decrypt(sealed, private("bsk"), raw("info"))[4:].rstrip(b"\0") == document
    assert client.receipt_of(bytes(32), sealed) == ballot.receipt


def test_the_row_in_the_pool_is_the_same():
    tag_key, box_key = (HKDF(SHA256(), 32, None, info).derive(raw("pool_key")) for info in (b"tag", b"box"))
    assert (tag_key, box_key) == (raw("tag_key"), raw("box_key"))
    tag = hmac.digest(tag_key, raw("pk"), "sha256")
    assert tag == raw("tag")
    sealed = AESGCM(box_key).encrypt(raw("nonce"), raw("outer"), raw("cycle") + tag)
    assert raw("nonce") + sealed == raw("box")


def test_board_and_log_are_the_same():
    leaves = [bytes.fromhex(leaf) for leaf in EXAMPLE["board_leaves"]]
    assert verifier.tree_root(leaves) == raw("board_root")
    entry = {
        "document": EXAMPLE["log_opened_entry"],
        "root": EXAMPLE["log_root"],
        "signature": EXAMPLE["log_signature"],
    }
    board = {
        "v": 1,
        "manifest": EXAMPLE["manifest"],
        "closed": False,
        **dict.fromkeys(("root", "collected", "accepted", "rejected")),
        "invited": 14 + 15 + 16,
        "blocks": [one["document"] for one in EXAMPLE["blocks"]],
        "leaves": [],
        "log": [entry],
        "log_key": EXAMPLE["log_key"],
    }
    said = verifier.verify(board, m=EXAMPLE["M"])
    assert said == "Consistent: the cycle is open, nothing is counted yet."
