"""Every item of the bank says one thing, plainly, in each language."""

import hashlib
import re
import unicodedata
from collections import Counter
from statistics import mean

import pytest

from pulse.i18n import LANGUAGES
from pulse.questions import scales
from pulse.questions.bank import ITEM_BY_KEY, ITEMS, QUESTIONS, TOPIC_BY_KEY, TOPICS, branches

LONGEST_KEY, LONGEST_QUESTION, LONGEST_OPTION = 40, 120, 40
MOST_WORDS, MOST_OPTIONS = 14, 9
WHY = {
    "canteen": "Taste, Choice of dishes, Prices, Queue, Seats, Hygiene, Food for my diet, Opening hours",
    "meeting_rooms": "Finding a free room, Booking, Booked rooms that stay empty, Equipment, Size, Noise, Air",
    "rest_areas": "More places to rest, Noise, Comfort, Cleanliness, Privacy",
    "gym": "Opening hours, Crowding, Equipment, Showers, Classes",
    "parking": "Finding a space, Bicycles, Charging, Distance, Price, Safety",
    "technology": "Speed, Reliability, Video calls, Support, Software, Devices",
    "office_environment": "Temperature, Air, Noise, Talking in private, Light, Cleanliness, Desk",
}
# What joins two ideas, and what looks like it but is one word ("early", "in touch with").
JOINTS = {
    "en": (r"\b(and|or|as well as|&)\b|[/;]", ()),
    "id": (r"\b(dan|atau|serta|maupun)\b|[/;]", ()),
    "zh_Hant": (r"和|及|與|或|、|[/;；]", ("及早", "與顧客接觸", "與同事的聯繫")),
    "vi": (r"\b(và|hoặc|cũng như|lẫn)\b|[/;]", ("lẫn nhau",)),
}
# Somebody in a hurry reads past a "not". "không?" ends a question in Vietnamese, "không gian" is space.
NEGATIONS = {
    "en": (r"\b(not|no|never|none|nothing|nobody|without|cannot|hardly)\b|n't", ()),
    "id": (r"\b(tidak|tak|bukan|tanpa|belum|jangan)\b", ()),
    "zh_Hant": (r"不|沒|無|未|非", ()),
    "vi": (r"\b(không|chưa|chẳng|đừng|thiếu)\b", ("không?", "không gian")),
}
LEADING = re.compile(r"\b(great|excellent|wonderful|love|agree|surely|obviously|of course)\b", re.IGNORECASE)
CURT = {"en": r"!", "id": r"\b(kamu|kau|engkau)\b|!", "zh_Hant": r"你|！", "vi": r"\b(anh|chị|em|quý vị)\b|!"}

# All that people read, with whose it is and in which language.
EVERYTHING = [
    (item, language, said)
    for item in ITEMS
    for texts in (item.texts, *item.options.values())
    for language, said in texts.items()
]


def found(rules):
    """Where the pattern of a language stands, its exceptions left out."""
    hits = []
    for item, language, said in EVERYTHING:
        pattern, allowed = rules[language]
        rest = said.lower()
        for exception in allowed:
            rest = rest.replace(exception, "")
        hits += [(item.key, said)] if re.search(pattern, rest) else []
    return hits


def test_the_bank_is_large_enough_without_counting_branches():
    assert len([item for item in ITEMS if item.parent is None]) >= 60


def test_every_key_is_a_stable_word_and_stands_for_one_item():
    assert max(Counter(item.key for item in ITEMS).values()) == 1
    assert [item.key for item in ITEMS if not re.fullmatch(rf"[a-z][a-z_]{{0,{LONGEST_KEY - 1}}}", item.key)] == []


def test_what_every_organisation_begins_with_is_worded_as_it_always_was():
    """Trends go back to these words: a new idea is a new item."""
    words = "\n".join(f"{item.key} {item.scale} {sorted(item.texts.items())}" for item in QUESTIONS)
    assert hashlib.sha256(words.encode()).hexdigest() == (
        "44bea099c887a24448a72f00958553b13737360022f01ecc5ea824fdd597ec08"
    )


@pytest.mark.parametrize(
    ("theme", "least"),
    [
        *((topic.key, 6) for topic in TOPICS),
        ("office_move", 5),
        ("hybrid_work", 8),
        ("onboarding", 8),
        ("customers", 8),
        ("engagement", 10),
        ("trust", 5),
        (None, 5),
    ],
)
def test_every_theme_has_a_choice_of_items(theme, least):
    assert len([item for item in ITEMS if item.topic == theme and item.parent is None]) >= least


def test_the_promised_questions_are_there():
    assert ITEM_BY_KEY["enps"].scale == "points10"
    for key in ("belief_in_action", "trust_in_anonymity", "customers_acted"):
        assert ITEM_BY_KEY[key].scale == "agree5"


def test_every_topic_has_a_question_of_its_own_name_on_five_steps():
    for topic in TOPIC_BY_KEY:
        assert ITEM_BY_KEY[topic].topic == topic
        assert ITEM_BY_KEY[topic].scale in scales.FIVE_STEPS


@pytest.mark.parametrize("topic", TOPICS, ids=lambda topic: topic.key)
def test_whoever_is_unhappy_with_a_topic_can_say_why(topic):
    [why] = branches(topic.key)
    options = [texts["en"] for texts in why.options.values()]
    assert (why.key, why.scale, why.topic) == (f"{topic.key}_why", "multiple", topic.key)
    assert options == [*WHY[topic.key].split(", "), "Something else"]


def test_a_branch_follows_a_question_that_can_make_unhappy():
    for item in ITEMS:
        if item.parent:
            parent = ITEM_BY_KEY[item.parent]
            assert parent.parent is None, item.key
            assert parent.scale in scales.PARENTS, item.key
            assert item.scale in scales.BRANCHES, item.key
            assert parent.topic == item.topic, item.key


def test_an_item_is_complete_in_every_language():
    for item in ITEMS:
        for texts in (item.texts, *item.options.values()):
            assert set(texts) == set(LANGUAGES), item.key
    for item, _, said in EVERYTHING:
        assert said == " ".join(said.split()) != "", item.key
        assert said == unicodedata.normalize("NFC", said), item.key


def test_only_choices_bring_options_numbered_from_one():
    for item in ITEMS:
        assert bool(item.options) == (item.scale in scales.LISTED), item.key
        assert list(item.options) == list(range(1, len(item.options) + 1)), item.key
        assert len(item.options) <= MOST_OPTIONS, item.key
        for language in LANGUAGES:
            assert len({texts[language] for texts in item.options.values()}) == len(item.options), item.key


def test_nothing_is_long():
    for item in ITEMS:
        assert max(len(said) for said in item.texts.values()) <= LONGEST_QUESTION, item.key
        assert all(len(said) <= LONGEST_OPTION for each in item.options.values() for said in each.values()), item.key


def test_an_item_is_read_in_one_breath():
    lengths = {item.key: len(item.texts["en"].split()) for item in ITEMS}
    assert {key: words for key, words in lengths.items() if words > MOST_WORDS} == {}
    assert mean(lengths.values()) < 10


def test_an_item_holds_one_idea():
    assert found(JOINTS) == []


def test_an_item_is_put_without_negation():
    assert found(NEGATIONS) == []


def test_an_item_leads_nobody():
    assert [item.key for item in ITEMS if LEADING.search(item.texts["en"])] == []


def test_everybody_is_spoken_to_politely():
    assert [(item.key, said) for item, language, said in EVERYTHING if re.search(CURT[language], said.lower())] == []


def test_one_agrees_with_statements_and_answers_questions():
    for item in ITEMS:
        for language, said in item.texts.items():
            mark, stop = ("？", "。") if language == "zh_Hant" else ("?", ".")
            assert said[-1] == (stop if item.scale == "agree5" else mark), item.key
            assert not re.search(r"[.?。？]", said[:-1]), item.key
        assert not any(re.search(r"[.?。？]", said) for each in item.options.values() for said in each.values())


def test_the_same_scale_is_asked_in_the_same_way():
    assert {item.texts["en"].split()[0] for item in ITEMS if item.scale == "yesno"} <= {"Was", "Has", "Do"}
    assert all(item.texts["en"].startswith("How likely ") for item in ITEMS if item.scale == "points10")
    assert all(re.search(r"\bhow do\b", item.texts["en"], re.IGNORECASE) for item in ITEMS if item.scale == "faces5")


def test_traditional_chinese_is_written_in_traditional_characters():
    """Big5, which Taiwan wrote in for decades, has none of the simplified ones."""
    assert [said for _, language, said in EVERYTHING if language == "zh_Hant" and not _fits(said)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_items_are_worded_alike(language):
    assert max(Counter(item.texts[language] for item in ITEMS).values()) == 1


def _fits(said):
    try:
        return bool(said.encode("big5"))
    except UnicodeEncodeError:
        return False
