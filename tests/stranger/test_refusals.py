"""Servers that lie: the stranger stops before anything is sent, and says why."""

import json
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from pulse.verify.verdict import verify
from tests.stranger import client, verifier

EXAMPLE = json.loads((Path(__file__).parents[1] / "data" / "protocol_v1.json").read_text())
MANIFEST = json.loads(EXAMPLE["manifest"])
BLOCKS = [json.loads(one["document"]) for one in EXAMPLE["blocks"]]
NAMES = ("previous", "block", "next")


def trust(manifest: str, blocks: dict, *, content: str = EXAMPLE["content"], afterword: str = EXAMPLE["afterword"]):
    """What a client makes of this, with a link that names this very manifest."""
    m = sha256(manifest.encode()).hexdigest()
    link = client.Link("https://ballot.example", EXAMPLE["cycle"], EXAMPLE["invite"], m, 1)
    return client.check(link, manifest.encode(), content.encode(), afterword.encode(), blocks)


def consistent(*, manifest: dict | None = None, blocks: dict[int, dict] | None = None) -> tuple[str, dict]:
    """A server that lies consistently: these changes, under a root and proofs that hold."""
    changed = [json.dumps({**one, **(blocks or {}).get(index, {})}) for index, one in enumerate(BLOCKS)]
    a, b, c = (client.leaf_hash(one.encode()) for one in changed)
    ab = sha256(b"\1" + a + b).digest()
    proofs = ([b, c], [a, c], [ab])
    shown = {
        name: {"document": document, "proof": [step.hex() for step in proof]}
        for name, document, proof in zip(NAMES, changed, proofs, strict=True)
    }
    root = verifier.tree_root([a, b, c]).hex()
    return json.dumps({**MANIFEST, "blocks_root": root, **(manifest or {})}), shown


def trustee(mode: str, **changes: str) -> dict:
    """A trustee whose key seals nothing of this cycle."""
    box, sign = "04" + "11" * 64, "22" * 32
    key = sha256(b"pulse-trustee-key-v1" + bytes.fromhex(box + sign)).hexdigest()[:32]
    return {"mode": mode, "name": "Works council", "key": key, "box": box, "sign": sign, **changes}


LIES = {
    "The manifest is of another version.": {"manifest": {"v": 2}},
    "The manifest is of another cycle.": {"manifest": {"cycle": "00" * 16}},
    "The smallest group that is shown is under 5.": {"manifest": {"k": 4}},
    "The smallest block is under k . 3.": {"manifest": {"k_inv": 7}},
    "The questions are not those of the manifest.": {"manifest": {"content_hash": "00" * 32}},
    "A neighbour is missing, or one too many, behind the block.": {"manifest": {"blocks": 2}},
    "Block 0 is not in the manifest's list.": {"manifest": {"blocks_root": "00" * 32}},
    "Block 2 says that it is another.": {"blocks": {2: {"index": 1}}},
    "The key of block 1 has another exponent.": {"blocks": {1: {"e": 3}}},
    "The key of block 0 is not of 2,048 bits.": {"blocks": {0: {"n": "c" * 256}}},
    "Block 1 has too few people.": {"blocks": {1: {"invited": 9}}},
    "The blocks' names are not in order.": {"blocks": {2: {"label": BLOCKS[1]["label"].upper()}}},
    "The manifest's trustee does nothing known.": {"manifest": {"trustee": {"mode": "watches", "name": "W"}}},
    "The trustee's keys have another's name.": {"manifest": {"trustee": trustee("counts", key="00" * 16)}},
    "The answers are not sealed to the trustee who shall count.": {"manifest": {"trustee": trustee("counts")}},
    "Two blocks share one key.": {"blocks": {2: {"n": BLOCKS[1]["n"]}}},
}


def test_an_honest_server_is_trusted():
    assert trust(*consistent()).leaf


@pytest.mark.parametrize("sentence", LIES)
def test_a_consistent_lie_is_seen(sentence):
    with pytest.raises(client.Alarm, match=sentence):
        trust(*consistent(**LIES[sentence]))


def test_a_flipped_bit_in_a_proof_or_a_block_is_seen():
    for position, name in enumerate(NAMES):
        for step in range(len(EXAMPLE["blocks"][position]["proof"])):
            shown = dict(zip(NAMES, json.loads(json.dumps(EXAMPLE["blocks"])), strict=True))
            proof = shown[name]["proof"]
            proof[step] = f"{int(proof[step], 16) ^ 1:064x}"
            with pytest.raises(client.Alarm, match=f"Block {position} is not in the manifest's list"):
                trust(EXAMPLE["manifest"], shown)
        shown = dict(zip(NAMES, json.loads(json.dumps(EXAMPLE["blocks"])), strict=True))
        shown[name]["document"] = shown[name]["document"].replace('"invited":1', '"invited":0')
        with pytest.raises(client.Alarm, match=f"Block {position} is not in the manifest's list"):
            trust(EXAMPLE["manifest"], shown)


def test_a_flipped_bit_in_manifest_questions_or_afterword_is_seen():
    honest = client.read_link(EXAMPLE["link"])
    documents = [EXAMPLE[name].encode() for name in ("manifest", "content", "afterword")]
    shown = dict(zip(NAMES, EXAMPLE["blocks"], strict=True))
    sentences = ("The manifest is not the one", "The questions are not those", "The afterword is not the one")
    for number, sentence in enumerate(sentences):
        for at in range(0, len(documents[number]), 7):
            given = [bytearray(one) for one in documents]
            given[number][at] ^= 4
            with pytest.raises(client.Alarm, match=sentence):
                client.check(honest, *map(bytes, given), shown)


def test_neighbours_that_are_not_there_are_missed():
    manifest, shown = consistent()
    for name, side in (("previous", "before"), ("next", "behind")):
        with pytest.raises(client.Alarm, match=f"A neighbour is missing, or one too many, {side} the block"):
            trust(manifest, {**shown, name: None})


def test_a_signature_by_another_key_is_seen(monkeypatch):
    cycle = trust(*consistent())
    link = client.read_link(EXAMPLE["link"])
    monkeypatch.setattr(client, "post", lambda *_: (200, json.dumps({"blind_signature": "05" * 256}).encode()))
    with pytest.raises(client.Alarm, match="The signature is not by the key"):
        client.collect(link, cycle, client.grow(bytes(16), cycle, link))


def test_a_link_that_lost_its_end_is_not_used():
    with pytest.raises(client.Alarm, match="The link is not whole"):
        client.read_link(EXAMPLE["link"].rpartition("&")[0])


def test_the_stranger_seals_nothing_that_would_be_dropped():
    cycle = trust(*consistent())
    for answers, comments, language, sentence in (
        ({"canteen": 6}, {}, "en", "canteen=6 answers no question"),
        ({"canteen": True}, {}, "en", "canteen=True answers no question"),
        ({"nothing": 1}, {}, "en", "nothing=1 answers no question"),
        ({"comment": 1}, {}, "en", "comment=1 answers no question"),
        ({}, {"canteen": "text"}, "en", "canteen takes no comment"),
        ({}, {}, "id", "The check-in is not held in id"),
        ({}, {"comment": "台" * 2400}, "en", "bytes too long"),
    ):
        with pytest.raises(ValueError, match=sentence):
            client.document(cycle, answers, comments, language, bytes(32))
    assert client.plain("a\u202e\x00\nb\x07") == "a\nb"


# Boards of a server that holds the log's key and lies consistently


def canonical(value: dict) -> str:
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def board(*facts: dict, leaves: list[str], manifest: str = EXAMPLE["manifest"], **shown) -> dict:
    """A closed board whose log holds the opening and one entry for each of these facts, all signed."""
    key, log, hashes = Ed25519PrivateKey.from_private_bytes(bytes(32)), [], []
    root = verifier.tree_root([bytes.fromhex(leaf) for leaf in leaves]).hex()
    counts = {"invited": 45, "collected": 4, "accepted": len(leaves), "rejected": 0}
    about = {"v": 1, "organisation": EXAMPLE["organisation"], "cycle": EXAMPLE["cycle"]}
    about["manifest"] = sha256(manifest.encode()).hexdigest()
    closed = {"kind": "closed", "origin": "cast", **counts, "root": root}
    for fact in ({"kind": "opened"}, *(facts or ({},))):
        document = canonical({**about, **closed, **fact})
        hashes.append(verifier.leaf_hash(document.encode()))
        head = verifier.tree_root(hashes)
        size = len(hashes).to_bytes(8)
        signature = key.sign(b"pulse-log-v1" + bytes.fromhex(EXAMPLE["organisation"]) + size + head)
        log.append({"document": document, "root": head.hex(), "signature": signature.hex()})
    return {
        "v": 1,
        "manifest": manifest,
        "blocks": [one["document"] for one in EXAMPLE["blocks"]],
        "origin": "cast",
        "closed": True,
        **counts,
        "leaves": leaves,
        "root": root,
        "log": log,
        "log_key": key.public_key().public_bytes_raw().hex(),
        **shown,
    }


LEAVES = EXAMPLE["board_leaves"]
FORGED = {
    "The leaves are not in order, or one stands there twice": board(leaves=[*LEAVES, LEAVES[2]]),
    "There are not as many leaves as ballots": board({"accepted": 2}, leaves=LEAVES, accepted=2),
    "More ballots than people who may have cast them": board({"collected": 2}, leaves=LEAVES, collected=2),
    "The log was closed with another root": board({"root": "00" * 32}, leaves=LEAVES),
    "The log says something else about where": board({"origin": "demo"}, leaves=LEAVES),
    "More ballots than people who may": board(
        {"kind": "restored"}, {"invited": 45, "accepted": 3, "collected": 46}, leaves=LEAVES, collected=46
    ),
    "came back from a backup when it was not open": board({}, {"kind": "restored"}, leaves=LEAVES),
    "another manifest, too": board({"manifest": "00" * 32}, leaves=LEAVES),
    "The log opens or closes a cycle twice": board({}, {}, leaves=LEAVES),
    "The log never closed this cycle": board({"cycle": "00" * 16, "kind": "opened"}, leaves=LEAVES),
    "A document is not canonical JSON": board(leaves=LEAVES, manifest=EXAMPLE["manifest"] + " "),
    "The manifest leaves something out": board(
        leaves=LEAVES, manifest=canonical({name: MANIFEST[name] for name in MANIFEST if name != "client_hash"})
    ),
    "smallest groups are too small": board(leaves=LEAVES, manifest=canonical({**MANIFEST, "k": 4})),
    "The blocks do not add up to those invited": board({"invited": 46}, leaves=LEAVES, invited=46),
    "The list of blocks is not the manifest's": board(leaves=LEAVES, blocks=[EXAMPLE["blocks"][0]["document"]]),
    "The board says open, but something was counted": board(leaves=LEAVES, closed=False),
    "The board is of another version": board(leaves=LEAVES, v=2),
    "not of the form": board(leaves=["nothing"] * 0, invited=None, log_key="nothing"),
}


@pytest.mark.parametrize("sentence", FORGED)
def test_a_forged_board_is_refused(sentence):
    with pytest.raises(verifier.Wrong, match=sentence):
        verifier.verify(FORGED[sentence])
    assert not verify(json.dumps(FORGED[sentence]).encode()).consistent, "our own verifier thinks otherwise"


def test_both_verifiers_hold_an_honest_board_for_consistent():
    assert verifier.verify(board(leaves=LEAVES)) == "Consistent: 3 ballots were counted."
    assert verify(json.dumps(board(leaves=LEAVES)).encode()).attested


def test_a_cycle_that_came_back_from_a_backup_may_count_whom_its_list_forgot():
    restored = board({"kind": "restored"}, {"collected": 2}, leaves=LEAVES, collected=2)
    assert verifier.verify(restored) == "Consistent: 3 ballots were counted."
    assert verify(json.dumps(restored).encode()).attested


def test_made_up_history_attests_nothing():
    shown = board({"origin": "demo"}, leaves=LEAVES, origin="demo")
    assert verifier.verify(shown) == "Consistent, unattested: these ballots were made up."


def test_a_ballot_that_was_dropped_is_missed_by_whoever_holds_its_receipt():
    assert verifier.verify(board(leaves=LEAVES), receipt=EXAMPLE["receipt"]) == "Consistent: 3 ballots were counted."
    shown = board(leaves=[leaf for leaf in LEAVES if leaf != EXAMPLE["receipt"]])
    assert verifier.verify(shown) == "Consistent: 2 ballots were counted."
    with pytest.raises(verifier.Wrong, match="This receipt is not on the board"):
        verifier.verify(shown, receipt=EXAMPLE["receipt"])


def test_a_log_that_was_written_anew_is_seen_by_whoever_kept_an_earlier_board():
    with pytest.raises(verifier.Wrong, match="The log has lost or changed what it held before"):
        verifier.verify(board(leaves=LEAVES), earlier=board(leaves=LEAVES[:2]))
    with pytest.raises(verifier.Wrong, match="The log's key is another than before"):
        verifier.verify(board(leaves=LEAVES), earlier={**board(leaves=LEAVES), "log_key": "00" * 32})
    with pytest.raises(verifier.Wrong, match="The manifest is not the one that your mail named"):
        verifier.verify(board(leaves=LEAVES), m="00" * 32)


@pytest.mark.parametrize(
    ("sentence", "lie"),
    {
        "Blocks are missing from the list": {1: {"index": 2}},
        "A block's name has letters that nobody sees": {1: {"label": BLOCKS[1]["label"] + "\u200b"}},
        "The blocks' names are not in order, or two share one": {2: {"label": BLOCKS[1]["label"].upper()}},
        "Two blocks share one key": {2: {"n": BLOCKS[0]["n"]}},
        "The key of block 0 is too weak": {0: {"e": 3}},
        "The key of block 2 is too weak": {2: {"n": "c" * 256}},
        "Block 1 has too few people": {0: {"invited": 20}, 1: {"invited": 9}},
    }.items(),
)
def test_a_whole_list_of_blocks_that_lies_consistently_is_seen(sentence, lie):
    blocks = [canonical({**one, **lie.get(index, {})}) for index, one in enumerate(BLOCKS)]
    root = verifier.tree_root([verifier.leaf_hash(one.encode()) for one in blocks]).hex()
    manifest = canonical({**MANIFEST, "blocks_root": root})
    with pytest.raises(verifier.Wrong, match=sentence):
        verifier.verify(board(leaves=LEAVES, manifest=manifest, blocks=blocks))
