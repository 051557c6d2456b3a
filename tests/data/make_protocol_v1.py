"""Writes tests/data/protocol_v1.json: every value of one ballot, from keys to root.

Everything is derived from fixed seeds, except what RFC 9180 draws inside the sealing; therefore
the file is committed and made again only with a new version of the protocol:

    python -m tests.data.make_protocol_v1
"""

import base64
import hmac
import json
from hashlib import sha256
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pulse.answers import log
from pulse.answers.pool import PoolKeys
from pulse.blind_signature.holder import blind, finalize
from pulse.blind_signature.issuer import SigningKey, blind_sign
from pulse.cycles.content import build_afterword, build_content
from pulse.cycles.manifest import BlockEntry, build_manifest, in_order, place
from pulse.envelope.inner import Context, receipt, seal
from pulse.envelope.outer import Ballot, point, token_message
from pulse.invitations.operations import LABEL, InviteLink
from pulse.merkle.tree import Tree
from tests.conftest import START

HERE = Path(__file__).parent
FILE = HERE / "protocol_v1.json"


def seed(name: str, size: int = 32) -> bytes:
    """Bytes that are as good as random and the same every time."""
    return b"".join(sha256(f"{name} {part}".encode()).digest() for part in range(-(-size // 32)))[:size]


def private(name: str):
    return derive_private_key(int.from_bytes(seed(name), "big") >> 1, SECP256R1())


def example() -> dict[str, object]:
    """One ballot of the middle one of three blocks."""
    lines = (HERE / "insecure_signing_keys.txt").read_text().split()
    keys = [SigningKey.from_der(base64.b64decode(line)) for line in lines[:3]]
    organisation, cycle, person = seed("organisation", 16), seed("cycle", 16), seed("person", 16)
    box, own = private("box"), private("ballot")
    entries = [
        BlockEntry(f"{number}", "", "", label, 14 + number)
        for number, label in enumerate(("Office", "Kitchen · Jakarta", "Văn phòng · 台北"))
    ]
    blocks = [
        place(entry, label, index, keys[index].n, keys[index].e)
        for index, (entry, label) in enumerate(in_order(entries))
    ]
    told = {
        "en": {"title": "Shorter queues", "text": "Two tills at noon."},
        "vi": {"title": "Bớt xếp hàng", "text": "Hai quầy vào buổi trưa."},
    }
    afterword = build_afterword(
        announcements=[{"texts": told, "blocks": [1]}],
        strings={"en": {"sent_title": "Sent"}, "vi": {"sent_title": "Đã gửi"}},
    )
    content = build_content(
        languages=["en", "vi"],
        default_language="en",
        organisation_name="Northwind",
        danger_contacts="Call 112.",
        demo=False,
        questions=[
            {
                "key": "canteen",
                "topic": "canteen",
                "scale": "faces5",
                "texts": {
                    "en": {"topic": "Canteen", "text": "The food?"},
                    "vi": {"topic": "Căng tin", "text": "Đồ ăn?"},
                },
            },
            {
                "key": "comment",
                "topic": None,
                "scale": "open",
                "texts": {"en": {"topic": None, "text": "Anything else?"}, "vi": {"topic": None, "text": "Gì nữa?"}},
            },
        ],
        strings={"en": {"start": "Start"}, "vi": {"start": "Bắt đầu"}},
        afterword=afterword,
    )
    leaves = [block.leaf for block in blocks]
    zones = {"Asia/Jakarta": (START, START.replace(day=30))}
    manifest = build_manifest(
        organisation=organisation.hex(),
        cycle=cycle.hex(),
        zones=zones,
        k=5,
        k_inv=10,
        content=content,
        client_hash=sha256(b"client").hexdigest(),
        box_public=point(box.public_key()),
        leaves=leaves,
    )
    m = sha256(manifest).digest()
    mine, key = blocks[1], keys[1]
    invite_key = seed("invite key")
    invite = hmac.digest(invite_key, LABEL + organisation + cycle + person, "sha256")
    public, prefix = point(own.public_key()), seed("prefix")
    message = token_message(organisation, cycle, m, mine.leaf, public)
    inverse = int.from_bytes(seed("blinding", 255), "big")
    pss_salt = seed("pss salt", 48)
    blinded = blind(key.n, key.e, prefix + message, salt=pss_salt, inverse=inverse)
    blind_signature = blind_sign(key, blinded.message)
    token = finalize(key.n, key.e, prefix + message, blind_signature, inverse)
    salt = seed("salt")
    document = json.dumps(
        {
            "answers": {"canteen": 4},
            "comments": [{"question": "comment", "text": "Antrean siang terlalu panjang 😀"}],
            "language": "en",
            "salt": salt.hex(),
        },
        ensure_ascii=False,
    ).encode()
    context = Context(m, mine.leaf, public)
    sealed = seal(document, point(box.public_key()), context)
    ballot = Ballot(cycle, m, mine.leaf, public, prefix, token, sealed)
    outer = ballot.pack(own)
    pool_key, nonce = seed("pool key"), seed("nonce", 12)
    pool = PoolKeys.of(pool_key, cycle.hex())
    tag = pool.tag(public)
    board = sorted([receipt(salt, sealed), seed("another leaf"), seed("a third leaf")])
    log_key = seed("log key")
    opened = log.opened_entry(organisation.hex(), cycle.hex(), m.hex())
    head = log.log_root([opened])
    tree = Tree(leaves)
    return {
        "organisation": organisation.hex(),
        "cycle": cycle.hex(),
        "person": person.hex(),
        "manifest": manifest.decode(),
        "M": m.hex(),
        "content": content.decode(),
        "afterword": afterword.decode(),
        "block_index": 1,
        "blocks": [
            {
                "document": block.document.decode(),
                "leaf": block.leaf.hex(),
                "proof": [p.hex() for p in tree.inclusion(i)],
            }
            for i, block in enumerate(blocks)
        ],
        "blocks_root": tree.root().hex(),
        "signing_key_der": key.to_der().hex(),
        "invite_key": invite_key.hex(),
        "invite": invite.hex(),
        "invite_hash": sha256(invite).hexdigest(),
        "link": InviteLink(cycle.hex(), invite, m.hex(), 1).url("https://ballot.example"),
        "sk": own.private_numbers().private_value.to_bytes(32, "big").hex(),
        "pk": public.hex(),
        "prefix": prefix.hex(),
        "token_message": message.hex(),
        "pss_salt": pss_salt.hex(),
        "blinding_inverse": f"{inverse:0512x}",
        "collect_body": json.dumps({"invite": invite.hex(), "blinded": blinded.message.hex(), "block": 1}),
        "collect_answer": json.dumps({"blind_signature": blind_signature.hex()}),
        "token_signature": token.hex(),
        "bsk": box.private_numbers().private_value.to_bytes(32, "big").hex(),
        "bpk": point(box.public_key()).hex(),
        "salt": salt.hex(),
        "inner_document": document.decode(),
        "info": context.info().hex(),
        "sealed": sealed.hex(),
        "outer": outer.hex(),
        "receipt": receipt(salt, sealed).hex(),
        "pool_key": pool_key.hex(),
        "tag_key": pool.tag_key.hex(),
        "box_key": pool.box_key.hex(),
        "tag": tag.hex(),
        "nonce": nonce.hex(),
        "box": pool.lock(tag, outer, nonce).hex(),
        "board_leaves": [leaf.hex() for leaf in board],
        "board_root": Tree(board).root().hex(),
        "log_private_key": log_key.hex(),
        "log_key": Ed25519PrivateKey.from_private_bytes(log_key).public_key().public_bytes_raw().hex(),
        "log_opened_entry": opened.decode(),
        "log_root": head.hex(),
        "log_signature": log.sign_head(log_key, organisation.hex(), 1, head).hex(),
    }


if __name__ == "__main__":
    FILE.write_text(json.dumps(example(), indent=1, ensure_ascii=False) + "\n")
