"""The browser's half of the protocol against published vectors, another library, and our Python."""

import json
from collections import Counter
from hashlib import sha256
from secrets import token_bytes, token_hex

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, derive_private_key, generate_private_key
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from pulse.blind_signature.issuer import blind_sign
from pulse.envelope import inner, layout
from pulse.envelope.inner import Context, open_sealed
from pulse.envelope.outer import point, token_message, unpack
from pulse.merkle.tree import Tree, leaf_hash, root
from pulse.simulate.seed import grow
from tests.blind_signature.test_vectors import vectors
from tests.data.make_seed_v1 import trusted

pytestmark = pytest.mark.parametrize("database", ["sqlite"], indirect=True)

RUNS = 200
EVENLY = [[144, 156], [84, 100, 116], [47, 61, 61, 65, 66]]  # how often each form is drawn, of two, three and five


def test_the_published_vectors_hold_in_the_browser(run):
    given = vectors()
    found = run(
        """return Promise.all(given.map(async (v) => {
            const [n, input] = [BigInt("0x" + v.n), p.unhex(v.input_msg)];
            const inverse = BigInt("0x" + v.inv);
            const blinded = await p.blind(n, input, p.unhex(v.salt), inverse);
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
            const inverse = p.toNumber(p.random(272)) % number;
            const blinded = await p.blind(number, message, p.random(48), inverse);
            runs.push({ number, key, message, ours: { blinded, inverse }, theirs: await suite.blind(key, message) });
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
            return p.finalize(n, p.utf8("a"), p.random(256), 3n).then(() => "taken", () => "refused");""",
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


def test_the_seed_draws_a_form_and_none_is_favoured(run):
    """As Python draws it, for seeds and counts that were chosen beforehand."""
    place = trusted()
    seeds = [sha256(b"form %d" % number).digest()[:16] for number in range(300)]
    given = {
        "seeds": [seed.hex() for seed in seeds],
        "place": {name: getattr(place, name).hex() for name in ("organisation", "cycle", "manifest", "leaf")},
        "invite": place.invite.hex(),
    }
    found = run(
        """const draw = (seed, count) => p.formOf(p.unhex(seed), given.place, given.invite, count);
        return Promise.all([2, 3, 5].map((count) => Promise.all(given.seeds.map((seed) => draw(seed, count)))));""",
        given,
    )
    grown = [grow(seed, place).form for seed in seeds]
    assert found == [[form % count for form in grown] for count in (2, 3, 5)]
    assert [sorted(Counter(drawn).values()) for drawn in found] == EVENLY


def test_a_ballot_of_the_browser_opens_in_python(run):
    box, place = generate_private_key(SECP256R1()), _place()
    given = {
        "bpk": point(box.public_key()).hex(),
        "place": place,
        "answers": {"canteen": 4, "parking": 1},
        "comments": {"comment": "茶涼了 \U0001f375 “hot”\r\nplease\t\u0007 \u0085 ", "other": " \n "},
    }
    found = run(
        """const { pk, sk, prefix } = await p.grow(p.drawSeed(), given.place, "00".repeat(32));
        const token = { pk, sk, prefix, signature: p.random(256) };
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


def test_the_rfcs_own_values_of_our_suite_hold_in_the_browser(run):
    # RFC 9180, A.3.1: what is sealed there with additional data is sealed here without, under the same key and nonce.
    given = {
        "sk": "4995788ef4b9d6132b249ce59a77281493eb39af373d236a1fe415cb0c2d7beb",
        "pk": "04a92719c6195d5085104f469a8b9814d5838ff72b60501e2c4466e5e67b325ac9"
        "8536d7b61a1af4b78e5b7f951c0900be863c403ce65c9bfcb9382657222d18c4",
        "to": "04fe8c19ce0905191ebc298a9245792531f26f0cece2460639e8bc39cb7f706a82"
        "6a779b4cf969b8a0e539c7f62fb3d30ad6aa8f80e30f1d128aafd68a2ce72ea0",
        "info": "4f6465206f6e2061204772656369616e2055726e",
        "plain": "4265617574792069732074727574682c20747275746820626561757479",
    }
    key, nonce = "868c066ef58aae6dc589b6cfdd18f97e", "4e0bc5018beba4bf004cca59"
    found = run(
        """const curve = { name: "ECDH", namedCurve: "P-256" };
        const pk = p.pointOf(BigInt("0x" + given.sk));
        const [d, x, y] = [p.unhex(given.sk), pk.slice(1, 33), pk.slice(33)].map(p.base64url);
        const jwk = { kty: "EC", crv: "P-256", d, x, y };
        const pair = {
            privateKey: await crypto.subtle.importKey("jwk", jwk, curve, true, ["deriveBits"]),
            publicKey: await crypto.subtle.importKey("raw", pk, curve, true, []),
        };
        return p.hex(await p.encrypt(p.unhex(given.plain), p.unhex(given.to), p.unhex(given.info), pair));""",
        given,
    )
    sealed = AESGCM(bytes.fromhex(key)).encrypt(bytes.fromhex(nonce), bytes.fromhex(given["plain"]), None)
    assert found == given["pk"] + sealed.hex()


def test_another_library_opens_what_we_seal_and_gives_the_same_points(run):
    agreed = run(
        """const { Aes128Gcm, CipherSuite, DhkemP256HkdfSha256, HkdfSha256 } = await import("/oracle/hpke.js");
        const parts = { kem: new DhkemP256HkdfSha256(), kdf: new HkdfSha256(), aead: new Aes128Gcm() };
        const suite = new CipherSuite(parts);
        let agreed = 0;
        for (let i = 0; i < given; i++) {
            const pair = await suite.kem.generateKeyPair();
            const to = new Uint8Array(await suite.kem.serializePublicKey(pair.publicKey));
            const d = (await crypto.subtle.exportKey("jwk", pair.privateKey)).d;
            const secret = Uint8Array.from(atob(d.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));
            const [plain, info] = [p.random(1 + 36 * i), p.random(i)];
            const sealed = await p.encrypt(plain, to, info);
            const from = { recipientKey: pair.privateKey, enc: sealed.slice(0, 65).buffer, info: info.buffer };
            const opened = new Uint8Array(await suite.open(from, sealed.slice(65).buffer));
            agreed += p.hex(opened) === p.hex(plain) && p.hex(p.pointOf(p.toNumber(secret))) === p.hex(to);
        }
        return agreed;""",
        RUNS,
    )
    assert agreed == RUNS


def test_the_smallest_and_the_largest_keys_have_their_points(run):
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    keys = [1, 2, 3, 4, 5, 2**128, 2**255, order // 2, order - 2, order - 1]
    found = run("return given.map((key) => p.hex(p.pointOf(BigInt('0x' + key))));", [f"{key:x}" for key in keys])
    assert found == [point(derive_private_key(key, SECP256R1()).public_key()).hex() for key in keys]
