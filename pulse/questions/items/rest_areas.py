"""Rest areas, with the breaks that are spent there."""

from pulse.questions.items.item import agree, faces, why

REST = "rest_areas"
ITEMS = (
    faces(
        "rest_areas",
        REST,
        "How do you feel about the rest areas?",
        "Bagaimana menurut Anda area istirahat di tempat kerja?",
        "您覺得公司的休息區如何？",
        "Bạn thấy khu nghỉ ngơi ở nơi làm việc thế nào?",
    ),
    why(
        "rest_areas",
        REST,
        (
            "What should be better about the rest areas?",
            "Apa yang perlu diperbaiki dari area istirahat?",
            "您認為休息區哪些地方需要改善？",
            "Theo bạn, khu nghỉ ngơi cần cải thiện điều gì?",
        ),
        (
            ("More places to rest", "Tempat istirahat lebih banyak", "增加休息的地方", "Thêm chỗ nghỉ"),
            ("Noise", "Kebisingan", "噪音", "Tiếng ồn"),
            ("Comfort", "Kenyamanan", "舒適度", "Sự thoải mái"),
            ("Cleanliness", "Kebersihan", "清潔", "Vệ sinh"),
            ("Privacy", "Privasi", "隱私", "Sự riêng tư"),
        ),
    ),
    agree(
        "rest_areas_space",
        REST,
        "I find a place in the rest areas during my break.",
        "Saat istirahat, saya mendapat tempat di area istirahat.",
        "休息時間，我在休息區找得到位子。",
        "Giờ nghỉ, tôi tìm được chỗ ngồi trong khu nghỉ ngơi.",
    ),
    faces(
        "rest_areas_noise",
        REST,
        "How do you feel about the noise level in the rest areas?",
        "Bagaimana menurut Anda tingkat kebisingan di area istirahat?",
        "您覺得休息區的噪音情況如何？",
        "Bạn thấy mức độ ồn ở khu nghỉ ngơi thế nào?",
    ),
    faces(
        "rest_areas_comfort",
        REST,
        "How do you feel about the comfort of the rest areas?",
        "Bagaimana menurut Anda kenyamanan area istirahat?",
        "您覺得休息區的舒適度如何？",
        "Bạn thấy mức độ thoải mái ở khu nghỉ ngơi thế nào?",
    ),
    faces(
        "rest_areas_cleanliness",
        REST,
        "How do you feel about the cleanliness of the rest areas?",
        "Bagaimana menurut Anda kebersihan area istirahat?",
        "您覺得休息區的清潔如何？",
        "Bạn thấy vệ sinh ở khu nghỉ ngơi thế nào?",
    ),
    agree(
        "rest_areas_breaks",
        REST,
        "My breaks are long enough to recover.",
        "Waktu istirahat saya cukup untuk memulihkan tenaga.",
        "我的休息時間足夠讓我恢復精神。",
        "Giờ nghỉ của tôi đủ dài để lấy lại sức.",
    ),
)
