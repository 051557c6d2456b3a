"""What the items of the bank are: which topic, which scale, how many answers. Their words stand in `translations`.

One idea an item: whoever likes the food and dislikes the queue must know what is asked. The wordings are written
for each language, so they say the same without being word for word. A wording that meant something else would
break the trend of everybody who asks it: a new idea gets a new key.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pulse.languages import in_each
from pulse.questions.scales import AGREE5, FACES5, MULTIPLE, OPEN, POINTS10, SINGLE, YESNO

Texts = dict[str, str]


@dataclass(frozen=True)
class BankTopic:
    """A topic and its name in each language."""

    key: str
    names: Texts


@dataclass(frozen=True)
class BankQuestion:
    """A question, its wording in each language, and where it has any its own answers by their number.

    With a `parent` it is asked only of those who are unhappy there.
    """

    key: str
    topic: str | None
    scale: str
    texts: Texts
    options: Mapping[int, Texts] = field(default_factory=dict)
    parent: str | None = None


def topic(key: str) -> BankTopic:
    """A topic of the bank."""
    return BankTopic(key, in_each("topics", key))


def faces(key: str, topic: str | None) -> BankQuestion:
    """A question that five faces answer."""
    return BankQuestion(key, topic, FACES5, in_each("questions", key))


def agree(key: str, topic: str | None) -> BankQuestion:
    """A statement that people agree with, more or less."""
    return BankQuestion(key, topic, AGREE5, in_each("questions", key))


def points(key: str, topic: str | None) -> BankQuestion:
    """A question how likely something is, from 0 to 10."""
    return BankQuestion(key, topic, POINTS10, in_each("questions", key))


def yes_or_no(key: str, topic: str | None) -> BankQuestion:
    """A question where "yes" is the good answer."""
    return BankQuestion(key, topic, YESNO, in_each("questions", key))


def words(key: str, topic: str | None) -> BankQuestion:
    """A question that is answered in words."""
    return BankQuestion(key, topic, OPEN, in_each("questions", key))


def one_of(key: str, topic: str | None, answers: int) -> BankQuestion:
    """A question with answers of its own, of which one is chosen."""
    return BankQuestion(key, topic, SINGLE, in_each("questions", key), _numbered(key, answers))


def some_of(key: str, topic: str | None, answers: int) -> BankQuestion:
    """A question with answers of its own, of which several may be chosen; the last is "something else"."""
    return BankQuestion(key, topic, MULTIPLE, in_each("questions", key), _numbered_and_else(key, answers))


def why(parent: str, topic: str | None, answers: int) -> BankQuestion:
    """What those who are unhappy with `parent` are asked next; its last answer is "something else"."""
    key = f"{parent}_why"
    return BankQuestion(key, topic, MULTIPLE, in_each("questions", key), _numbered_and_else(key, answers), parent)


def _numbered_and_else(key: str, answers: int) -> Mapping[int, Texts]:
    return {**_numbered(key, answers - 1), answers: in_each("options", "something_else")}


def _numbered(key: str, answers: int) -> Mapping[int, Texts]:
    """The answers by their numbers; a language that lists fewer lacks the last ones."""
    listed = in_each("options", key)
    return {
        number: {language: said[number - 1] for language, said in listed.items() if said[number - 1 : number] > [""]}
        for number in range(1, answers + 1)
    }


TOPICS = (
    topic("canteen"),
    topic("meeting_rooms"),
    topic("rest_areas"),
    topic("gym"),
    topic("parking"),
    topic("technology"),
    topic("office_environment"),
)
MORE_TOPICS = (
    topic("office_move"),
    topic("hybrid_work"),
    topic("onboarding"),
    topic("customers"),
    topic("engagement"),
    topic("trust"),
)
ITEMS = (
    # The canteen: food, prices, waiting, seats.
    faces("canteen", "canteen"),
    why("canteen", "canteen", 9),
    faces("canteen_taste", "canteen"),
    faces("canteen_choice", "canteen"),
    faces("canteen_prices", "canteen"),
    faces("canteen_queue", "canteen"),
    faces("canteen_hygiene", "canteen"),
    faces("canteen_hours", "canteen"),
    faces("canteen_service", "canteen"),
    agree("canteen_seats", "canteen"),
    agree("canteen_diet", "canteen"),
    one_of("canteen_visits", "canteen", 5),
    words("canteen_wish", "canteen"),
    # Meeting rooms: finding one, booking it, what is in it.
    faces("meeting_rooms", "meeting_rooms"),
    why("meeting_rooms", "meeting_rooms", 8),
    agree("meeting_rooms_free", "meeting_rooms"),
    faces("meeting_rooms_booking", "meeting_rooms"),
    faces("meeting_rooms_equipment", "meeting_rooms"),
    faces("meeting_rooms_size", "meeting_rooms"),
    faces("meeting_rooms_noise", "meeting_rooms"),
    faces("meeting_rooms_air", "meeting_rooms"),
    # Rest areas, with the breaks that are spent there.
    faces("rest_areas", "rest_areas"),
    why("rest_areas", "rest_areas", 6),
    agree("rest_areas_space", "rest_areas"),
    faces("rest_areas_noise", "rest_areas"),
    faces("rest_areas_comfort", "rest_areas"),
    faces("rest_areas_cleanliness", "rest_areas"),
    agree("rest_areas_breaks", "rest_areas"),
    # The gym: hours, room, equipment, showers, classes.
    faces("gym", "gym"),
    why("gym", "gym", 6),
    faces("gym_hours", "gym"),
    faces("gym_equipment", "gym"),
    faces("gym_showers", "gym"),
    faces("gym_classes", "gym"),
    agree("gym_space", "gym"),
    one_of("gym_visits", "gym", 5),
    # Parking, and the way to work.
    faces("parking", "parking"),
    why("parking", "parking", 7),
    agree("parking_space", "parking"),
    agree("parking_safety", "parking"),
    faces("parking_bicycles", "parking"),
    faces("parking_charging", "parking"),
    one_of("parking_commute", "parking", 7),
    # Technology: devices, connection, software, help.
    faces("technology", "technology"),
    why("technology", "technology", 7),
    faces("technology_speed", "technology"),
    faces("technology_network", "technology"),
    faces("technology_calls", "technology"),
    faces("technology_support", "technology"),
    agree("technology_devices", "technology"),
    agree("technology_software", "technology"),
    agree("technology_skills", "technology"),
    # The office environment: air, light, noise, the desk.
    faces("office_environment", "office_environment"),
    why("office_environment", "office_environment", 8),
    faces("office_temperature", "office_environment"),
    faces("office_air", "office_environment"),
    faces("office_noise", "office_environment"),
    faces("office_light", "office_environment"),
    faces("office_cleanliness", "office_environment"),
    faces("office_desk", "office_environment"),
    faces("office_toilets", "office_environment"),
    agree("office_focus", "office_environment"),
    agree("office_privacy", "office_environment"),
    agree("office_access", "office_environment"),
    # The weeks after an office has moved.
    faces("office_move", "office_move"),
    why("office_move", "office_move", 8),
    agree("office_move_informed", "office_move"),
    faces("office_move_commute", "office_move"),
    agree("office_move_orientation", "office_move"),
    agree("office_move_neighbours", "office_move"),
    yes_or_no("office_move_ready", "office_move"),
    words("office_move_wish", "office_move"),
    # Working partly from home.
    faces("hybrid_work", "hybrid_work"),
    why("hybrid_work", "hybrid_work", 8),
    one_of("hybrid_work_days", "hybrid_work", 6),
    one_of("hybrid_work_wish", "hybrid_work", 6),
    agree("hybrid_work_focus", "hybrid_work"),
    agree("hybrid_work_belonging", "hybrid_work"),
    agree("hybrid_work_meetings", "hybrid_work"),
    agree("hybrid_work_office_days", "hybrid_work"),
    faces("hybrid_work_equipment", "hybrid_work"),
    agree("hybrid_work_rules", "hybrid_work"),
    agree("hybrid_work_switching_off", "hybrid_work"),
    # The first weeks of somebody new.
    faces("onboarding", "onboarding"),
    why("onboarding", "onboarding", 7),
    agree("onboarding_welcome", "onboarding"),
    yes_or_no("onboarding_workplace", "onboarding"),
    yes_or_no("onboarding_exits", "onboarding"),
    agree("onboarding_contact", "onboarding"),
    agree("onboarding_training", "onboarding"),
    agree("onboarding_expectations", "onboarding"),
    agree("onboarding_colleagues", "onboarding"),
    words("onboarding_wish", "onboarding"),
    # What our customers tell us, heard by those who work with them.
    faces("customers", "customers"),
    points("customers_recommend", "customers"),
    agree("customers_heard", "customers"),
    agree("customers_acted", "customers"),
    agree("customers_solved", "customers"),
    agree("customers_promises", "customers"),
    one_of("customers_contact", "customers", 4),
    some_of("customers_wishes", "customers", 7),
    words("customers_praise", "customers"),
    words("customers_change", "customers"),
    # One's own work: use, appreciation, learning, load, safety.
    faces("engagement", "engagement"),
    why("engagement", "engagement", 8),
    agree("engagement_use", "engagement"),
    agree("engagement_appreciation", "engagement"),
    agree("engagement_learning", "engagement"),
    agree("engagement_workload", "engagement"),
    agree("engagement_energy", "engagement"),
    agree("engagement_ideas", "engagement"),
    agree("engagement_team", "engagement"),
    agree("engagement_respect", "engagement"),
    agree("engagement_pay", "engagement"),
    agree("engagement_information", "engagement"),
    agree("engagement_safety", "engagement"),
    agree("engagement_growth", "engagement"),
    agree("engagement_again", "engagement"),
    # Trust: in speaking openly, in staying anonymous, in something being done.
    agree("trust", "trust"),
    agree("trust_in_anonymity", "trust"),
    agree("belief_in_action", "trust"),
    agree("trust_explained", "trust"),
    yes_or_no("trust_told", "trust"),
    faces("trust_follow_up", "trust"),
    one_of("trust_rhythm", "trust", 5),
    # Questions of no topic: how it is all in all, whether one recommends it, what one would like to say.
    faces("overall", None),
    why("overall", None, 8),
    points("enps", None),
    why("enps", None, 8),
    some_of("what_matters", None, 8),
    words("going_well", None),
    words("first_change", None),
    words("comment", None),
)
