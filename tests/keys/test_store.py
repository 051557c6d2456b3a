"""The key folder: never half a key, never one key for two blocks, nothing left after the close."""

import os
import stat
from concurrent.futures import ThreadPoolExecutor

import pytest

from pulse.blind_signature.issuer import SigningKey
from pulse.keys.store import INVITE, POOL, KeyMissing, KeyStore


def test_a_key_is_kept_and_never_replaced(keys):
    assert keys.put("c1", POOL, b"first") == b"first"
    assert keys.put("c1", POOL, b"second") == b"first"
    assert keys.get("c1", POOL) == b"first"


def test_a_missing_key_is_named(keys):
    with pytest.raises(KeyMissing, match="pool"):
        keys.get("c1", POOL)


def test_reserved_keys_are_assigned_once_each(keys):
    keys.fill_reserve(12)
    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(lambda block: keys.assign_signing_key("c1", block).n, range(12)))
    assert len(set(given)) == 12
    assert keys.reserve_size() == 0


def test_a_block_asked_for_by_two_workers_gets_one_key(keys):
    keys.fill_reserve(8)
    with ThreadPoolExecutor(8) as pool:
        given = set(pool.map(lambda _: keys.assign_signing_key("c1", 0).n, range(8)))
    assert len(given) == 1


def test_an_empty_reserve_costs_time_but_no_safety(keys):
    assert keys.assign_signing_key("c1", 0).n == keys.signing_key("c1", 0).n


def test_a_reserve_is_filled_in_steps(keys):
    assert keys.fill_reserve(7, most=5) == 5
    assert keys.fill_reserve(7, most=5) == 2
    assert keys.fill_reserve(7, most=5) == 0


def test_collecting_keys_go_first_and_the_rest_at_the_end(keys):
    keys.put("c1", POOL, b"pool")
    keys.put("c1", INVITE, b"invite")
    keys.assign_signing_key("c1", 0)
    keys.destroy_collecting_keys("c1")
    assert keys.get("c1", POOL) == b"pool"
    for name in (INVITE, "block-0"):
        with pytest.raises(KeyMissing):
            keys.get("c1", name)
    keys.destroy("c1")
    keys.destroy("c1")
    assert keys.cycles() == set()


def test_the_lasting_key_is_made_once(keys):
    assert keys.lasting("log", lambda: b"one") == keys.lasting("log", lambda: b"two") == b"one"


def test_only_the_owner_can_read_the_files(keys):
    keys.put("c1", POOL, b"pool")
    path = keys.folder / "cycles" / "c1" / POOL
    assert path.stat().st_mode & 0o077 == 0


def test_a_fresh_key_survives_its_file(tmp_path):
    store = KeyStore(tmp_path)
    made = store.assign_signing_key("c1", 3)
    assert isinstance(made, SigningKey)
    assert store.signing_key("c1", 3) == made
    assert made.n.bit_length() == 2048
    assert made.e == 65537


def test_keys_that_somebody_else_destroys_at_the_same_moment_are_skipped(keys, monkeypatch):
    for name in ("a", "b", "c"):
        keys.put("c1", name, b"secret")
    seen = keys._files("c1")
    keys.destroy("c1", names=lambda name: name == "b")
    monkeypatch.setattr(keys, "_files", lambda _cycle: seen)
    keys.destroy("c1")
    assert keys.cycles() == set()
    keys.destroy("c1")


def test_what_overwrites_a_key_is_on_the_disk_before_its_name_goes(keys, monkeypatch):
    keys.put("ab" * 16, "pool", bytes(32))
    at_sync, real = [], os.fsync

    def fsync(descriptor):
        if stat.S_ISREG(os.fstat(descriptor).st_mode):
            at_sync.append(os.pread(descriptor, 32, 0))
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    keys.destroy("ab" * 16)
    assert len(at_sync) == 1
    assert at_sync != [bytes(32)]
