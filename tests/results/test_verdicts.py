"""Whether a change is called one: published values, and how often nothing is taken for something."""

from random import Random

import pytest

from pulse.results.bands import Level, exact
from pulse.results.intervals import Estimate
from pulse.results.verdicts import Word, chance, discoveries, verdicts
from tests.results.test_intervals import of


def pair(now: tuple[int, int], before: tuple[int, int], people: int) -> tuple[Estimate, Estimate]:
    return Estimate(exact(*now), people), Estimate(exact(*before), people)


def test_the_score_test_with_the_finite_population_gives_its_reference_value():
    assert chance(of(14, 20, 40), of(10, 20, 40)) == pytest.approx(0.0714, abs=5e-5)


def test_the_step_up_rule_rejects_as_in_the_paper():
    # Benjamini & Hochberg 1995, J. R. Statist. Soc. B 57, section 3.2: 15 hypotheses, four rejected
    values = [
        *(0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344),
        *(0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1.0),
    ]
    assert discoveries(values) == [True] * 4 + [False] * 11
    assert discoveries(values[::-1]) == [False] * 11 + [True] * 4


def test_nothing_to_test_is_nothing_found():
    assert discoveries([]) == []
    assert verdicts([]) == []


def test_a_clear_change_is_real_and_says_how_far_it_reaches():
    (found,) = verdicts([pair((210, 300), (150, 300), 424)])
    assert (found.word, found.points) == (Word.REAL, 20)
    assert found.low < 20 < found.high


def test_a_change_that_stands_alone_but_not_among_many_is_perhaps_one():
    borderline = pair((61, 100), (50, 100), 150)
    alone = verdicts([borderline])[0]
    among = verdicts([borderline, *[pair((50, 100), (50, 100), 150)] * 9])[0]
    assert alone.word == Word.REAL
    assert among.word == Word.PERHAPS
    assert among.low > 0


def test_a_change_of_two_points_is_noise_however_many_answered():
    (found,) = verdicts([pair((5200, 10_000), (5000, 10_000), 10_100)])
    assert (found.word, found.points) == (Word.NOISE, 2)


def test_a_band_or_a_missing_level_gets_no_verdict():
    sure = Estimate(Level(60, 60, 50), 70)
    assert verdicts([None, (sure, Estimate(Level(40, 60), 70))]) == [None, None]


def test_where_everybody_answered_twice_a_difference_is_certain_and_none_is_none():
    assert chance(of(12, 20, 20), of(8, 20, 20)) == 0
    assert chance(of(12, 20, 20), of(12, 20, 20)) == 1


@pytest.mark.parametrize(("people", "n"), [(40, 28), (424, 301)])
def test_seven_topics_that_do_not_move_raise_a_false_alarm_in_at_most_six_of_a_hundred_cycles(people, n):
    rng = Random(7)
    population = [1] * round(people * 0.6) + [0] * (people - round(people * 0.6))

    def drawn() -> tuple[int, int]:
        return sum(rng.sample(population, n)), n

    cycles = 1000
    alarms = sum(
        any(
            found and found.word == Word.REAL for found in verdicts([pair(drawn(), drawn(), people) for _ in range(7)])
        )
        for _ in range(cycles)
    )
    assert alarms / cycles <= 0.06
