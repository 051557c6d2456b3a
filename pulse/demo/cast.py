"""The people of the demo organisation: made-up names, real places, by chance but repeatably."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass
from random import Random

from pulse.demo.comments import JAKARTA, TAIPEI

ZONES = {JAKARTA: "Asia/Jakarta", TAIPEI: "Asia/Taipei"}
# unit, and how many of 120 people work there in Jakarta and in Taipei
UNITS = {
    "Operations/Production": (20, 0),
    "Operations/Logistics": (12, 0),
    "Product/Engineering": (0, 20),
    "Product/Design": (0, 10),
    "Customers/Support": (12, 14),
    "Customers/Sales": (10, 0),
    "Office": (10, 12),
}
LANGUAGES = {
    JAKARTA: {"id": 58, "en": 24, "vi": 18},
    TAIPEI: {"zh-Hant": 60, "en": 22, "vi": 18},
}
GIVEN = {
    "id": "Ayu Bagus Citra Dewi Eko Fajar Gita Hendra Indah Joko Kartika Lestari Made Nia Oka Putri Rizky Sari Tono "
    "Wulan",
    "en": "Alex Beth Carl Dana Emma Frank Grace Henry Iris James Kate Liam Mary Noah Olive Paul Rose Sam Tess Will",
    "vi": "An Bình Chi Dũng Giang Hà Hương Khánh Lan Linh Long Mai Nam Ngọc Phúc Quân Thảo Trang Tuấn Vy",
    "zh-Hant": "Chia-hao Chih-ming Hsin-yi I-chun Jia-ling Kuan-yu Mei-ling Pei-shan Shu-fen Ting-wei Wan-ju Wei-ting "
    "Ya-wen Yi-chen Yu-ting Yung-chi Zhi-wei Li-hua Po-han Hui-min",
}
FAMILY = {
    "id": "Hartono Kusuma Lubis Nugroho Pratama Rahayu Santoso Setiawan Siregar Susanto Utami Wibowo Wijaya Yulianti",
    "en": "Baker Carter Evans Foster Green Hughes Kelly Moore Parker Reed Scott Turner Walker Young",
    "vi": "Bùi Đặng Đinh Đỗ Dương Hoàng Huỳnh Lê Lý Ngô Nguyễn Phạm Phan Võ",
    "zh-Hant": "Chang Chen Cheng Chiang Chou Hsieh Hsu Huang Kuo Lai Lee Lin Tsai Wang",
}


@dataclass(frozen=True)
class Character:
    """One person of the demo."""

    number: str
    name: str
    email: str
    unit: str
    location: str
    language: str

    @property
    def department(self) -> str:
        """The unit below the root."""
        return self.unit.split("/")[0]


def characters(people: int, rng: Random) -> list[Character]:
    """So many people, spread over units, places and languages as `UNITS` and `LANGUAGES` say."""
    places = [(unit, at) for unit in UNITS for at in (JAKARTA, TAIPEI)]
    weights = [share for shares in UNITS.values() for share in shares]
    spread = _spread(weights, people)
    homes = [place for place, number in zip(places, spread, strict=True) for _ in range(number)]
    names = {language: _names(language, rng) for language in GIVEN}
    return [_character(number, *home, names, rng) for number, home in enumerate(homes, start=1)]


def _spread(weights: Iterable[int], people: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to `people`."""
    shares = list(weights)
    edges = [people * sum(shares[: i + 1]) // sum(shares) for i in range(len(shares))]
    return [edge - before for edge, before in zip(edges, [0, *edges], strict=False)]


def _names(language: str, rng: Random) -> list[str]:
    """Every name there can be, shuffled; Vietnamese and Chinese put the family first."""
    first = language in {"vi", "zh-Hant"}
    made = [
        f"{family} {given}" if first else f"{given} {family}"
        for given in GIVEN[language].split()
        for family in FAMILY[language].split()
    ]
    rng.shuffle(made)
    return made


def _character(number: int, unit: str, location: str, names: dict[str, list[str]], rng: Random) -> Character:
    tongues = LANGUAGES[location]
    language = rng.choices(list(tongues), list(tongues.values()))[0]
    pool = names[language]
    name = pool[number % len(pool)]
    return Character(f"NW{number:04}", name, f"nw{number:04}@northwind.example", unit, location, language)


def as_csv(people: Iterable[Character]) -> bytes:
    """The file that an administrator would import."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["person_id", "name", "email", "unit", "location", "language", "time_zone"])
    for one in people:
        rows.writerow([one.number, one.name, one.email, one.unit, one.location, one.language, ZONES[one.location]])
    return text.getvalue().encode()
