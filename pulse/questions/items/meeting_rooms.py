"""Meeting rooms: finding one, booking it, what is in it."""

from pulse.questions.items.item import agree, faces, why

ROOMS = "meeting_rooms"
ITEMS = (
    faces(
        "meeting_rooms",
        ROOMS,
        "How do you feel about the meeting rooms?",
        "Bagaimana menurut Anda ruang rapat di tempat kerja?",
        "您覺得公司的會議室如何？",
        "Bạn thấy các phòng họp ở nơi làm việc thế nào?",
    ),
    why(
        "meeting_rooms",
        ROOMS,
        (
            "What should be better about the meeting rooms?",
            "Apa yang perlu diperbaiki dari ruang rapat?",
            "您認為會議室哪些地方需要改善？",
            "Theo bạn, phòng họp cần cải thiện điều gì?",
        ),
        (
            ("Finding a free room", "Mendapat ruang kosong", "找到空的會議室", "Tìm phòng trống"),
            ("Booking", "Pemesanan", "預約方式", "Cách đặt phòng"),
            (
                "Booked rooms that stay empty",
                "Ruang dipesan tetapi kosong",
                "訂了卻空著的會議室",
                "Phòng đã đặt mà bỏ trống",
            ),
            ("Equipment", "Peralatan", "設備", "Thiết bị"),
            ("Size", "Ukuran ruang", "空間大小", "Diện tích"),
            ("Noise", "Kebisingan", "噪音", "Tiếng ồn"),
            ("Air", "Udara", "空氣", "Độ thoáng khí"),
        ),
    ),
    agree(
        "meeting_rooms_free",
        ROOMS,
        "I find a free meeting room when I need one.",
        "Saya bisa mendapat ruang rapat kosong saat membutuhkannya.",
        "需要開會時，我找得到空的會議室。",
        "Khi cần, tôi tìm được phòng họp trống.",
    ),
    faces(
        "meeting_rooms_booking",
        ROOMS,
        "How do you feel about booking a meeting room?",
        "Bagaimana menurut Anda cara memesan ruang rapat?",
        "您覺得預約會議室的方式如何？",
        "Bạn thấy việc đặt phòng họp thế nào?",
    ),
    faces(
        "meeting_rooms_equipment",
        ROOMS,
        "How do you feel about the equipment in the meeting rooms?",
        "Bagaimana menurut Anda peralatan di ruang rapat?",
        "您覺得會議室的設備如何？",
        "Bạn thấy thiết bị trong phòng họp thế nào?",
    ),
    faces(
        "meeting_rooms_size",
        ROOMS,
        "How do you feel about the size of the meeting rooms?",
        "Bagaimana menurut Anda ukuran ruang rapat?",
        "您覺得會議室的大小如何？",
        "Bạn thấy diện tích các phòng họp thế nào?",
    ),
    faces(
        "meeting_rooms_noise",
        ROOMS,
        "How do you feel about the noise level in the meeting rooms?",
        "Bagaimana menurut Anda tingkat kebisingan di ruang rapat?",
        "您覺得會議室的噪音情況如何？",
        "Bạn thấy mức độ ồn trong phòng họp thế nào?",
    ),
    faces(
        "meeting_rooms_air",
        ROOMS,
        "How do you feel about the air in the meeting rooms?",
        "Bagaimana menurut Anda udara di ruang rapat?",
        "您覺得會議室的空氣如何？",
        "Bạn thấy độ thoáng khí của phòng họp thế nào?",
    ),
)
