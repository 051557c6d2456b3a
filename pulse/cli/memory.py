"""Keeping a server small: the C library's allocator is told to share its pools, and to give back what is free.

Each thread has a pool of its own otherwise, and what was once used for a large page stays in it.
"""

import ctypes
import gc
from contextlib import suppress

_ARENA_MAX = -8  # M_ARENA_MAX of glibc's malloc.h
_POOLS = 2


def share_pools() -> None:
    """Let all threads allocate from a few pools; to be called before they start."""
    with suppress(OSError, AttributeError):  # another C library has no such call, and none is needed
        ctypes.CDLL(None).mallopt(_ARENA_MAX, _POOLS)


def give_back() -> None:
    """Return what large work left behind to the system."""
    gc.collect()
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).malloc_trim(0)
