"""Ready surveys, as plain data in four languages: what each is for, whom it suits, how often, what it asks."""

from dataclasses import dataclass

from pulse.questions.bank import ITEM_BY_KEY, BankQuestion
from pulse.questions.items.item import Texts, said
from pulse.questions.scales import OPEN
from pulse.surveys.rotation import seconds


@dataclass(frozen=True)
class Template:
    """A ready survey. `weeks`: the suggested rhythm, None for one time only. `keys`: items of the bank in order."""

    key: str
    name: Texts
    purpose: Texts
    audience: Texts
    rhythm: Texts
    weeks: int | None
    keys: tuple[str, ...]

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


_EVERYBODY = said("Everybody", "Semua orang", "所有人", "Tất cả mọi người")

OFFICE_PULSE = Template(
    key="office_pulse",
    name=said("Office pulse", "Suasana kantor", "職場快速調查", "Khảo sát nhanh văn phòng"),
    purpose=said(
        "Shows how people feel about the seven topics of the workplace.",
        "Menunjukkan perasaan orang tentang tujuh topik di tempat kerja.",
        "了解大家對工作場所七個主題的感受。",
        "Cho biết mọi người thấy thế nào về bảy chủ đề của nơi làm việc.",
    ),
    audience=_EVERYBODY,
    rhythm=said("Every four weeks", "Setiap empat minggu", "每四週一次", "Bốn tuần một lần"),
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
    name=said("A close look at the canteen", "Lebih dekat dengan kantin", "員工餐廳深入調查", "Tìm hiểu kỹ về nhà ăn"),
    purpose=said(
        "Finds out what to improve first about the canteen.",
        "Mencari tahu apa yang paling perlu diperbaiki lebih dulu di kantin.",
        "找出員工餐廳最該先改善的地方。",
        "Tìm ra điều nhà ăn nên cải thiện trước tiên.",
    ),
    audience=said(
        "The places that have a canteen",
        "Lokasi yang memiliki kantin",
        "設有員工餐廳的地點",
        "Những địa điểm có nhà ăn",
    ),
    rhythm=said(
        "Once, then again three months after a change",
        "Satu kali, lalu sekali lagi tiga bulan setelah ada perubahan",
        "一次，有改變之後過三個月再一次",
        "Một lần, rồi thêm một lần sau khi có thay đổi ba tháng",
    ),
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
    name=said("After an office move", "Setelah pindah kantor", "辦公室搬遷之後", "Sau khi chuyển văn phòng"),
    purpose=said(
        "Tells how people have arrived in a new office.",
        "Memberi tahu bagaimana orang menyesuaikan diri di kantor baru.",
        "了解大家在新辦公室適應得如何。",
        "Cho biết mọi người đã quen với văn phòng mới đến đâu.",
    ),
    audience=said(
        "The people who moved", "Orang-orang yang pindah", "搬到新辦公室的人", "Những người đã chuyển văn phòng"
    ),
    rhythm=said(
        "Four weeks after the move, then again after three months",
        "Empat minggu setelah pindah, lalu sekali lagi setelah tiga bulan",
        "搬遷四週後一次，三個月後再一次",
        "Bốn tuần sau khi chuyển, rồi thêm một lần sau ba tháng",
    ),
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
    name=said("Hybrid week", "Minggu kerja hibrida", "混合辦公的一週", "Tuần làm việc kết hợp"),
    purpose=said(
        "Shows how days at home go together with days in the office.",
        "Menunjukkan apakah hari kerja di rumah selaras dengan hari kerja di kantor.",
        "了解在家工作的日子與進辦公室的日子配合得如何。",
        "Cho biết ngày làm ở nhà kết hợp với ngày lên văn phòng ra sao.",
    ),
    audience=said(
        "People who may work from home",
        "Orang yang boleh bekerja dari rumah",
        "可以在家工作的人",
        "Những người được làm ở nhà",
    ),
    rhythm=said("Every twelve weeks", "Setiap dua belas minggu", "每十二週一次", "Mười hai tuần một lần"),
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
    name=said("Engagement pulse", "Keterlibatan kerja", "工作投入快速調查", "Khảo sát nhanh sự gắn kết"),
    purpose=said(
        "Shows whether people like to work here, what carries them, what drains them.",
        "Menunjukkan apakah orang senang bekerja di sini, apa yang menguatkan, apa yang melelahkan.",
        "了解大家喜不喜歡在這裡工作，什麼給人動力，什麼讓人疲累。",
        "Cho biết mọi người có thích làm việc ở đây không, điều gì tiếp sức, điều gì làm mệt mỏi.",
    ),
    audience=_EVERYBODY,
    rhythm=said("Every twelve weeks", "Setiap dua belas minggu", "每十二週一次", "Mười hai tuần một lần"),
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
    name=said(
        "What our customers tell us",
        "Apa kata pelanggan kita",
        "顧客告訴我們的事",
        "Khách hàng nói gì với chúng ta",
    ),
    purpose=said(
        "Gathers what customers say to those who talk with them every day.",
        "Mengumpulkan apa yang dikatakan pelanggan kepada orang yang setiap hari berbicara dengan mereka.",
        "收集每天接觸顧客的同事所聽到的意見。",
        "Gom lại điều khách hàng nói với những người hằng ngày tiếp xúc với họ.",
    ),
    audience=said(
        "People who talk to customers",
        "Orang yang berbicara dengan pelanggan",
        "與顧客接觸的人",
        "Những người tiếp xúc với khách hàng",
    ),
    rhythm=said("Every twelve weeks", "Setiap dua belas minggu", "每十二週一次", "Mười hai tuần một lần"),
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
