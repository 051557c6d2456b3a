"""Playing the game: attack some cycles, pool the scores, say what is beyond chance.

The game. In each cycle about seventy of a hundred invited people answer, everybody with one comment. The attacker is
told who answered and which request to collect was whose, has every trace of `traces.py`, and names for each of them
  * the comment they wrote, among the comments of the same part and language (`comment`), and
  * the leaf of the public board that is their receipt, among all of the cycle (`board_leaf`).
Guessing blindly hits one a group. Whose *box* in the pool is whose is not hidden, it is even the way that some attacks
take (`via`): after the close a box must lead nowhere.
"""

from collections.abc import Mapping

from tests.insider import attacks
from tests.insider.checks import ALL
from tests.insider.statistics import CAUGHT, SUSPICIOUS, Score, Trend
from tests.insider.world import Round, World

Scores = dict[str, Score | Trend]


def pooled(one: Mapping[str, Score | Trend], two: Mapping[str, Score | Trend]) -> Scores:
    """Both together, attack by attack."""
    found: Scores = dict(one)
    for name, score in two.items():
        before = found.get(name)
        found[name] = score if before is None else before + score  # type: ignore[operator]
    return found


def attack(round_: Round) -> Scores:
    """Every attack on one cycle."""
    return attacks.run(round_.traces, round_.truth)


def faults(round_: Round) -> dict[str, list[str]]:
    """What the checks find in one cycle, a few of each."""
    return {name: found[:5] for name, check in ALL.items() if (found := check(round_))}


def play(world: World, cycles: int, *, live: bool = False) -> Scores:
    """Live through so many cycles as the application is, check each and attack it; `live`: with its keys as well."""
    scores: Scores = {}
    for number in range(cycles):
        round_ = world.cycle(backups=number == 0)  # once: they take longer than all else
        assert faults(round_) == {}
        if live:
            round_.traces.live_keys = round_.secrets
        scores = pooled(scores, attack(round_))
    return scores


def linking(scores: Scores) -> Scores:
    """All but whose box is whose."""
    return {name: score for name, score in scores.items() if name != "box"}


def above(scores: Scores, z: float) -> dict[str, str]:
    """The attacks that did better than that, in words."""
    return {name: str(score) for name, score in linking(scores).items() if score.z >= z}


def verdict(world: World, cycles: int) -> tuple[Scores, dict[str, str]]:
    """The scores, and the attacks that link. What looks suspicious is tried once more on fresh cycles.

    An attack links when it is beyond doubt at once, or suspicious again by itself, or beyond doubt with both together.
    """
    first = play(world, cycles)
    guilty = above(first, CAUGHT)
    doubtful = set(above(first, SUSPICIOUS)) - set(guilty)
    if not doubtful or guilty:
        return first, guilty
    again = play(world, cycles)
    together = pooled(first, again)
    guilty = {name: text for name, text in above(again, SUSPICIOUS).items() if name in doubtful}
    return together, {**guilty, **above(together, CAUGHT)}


def best(scores: Scores) -> float:
    """The largest part of people to whom any attack named their comment or receipt."""
    return max(score.share for score in linking(scores).values() if isinstance(score, Score))


def table(scores: Scores) -> str:
    """One attack a line, the most successful first."""
    return "\n".join(f"{name:45} {score}" for name, score in sorted(scores.items(), key=lambda item: -item[1].z))
