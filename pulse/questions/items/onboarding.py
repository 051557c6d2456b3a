"""The first weeks of somebody new."""

from pulse.questions.items.item import agree, faces, why, words, yes_or_no

ONBOARDING = "onboarding"
ITEMS = (
    faces(
        "onboarding",
        ONBOARDING,
        "How do you feel about your first weeks here?",
        "Bagaimana perasaan Anda pada minggu-minggu pertama bekerja di sini?",
        "您對剛到職這幾週的感受如何？",
        "Bạn thấy những tuần đầu làm việc ở đây thế nào?",
    ),
    why(
        "onboarding",
        ONBOARDING,
        (
            "What should be better in the first weeks?",
            "Apa yang perlu diperbaiki pada minggu-minggu pertama?",
            "您認為剛到職的階段哪些地方需要改善？",
            "Theo bạn, những tuần đầu cần cải thiện điều gì?",
        ),
        (
            ("The welcome", "Penyambutan", "迎新的方式", "Cách chào đón"),
            ("Training", "Pelatihan", "訓練", "Đào tạo"),
            ("Equipment", "Peralatan", "設備", "Thiết bị"),
            ("Information", "Informasi", "資訊", "Thông tin"),
            (
                "Colleagues' time",
                "Waktu rekan kerja untuk saya",
                "同事能撥出的時間",
                "Thời gian đồng nghiệp dành cho tôi",
            ),
            ("Clear tasks", "Tugas yang jelas", "清楚的任務", "Nhiệm vụ rõ ràng"),
        ),
    ),
    agree(
        "onboarding_welcome",
        ONBOARDING,
        "I felt welcome on my first day.",
        "Saya merasa disambut baik pada hari pertama.",
        "到職第一天，我感到受歡迎。",
        "Ngày đầu tiên, tôi cảm thấy được chào đón.",
    ),
    yes_or_no(
        "onboarding_workplace",
        ONBOARDING,
        "Was your workplace ready on your first day?",
        "Apakah tempat kerja Anda sudah siap pada hari pertama?",
        "到職第一天，您的工作位置準備好了嗎？",
        "Ngày đầu tiên, chỗ làm việc của bạn có sẵn sàng không?",
    ),
    yes_or_no(
        "onboarding_exits",
        ONBOARDING,
        "Has somebody shown you the emergency exits?",
        "Apakah ada yang menunjukkan pintu darurat kepada Anda?",
        "有人帶您認識緊急出口嗎？",
        "Có ai chỉ cho bạn lối thoát hiểm không?",
    ),
    agree(
        "onboarding_contact",
        ONBOARDING,
        "I know whom to ask when I need help.",
        "Saya tahu harus bertanya kepada siapa saat butuh bantuan.",
        "需要幫忙時，我知道可以找誰。",
        "Tôi biết hỏi ai khi cần giúp đỡ.",
    ),
    agree(
        "onboarding_training",
        ONBOARDING,
        "My training has prepared me for my work.",
        "Pelatihan yang saya terima membuat saya siap bekerja.",
        "我接受的訓練，讓我能勝任這份工作。",
        "Tôi được đào tạo đủ để làm công việc của mình.",
    ),
    agree(
        "onboarding_expectations",
        ONBOARDING,
        "My job is what I was told it would be.",
        "Pekerjaan saya sesuai dengan penjelasan sebelum saya mulai.",
        "這份工作跟我到職前聽到的說明相符。",
        "Công việc đúng như những gì tôi được nghe trước khi vào làm.",
    ),
    agree(
        "onboarding_colleagues",
        ONBOARDING,
        "My colleagues help me to settle in.",
        "Rekan kerja membantu saya menyesuaikan diri.",
        "同事幫助我適應這裡。",
        "Đồng nghiệp giúp tôi hòa nhập.",
    ),
    words(
        "onboarding_wish",
        ONBOARDING,
        "What would have made your first weeks easier?",
        "Apa yang bisa membuat minggu-minggu pertama Anda lebih mudah?",
        "做些什麼，能讓您剛到職的幾週更順利？",
        "Điều gì sẽ giúp những tuần đầu của bạn dễ dàng hơn?",
    ),
)
