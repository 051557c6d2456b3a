"""What our customers tell us, heard by those who work with them."""

from pulse.questions.items.item import agree, faces, one_of, points, some_of, words

CUSTOMERS = "customers"
ITEMS = (
    faces(
        "customers",
        CUSTOMERS,
        "From what you hear, how do our customers feel about us?",
        "Dari yang Anda dengar, bagaimana perasaan pelanggan tentang kita?",
        "就您聽到的，顧客對我們的印象如何？",
        "Theo những gì bạn nghe được, khách hàng thấy chúng ta thế nào?",
    ),
    points(
        "customers_recommend",
        CUSTOMERS,
        "How likely are our customers to recommend us?",
        "Seberapa besar kemungkinan pelanggan merekomendasikan kita?",
        "您認為顧客推薦我們的可能性有多高？",
        "Theo bạn, khả năng khách hàng giới thiệu chúng ta cao đến mức nào?",
    ),
    agree(
        "customers_heard",
        CUSTOMERS,
        "I know what our customers think of us.",
        "Saya tahu apa pendapat pelanggan tentang kita.",
        "我知道顧客對我們的看法。",
        "Tôi biết khách hàng nghĩ gì về chúng ta.",
    ),
    agree(
        "customers_acted",
        CUSTOMERS,
        "We act on what our customers tell us.",
        "Kita menindaklanjuti masukan pelanggan.",
        "顧客提出意見後，我們會採取行動。",
        "Chúng ta hành động theo góp ý của khách hàng.",
    ),
    agree(
        "customers_solved",
        CUSTOMERS,
        "I can solve most problems of our customers myself.",
        "Saya sendiri bisa menyelesaikan sebagian besar masalah pelanggan.",
        "顧客的問題，我自己大多能解決。",
        "Tôi tự giải quyết được hầu hết vấn đề của khách hàng.",
    ),
    agree(
        "customers_promises",
        CUSTOMERS,
        "We keep our promises to customers.",
        "Kita menepati janji kepada pelanggan.",
        "我們對顧客說到做到。",
        "Chúng ta giữ lời hứa với khách hàng.",
    ),
    one_of(
        "customers_contact",
        CUSTOMERS,
        (
            "How often do you talk to customers?",
            "Seberapa sering Anda berbicara dengan pelanggan?",
            "您多久與顧客接觸一次？",
            "Bạn tiếp xúc với khách hàng bao lâu một lần?",
        ),
        (
            ("Every working day", "Setiap hari kerja", "每個工作天", "Mọi ngày làm việc"),
            ("Several times a week", "Beberapa kali seminggu", "每週好幾次", "Vài lần mỗi tuần"),
            ("About once a week", "Sekitar seminggu sekali", "大約每週一次", "Khoảng mỗi tuần một lần"),
            ("Less often", "Lebih jarang", "更久一次", "Ít thường xuyên hơn"),
        ),
    ),
    some_of(
        "customers_wishes",
        CUSTOMERS,
        (
            "What do our customers want us to improve?",
            "Apa yang pelanggan ingin kita perbaiki?",
            "顧客希望我們改善什麼？",
            "Khách hàng muốn chúng ta cải thiện điều gì?",
        ),
        (
            ("Quality", "Kualitas", "品質", "Chất lượng"),
            ("Price", "Harga", "價格", "Giá cả"),
            ("Waiting time", "Waktu tunggu", "等候時間", "Thời gian chờ"),
            ("Friendliness", "Keramahan", "親切度", "Sự thân thiện"),
            ("Information", "Informasi", "資訊", "Thông tin"),
            ("What we offer", "Pilihan yang kita tawarkan", "我們提供的選擇", "Những gì chúng ta cung cấp"),
        ),
    ),
    words(
        "customers_praise",
        CUSTOMERS,
        "What do our customers praise?",
        "Apa yang dipuji pelanggan dari kita?",
        "顧客稱讚我們什麼？",
        "Khách hàng khen chúng ta về điều gì?",
    ),
    words(
        "customers_change",
        CUSTOMERS,
        "Which change would help our customers most?",
        "Perubahan apa yang paling membantu pelanggan kita?",
        "哪一項改變對顧客幫助最大？",
        "Thay đổi nào sẽ giúp khách hàng nhiều nhất?",
    ),
)
