"""Asking a part drawn by lot: enough and no more, fair, and an interval that holds what it says."""

from collections import Counter
from dataclasses import dataclass
from random import Random

import pytest

from pulse.opening.sampling import (
    LEAST_BLOCKS,
    USUAL_ALIKE,
    Before,
    Ticket,
    alike,
    draw,
    needed,
    unknown,
    vanishing,
)
from pulse.results.bands import Level, exact, level
from pulse.results.disclosure import Cell
from pulse.results.intervals import Estimate, Lot, wilson

DRAWS = 500
ANSWERING = 0.7


@dataclass(frozen=True)
class Crowd:
    """Everybody's opinion (content or not) by block, and the blocks as tickets of a lot."""

    opinions: dict[str, list[bool]]
    tickets: list[Ticket]

    @property
    def people(self) -> int:
        return sum(map(len, self.opinions.values()))

    @property
    def share(self) -> float:
        return sum(map(sum, self.opinions.values())) / self.people


def crowd(seed: int, *, blocks: int, apart: float, places: int = 4, between_places: float = 0.0, sizes=(10, 26)):
    """People whose blocks differ by a standard deviation of `apart`, and whose places by another."""
    rng = Random(seed)
    opinions, tickets = {}, []
    for place in range(places):
        there = 0.6 + between_places * (place / (places - 1) - 0.5)
        for number in range(blocks // places):
            id = f"{place}-{number:03}"
            share = min(0.98, max(0.02, rng.gauss(there, apart)))
            opinions[id] = [rng.random() < share for _ in range(rng.randint(*sizes))]
            cells = (Cell(), Cell("", str(place)), Cell(id, ""), Cell(id, str(place)))
            tickets.append(Ticket(id, len(opinions[id]), str(place), cells))
    return Crowd(opinions, tickets)


def answers(of: Crowd, ids, rng: Random) -> dict[str, list[bool]]:
    return {id: [content for content in of.opinions[id] if rng.random() < ANSWERING] for id in ids}


def as_it_was_shown(of: Crowd, rng: Random) -> Before:
    """What a cycle that asked everybody released: bands under 20 answers."""
    came = answers(of, of.opinions, rng)
    everything = [content for block in came.values() for content in block]
    parts = {
        Cell(id, id[0]): (level(sum(block), len(block)), len(of.opinions[id]))
        for id, block in came.items()
        if len(block) >= 5
    }
    return Before(sum(everything) / len(everything), len(everything) / of.people, parts)


def measured(of: Crowd, blocks: int, rng: Random) -> tuple[Level, int]:
    """The level that a lot of so many blocks gives, and how many people were asked."""
    drawn = draw(of.tickets, blocks, rng)
    came = [content for block in answers(of, sorted(drawn), rng).values() for content in block]
    return exact(sum(came), len(came)), sum(len(of.opinions[id]) for id in drawn)


def covered(of: Crowd, blocks: int, effect: float | None, rng: Random) -> float:
    """How often the interval holds the share of everybody; without an effect, as if single people had been drawn."""
    held = 0
    for _ in range(DRAWS):
        found, asked = measured(of, blocks, rng)
        lot = Lot(asked, effect) if effect else None
        around = wilson(Estimate(found, of.people, lot))
        held += around.low <= of.share <= around.high
    return held / DRAWS


@pytest.mark.parametrize(
    ("seed", "margin", "population"),
    [
        (1, 5, {"blocks": 120, "apart": 0.18}),
        (2, 3, {"blocks": 400, "apart": 0.15}),
        (3, 5, {"blocks": 160, "apart": 0.2, "between_places": 0.5}),
        (4, 5, {"blocks": 120, "apart": 0.2, "sizes": (8, 60)}),
    ],
)
def test_the_interval_holds_the_share_of_everybody_as_often_as_it_says(seed, margin, population):
    of, rng = crowd(seed, **population), Random(seed)
    need = needed(of.tickets, margin, [as_it_was_shown(of, rng)])
    assert 0.93 <= covered(of, need.blocks, need.effect, rng) <= 0.97
    assert covered(of, need.blocks, None, rng) < 0.9


def test_no_fewer_are_asked_than_the_margin_needs_and_not_many_more():
    of, rng = crowd(5, blocks=160, apart=0.18), Random(5)
    before = as_it_was_shown(of, rng)
    need = needed(of.tickets, 5, [before])
    reaches = []
    for _ in range(60):
        found, asked = measured(of, need.blocks, rng)
        around = wilson(Estimate(found, of.people, Lot(asked, need.effect)))
        reaches.append((around.high - around.low) / 2)
    assert 0.045 < sum(reaches) / len(reaches) < 0.0505
    assert need.blocks < needed(of.tickets, 3, [before]).blocks < needed(of.tickets, 2, [before]).blocks
    assert needed(of.tickets, 1, [before]) is None  # hardly anybody would be spared


def test_the_question_that_is_hardest_to_measure_decides():
    of = crowd(6, blocks=200, apart=0.1)
    alone = [needed(of.tickets, 5, [Before(share, 0.7, {})]) for share in (0.5, 0.9)]
    assert needed(of.tickets, 5, [Before(0.9, 0.7, {}), Before(0.5, 0.7, {})]) == alone[0]
    assert alone[0].blocks > alone[1].blocks


def test_with_few_parts_shown_blocks_are_taken_to_be_as_alike_as_is_usual():
    of, rng = crowd(7, blocks=120, apart=0.0), Random(7)
    assert alike(unknown(0.7), of.tickets) == (USUAL_ALIKE, USUAL_ALIKE)
    everything = as_it_was_shown(of, rng)
    few = Before(everything.share, 0.7, dict(list(everything.parts.items())[:8]))
    assert alike(few, of.tickets)[0] == USUAL_ALIKE
    assert alike(everything, of.tickets)[0] < 0.03


def test_what_parts_of_several_blocks_hide_is_taken_to_be_usual():
    of, rng = crowd(8, blocks=120, apart=0.0), Random(8)
    half = as_it_was_shown(of, rng)
    kept = {cell: shown for cell, shown in half.parts.items() if int(cell.unit[-3:]) % 2}
    found = alike(Before(half.share, half.answering, kept), of.tickets)[0]
    assert USUAL_ALIKE / 3 < found < USUAL_ALIKE


@pytest.mark.parametrize(("blocks", "sizes"), [(24, (10, 12)), (16, (40, 60))])
def test_of_few_people_or_few_blocks_everybody_is_asked(blocks, sizes):
    assert needed(crowd(9, blocks=blocks, apart=0.1, sizes=sizes).tickets, 5, [unknown(0.7)]) is None


def test_every_block_has_the_same_chance_and_every_place_its_share():
    of, rng, times = crowd(10, blocks=36, apart=0.1), Random(10), Counter()
    for _ in range(3000):
        drawn = draw(of.tickets, 24, rng)
        assert len(drawn) == 24
        assert set(Counter(id[0] for id in drawn).values()) == {6}
        times.update(drawn)
    assert all(abs(times[ticket.id] / 3000 - 24 / 36) < 0.04 for ticket in of.tickets)


def test_what_vanishes_is_told_as_it_happens_on_average():
    tickets = [Ticket(str(n), 13, "", (Cell(), Cell("", f"p{n % 4}"), Cell(f"u{n // 2}"))) for n in range(40)]
    shown = [Cell(), *(Cell("", f"p{n}") for n in range(4)), *(Cell(f"u{n}") for n in range(20))]
    rng, gone = Random(11), 0
    for _ in range(400):
        drawn = draw(tickets, 30, rng)
        gone += sum(any(cell in t.cells and t.id not in drawn for t in tickets) for cell in shown if cell.kind)
    assert abs(vanishing(shown, tickets, 30) - gone / 400) < 0.75
    assert len(tickets) > LEAST_BLOCKS
