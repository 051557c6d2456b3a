"""Comments that mention a topic."""

import unicodedata

import pytest

from pulse.questions.bank import TOPIC_BY_KEY
from pulse.questions.mentions import WORDS, mentions, words

TOPICS = list(TOPIC_BY_KEY.values())
NAMES = {topic.key: topic.names for topic in TOPICS}


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("canteen", "The LUNCH is cold."),
        ("canteen", "Two canteens would help"),
        ("canteen", "Makanannya enak, kantinnya ramai."),
        ("canteen", "員工餐廳的菜色太少"),
        ("canteen", "Món  ăn ở nhà ăn rất ngon."),
        ("canteen", unicodedata.normalize("NFD", "NHÀ ĂN đông quá")),
        ("meeting_rooms", "No free meeting room after ten"),
        ("parking", "Parkiran penuh"),
        ("parking", "Bãi xe hết chỗ"),
        ("technology", "My laptop's battery"),
        ("office_environment", "冷氣太強"),
        ("gym", "跑步機壞了"),
        ("rest_areas", "We need a sofa"),
        ("hybrid_work", "Two days at home would be enough"),
        ("office_move", "Ở văn phòng mới chưa có chỗ ăn"),
        ("onboarding", "新人訓練太短"),
        ("customers", "Keluhan pelanggan menumpuk"),
        ("engagement", "Lembur terus tanpa upah"),
        ("trust", "Is this really anonymous?"),
    ],
)
def test_words_are_found_in_every_language(topic, text):
    assert mentions(topic, NAMES[topic])(text)


@pytest.mark.parametrize(
    ("topic", "text"),
    [
        ("canteen", "The foodie next to me"),
        ("parking", "It was a sparkling day"),
        ("gym", "gymnastics of words"),
        ("office_environment", "Active people"),
        ("canteen", ""),
    ],
)
def test_parts_of_words_are_not(topic, text):
    assert not mentions(topic, NAMES[topic])(text)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_every_topic_of_the_bank_has_words_in_every_language(topic):
    for language in topic.names:
        assert len(words(topic.key, topic.names, language)) >= 8, language
        assert len(set(words(topic.key, topic.names, language))) == len(words(topic.key, topic.names, language))
    assert set(WORDS[topic.key]) == set(topic.names)


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_the_own_name_of_a_topic_is_among_its_words(topic):
    for name in topic.names.values():
        assert mentions(topic.key, topic.names)(name)


def test_a_topic_of_ones_own_is_found_by_its_names():
    names = {"en": "Night shifts </script>", "zh_Hant": "夜班"}

    assert mentions("x", names)("About NIGHT shifts </script> again")
    assert mentions("x", names)("我上夜班")
    assert not mentions("x", names)("Night and shifts")
    assert words("x", names, "vi") == ["Night shifts </script>"]
    assert words("x", {}, "en") == ["x"]
    assert not mentions("x", {})("anything")
