"""Questions of no topic: how it is all in all, whether one recommends it, what one would like to say."""

from pulse.questions.items.item import faces, points, some_of, why, words

_MATTERS = (
    ("Amount of work", "Beban kerja", "工作量", "Khối lượng công việc"),
    ("Pay", "Gaji", "薪資", "Lương"),
    ("Working hours", "Jam kerja", "工作時間", "Giờ làm việc"),
    ("Appreciation", "Penghargaan", "肯定", "Sự ghi nhận"),
    ("Teamwork", "Kerja sama tim", "團隊合作", "Làm việc nhóm"),
    ("Information", "Informasi", "資訊", "Thông tin"),
    ("The workplace", "Tempat kerja", "工作環境", "Nơi làm việc"),
)
ITEMS = (
    faces(
        "overall",
        None,
        "All in all, how do you feel about working here?",
        "Secara keseluruhan, bagaimana perasaan Anda bekerja di sini?",
        "整體而言，您在這裡工作的感受如何？",
        "Nhìn chung, bạn cảm thấy thế nào khi làm việc ở đây?",
    ),
    why(
        "overall",
        None,
        (
            "What should be better here?",
            "Apa yang perlu diperbaiki di sini?",
            "您認為這裡哪些方面需要改善？",
            "Theo bạn, ở đây cần cải thiện điều gì?",
        ),
        _MATTERS,
    ),
    points(
        "enps",
        None,
        "How likely are you to recommend working here to a friend?",
        "Seberapa besar kemungkinan Anda menyarankan teman untuk bekerja di sini?",
        "您推薦朋友來這裡工作的可能性有多高？",
        "Khả năng bạn giới thiệu bạn bè vào làm ở đây cao đến mức nào?",
    ),
    why(
        "enps",
        None,
        (
            "What should get better so that you would recommend us?",
            "Apa yang perlu diperbaiki agar Anda mau menyarankan tempat ini?",
            "哪些方面改善了，您會更願意推薦這裡？",
            "Cần cải thiện điều gì để bạn muốn giới thiệu nơi này?",
        ),
        _MATTERS,
    ),
    some_of(
        "what_matters",
        None,
        (
            "What matters most to you at work?",
            "Apa yang paling penting bagi Anda di tempat kerja?",
            "在工作的地方，您最重視什麼？",
            "Ở nơi làm việc, điều gì quan trọng nhất với bạn?",
        ),
        (
            ("Canteen", "Kantin", "員工餐廳", "Nhà ăn"),
            ("Meeting rooms", "Ruang rapat", "會議室", "Phòng họp"),
            ("Rest areas", "Area istirahat", "休息區", "Khu nghỉ ngơi"),
            ("Gym", "Pusat kebugaran", "健身房", "Phòng gym"),
            ("Parking", "Parkir", "停車", "Chỗ để xe"),
            ("Technology", "Teknologi", "資訊科技", "Công nghệ"),
            ("Office environment", "Lingkungan kantor", "辦公環境", "Môi trường văn phòng"),
        ),
    ),
    words(
        "going_well",
        None,
        "What is going well here?",
        "Apa yang sudah berjalan baik di sini?",
        "這裡有哪些事做得好？",
        "Theo bạn, điều gì ở đây đang được làm tốt?",
    ),
    words(
        "first_change",
        None,
        "What should we change first?",
        "Apa yang sebaiknya kami ubah lebih dulu?",
        "您希望我們先改變什麼？",
        "Theo bạn, chúng tôi nên thay đổi điều gì trước?",
    ),
    words(
        "comment",
        None,
        "What would you like to tell us?",
        "Apa yang ingin Anda sampaikan kepada kami?",
        "您有什麼想告訴我們的嗎？",
        "Bạn muốn chia sẻ điều gì với chúng tôi?",
    ),
)
