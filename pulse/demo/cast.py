"""The people of the demo organisation: made-up names, real places, by chance but repeatably."""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from random import Random

JAKARTA, SAIGON, TAIPEI, LONDON = "Jakarta", "Ho Chi Minh City", "Taipei", "London"
ZONES = {
    JAKARTA: "Asia/Jakarta",
    SAIGON: "Asia/Ho_Chi_Minh",
    TAIPEI: "Asia/Taipei",
    LONDON: "Europe/London",
}
HOLIDAYS = {JAKARTA: "ID", SAIGON: "VN", TAIPEI: "TW", LONDON: "GB-ENG"}
# unit, and how many of 1,200 people work there in Jakarta, Ho Chi Minh City, Taipei and London
UNITS = {
    "Operations/Production/Assembly": (60, 54, 0, 0),
    "Operations/Production/Machining": (32, 26, 0, 0),
    "Operations/Production/Painting": (20, 18, 0, 0),
    "Operations/Production/Packing": (28, 26, 0, 0),
    "Operations/Logistics/Warehouse": (30, 28, 0, 0),
    "Operations/Logistics/Shipping": (20, 18, 0, 0),
    "Operations/Quality/Inspection": (20, 18, 0, 0),
    "Operations/Quality/Testing": (16, 22, 0, 0),
    "Operations/Maintenance/Machines": (18, 16, 0, 0),
    "Operations/Maintenance/Buildings": (9, 7, 0, 0),
    "Product/Engineering/Hardware": (0, 0, 42, 0),
    "Product/Engineering/Firmware": (0, 18, 25, 0),
    "Product/Engineering/Software": (0, 24, 30, 16),
    "Product/Design/Industrial design": (0, 0, 20, 14),
    "Product/Design/User research": (0, 0, 6, 5),
    "Product/Planning/Product managers": (0, 0, 22, 10),
    "Customers/Support/Front line": (34, 22, 16, 18),
    "Customers/Support/Technical support": (18, 14, 16, 0),
    "Customers/Sales/Retail": (20, 16, 14, 18),
    "Customers/Sales/Business": (16, 0, 18, 20),
    "Customers/Marketing/Brand": (14, 0, 14, 14),
    "Office/Finance/Accounting": (18, 14, 16, 20),
    "Office/Finance/Payroll": (8, 6, 4, 4),
    "Office/People/Recruiting": (8, 6, 6, 6),
    "Office/People/Training": (9, 7, 4, 0),
    "Office/Systems/Service desk": (16, 8, 14, 6),
}
LANGUAGES = {
    JAKARTA: {"id": 74, "en": 18, "zh-Hant": 4, "vi": 4},
    SAIGON: {"vi": 76, "en": 17, "zh-Hant": 4, "id": 3},
    TAIPEI: {"zh-Hant": 74, "en": 18, "vi": 5, "id": 3},
    LONDON: {"en": 88, "zh-Hant": 5, "vi": 4, "id": 3},
}
GIVEN = {
    "id": "Adi Agus Ayu Bagus Bima Citra Dewi Dimas Eko Fajar Fitri Gita Hendra Indah Intan Joko Kartika Lestari "
    "Made Nia Oka Putri Ratna Rizky Sari Tono Wahyu Wulan Yudi",
    "en": "Alex Anna Ben Beth Carl Dana Daniel Emma Eve Frank Grace Henry Iris James Kate Leo Liam Mary Noah Olive "
    "Paul Rose Sam Simon Tess Tom Will",
    "vi": "An Anh Bình Châu Chi Dũng Giang Hà Hải Hạnh Hương Khánh Khoa Lan Linh Long Mai Minh Nam Ngọc Phúc Quân "
    "Quỳnh Sơn Thảo Trang Trung Tuấn Vy Yến",
    "zh-Hant": "Chia-hao Chih-ming Chun-yen Hsin-yi Hui-min I-chun Jia-ling Jun-hong Kuan-yu Li-hua Mei-ling Pei-shan "
    "Po-han Shu-fen Ssu-ying Ting-wei Tzu-han Wan-ju Wei-ting Ya-wen Yen-ting Yi-chen Yu-ting Yung-chi Zhi-wei",
}
FAMILY = {
    "id": "Halim Hartono Hidayat Kurniawan Kusuma Lubis Nasution Nugroho Pratama Rahayu Saputra Santoso Siregar "
    "Susanto Utami Wibowo Wijaya Yulianti",
    "en": "Baker Carter Cooper Evans Foster Green Hughes Kelly Moore Morgan Parker Reed Scott Turner Walker Young",
    "vi": "Bùi Cao Đặng Đinh Đỗ Dương Hoàng Huỳnh Lê Lý Mai Ngô Nguyễn Phạm Phan Trần Trịnh Võ Vũ",
    "zh-Hant": "Chang Chen Cheng Chiang Chou Hsieh Hsu Huang Kao Kuo Lai Lee Liao Lin Liu Tsai Tseng Wang Wu Yang",
}


@dataclass(frozen=True)
class Character:
    """One person of the demo. `moods`: what they think of a topic, compared with their colleagues."""

    number: str
    name: str
    email: str
    unit: str
    location: str
    language: str
    moods: Mapping[str, float]


def characters(people: int, rng: Random) -> list[Character]:
    """So many people, spread over units, places and languages as `UNITS` and `LANGUAGES` say."""
    places = [(unit, at) for unit in UNITS for at in ZONES]
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
    email = f"nw{number:04}@northwind.example"
    return Character(f"NW{number:04}", pool[number % len(pool)], email, unit, location, language, _moods(rng))


SINGLE = ("canteen", "meeting_rooms", "rest_areas", "gym", "parking", "technology", "office_environment")
OVERALL = "overall"
TEMPER = 0.8  # how much people differ
# how much of what somebody thinks overall comes from what they think of a topic; the rest is their own
SHARES = {"technology": 0.4, "office_environment": 0.35, "canteen": 0.25}
OWN = 0.5


def _moods(rng: Random) -> dict[str, float]:
    moods = {topic: rng.gauss(0, TEMPER) for topic in SINGLE}
    overall = OWN * rng.gauss(0, TEMPER) + sum(share * moods[topic] for topic, share in SHARES.items())
    return {**moods, OVERALL: overall}


def as_csv(people: Iterable[Character]) -> bytes:
    """The file that an administrator would import."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(["person_id", "name", "email", "unit", "location", "language", "time_zone"])
    for one in people:
        rows.writerow([one.number, one.name, one.email, one.unit, one.location, one.language, ZONES[one.location]])
    return text.getvalue().encode()
