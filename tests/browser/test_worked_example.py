"""The browser reproduces tests/data/protocol_v1.json, but for what chance decides (sealing, signing by sk)."""

import json

import pytest

from pulse.envelope import inner, layout
from pulse.merkle.tree import Tree, leaf_hash
from tests.conftest import DATA

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

EXAMPLE = json.loads((DATA / "protocol_v1.json").read_text())


def block_answer():
    """The block of the example and its neighbours, as the server would send them."""
    documents = [block["document"] for block in EXAMPLE["blocks"]]
    tree = Tree([leaf_hash(document.encode()) for document in documents])
    entries = [
        {"document": document, "proof": [step.hex() for step in tree.inclusion(i)]}
        for i, document in enumerate(documents)
    ]
    return {"previous": entries[0], "block": entries[1], "next": entries[2]}


def test_the_link_and_all_six_checks(run):
    found = run(
        """const link = p.parseLink(given.link.split("#")[1]);
        const manifest = await p.checkManifest(link, p.utf8(given.manifest));
        const content = await p.checkContent(manifest, p.utf8(given.content));
        const afterword = await p.checkAfterword(content, p.utf8(given.afterword));
        const block = await p.checkBlock(manifest, link.block, given.answer);
        return { link, content, afterword, leaf: block.leaf, end: p.endOf(manifest).toISOString() };""",
        {**EXAMPLE, "answer": block_answer()},
    )
    assert found["link"] == {
        "cycle": EXAMPLE["cycle"],
        "invite": EXAMPLE["invite"],
        "manifest": EXAMPLE["M"],
        "block": EXAMPLE["block_index"],
    }
    assert found["content"] == json.loads(EXAMPLE["content"])
    assert found["afterword"] == json.loads(EXAMPLE["afterword"])
    assert found["leaf"] == leaf_hash(EXAMPLE["blocks"][1]["document"].encode()).hex()
    ends = [zone["answer_until"] for zone in json.loads(EXAMPLE["manifest"])["zones"].values()]
    assert found["end"] == max(ends).replace("Z", ".000Z")


def test_the_token(run):
    found = run(
        """const { organisation, cycle } = given;
        const place = { organisation, cycle, manifest: given.M, leaf: given.leaf };
        const n = BigInt("0x" + JSON.parse(given.blocks[1].document).n);
        const message = await p.tokenMessage(place, p.unhex(given.pk));
        const input = p.join(p.unhex(given.prefix), message);
        const inverse = BigInt("0x" + given.blinding_inverse);
        const blinded = await p.blind(n, input, p.unhex(given.pss_salt), inverse);
        const signature = p.unhex(JSON.parse(given.collect_answer).blind_signature);
        return [message, blinded, await p.finalize(n, input, signature, inverse)].map(p.hex);""",
        {**EXAMPLE, "leaf": leaf_hash(EXAMPLE["blocks"][1]["document"].encode()).hex()},
    )
    assert found == [
        EXAMPLE["token_message"],
        json.loads(EXAMPLE["collect_body"])["blinded"],
        EXAMPLE["token_signature"],
    ]


def test_the_ballot_and_its_receipt(run):
    found = run(
        """const { organisation, cycle } = given;
        const place = { organisation, cycle, manifest: given.M, leaf: given.leaf };
        const names = ["pk", "prefix", "token_signature", "sealed"];
        const [pk, prefix, token, sealed] = names.map((name) => p.unhex(given[name]));
        const head = p.outerHead(place, pk, prefix, token, sealed);
        const receipt = await p.receipt(p.unhex(given.salt), sealed);
        const board = await p.merkle.root(given.board_leaves.map(p.unhex));
        const outer = p.unhex(given.outer);
        const curve = { name: "ECDSA", namedCurve: "P-256" };
        const key = await crypto.subtle.importKey("raw", pk, curve, false, ["verify"]);
        const signature = outer.slice(head.length, head.length + 64);
        const signed = p.join(p.utf8("pulse-cast-v1"), head);
        const holds = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, signed);
        return [...[await p.sealInfo(place, pk), head, receipt, board].map(p.hex), holds];""",
        {**EXAMPLE, "leaf": leaf_hash(EXAMPLE["blocks"][1]["document"].encode()).hex()},
    )
    head = EXAMPLE["outer"][: 2 * layout.SIGNED]
    assert found == [EXAMPLE["info"], head, EXAMPLE["receipt"], EXAMPLE["board_root"], True]


def test_the_padding(run):
    found = bytes.fromhex(run("return p.hex(p.pad(p.utf8(given)));", EXAMPLE["inner_document"]))
    assert len(found) == layout.INNER_PLAIN
    assert inner.unpad(found).decode() == EXAMPLE["inner_document"]


def test_a_ballot_grown_from_a_seed_and_its_code(run):
    seeded = json.loads((DATA / "seed_v1.json").read_text())
    found = run(
        """const { organisation, cycle, invite } = given;
        const place = { organisation, cycle, manifest: given.M, leaf: given.leaf };
        const n = BigInt("0x" + JSON.parse(given.blocks[1].document).n);
        const grow = (seed) => p.grow(seed, place, invite);
        const seed = await p.seedOf(given.code, async (seed) => (await grow(seed)).check);
        const { pk, sk, prefix, salt, blinding, check, form } = await grow(seed);
        const message = await p.tokenMessage(place, pk);
        const blinded = await p.blind(n, p.join(prefix, message), salt, blinding % n);
        return {
            seed: p.hex(seed), sk: p.hex(sk), pk: p.hex(pk), prefix: p.hex(prefix), pss_salt: p.hex(salt),
            blinding_inverse: p.hex(p.fromNumber(blinding % n, 256)), check: p.hex(check).slice(0, 3),
            code: p.codeOf(seed, check), form: p.hex(form), token_message: p.hex(message), blinded: p.hex(blinded),
        };""",
        {**EXAMPLE, **seeded, "leaf": EXAMPLE["blocks"][1]["leaf"]},
    )
    del seeded["hkdf_salt"]
    assert found == seeded
