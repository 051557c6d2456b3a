"""The question bank, as plain data: what every organisation begins with, and all there is."""

from pulse.questions.items import ITEMS, MORE_TOPICS, TOPICS, BankQuestion, BankTopic, Texts

__all__ = ["ITEMS", "ITEM_BY_KEY", "QUESTIONS", "TOPICS", "TOPIC_BY_KEY", "BankQuestion", "BankTopic", "Texts"]

_FIRST = (*(topic.key for topic in TOPICS), "overall", "comment")

TOPIC_BY_KEY = {topic.key: topic for topic in (*TOPICS, *MORE_TOPICS)}
ITEM_BY_KEY = {item.key: item for item in ITEMS}
QUESTIONS = tuple(ITEM_BY_KEY[key] for key in _FIRST)


def branches(key: str) -> tuple[BankQuestion, ...]:
    """The items that are asked of those who are unhappy with this one."""
    return tuple(item for item in ITEMS if item.parent == key)
