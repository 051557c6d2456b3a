"""Working partly from home."""

from pulse.questions.items.item import agree, faces, one_of, why

HYBRID = "hybrid_work"
_DAYS = (
    ("0 days", "0 hari", "0 天", "0 ngày"),
    ("1 day", "1 hari", "1 天", "1 ngày"),
    ("2 days", "2 hari", "2 天", "2 ngày"),
    ("3 days", "3 hari", "3 天", "3 ngày"),
    ("4 days", "4 hari", "4 天", "4 ngày"),
    ("5 days", "5 hari", "5 天", "5 ngày"),
)
ITEMS = (
    faces(
        "hybrid_work",
        HYBRID,
        "How do you feel about working partly from home?",
        "Bagaimana menurut Anda bekerja dari rumah pada sebagian hari kerja?",
        "您覺得部分時間在家工作的安排如何？",
        "Bạn thấy việc làm ở nhà một phần thời gian thế nào?",
    ),
    why(
        "hybrid_work",
        HYBRID,
        (
            "What should be better about working from home?",
            "Apa yang perlu diperbaiki saat bekerja dari rumah?",
            "您認為在家工作哪些地方需要改善？",
            "Theo bạn, việc làm ở nhà cần cải thiện điều gì?",
        ),
        (
            ("Equipment", "Peralatan", "設備", "Thiết bị"),
            ("Internet connection", "Koneksi internet", "網路連線", "Kết nối mạng"),
            ("Contact with colleagues", "Hubungan dengan rekan kerja", "與同事的聯繫", "Liên lạc với đồng nghiệp"),
            ("Meetings", "Rapat", "會議", "Cuộc họp"),
            ("The rules", "Aturan", "規定", "Quy định"),
            ("Space at home", "Ruang di rumah", "家裡的空間", "Chỗ làm ở nhà"),
            ("Working hours", "Jam kerja", "工作時間", "Giờ làm việc"),
        ),
    ),
    one_of(
        "hybrid_work_days",
        HYBRID,
        (
            "How many days a week do you work from home?",
            "Berapa hari seminggu Anda bekerja dari rumah?",
            "您每週有幾天在家工作？",
            "Bạn làm ở nhà mấy ngày một tuần?",
        ),
        _DAYS,
    ),
    one_of(
        "hybrid_work_wish",
        HYBRID,
        (
            "How many days a week would you like to work from home?",
            "Berapa hari seminggu Anda ingin bekerja dari rumah?",
            "您希望每週有幾天在家工作？",
            "Bạn muốn làm ở nhà mấy ngày một tuần?",
        ),
        _DAYS,
    ),
    agree(
        "hybrid_work_focus",
        HYBRID,
        "At home I can concentrate on my work.",
        "Di rumah, saya bisa berkonsentrasi pada pekerjaan.",
        "在家工作時，我能夠專心。",
        "Khi làm ở nhà, tôi tập trung được vào công việc.",
    ),
    agree(
        "hybrid_work_belonging",
        HYBRID,
        "On my days at home I feel part of the team.",
        "Saat bekerja dari rumah, saya tetap merasa menjadi bagian dari tim.",
        "在家工作的日子，我仍然覺得自己是團隊的一員。",
        "Những ngày làm ở nhà, tôi vẫn thấy mình thuộc về nhóm.",
    ),
    agree(
        "hybrid_work_meetings",
        HYBRID,
        "In meetings, people who join from home are heard.",
        "Dalam rapat, peserta dari rumah ikut didengar.",
        "開會時，在家連線的同事，意見同樣受到重視。",
        "Trong cuộc họp, ý kiến của người tham gia từ nhà được lắng nghe.",
    ),
    agree(
        "hybrid_work_office_days",
        HYBRID,
        "My days in the office are worth the trip.",
        "Hari-hari saya di kantor sepadan dengan perjalanannya.",
        "進辦公室的日子，值得我跑這一趟。",
        "Những ngày lên văn phòng đáng công tôi đi lại.",
    ),
    faces(
        "hybrid_work_equipment",
        HYBRID,
        "How do you feel about your equipment for working from home?",
        "Bagaimana menurut Anda peralatan untuk bekerja dari rumah?",
        "您覺得您在家工作的設備如何？",
        "Bạn thấy thiết bị làm việc ở nhà của mình thế nào?",
    ),
    agree(
        "hybrid_work_rules",
        HYBRID,
        "The rules for working from home are clear to me.",
        "Aturan bekerja dari rumah jelas bagi saya.",
        "我清楚在家工作的規定。",
        "Tôi nắm rõ quy định về làm việc ở nhà.",
    ),
    agree(
        "hybrid_work_switching_off",
        HYBRID,
        "After a working day at home I can switch off.",
        "Setelah seharian bekerja dari rumah, saya bisa lepas dari urusan kerja.",
        "在家工作一天之後，我能夠放下工作。",
        "Sau một ngày làm ở nhà, tôi gác được công việc sang một bên.",
    ),
)
