import threading
import time

import pytest
from argon2 import PasswordHasher, Type, extract_parameters

from pulse.people import passwords


@pytest.fixture
def real_hasher(monkeypatch):
    made = PasswordHasher(
        time_cost=passwords.TIME_COST, memory_cost=passwords.MEMORY_KIB, parallelism=passwords.PARALLELISM
    )
    monkeypatch.setattr(passwords, "hasher", made)


def test_the_real_parameters_are_argon2id_with_two_passes_over_19_mebibytes(real_hasher):
    kept = passwords.hash_password("correct horse battery")
    found = extract_parameters(kept)
    assert (found.type, found.time_cost, found.memory_cost, found.parallelism) == (Type.ID, 2, 19 * 1024, 1)
    assert passwords.matches(kept, "correct horse battery")


def test_a_password_matches_only_itself():
    kept = passwords.hash_password("correct horse battery")
    assert passwords.matches(kept, "correct horse battery")
    assert not passwords.matches(kept, "Correct horse battery")
    assert not passwords.matches("not a hash", "correct horse battery")


def test_nobody_has_no_password_but_costs_a_hash(monkeypatch):
    calls = []

    class Counting:
        def hash(self, password):
            return PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(password)

        def verify(self, kept, password):
            calls.append(password)
            return PasswordHasher().verify(kept, password)

    monkeypatch.setattr(passwords, "hasher", Counting())
    assert not passwords.matches(None, "nobody has this password")
    assert calls == ["nobody has this password"]


def test_two_passwords_at_most_are_hashed_at_once(monkeypatch):
    at_once, most, gate = [0], [0], threading.Lock()

    class Slow:
        def hash(self, password):
            with gate:
                at_once[0] += 1
                most[0] = max(most[0], at_once[0])
            time.sleep(0.01)  # long enough for the others to arrive
            with gate:
                at_once[0] -= 1
            return password

    monkeypatch.setattr(passwords, "hasher", Slow())
    threads = [threading.Thread(target=passwords.hash_password, args=("x",)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most[0] == 2


@pytest.mark.parametrize("password", ["Lan.Tran@Example.com", "lan.tran", "lotus works", " Lotus Works "])
def test_a_name_an_address_and_its_first_part_are_obvious(password):
    assert passwords.is_obvious(password, "lan.tran@example.com", "Lotus Works")


def test_what_only_holds_a_name_is_not_obvious():
    assert not passwords.is_obvious("lan.tran walks home", "lan.tran@example.com", "Lotus Works")
    assert not passwords.is_obvious("three easy words")
