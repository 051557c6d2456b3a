"""The Merkle tree of RFC 9162 section 2.1, pure: roots, inclusion proofs, consistency proofs."""
