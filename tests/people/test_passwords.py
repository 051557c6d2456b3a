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


WHOSE = ("lan.tran@example.com", "Lan Tran", "Lotus Works")


@pytest.mark.parametrize(
    "password",
    [
        "three easy words",
        "correct horse battery staple",
        "kucing hujan meja biru",
        "mưa rơi trên mái nhà",
        "雨落在屋頂上貓在窗邊睡了一整個下午",
        "Uq7#xv!0pLmz&2Wk",
        "lan tran walks home along the river",
        "x" * 3 + "plenty of words that go on and on " * 3 + "until the end",
    ],
)
def test_words_in_any_language_and_what_a_machine_made_can_be_chosen(password):
    passwords.check(password, *WHOSE)


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("fourteen chars", passwords.LENGTH),
        ("", passwords.LENGTH),
        ("x" * 129, passwords.LENGTH),
        ("Lan.Tran@Example.com", passwords.OBVIOUS),
        ("passwordpassword", passwords.GUESSABLE),
        ("Password12345678", passwords.GUESSABLE),
        ("qwertyuiopasdfgh", passwords.GUESSABLE),
        ("aaaaaaaaaaaaaaaaaaaa", passwords.GUESSABLE),
        ("123456789012345", passwords.GUESSABLE),
        ("iloveyou iloveyou", passwords.GUESSABLE),
        ("lotusworks12345", passwords.GUESSABLE),
        ("ｐａｓｓｗｏｒｄｐａｓｓｗｏｒｄ", passwords.GUESSABLE),
    ],
)
def test_what_others_would_guess_cannot_be_chosen(password, why):
    with pytest.raises(passwords.PasswordRefused) as refused:
        passwords.check(password, *WHOSE)
    assert refused.value.sentence == why


def test_what_was_stolen_elsewhere_cannot_be_chosen_however_it_is_written():
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    long_enough = [each for each in FREQUENCY_LISTS["passwords"] if len(each) >= passwords.SHORTEST]
    assert len(FREQUENCY_LISTS["passwords"]) >= 30_000
    assert len(long_enough) > 20
    for each in long_enough:
        for written in (each, each.upper(), " ".join(each)):
            with pytest.raises(passwords.PasswordRefused):
                passwords.check(written)


def test_two_who_choose_at_once_are_judged_by_their_own_names():
    names = ["Somchai Rattanakosin", "Wolfgang Amadeus"]
    chosen, found = [f"{name.lower()} 1" for name in names], {}

    def choose(name, password):
        for _ in range(5):
            try:
                passwords.check(password, name)
            except passwords.PasswordRefused as refused:
                found[name, password] = refused.sentence

    pairs = [(name, password) for name in names for password in chosen]
    threads = [threading.Thread(target=choose, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(found) == {(name, f"{name.lower()} 1") for name in names}


def test_the_same_letters_are_the_same_password_whichever_keyboard_wrote_them():
    kept = passwords.hash_password("caf\u00e9 au lait sucr\u00e9")
    assert passwords.matches(kept, "cafe\u0301 au lait sucre\u0301")
    assert not passwords.matches(kept, "cafe au lait sucre")


def test_a_password_from_before_letters_were_made_the_same_still_opens():
    typed = "ｗｉｄｅ letters of old"
    kept = passwords.hasher.hash(typed)
    assert passwords.matches(kept, typed)


def test_an_account_without_a_password_is_opened_by_none():
    assert not passwords.matches("", "")
    assert not passwords.matches("", "nobody has this password")
