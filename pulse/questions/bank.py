"""The question bank, in four languages, as plain data: what every organisation begins with, and all there is."""

from pulse.questions.items import (
    canteen,
    customers,
    engagement,
    general,
    gym,
    hybrid_work,
    meeting_rooms,
    office_environment,
    office_move,
    onboarding,
    parking,
    rest_areas,
    technology,
    trust,
)
from pulse.questions.items.item import BankQuestion, BankTopic, Texts
from pulse.questions.items.topics import MORE_TOPICS, TOPICS

__all__ = ["ITEMS", "ITEM_BY_KEY", "QUESTIONS", "TOPICS", "TOPIC_BY_KEY", "BankQuestion", "BankTopic", "Texts"]

_FIRST = (*(topic.key for topic in TOPICS), "overall", "comment")
_THEMES = (
    canteen,
    meeting_rooms,
    rest_areas,
    gym,
    parking,
    technology,
    office_environment,
    office_move,
    hybrid_work,
    onboarding,
    customers,
    engagement,
    trust,
    general,
)

TOPIC_BY_KEY = {topic.key: topic for topic in (*TOPICS, *MORE_TOPICS)}
ITEMS: tuple[BankQuestion, ...] = tuple(item for theme in _THEMES for item in theme.ITEMS)
ITEM_BY_KEY = {item.key: item for item in ITEMS}
QUESTIONS = tuple(ITEM_BY_KEY[key] for key in _FIRST)


def branches(key: str) -> tuple[BankQuestion, ...]:
    """The items that are asked of those who are unhappy with this one."""
    return tuple(item for item in ITEMS if item.parent == key)
