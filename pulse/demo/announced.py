"""What the people of the demo organisation were told, in their four languages and without any figure."""

Texts = dict[str, tuple[str, str]]  # by language: title and text

NEW_COUNTER: Texts = {
    "en": (
        "Lunch in Jakarta: a second counter, and a menu that changes",
        (
            "You told us that the queue takes up your break and that every week tastes the same. The canteen in "
            "Jakarta now has a second counter, and the kitchen writes a new menu each week, with a dish that is not "
            "spicy every day. Please go on telling us how it tastes."
        ),
    ),
    "id": (
        "Makan siang di Jakarta: loket kedua dan menu yang berganti",
        (
            "Anda menyampaikan bahwa antrean menghabiskan waktu istirahat dan lauknya selalu sama. Kantin Jakarta "
            "kini punya loket kedua, dan dapur menyusun menu baru setiap minggu, dengan satu hidangan tidak pedas "
            "setiap hari. Kabari kami terus bagaimana rasanya."
        ),
    ),
    "zh_Hant": (
        "雅加達的午餐：新增取餐窗口，菜單也會換了",
        (
            "大家反映排隊佔掉了休息時間，每週的菜色又都一樣。雅加達的員工餐廳現在多開了一個窗口，廚房每週更換菜單"
            "，而且每天都有不辣的菜。好不好吃，請繼續告訴我們。"
        ),
    ),
    "vi": (
        "Bữa trưa ở Jakarta: thêm quầy mới và thực đơn thay đổi",
        (
            "Các bạn cho biết xếp hàng chiếm hết giờ nghỉ và tuần nào cũng ăn những món ấy. Nhà ăn ở Jakarta nay có "
            "thêm một quầy, bếp đổi thực đơn mỗi tuần và ngày nào cũng có món không cay. Mong các bạn tiếp tục góp ý."
        ),
    ),
}

BOOKING_RULES: Texts = {
    "en": (
        "Meeting rooms in Taipei: empty bookings are given back",
        (
            "You told us that rooms are booked and then stay empty. From now on a room in Taipei that nobody enters "
            "is free again fifteen minutes after the start, and nobody can book one for the whole week. If this "
            "does not help, we will try something else: please tell us."
        ),
    ),
    "id": (
        "Ruang rapat di Taipei: pemesanan yang kosong dibatalkan",
        (
            "Anda menyampaikan bahwa ruang rapat sering dipesan lalu dibiarkan kosong. Mulai sekarang ruang di Taipei "
            "yang tidak dipakai akan terbuka lagi lima belas menit setelah waktu mulai, dan tidak bisa dipesan "
            "sepanjang minggu. Jika ini tidak membantu, kami akan mencoba cara lain. Beri tahu kami."
        ),
    ),
    "zh_Hant": (
        "台北會議室：訂了沒人用，就自動釋出",
        (
            "大家反映會議室常常被訂走卻沒有人用。從現在起，台北的會議室在預約開始十五分鐘後仍沒有人進來，就會重新開"
            "放，也不能再一次訂下整個星期。如果沒有改善，我們會再想別的辦法，請繼續告訴我們。"
        ),
    ),
    "vi": (
        "Phòng họp ở Đài Bắc: đặt mà không dùng sẽ được trả lại",
        (
            "Các bạn cho biết phòng họp thường bị đặt rồi để trống. Từ nay, phòng ở Đài Bắc không có ai vào sẽ được "
            "mở lại sau giờ bắt đầu mười lăm phút, và không thể đặt kín cả tuần. Nếu cách này không giúp được, chúng "
            "tôi sẽ thử cách khác: hãy cho chúng tôi biết."
        ),
    ),
}

COVERED_PARKING: Texts = {
    "en": (
        "Ho Chi Minh City: covered motorbike parking is being built",
        (
            "You told us that places ran out after the neighbouring car park was sold, and that seats get wet. Behind "
            "the plant we have begun to build parking with a roof for motorbikes. Until it is ready, you may also "
            "leave yours in the guest yard. Nguyễn Minh Khoa answers questions."
        ),
    ),
    "id": (
        "Ho Chi Minh City: parkir motor beratap sedang dibangun",
        (
            "Anda menyampaikan bahwa tempat parkir habis sejak lahan di sebelah dijual, dan jok motor basah. Di "
            "belakang pabrik kami mulai membangun parkir motor beratap. Sampai selesai, Anda juga boleh parkir di "
            "halaman tamu. Pertanyaan dijawab oleh Nguyễn Minh Khoa."
        ),
    ),
    "zh_Hant": (
        "胡志明市：正在興建有遮棚的機車停車場",
        (
            "大家反映隔壁的停車場賣掉之後就找不到車位，座墊也常被淋濕。我們已經在廠房後方動工，興建有遮棚的機車停"
            "車場。完工之前，也可以把車停在訪客區。有問題請洽 Nguyễn Minh Khoa。"
        ),
    ),
    "vi": (
        "TP. Hồ Chí Minh: đang xây nhà để xe máy có mái che",
        (
            "Các bạn cho biết thiếu chỗ để xe từ khi bãi xe bên cạnh bị bán, và yên xe hay bị ướt. Phía sau nhà máy, "
            "chúng tôi đã bắt đầu xây nhà để xe máy có mái che. Trong lúc chờ, các bạn có thể để xe ở sân khách. Mọi "
            "thắc mắc xin hỏi anh Nguyễn Minh Khoa."
        ),
    ),
}
