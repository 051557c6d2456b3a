"""The client's checks: an honest server passes, each kind of dishonest one is named."""

import json
from hashlib import sha256

import pytest

from pulse.blind_signature.issuer import SigningKey
from pulse.cycles.manifest import BlockEntry, build_manifest, in_order, place
from pulse.envelope.canonical import canonical, digest
from pulse.merkle.tree import Tree, leaf_hash
from pulse.simulate.link import Distrust, Link, check
from tests.conftest import START

LABELS = ["Alpha", "Beta", "Gamma"]


def honest(signing_keys: list[SigningKey]):
    """A manifest over three blocks; gives what a server answers for the middle one."""
    entries = [BlockEntry(str(n), "", "", label, 12) for n, label in enumerate(LABELS)]
    blocks = [place(e, label, i, signing_keys[i].n, 65537) for i, (e, label) in enumerate(in_order(entries))]
    return served([json.loads(block.document) for block in blocks])


def served(documents, *, index=1, content=b"{}", **facts):
    """What a server answers that built its tree over `documents`."""
    texts = [canonical(document) for document in documents]
    leaves = [leaf_hash(text) for text in texts]
    manifest = json.loads(
        build_manifest(
            organisation="0a" * 16, cycle="0c" * 16, zones={"UTC": (START, START)}, k=5, k_inv=10, content=content,
            client_hash="00" * 32, box_public=b"\x04" * 65, leaves=leaves,
        )
    )  # fmt: skip
    manifest = canonical({**manifest, **facts})
    tree = Tree(leaves)
    parts = [{"document": t.decode(), "proof": [p.hex() for p in tree.inclusion(i)]} for i, t in enumerate(texts)]
    block = {
        "block": parts[index],
        "previous": parts[index - 1] if index else None,
        "next": parts[index + 1] if index + 1 < len(parts) else None,
    }
    link = Link("0c" * 16, "1f" * 32, sha256(manifest).hexdigest(), index)
    return link, manifest, content, json.dumps(block).encode(), documents


def refused(served_, reason):
    link, manifest, content, block, _ = served_
    with pytest.raises(Distrust, match=reason):
        check(link, manifest, content, block)


def test_an_honest_server_is_trusted(signing_keys):
    link, manifest, content, block, documents = honest(signing_keys)
    trusted = check(link, manifest, content, block)
    assert (trusted.label, trusted.invited, trusted.modulus) == ("Beta", 12, int(documents[1]["n"], 16))


@pytest.mark.parametrize("index", [0, 2])
def test_the_first_and_the_last_block_have_one_neighbour(signing_keys, index):
    link, manifest, content, block, _ = served(honest(signing_keys)[4], index=index)
    assert check(link, manifest, content, block).label == LABELS[index]


def test_another_manifest_than_the_links_is_refused(signing_keys):
    link, manifest, content, block, _ = honest(signing_keys)
    refused((link, manifest + b" ", content, block, None), "not the one of the link")


def test_other_questions_than_the_manifests_are_refused(signing_keys):
    link, manifest, _, block, _ = honest(signing_keys)
    refused((link, manifest, b'{"v":2}', block, None), "questions")


@pytest.mark.parametrize("facts", [{"k": 4}, {"k_inv": 7}, {"k": 5, "k_inv": 7}])
def test_a_manifest_that_would_show_small_groups_is_refused(signing_keys, facts):
    refused(served(honest(signing_keys)[4], **facts), "too small")


def test_a_manifest_of_another_version_or_cycle_is_refused(signing_keys):
    refused(served(honest(signing_keys)[4], v=2), "another cycle or version")
    refused(served(honest(signing_keys)[4], cycle="0d" * 16), "another cycle or version")


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"e": 3}, "weak kind"),
        ({"n": f"{(1 << 1023) + 1:0512x}"}, "wrong length"),
        ({"invited": 1}, "too small"),
        ({"index": 7}, "another's place"),
        ({"label": "ALPHA"}, "same name"),
        ({"label": "\uff21lpha"}, "same name"),
    ],
)
def test_a_bad_block_is_refused(signing_keys, change, reason):
    documents = honest(signing_keys)[4]
    documents[1] = {**documents[1], **change}
    refused(served(documents), reason)


def test_two_blocks_with_one_key_are_refused(signing_keys):
    documents = honest(signing_keys)[4]
    documents[2] = {**documents[2], "n": documents[1]["n"]}
    refused(served(documents), "same key")


def test_a_block_that_is_not_in_the_published_list_is_refused(signing_keys):
    link, manifest, content, block, documents = honest(signing_keys)
    answer = json.loads(block)
    answer["block"]["document"] = canonical({**documents[1], "invited": 40}).decode()
    refused((link, manifest, content, json.dumps(answer).encode(), None), "not in the published list")


def test_a_hidden_neighbour_is_noticed(signing_keys):
    link, manifest, content, block, _ = honest(signing_keys)
    for side in ("previous", "next"):
        answer = {**json.loads(block), side: None}
        refused((link, manifest, content, json.dumps(answer).encode(), None), "no clear")


@pytest.mark.parametrize("url", ["", "http://localhost/checkin/", "http://localhost/checkin/#c=1&i=2&m=3&b=x"])
def test_what_is_no_personal_link_is_said(url):
    with pytest.raises(Distrust, match="not a personal link"):
        Link.parse(url)


def test_digests_are_plain_sha256():
    assert digest(b"") == sha256(b"").digest()
