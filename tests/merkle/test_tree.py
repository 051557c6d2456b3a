"""The Merkle tree against the known roots of RFC 6962 and against its own proofs."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pulse.merkle.tree import EMPTY_ROOT, Tree, consistent, included, leaf_hash, root

# The test data and roots of Certificate Transparency's reference implementations.
DATA = [bytes.fromhex(text) for text in (
    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
)]  # fmt: skip
ROOTS = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]


@pytest.mark.parametrize("size", range(1, 9))
def test_roots_are_those_of_the_reference_data(size):
    assert root([leaf_hash(data) for data in DATA[:size]]).hex() == ROOTS[size - 1]


def test_the_empty_tree_is_the_hash_of_nothing():
    assert root([]) == EMPTY_ROOT == sha256(b"").digest()


@given(st.integers(1, 70), st.data())
def test_every_leaf_proves_its_place_and_no_other(size, data):
    leaves = [leaf_hash(bytes([number])) for number in range(size)]
    tree, index = Tree(leaves), data.draw(st.integers(0, size - 1))
    proof = tree.inclusion(index)
    assert included(leaves[index], index, size, proof, tree.root())
    other = data.draw(st.integers(0, size - 1))
    assert included(leaves[index], other, size, proof, tree.root()) == (other == index)
    assert not included(leaf_hash(b"stranger"), index, size, proof, tree.root())


@given(st.integers(1, 40), st.integers(0, 30))
def test_an_older_tree_is_proved_to_be_the_beginning_of_a_newer(old, more):
    leaves = [leaf_hash(bytes([number])) for number in range(old + more)]
    tree, before = Tree(leaves), root(leaves[:old])
    proof = tree.consistency(old)
    assert consistent(old, old + more, proof, before, tree.root())
    if more:
        assert not consistent(old, old + more, proof, root(leaves[1 : old + 1]), tree.root())
