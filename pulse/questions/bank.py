"""The questions that every organisation begins with, in four languages, as plain data.

One idea a question: somebody who likes the food and dislikes the queue must know what is asked.
The wordings were written for each language, so they say the same without being word for word.
"""

from dataclasses import dataclass

from pulse.questions.scales import FACES5, OPEN

Texts = dict[str, str]


@dataclass(frozen=True)
class BankTopic:
    """A topic and its name in each language."""

    key: str
    names: Texts


@dataclass(frozen=True)
class BankQuestion:
    """A question and its wording in each language."""

    key: str
    topic: str | None
    scale: str
    texts: Texts


def _in(en: str, id: str, zh_hant: str, vi: str) -> Texts:
    return {"en": en, "id": id, "zh_Hant": zh_hant, "vi": vi}


TOPICS = (
    BankTopic("canteen", _in("Canteen", "Kantin", "員工餐廳", "Nhà ăn")),
    BankTopic("meeting_rooms", _in("Meeting rooms", "Ruang rapat", "會議室", "Phòng họp")),
    BankTopic("rest_areas", _in("Rest areas", "Area istirahat", "休息區", "Khu nghỉ ngơi")),
    BankTopic("gym", _in("Gym", "Pusat kebugaran", "健身房", "Phòng gym")),
    BankTopic("parking", _in("Parking", "Parkir", "停車", "Chỗ để xe")),
    BankTopic("technology", _in("Technology", "Teknologi", "資訊科技", "Công nghệ")),
    BankTopic(
        "office_environment", _in("Office environment", "Lingkungan kantor", "辦公環境", "Môi trường văn phòng")
    ),
)

_WORDINGS = {
    "canteen": _in(
        "How do you feel about the food in the canteen?",
        "Bagaimana menurut Anda makanan di kantin?",
        "您覺得員工餐廳的餐點如何？",
        "Bạn thấy món ăn ở nhà ăn thế nào?",
    ),
    "meeting_rooms": _in(
        "How do you feel about the meeting rooms?",
        "Bagaimana menurut Anda ruang rapat di tempat kerja?",
        "您覺得公司的會議室如何？",
        "Bạn thấy các phòng họp ở nơi làm việc thế nào?",
    ),
    "rest_areas": _in(
        "How do you feel about the rest areas?",
        "Bagaimana menurut Anda area istirahat di tempat kerja?",
        "您覺得公司的休息區如何？",
        "Bạn thấy khu nghỉ ngơi ở nơi làm việc thế nào?",
    ),
    "gym": _in(
        "How do you feel about the gym?",
        "Bagaimana menurut Anda pusat kebugaran di tempat kerja?",
        "您覺得公司的健身房如何？",
        "Bạn thấy phòng gym ở nơi làm việc thế nào?",
    ),
    "parking": _in(
        "How do you feel about parking at work?",
        "Bagaimana menurut Anda fasilitas parkir di tempat kerja?",
        "您覺得在公司停車的情況如何？",
        "Bạn thấy chỗ để xe ở nơi làm việc thế nào?",
    ),
    "technology": _in(
        "How do you feel about the technology you work with?",
        "Bagaimana menurut Anda teknologi yang Anda pakai untuk bekerja?",
        "您覺得工作上使用的資訊科技如何？",
        "Bạn thấy công nghệ mình dùng trong công việc thế nào?",
    ),
    "office_environment": _in(
        "How do you feel about your office environment?",
        "Bagaimana menurut Anda lingkungan kantor Anda?",
        "您覺得您的辦公環境如何？",
        "Bạn thấy môi trường văn phòng nơi mình làm việc thế nào?",
    ),
}

OVERALL = BankQuestion(
    "overall",
    None,
    FACES5,
    _in(
        "All in all, how do you feel about working here?",
        "Secara keseluruhan, bagaimana perasaan Anda bekerja di sini?",
        "整體而言，您在這裡工作的感受如何？",
        "Nhìn chung, bạn cảm thấy thế nào khi làm việc ở đây?",
    ),
)
COMMENT = BankQuestion(
    "comment",
    None,
    OPEN,
    _in(
        "What would you like to tell us?",
        "Apa yang ingin Anda sampaikan kepada kami?",
        "您有什麼想告訴我們的嗎？",
        "Bạn muốn chia sẻ điều gì với chúng tôi?",
    ),
)
QUESTIONS = (
    *(BankQuestion(topic.key, topic.key, FACES5, _WORDINGS[topic.key]) for topic in TOPICS),
    OVERALL,
    COMMENT,
)
