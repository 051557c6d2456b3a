"""Which topic a comment mentions: by words, in the languages of the bank, whatever the comment's own is.

People mix languages, and a browser's language says little about what was typed. So the words of all
languages are looked for at once, and none is listed that means something else in another of them
("air" is water in Indonesian). It finds what is named; what is only meant it does not find.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from functools import cache

from pulse.i18n import DEFAULT

CHINESE = "zh_Hant"
_ENDINGS = {"en": "(?:s|es|'s|’s)?", "id": "(?:nya|ku|mu)?"}  # canteens; kantinnya, "our canteen"

WORDS: dict[str, dict[str, str]] = {
    "canteen": {
        "en": "canteen, cafeteria, food, lunch, meal, menu, kitchen, dish, vegetarian, breakfast, cook",
        "id": "kantin, makanan, makan siang, makan, menu, dapur, sayur, lauk, nasi, sarapan, koki, pedas, halal",
        "zh_Hant": "餐廳, 食堂, 午餐, 餐點, 飯菜, 菜色, 便當, 廚房, 素食, 早餐, 吃飯, 用餐",
        "vi": "nhà ăn, căng tin, bữa trưa, cơm trưa, món ăn, đồ ăn, thức ăn, thực đơn, bữa sáng, nhà bếp, suất ăn",
    },
    "meeting_rooms": {
        "en": "meeting room, conference room, boardroom, room booking, book a room, projector, whiteboard, large room",
        "id": "ruang rapat, ruang meeting, ruang pertemuan, rapat, pesan ruang, booking ruang, proyektor, papan tulis",
        "zh_Hant": "會議室, 開會, 會議, 預約會議, 訂會議, 投影機, 白板, 視訊設備, 大會議室, 小會議室",
        "vi": "phòng họp, phòng họp nhóm, đặt phòng, cuộc họp, máy chiếu, bảng trắng, màn hình họp, buổi họp",
    },
    "rest_areas": {
        "en": "rest area, break room, lounge, sofa, couch, coffee corner, pantry, nap, quiet room, water dispenser",
        "id": "area istirahat, ruang istirahat, istirahat, sofa, pantri, tempat duduk, dispenser, kursi santai",
        "zh_Hant": "休息區, 休息室, 休息, 沙發, 茶水間, 午睡, 飲水機, 咖啡角, 交誼廳",
        "vi": "khu nghỉ ngơi, phòng nghỉ, chỗ nghỉ, nghỉ trưa, ghế sofa, góc cà phê, máy lọc nước, nghỉ ngơi",
    },
    "gym": {
        "en": "gym, treadmill, fitness, workout, dumbbell, exercise, yoga, sports, locker room, exercise bike",
        "id": "gym, pusat kebugaran, kebugaran, fitnes, olahraga, treadmill, barbel, alat beban, senam, loker",
        "zh_Hant": "健身房, 健身, 跑步機, 運動, 啞鈴, 重訓, 瑜伽, 瑜珈, 淋浴, 更衣室",
        "vi": "phòng gym, phòng tập, máy chạy bộ, tập gym, tập thể dục, thể thao, yoga, phòng thay đồ, máy tập",
    },
    "parking": {
        "en": "parking, park, parked, car park, garage, motorbike, motorcycle, bike rack, scooter, charging station",
        "id": "parkir, parkiran, tempat parkir, lahan parkir, sepeda motor, motor, mobil, helm, garasi",
        "zh_Hant": "停車, 停車場, 停車位, 車位, 機車, 腳踏車, 汽車, 車庫, 充電樁",
        "vi": "chỗ để xe, bãi xe, bãi đỗ xe, đỗ xe, gửi xe, nhà xe, xe máy, ô tô, để xe, bãi giữ xe",
    },
    "technology": {
        "en": "technology, laptop, computer, wifi, wi-fi, internet, network, software, printer, vpn, password",
        "id": "teknologi, laptop, komputer, wifi, wi-fi, internet, jaringan, perangkat lunak, printer, vpn",
        "zh_Hant": "資訊科技, 電腦, 筆電, 網路, 無線網路, 軟體, 印表機, 系統, 螢幕, 連線, 密碼, 當機",
        "vi": "công nghệ, máy tính, laptop, wifi, wi-fi, mạng, phần mềm, máy in, vpn, phần cứng, màn hình, mật khẩu",
    },
    "office_environment": {
        "en": "office environment, noise, noisy, loud, open office, desk, air conditioning, temperature, plants",
        "id": "lingkungan kantor, bising, berisik, ribut, meja, ac, suhu, pencahayaan, terlalu dingin, tanaman",
        "zh_Hant": "辦公環境, 辦公室, 噪音, 吵, 冷氣, 空調, 溫度, 燈光, 座位, 太冷, 太熱, 乾淨, 植物",
        "vi": "môi trường văn phòng, văn phòng, ồn, điều hòa, máy lạnh, nhiệt độ, ánh sáng, bàn làm việc, cây xanh",
    },
    "office_move": {
        "en": "new office, office move, new building, relocation, moving in, new desk, new seat, old office",
        "id": "kantor baru, pindah kantor, kepindahan, gedung baru, pindahan, meja baru, kantor lama, gedung lama",
        "zh_Hant": "新辦公室, 搬遷, 搬家, 搬到, 新大樓, 新座位, 舊辦公室, 新地點, 搬過來",
        "vi": "văn phòng mới, chuyển văn phòng, tòa nhà mới, chỗ ngồi mới, văn phòng cũ, chỗ mới, dọn đến, tòa nhà cũ",
    },
    "hybrid_work": {
        "en": "working from home, work from home, home office, wfh, remote, hybrid, at home, office days",
        "id": "bekerja dari rumah, kerja dari rumah, wfh, dari rumah, hibrida, hybrid, jarak jauh, di rumah",
        "zh_Hant": "在家工作, 在家上班, 居家辦公, 遠端, 遠距, 混合辦公, 居家, 進辦公室",
        "vi": "làm việc ở nhà, làm ở nhà, làm việc từ xa, từ xa, ở nhà, wfh, hybrid, lên văn phòng",
    },
    "onboarding": {
        "en": "first week, onboarding, first day, induction, newcomer, probation, new here, mentor, buddy",
        "id": "minggu pertama, hari pertama, orientasi, karyawan baru, pegawai baru, masa percobaan, magang, mentor",
        "zh_Hant": "到職, 新人, 第一天, 第一週, 報到, 試用期, 新進, 新訓, 教育訓練",
        "vi": "tuần đầu, ngày đầu, người mới, nhân viên mới, thử việc, mới vào, hội nhập, hòa nhập, người hướng dẫn",
    },
    "customers": {
        "en": "customer, client, complaint, guest, buyer, shopper, refund, delivery",
        "id": "pelanggan, klien, keluhan, pembeli, konsumen, komplain, pesanan, pengiriman",
        "zh_Hant": "顧客, 客戶, 客人, 客訴, 訂單, 買家, 退貨, 退款, 消費者",
        "vi": "khách hàng, khách, khiếu nại, đơn hàng, người mua, người tiêu dùng, hoàn tiền, giao hàng",
    },
    "engagement": {
        "en": "your work, my work, workload, overtime, salary, wage, appreciation, promotion, career, burnout",
        "id": "pekerjaan, beban kerja, lembur, gaji, penghargaan, promosi, karier, kelelahan, upah",
        "zh_Hant": "您的工作, 我的工作, 工作量, 加班, 薪水, 薪資, 肯定, 升遷, 職涯, 過勞",
        "vi": "công việc, khối lượng công việc, tăng ca, lương, ghi nhận, thăng tiến, kiệt sức, làm thêm giờ",
    },
    "trust": {
        "en": "trust, anonymous, anonymity, honest, openly, confidential, afraid, survey, feedback",
        "id": "kepercayaan, percaya, anonim, anonimitas, jujur, terbuka, rahasia, takut, survei",
        "zh_Hant": "信任, 匿名, 坦白, 誠實, 保密, 害怕, 意見調查, 問卷, 敢說",
        "vi": "sự tin tưởng, tin tưởng, ẩn danh, trung thực, thẳng thắn, bảo mật, khảo sát, nói thẳng",
    },
}


def words(topic: str, names: Mapping[str, str], language: str) -> list[str]:
    """The words that are looked for, in a language; of a topic that is not of the bank its own name."""
    if topic in WORDS:
        return _listed(WORDS[topic].get(language) or WORDS[topic][DEFAULT])
    name = names.get(language) or names.get(DEFAULT) or next(iter(names.values()), topic)
    return [name]


def mentions(topic: str, names: Mapping[str, str]) -> Callable[[str], bool]:
    """Whether a text mentions a topic; of one that is not of the bank, by its names (language to name)."""
    if topic in WORDS:
        pattern = _of_bank(topic)
    else:
        pattern = _pattern({language: [name] for language, name in names.items() if name.strip()})
    return lambda text: bool(pattern and pattern.search(_plain(text)))


@cache
def _of_bank(topic: str) -> re.Pattern[str] | None:
    return _pattern({language: _listed(given) for language, given in WORDS[topic].items()})


def _listed(given: str) -> list[str]:
    return [word.strip() for word in given.split(",")]


def _plain(text: str) -> str:
    """Composed and without capitals, so that what looks alike is alike."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", text).casefold())


def _pattern(by_language: Mapping[str, list[str]]) -> re.Pattern[str] | None:
    """Whole words, any white space between them; in Chinese, which has no spaces, anywhere."""
    found = []
    for language, listed in by_language.items():
        one_of = "|".join(_spaced(word) for word in listed)
        found.append(one_of if language == CHINESE else rf"(?<!\w)(?:{one_of}){_ENDINGS.get(language, '')}(?!\w)")
    return re.compile("|".join(found)) if found else None


def _spaced(word: str) -> str:
    return r"\s+".join(re.escape(part) for part in _plain(word).split())
