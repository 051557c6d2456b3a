"""Parking, and the way to work."""

from pulse.questions.items.item import agree, faces, one_of, why

PARKING = "parking"
ITEMS = (
    faces(
        "parking",
        PARKING,
        "How do you feel about parking at work?",
        "Bagaimana menurut Anda fasilitas parkir di tempat kerja?",
        "您覺得在公司停車的情況如何？",
        "Bạn thấy chỗ để xe ở nơi làm việc thế nào?",
    ),
    why(
        "parking",
        PARKING,
        (
            "What should be better about parking?",
            "Apa yang perlu diperbaiki dari fasilitas parkir?",
            "您認為停車方面哪些地方需要改善？",
            "Theo bạn, chỗ để xe cần cải thiện điều gì?",
        ),
        (
            ("Finding a space", "Mendapat tempat parkir", "找到車位", "Tìm chỗ trống"),
            ("Bicycles", "Tempat sepeda", "腳踏車停放", "Chỗ cho xe đạp"),
            ("Charging", "Isi daya kendaraan listrik", "電動車充電", "Sạc xe điện"),
            ("Distance", "Jarak", "距離", "Khoảng cách"),
            ("Price", "Biaya", "費用", "Giá gửi xe"),
            ("Safety", "Keamanan", "安全", "An toàn"),
        ),
    ),
    agree(
        "parking_space",
        PARKING,
        "I find a parking space when I arrive.",
        "Saya mendapat tempat parkir saat tiba di tempat kerja.",
        "我到公司時找得到車位。",
        "Khi đến nơi làm việc, tôi tìm được chỗ để xe.",
    ),
    agree(
        "parking_safety",
        PARKING,
        "I feel safe in the parking area.",
        "Saya merasa aman di area parkir.",
        "我在停車的地方感到安全。",
        "Tôi thấy an toàn ở khu để xe.",
    ),
    faces(
        "parking_bicycles",
        PARKING,
        "How do you feel about the parking for bicycles?",
        "Bagaimana menurut Anda tempat parkir sepeda?",
        "您覺得停放腳踏車的地方如何？",
        "Bạn thấy chỗ để xe đạp thế nào?",
    ),
    faces(
        "parking_charging",
        PARKING,
        "How do you feel about charging an electric vehicle at work?",
        "Bagaimana menurut Anda fasilitas isi daya kendaraan listrik di tempat kerja?",
        "您覺得公司的電動車充電設備如何？",
        "Bạn thấy việc sạc xe điện ở nơi làm việc thế nào?",
    ),
    one_of(
        "parking_commute",
        PARKING,
        (
            "How do you usually come to work?",
            "Bagaimana biasanya Anda datang ke tempat kerja?",
            "您平常怎麼來上班？",
            "Bạn thường đi làm bằng gì?",
        ),
        (
            ("On foot", "Jalan kaki", "走路", "Đi bộ"),
            ("By bicycle", "Sepeda", "腳踏車", "Xe đạp"),
            ("By motorbike", "Sepeda motor", "機車", "Xe máy"),
            ("By car", "Mobil", "汽車", "Ô tô"),
            ("By public transport", "Angkutan umum", "大眾運輸", "Phương tiện công cộng"),
            ("By company bus", "Bus perusahaan", "公司交通車", "Xe đưa đón của công ty"),
            ("Another way", "Cara lain", "其他方式", "Cách khác"),
        ),
    ),
)
