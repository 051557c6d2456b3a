"""The weeks after an office has moved."""

from pulse.questions.items.item import agree, faces, why, words, yes_or_no

MOVE = "office_move"
ITEMS = (
    faces(
        "office_move",
        MOVE,
        "How do you feel about the new office?",
        "Bagaimana menurut Anda kantor yang baru?",
        "您覺得新辦公室如何？",
        "Bạn thấy văn phòng mới thế nào?",
    ),
    why(
        "office_move",
        MOVE,
        (
            "What should be better about the new office?",
            "Apa yang perlu diperbaiki dari kantor yang baru?",
            "您認為新辦公室哪些地方需要改善？",
            "Theo bạn, văn phòng mới cần cải thiện điều gì?",
        ),
        (
            ("The way to work", "Perjalanan ke kantor", "通勤", "Đường đi làm"),
            ("Space", "Luas ruangan", "空間", "Không gian"),
            ("Noise", "Kebisingan", "噪音", "Tiếng ồn"),
            ("My seat", "Tempat duduk saya", "我的座位", "Chỗ ngồi của tôi"),
            ("Meeting rooms", "Ruang rapat", "會議室", "Phòng họp"),
            ("Food nearby", "Makanan di sekitar kantor", "附近的餐飲", "Chỗ ăn gần đó"),
            ("Equipment", "Peralatan", "設備", "Thiết bị"),
        ),
    ),
    agree(
        "office_move_informed",
        MOVE,
        "I was told early what would change with the move.",
        "Sejak awal saya diberi tahu apa yang berubah karena pindah kantor.",
        "搬遷之前，我及早知道會有哪些改變。",
        "Tôi được báo sớm về những thay đổi khi chuyển văn phòng.",
    ),
    faces(
        "office_move_commute",
        MOVE,
        "How do you feel about your way to the new office?",
        "Bagaimana menurut Anda perjalanan ke kantor yang baru?",
        "您覺得到新辦公室的通勤如何？",
        "Bạn thấy đường đi làm đến văn phòng mới thế nào?",
    ),
    agree(
        "office_move_orientation",
        MOVE,
        "I find my way in the new office easily.",
        "Saya mudah menemukan tempat yang saya cari di kantor baru.",
        "我在新辦公室很容易找到要去的地方。",
        "Tôi dễ tìm đường trong văn phòng mới.",
    ),
    agree(
        "office_move_neighbours",
        MOVE,
        "In the new office, I sit close to the people I work with.",
        "Di kantor baru, saya duduk dekat dengan rekan kerja saya.",
        "在新辦公室，我的座位離一起工作的同事很近。",
        "Ở văn phòng mới, tôi ngồi gần những người làm cùng mình.",
    ),
    yes_or_no(
        "office_move_ready",
        MOVE,
        "Was your new seat ready on the first day?",
        "Apakah tempat duduk baru Anda sudah siap pada hari pertama?",
        "搬遷後第一天，您的新座位準備好了嗎？",
        "Ngày đầu tiên, chỗ ngồi mới của bạn có sẵn sàng không?",
    ),
    words(
        "office_move_wish",
        MOVE,
        "What would make the new office better for you?",
        "Apa yang membuat kantor baru lebih baik bagi Anda?",
        "新辦公室怎麼調整，對您會更好？",
        "Điều gì sẽ làm văn phòng mới tốt hơn cho bạn?",
    ),
)
