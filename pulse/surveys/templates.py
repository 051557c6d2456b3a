"""Ready surveys, as plain data: what each is for, whom it suits, how often, what it asks."""

from collections.abc import Collection
from dataclasses import dataclass

from pulse.languages import in_every
from pulse.questions.bank import ITEM_BY_KEY, BankQuestion, Texts
from pulse.questions.scales import OPEN
from pulse.surveys.rotation import seconds


@dataclass(frozen=True)
class Template:
    """A ready survey. `weeks`: the suggested rhythm, None for one time only. `keys`: items of the bank in order."""

    key: str
    weeks: int | None
    keys: tuple[str, ...]

    @property
    def name(self) -> Texts:
        """What it is called."""
        return in_every("templates", self.key, "name")

    @property
    def purpose(self) -> Texts:
        """What it is for."""
        return in_every("templates", self.key, "purpose")

    @property
    def audience(self) -> Texts:
        """Whom it suits."""
        return in_every("templates", self.key, "audience")

    @property
    def rhythm(self) -> Texts:
        """How often it is good to ask it, in words."""
        return in_every("templates", self.key, "rhythm")

    @property
    def items(self) -> tuple[BankQuestion, ...]:
        """What it asks, in order."""
        return tuple(ITEM_BY_KEY[key] for key in self.keys)

    @property
    def taps(self) -> int:
        """How many answers everybody taps: neither words nor branches, which follow unhappy answers alone."""
        return sum(1 for item in self.items if item.parent is None and item.scale != OPEN)

    @property
    def seconds(self) -> int:
        """About how long that takes."""
        return seconds(self.taps)


OFFICE_PULSE = Template(
    key="office_pulse",
    weeks=4,
    keys=(
        "canteen",
        "canteen_why",
        "meeting_rooms",
        "meeting_rooms_why",
        "rest_areas",
        "rest_areas_why",
        "gym",
        "gym_why",
        "parking",
        "parking_why",
        "technology",
        "technology_why",
        "office_environment",
        "office_environment_why",
        "overall",
        "comment",
    ),
)
CANTEEN = Template(
    key="canteen_deep_dive",
    weeks=None,
    keys=(
        "canteen_visits",
        "canteen",
        "canteen_taste",
        "canteen_choice",
        "canteen_prices",
        "canteen_queue",
        "canteen_hygiene",
        "canteen_diet",
        "canteen_wish",
    ),
)
AFTER_A_MOVE = Template(
    key="after_office_move",
    weeks=None,
    keys=(
        "office_move",
        "office_move_why",
        "office_move_informed",
        "office_move_ready",
        "office_move_orientation",
        "office_move_neighbours",
        "office_move_commute",
        "office_noise",
        "office_focus",
        "office_move_wish",
    ),
)
HYBRID_WEEK = Template(
    key="hybrid_week",
    weeks=12,
    keys=(
        "hybrid_work",
        "hybrid_work_why",
        "hybrid_work_days",
        "hybrid_work_focus",
        "hybrid_work_belonging",
        "hybrid_work_meetings",
        "hybrid_work_office_days",
        "hybrid_work_equipment",
        "hybrid_work_switching_off",
        "comment",
    ),
)
ENGAGEMENT = Template(
    key="engagement_pulse",
    weeks=12,
    keys=(
        "enps",
        "enps_why",
        "engagement",
        "engagement_use",
        "engagement_appreciation",
        "engagement_learning",
        "engagement_workload",
        "engagement_team",
        "belief_in_action",
        "comment",
    ),
)
CUSTOMERS = Template(
    key="customer_voice",
    weeks=12,
    keys=(
        "customers_contact",
        "customers",
        "customers_recommend",
        "customers_heard",
        "customers_acted",
        "customers_solved",
        "customers_wishes",
        "customers_praise",
        "customers_change",
    ),
)

TEMPLATES = (OFFICE_PULSE, CANTEEN, AFTER_A_MOVE, HYBRID_WEEK, ENGAGEMENT, CUSTOMERS)
TEMPLATE_BY_KEY = {template.key: template for template in TEMPLATES}


def suggested(keys: Collection[str]) -> Template | None:
    """The ready survey from which these questions come: half of them, and half of its own, are shared."""
    asked = set(keys)
    shared = {template: len(asked.intersection(template.keys)) for template in TEMPLATES}
    close = [one for one, count in shared.items() if 2 * count >= max(len(asked), len(one.keys))]
    return max(close, key=lambda one: shared[one], default=None)
