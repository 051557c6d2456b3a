"""The attacker's own tools: a blunt one would find nothing anywhere."""

from random import Random
from secrets import token_bytes

from tests.insider.statistics import CAUGHT, NOTHING, Score, Trend, hits, limit, trend
from tests.insider.traces import CHUNK, places


def test_an_identifier_is_found_wherever_it_lies():
    rng = Random(1)
    blob = bytearray(rng.randbytes(3 * CHUNK))
    offsets = [0, 21, CHUNK - 7, CHUNK + 20, 2 * CHUNK - 1, 2 * CHUNK + 43, len(blob) - 16]
    needles = {str(at): token_bytes(16) for at in offsets}
    for at in offsets:
        blob[at : at + 16] = needles[str(at)]
    blob[CHUNK + 100 : CHUNK + 116] = needles["0"]  # a second time: the first counts
    found = places(bytes(blob), {**needles, "absent": token_bytes(16)})
    assert found == {str(at): at for at in offsets}


def test_what_begins_alike_is_told_apart():
    assert places(b"-- 12345678ab 12345678cd", {"cd": b"12345678cd", "ab": b"12345678ab"}) == {"ab": 3, "cd": 14}


def test_guessing_blindly_is_chance_and_knowing_is_not():
    rng = Random(2)
    truth = {f"p{n}": f"r{n}" for n in range(400)}
    group_of = {record: str(int(record[1:]) // 20) for record in truth.values()}
    blind = Score()
    for _ in range(20):
        shuffled = {
            group: rng.sample([r for r in group_of if group_of[r] == group], 20) for group in set(group_of.values())
        }
        guesses = {person: shuffled[group_of[record]].pop() for person, record in truth.items()}
        blind += hits(guesses, truth, group_of)
    assert round(blind.chance, 6) == 400
    assert abs(blind.z) < 3
    assert hits(truth, truth, group_of).z > CAUGHT
    assert hits(truth, truth, group_of).share == 1


def test_a_tenth_that_is_known_is_noticed_at_full_size():
    assert Score(hits=int(0.1 * 14_000 + 280), asked=14_000, chance=280).z > CAUGHT


def test_a_faint_order_is_noticed_in_either_direction():
    rng = Random(3)
    groups = [(list(range(30)), [n + rng.gauss(0, 60) for n in range(30)]) for _ in range(60)]
    assert trend(groups).z > CAUGHT
    assert trend([(times, [-place for place in places_]) for times, places_ in groups]).z > CAUGHT
    assert trend([(times, rng.sample(range(30), 30)) for times, _ in groups]).z < 3


def test_no_hit_and_no_order_are_no_evidence():
    assert Score(0, 20, 2).z == NOTHING
    assert Trend().z == NOTHING


def test_more_attacks_need_more_evidence():
    assert round(limit(1), 6) == 3
    assert 4 < limit(100) < 4.5
