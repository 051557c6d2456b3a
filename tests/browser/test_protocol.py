"""The browser's half of the protocol against published vectors, another library, and our Python."""

import json
from secrets import token_bytes, token_hex

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key

from pulse.blind_signature.issuer import blind_sign
from pulse.envelope import inner, layout
from pulse.envelope.inner import Context, open_sealed
from pulse.envelope.outer import point, token_message, unpack
from pulse.merkle.tree import Tree, leaf_hash, root
from tests.blind_signature.test_vectors import vectors
from tests.factories.opened import an_open_cycle

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

RUNS = 200


def test_the_published_vectors_hold_in_the_browser(run):
    given = vectors()
    found = run(
        """return Promise.all(given.map(async (v) => {
            const [n, input] = [BigInt("0x" + v.n), p.unhex(v.input_msg)];
            const { blinded, inverse } = await p.blind(n, input, p.unhex(v.salt), BigInt("0x" + v.inv));
            return [p.hex(blinded), p.hex(await p.finalize(n, input, p.unhex(v.blind_sig), inverse))];
        }));""",
        given,
    )
    assert found == [[vector["blinded_msg"], vector["sig"]] for vector in given]


def test_our_client_and_another_library_agree_on_random_runs(run, signing_keys):
    keys = [signing_keys[i % 8] for i in range(RUNS)]
    jobs = [{"n": f"{key.n:0512x}", "input": token_hex(160)} for key in keys]
    blinded = run(
        """const { RSABSSA } = await import("/oracle/blindrsa.js");
        const suite = RSABSSA.SHA384.PSS.Randomized();
        const imported = (n) => crypto.subtle.importKey(
            "jwk", { kty: "RSA", n: p.base64url(p.unhex(n)), e: "AQAB" },
            { name: "RSA-PSS", hash: "SHA-384" }, true, ["verify"]);
        globalThis.runs = [];
        for (const { n, input } of given) {
            const [number, key, message] = [BigInt("0x" + n), await imported(n), p.unhex(input)];
            const [ours, theirs] = [await p.blind(number, message), await suite.blind(key, message)];
            runs.push({ number, key, message, ours, theirs });
        }
        return runs.map(({ ours, theirs }) => [p.hex(ours.blinded), p.hex(theirs.blindedMsg)]);""",
        jobs,
    )
    signed = [[blind_sign(key, bytes.fromhex(b)).hex() for b in pair] for key, pair in zip(keys, blinded, strict=True)]
    agreed = run(
        """const { RSABSSA } = await import("/oracle/blindrsa.js");
        const suite = RSABSSA.SHA384.PSS.Randomized();
        let agreed = 0;
        for (const [i, { number, key, message, ours, theirs }] of runs.entries()) {
            const [mine, other] = given[i].map(p.unhex);
            const inverse = p.fromNumber(ours.inverse, 256);
            const results = [
                await p.finalize(number, message, mine, ours.inverse),
                await suite.finalize(key, message, mine, inverse),
                await p.finalize(number, message, other, p.toNumber(theirs.inv)),
                await suite.finalize(key, message, other, theirs.inv),
            ].map(p.hex);
            const verified = [
                await p.verify(number, message, p.unhex(results[2])),
                await suite.verify(key, p.unhex(results[0]), message),
            ];
            agreed += results[0] === results[1] && results[2] === results[3] && verified.every(Boolean);
        }
        return agreed;""",
        signed,
    )
    assert agreed == RUNS


def test_a_wrong_signature_is_refused(run, signing_keys):
    assert (
        run(
            """const n = BigInt("0x" + given);
            const { inverse } = await p.blind(n, p.utf8("a"));
            return p.finalize(n, p.utf8("a"), p.random(256), inverse).then(() => "taken", () => "refused");""",
            f"{signing_keys[0].n:0512x}",
        )
        == "refused"
    )


def test_inclusion_proofs_and_roots_agree_with_python(run):
    cases = []
    for size in (1, 2, 3, 5, 8, 13, 48):
        leaves = [leaf_hash(token_bytes(8)) for _ in range(size)]
        tree = Tree(leaves)
        proofs = [[step.hex() for step in tree.inclusion(i)] for i in range(size)]
        cases.append({"leaves": [leaf.hex() for leaf in leaves], "root": tree.root().hex(), "proofs": proofs})
    found = run(
        """const results = [];
        for (const { leaves, root, proofs } of given) {
            const hashes = leaves.map(p.unhex);
            const top = p.unhex(root);
            const includes = (leaf, i, proof) =>
                p.merkle.included(p.unhex(leaf), i, leaves.length, proof.map(p.unhex), top);
            const held = await Promise.all(proofs.map((proof, i) => includes(leaves[i], i, proof)));
            const elsewhere = await Promise.all(proofs.map((proof, i) => includes(leaves[i], i + 1, proof)));
            const other = await Promise.all(proofs.map((proof, i) => includes("00".repeat(32), i, proof)));
            const summed = p.hex(await p.merkle.root(hashes));
            results.push([summed, held.every(Boolean), elsewhere.some(Boolean), other.some(Boolean)]);
        }
        return [p.hex(await p.merkle.root([])), results];""",
        cases,
    )
    assert found == [root([]).hex(), [[case["root"], True, False, False] for case in cases]]


def test_a_ballot_of_the_browser_opens_in_python(live, run):
    an_open_cycle(live.services)  # keeps the client's programs, the sealer among them
    box, place = generate_private_key(SECP256R1()), _place()
    given = {
        "bpk": point(box.public_key()).hex(),
        "place": place,
        "answers": {"canteen": 4, "parking": 1},
        "comments": {"comment": "茶涼了 \U0001f375 “hot”\r\nplease\t\u0007 \u0085 ", "other": " \n "},
    }
    found = run(
        """const { pk, sk } = await p.makeKey();
        const token = { pk, sk, prefix: p.random(32), signature: p.random(256) };
        const ballot = await p.finish(token, given.place, given.bpk, given.answers, given.comments, "zh-Hant");
        return { outer: p.hex(ballot.outer), receipt: p.hex(ballot.receipt), token: p.hex(token.signature),
                 message: p.hex(await p.tokenMessage(given.place, pk)) };""",
        given,
    )
    ballot = unpack(bytes.fromhex(found["outer"]))  # checks the sizes, the padding and the signature
    where = {name: bytes.fromhex(value) for name, value in place.items()}
    assert (ballot.cycle, ballot.manifest, ballot.leaf) == (where["cycle"], where["manifest"], where["leaf"])
    assert ballot.token_signature.hex() == found["token"]
    assert found["message"] == token_message(**where, public=ballot.public).hex()
    document = open_sealed(ballot.sealed, box, Context(ballot.manifest, ballot.leaf, ballot.public))
    salt = bytes.fromhex(document.pop("salt"))
    assert inner.receipt(salt, ballot.sealed).hex() == found["receipt"]
    assert document == {
        "answers": {"canteen": 4, "parking": 1},
        "comments": [{"question": "comment", "text": "茶涼了 \U0001f375 “hot”\nplease"}],
        "language": "zh-Hant",
    }


def test_the_space_left_counts_encoded_bytes(run):
    texts = ["", "a", "é", "茶", "\U0001f375", '"', "\n"]
    spaces = run("return given.map((text) => p.spaceLeft({}, { comment: `x${text}x` }, 'en'));", texts)
    documents = [
        json.dumps(
            {
                "answers": {},
                "comments": [{"question": "comment", "text": f"x{text}x"}],
                "language": "en",
                "salt": "00" * 32,
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for text in texts
    ]
    assert spaces == [layout.INNER_JSON - len(document.encode()) for document in documents]


def test_half_a_character_is_replaced(run):
    assert run("return p.cleanText('a\\ud83cb');") == "a\N{REPLACEMENT CHARACTER}b"


def _place() -> dict[str, str]:
    return {"organisation": token_hex(16), "cycle": token_hex(16), "manifest": token_hex(32), "leaf": token_hex(32)}
