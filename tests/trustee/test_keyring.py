"""The trustee's folder: what is in it outlasts a power cut, and trouble with a disk is one sentence."""

import errno
import os
import stat
from pathlib import Path

import pytest

from pulse.desk.keyring import Count, Keyring, KeyringTrouble

ID = "ab" * 16
COUNT = Count("digest", b"{}")


@pytest.fixture
def ring(tmp_path):
    return Keyring(tmp_path / "deep" / "w")


@pytest.fixture
def synced(monkeypatch):
    """The folders whose names were made to last, by their numbers on the disk."""
    found = set()
    real = os.fsync

    def fsync(descriptor):
        status = os.fstat(descriptor)
        if stat.S_ISDIR(status.st_mode):
            found.add(status.st_ino)
        real(descriptor)

    monkeypatch.setattr(os, "fsync", fsync)
    return found


def broken(monkeypatch, name, number):
    def fail(*_args, **_kwargs):
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(os, name, fail)


def test_a_key_and_a_count_outlast_a_power_cut_with_the_names_of_their_folders(ring, tmp_path, synced):
    ring.make("Works council", 1)
    ring.note_count(ID, COUNT)
    lasting = (tmp_path, tmp_path / "deep", ring.folder, ring.folder / "keys", ring.folder / "counted")
    assert synced >= {path.stat().st_ino for path in lasting}
    synced.clear()
    ring.delete(ring.ids()[0])
    assert (ring.folder / "keys").stat().st_ino in synced


def test_a_system_that_cannot_sync_folders_keeps_keys_all_the_same(ring, monkeypatch):
    real = os.open

    def no_folders(path, *args, **kwargs):
        if Path(path).is_dir():
            raise PermissionError(errno.EACCES, "no folders here")
        return real(path, *args, **kwargs)

    monkeypatch.setattr(os, "open", no_folders)
    ring.note_count(ID, COUNT)
    assert ring.counted(ID) == COUNT


@pytest.mark.parametrize(("name", "number"), [("fsync", errno.ENOSPC), ("link", errno.EPERM), ("open", errno.EROFS)])
def test_a_disk_that_takes_no_count_is_one_sentence_and_leaves_nothing(ring, monkeypatch, name, number):
    with monkeypatch.context() as patch:
        broken(patch, name, number)
        with pytest.raises(KeyringTrouble, match="could not be written"):
            ring.note_count(ID, COUNT)
    assert list((ring.folder / "counted").iterdir()) == []
    ring.note_count(ID, COUNT)
    with pytest.raises(KeyringTrouble, match="is not replaced"):
        ring.note_count(ID, COUNT)


def test_a_key_that_cannot_be_deleted_is_one_sentence(ring, monkeypatch):
    ring.make("Works council", 1)
    broken(monkeypatch, "fsync", errno.EIO)
    with pytest.raises(KeyringTrouble, match="could not be deleted"):
        ring.delete(ring.ids()[0])


def test_a_count_that_cannot_be_read_hides_no_other_key(ring):
    ring.make("Works council", 2)
    one, other = ring.ids()
    ring.note_count(one, COUNT)
    (ring.folder / "counted" / f"{other}.json").write_text("{")
    assert ring.listed() == [(one, True), (other, None)]
