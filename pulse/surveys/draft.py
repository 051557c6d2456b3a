"""A survey while it is written, pure: which questions in which order, how long it takes, what is not translated."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pulse.questions.scales import OPEN, is_open
from pulse.surveys import rotation


@dataclass(frozen=True)
class Asking:
    """What has to be known of a question to order it: its key, scale, topic's key, and its parent's key."""

    key: str
    scale: str
    topic: str | None = None
    parent: str | None = None


Known = Mapping[str, Asking]


def arranged(keys: Iterable[str], known: Known) -> list[str]:
    """The keys that are known, each once, each branch right after its parent; branches without their parent go."""
    chosen = [key for key in dict.fromkeys(keys) if key in known]
    roots = [key for key in chosen if not known[key].parent]
    return [each for root in roots for each in (root, *(key for key in chosen if known[key].parent == root))]


def added(keys: Sequence[str], key: str, known: Known) -> list[str]:
    """With one more question and the branches that ask why; before what is asked in words at the very end."""
    if key not in known or key in keys:
        return list(keys)
    roots = [each for each in keys if not known[each].parent]
    last = len(roots)
    while not is_open(known[key].scale) and last and _closes(known[roots[last - 1]]):
        last -= 1
    branches = [each.key for each in known.values() if each.parent == key]
    return arranged([*roots[:last], key, *branches, *roots[last:], *keys], known)


def _closes(asking: Asking) -> bool:
    return asking.scale == OPEN and asking.topic is None


def removed(keys: Sequence[str], key: str, known: Known) -> list[str]:
    """Without a question and its branches."""
    return [each for each in keys if each != key and known[each].parent != key]


def moved(keys: Sequence[str], key: str, steps: int, known: Known) -> list[str]:
    """With a question, and its branches, so many places further down (or up); the ends are the ends."""
    roots = [each for each in keys if not known[each].parent]
    if key not in roots:
        return list(keys)
    place = roots.index(key)
    roots.pop(place)
    roots.insert(max(0, min(len(roots), place + steps)), key)
    return arranged([*roots, *keys], known)


def replaced(keys: Sequence[str], old: str, new: str, known: Known) -> list[str]:
    """With another question where one was."""
    return arranged([new if key == old else key for key in keys], known)


def tapped(keys: Iterable[str], known: Known, over: int | None = None) -> int:
    """How many questions the longest check-in asks to tap, if topics take turns `over` so many or are drawn."""
    roots = [known[key] for key in keys if not known[key].parent and not is_open(known[key].scale)]
    topics = sum(1 for each in roots if each.topic)
    return rotation.taps(topics, over, always=len(roots) - topics)


@dataclass(frozen=True)
class Changes:
    """What one version asks that the one before did not, what not any more, and what it words differently."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    reworded: tuple[str, ...]
    moved: bool
    turns: bool

    @property
    def any(self) -> bool:
        """Whether anything is asked differently."""
        return bool(self.added or self.removed or self.reworded or self.moved or self.turns)


def changes(before: Mapping[str, object], after: Mapping[str, object]) -> Changes:
    """What changed from one version's body to the next's; its name is not asked of anybody."""
    old, new = _by_key(before), _by_key(after)
    stays = [key for key in old if key in new]
    topics = {key: (_topics(before).get(key), _topics(after).get(key)) for key in _topics(before)}
    renamed = {key for key, (was, now) in topics.items() if now is not None and was != now}
    return Changes(
        tuple(key for key in new if key not in old),
        tuple(key for key in old if key not in new),
        tuple(key for key in stays if old[key] != new[key] or old[key].get("topic") in renamed),
        stays != [key for key in new if key in old],
        any(before.get(each) != after.get(each) for each in ("rotates_over", "forms")),
    )


def _by_key(body: Mapping[str, object]) -> dict[str, Mapping[str, object]]:
    questions = body["questions"]
    return {each["key"]: each for each in questions} if isinstance(questions, list) else {}


def _topics(body: Mapping[str, object]) -> dict[str, object]:
    topics = body.get("topics", [])
    return {each["key"]: each["names"] for each in topics} if isinstance(topics, list) else {}
