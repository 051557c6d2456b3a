"""The gym: hours, room, equipment, showers, classes."""

from pulse.questions.items.item import agree, faces, one_of, why

GYM = "gym"
ITEMS = (
    faces(
        "gym",
        GYM,
        "How do you feel about the gym?",
        "Bagaimana menurut Anda pusat kebugaran di tempat kerja?",
        "您覺得公司的健身房如何？",
        "Bạn thấy phòng gym ở nơi làm việc thế nào?",
    ),
    why(
        "gym",
        GYM,
        (
            "What should be better in the gym?",
            "Apa yang perlu diperbaiki di pusat kebugaran?",
            "您認為健身房哪些地方需要改善？",
            "Theo bạn, phòng gym cần cải thiện điều gì?",
        ),
        (
            ("Opening hours", "Jam buka", "開放時間", "Giờ mở cửa"),
            ("Crowding", "Terlalu ramai", "人太多", "Quá đông người"),
            ("Equipment", "Peralatan", "器材", "Dụng cụ tập"),
            ("Showers", "Kamar mandi", "淋浴間", "Phòng tắm"),
            ("Classes", "Kelas olahraga", "課程", "Lớp tập"),
        ),
    ),
    faces(
        "gym_hours",
        GYM,
        "How do you feel about the opening hours of the gym?",
        "Bagaimana menurut Anda jam buka pusat kebugaran?",
        "您覺得健身房的開放時間如何？",
        "Bạn thấy giờ mở cửa của phòng gym thế nào?",
    ),
    faces(
        "gym_equipment",
        GYM,
        "How do you feel about the equipment in the gym?",
        "Bagaimana menurut Anda peralatan di pusat kebugaran?",
        "您覺得健身房的器材如何？",
        "Bạn thấy dụng cụ tập ở phòng gym thế nào?",
    ),
    faces(
        "gym_showers",
        GYM,
        "How do you feel about the showers in the gym?",
        "Bagaimana menurut Anda kamar mandi di pusat kebugaran?",
        "您覺得健身房的淋浴間如何？",
        "Bạn thấy phòng tắm ở phòng gym thế nào?",
    ),
    faces(
        "gym_classes",
        GYM,
        "How do you feel about the classes in the gym?",
        "Bagaimana menurut Anda kelas olahraga di pusat kebugaran?",
        "您覺得健身房的課程如何？",
        "Bạn thấy các lớp tập ở phòng gym thế nào?",
    ),
    agree(
        "gym_space",
        GYM,
        "The gym has enough room when I want to train.",
        "Saat saya mau berolahraga, pusat kebugaran cukup lega.",
        "我想運動時，健身房有足夠的空間。",
        "Khi tôi muốn tập, phòng gym có đủ chỗ.",
    ),
    one_of(
        "gym_visits",
        GYM,
        (
            "How often do you use the gym?",
            "Seberapa sering Anda memakai pusat kebugaran?",
            "您多久使用健身房一次？",
            "Bạn tập ở phòng gym bao lâu một lần?",
        ),
        (
            ("Several times a week", "Beberapa kali seminggu", "每週好幾次", "Vài lần mỗi tuần"),
            ("About once a week", "Sekitar seminggu sekali", "大約每週一次", "Khoảng mỗi tuần một lần"),
            ("About once a month", "Sekitar sebulan sekali", "大約每月一次", "Khoảng mỗi tháng một lần"),
            ("Less often", "Lebih jarang", "更久一次", "Ít thường xuyên hơn"),
            ("I train elsewhere", "Saya berolahraga di tempat lain", "我在別處運動", "Tôi tập ở nơi khác"),
        ),
    ),
)
