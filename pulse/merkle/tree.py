"""Merkle tree hashes and proofs as in RFC 9162 section 2.1, over SHA-256.

Leaves are given as their hashes (`leaf_hash`), so that a tree can be built where the data itself
is not to be had.
"""

from collections.abc import Sequence
from hashlib import sha256

EMPTY_ROOT = sha256(b"").digest()


def leaf_hash(data: bytes) -> bytes:
    """SHA-256(0x00 || data)."""
    return sha256(b"\x00" + data).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    """The largest power of two below `size`."""
    return 1 << ((size - 1).bit_length() - 1)


class Tree:
    """All the levels of one tree, so that many proofs cost little more than one.

    A level holds the roots of its complete subtrees; the ragged right edge is folded on demand.
    """

    def __init__(self, leaves: Sequence[bytes]) -> None:
        self.size = len(leaves)
        self._levels = [list(leaves)]
        while len(self._levels[-1]) > 1:
            below = self._levels[-1]
            pairs = range(0, len(below) - 1, 2)
            self._levels.append([_node(below[i], below[i + 1]) for i in pairs])

    def root(self) -> bytes:
        """MTH of all leaves (section 2.1.1)."""
        return self._range(0, self.size) if self.size else EMPTY_ROOT

    def inclusion(self, index: int) -> list[bytes]:
        """PATH (section 2.1.3.1): what leads from leaf `index` to the root."""
        if not 0 <= index < self.size:
            raise IndexError(index)
        return self._path(index, 0, self.size)

    def consistency(self, old_size: int) -> list[bytes]:
        """PROOF (section 2.1.4.1): that the first `old_size` leaves are still the beginning."""
        if not 0 < old_size <= self.size:
            raise IndexError(old_size)
        return self._subproof(old_size, 0, self.size, complete=True)

    def _range(self, start: int, end: int) -> bytes:
        size = end - start
        level = size.bit_length() - 1
        if size == 1 << level:
            return self._levels[level][start >> level]
        middle = start + _split(size)
        return _node(self._range(start, middle), self._range(middle, end))

    def _path(self, index: int, start: int, end: int) -> list[bytes]:
        if end - start == 1:
            return []
        middle = start + _split(end - start)
        if index < middle:
            return [*self._path(index, start, middle), self._range(middle, end)]
        return [*self._path(index, middle, end), self._range(start, middle)]

    def _subproof(self, old: int, start: int, end: int, *, complete: bool) -> list[bytes]:
        if old == end:
            return [] if complete else [self._range(start, end)]
        middle = start + _split(end - start)
        if old <= middle:
            return [*self._subproof(old, start, middle, complete=complete), self._range(middle, end)]
        return [*self._subproof(old, middle, end, complete=False), self._range(start, middle)]


def root(leaves: Sequence[bytes]) -> bytes:
    """MTH over leaf hashes; of no leaves, the hash of nothing."""
    return Tree(leaves).root()


def included(leaf: bytes, index: int, size: int, proof: Sequence[bytes], tree_root: bytes) -> bool:
    """Verify an inclusion proof (section 2.1.3.2)."""
    if not 0 <= index < size:
        return False
    fn, sn, r = index, size - 1, leaf
    for p in proof:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            r = _node(p, r)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            r = _node(r, p)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and r == tree_root


def consistent(old_size: int, new_size: int, proof: Sequence[bytes], old: bytes, new: bytes) -> bool:
    """Verify a consistency proof (section 2.1.4.2): the old tree begins the new one."""
    if not 0 < old_size <= new_size:
        return False
    if old_size == new_size:
        return not proof and old == new
    path = list(proof)
    if old_size & (old_size - 1) == 0:
        path.insert(0, old)
    if not path:
        return False
    fn, sn = old_size - 1, new_size - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    fr = sr = path[0]
    for c in path[1:]:
        if sn == 0:
            return False
        if fn & 1 or fn == sn:
            fr, sr = _node(c, fr), _node(c, sr)
            while not fn & 1 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            sr = _node(sr, c)
        fn, sn = fn >> 1, sn >> 1
    return sn == 0 and fr == old and sr == new
