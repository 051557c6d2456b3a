"""Technology: devices, connection, software, help."""

from pulse.questions.items.item import agree, faces, why

TECHNOLOGY = "technology"
ITEMS = (
    faces(
        "technology",
        TECHNOLOGY,
        "How do you feel about the technology you work with?",
        "Bagaimana menurut Anda teknologi yang Anda pakai untuk bekerja?",
        "您覺得工作上使用的資訊科技如何？",
        "Bạn thấy công nghệ mình dùng trong công việc thế nào?",
    ),
    why(
        "technology",
        TECHNOLOGY,
        (
            "What should be better about the technology?",
            "Apa yang perlu diperbaiki dari teknologi di tempat kerja?",
            "您認為資訊科技哪些地方需要改善？",
            "Theo bạn, công nghệ ở nơi làm việc cần cải thiện điều gì?",
        ),
        (
            ("Speed", "Kecepatan", "速度", "Tốc độ"),
            ("Reliability", "Keandalan", "穩定性", "Độ ổn định"),
            ("Video calls", "Panggilan video", "視訊會議", "Cuộc gọi video"),
            ("Support", "Bantuan teknis", "技術支援", "Hỗ trợ kỹ thuật"),
            ("Software", "Aplikasi", "軟體", "Phần mềm"),
            ("Devices", "Perangkat", "設備", "Thiết bị"),
        ),
    ),
    faces(
        "technology_speed",
        TECHNOLOGY,
        "How do you feel about the speed of your computer?",
        "Bagaimana menurut Anda kecepatan komputer Anda?",
        "您覺得您的電腦速度如何？",
        "Bạn thấy tốc độ máy tính của mình thế nào?",
    ),
    faces(
        "technology_network",
        TECHNOLOGY,
        "How do you feel about the internet connection at work?",
        "Bagaimana menurut Anda koneksi internet di tempat kerja?",
        "您覺得公司的網路連線如何？",
        "Bạn thấy kết nối mạng ở nơi làm việc thế nào?",
    ),
    faces(
        "technology_calls",
        TECHNOLOGY,
        "How do you feel about the quality of video calls at work?",
        "Bagaimana menurut Anda kualitas panggilan video di tempat kerja?",
        "您覺得公司視訊會議的品質如何？",
        "Bạn thấy chất lượng cuộc gọi video trong công việc thế nào?",
    ),
    faces(
        "technology_support",
        TECHNOLOGY,
        "How do you feel about the help you get with technical problems?",
        "Bagaimana menurut Anda bantuan saat ada masalah teknis?",
        "遇到技術問題時，您覺得得到的協助如何？",
        "Bạn thấy sự hỗ trợ khi gặp sự cố kỹ thuật thế nào?",
    ),
    agree(
        "technology_devices",
        TECHNOLOGY,
        "My devices work when I need them.",
        "Perangkat kerja saya berfungsi saat saya membutuhkannya.",
        "需要用的時候，我的設備都能正常運作。",
        "Thiết bị của tôi chạy tốt khi tôi cần.",
    ),
    agree(
        "technology_software",
        TECHNOLOGY,
        "The software I use makes my work easier.",
        "Aplikasi yang saya pakai memudahkan pekerjaan saya.",
        "我使用的軟體讓工作更輕鬆。",
        "Phần mềm tôi dùng giúp công việc dễ hơn.",
    ),
    agree(
        "technology_skills",
        TECHNOLOGY,
        "I know how to use the technology in my job.",
        "Saya tahu cara memakai teknologi dalam pekerjaan saya.",
        "工作上要用的資訊科技，我都會使用。",
        "Tôi biết cách dùng công nghệ trong công việc của mình.",
    ),
)
