"""Trust: in speaking openly, in staying anonymous, in something being done."""

from pulse.questions.items.item import agree, faces, one_of, yes_or_no

TRUST = "trust"
ITEMS = (
    agree(
        "trust",
        TRUST,
        "I can say openly what I think here.",
        "Di sini, saya bisa menyampaikan pendapat dengan terbuka.",
        "在這裡，我可以坦白說出想法。",
        "Ở đây, tôi có thể nói thẳng điều mình nghĩ.",
    ),
    agree(
        "trust_in_anonymity",
        TRUST,
        "I trust that my answers stay anonymous.",
        "Saya percaya jawaban saya tetap anonim.",
        "我相信我的回答會保持匿名。",
        "Tôi tin rằng câu trả lời của mình được giữ ẩn danh.",
    ),
    agree(
        "belief_in_action",
        TRUST,
        "I believe that something will get better after this survey.",
        "Saya yakin akan ada perbaikan setelah survei ini.",
        "我相信這次意見調查之後會有改善。",
        "Tôi tin rằng sau khảo sát này sẽ có cải thiện.",
    ),
    agree(
        "trust_explained",
        TRUST,
        "I understand how my answers stay anonymous.",
        "Saya paham bagaimana jawaban saya dijaga tetap anonim.",
        "我了解我的回答是怎麼保持匿名的。",
        "Tôi hiểu câu trả lời của mình được giữ ẩn danh bằng cách nào.",
    ),
    yes_or_no(
        "trust_told",
        TRUST,
        "Do you know what was done after the last survey?",
        "Apakah Anda tahu apa yang dilakukan setelah survei terakhir?",
        "您知道上次意見調查之後做了哪些事嗎？",
        "Bạn có biết những việc đã làm sau khảo sát trước không?",
    ),
    faces(
        "trust_follow_up",
        TRUST,
        "How do you feel about what was done after the last survey?",
        "Bagaimana menurut Anda tindak lanjut setelah survei terakhir?",
        "您覺得上次意見調查之後的改善行動如何？",
        "Bạn thấy những việc đã làm sau khảo sát trước thế nào?",
    ),
    one_of(
        "trust_rhythm",
        TRUST,
        (
            "How often would you like to be asked?",
            "Seberapa sering Anda ingin ditanya?",
            "您希望我們多久問您一次？",
            "Bạn muốn chúng tôi hỏi bao lâu một lần?",
        ),
        (
            ("Every week", "Setiap minggu", "每週", "Mỗi tuần"),
            ("Every two weeks", "Setiap dua minggu", "每兩週", "Hai tuần một lần"),
            ("Every month", "Setiap bulan", "每月", "Mỗi tháng"),
            ("Every three months", "Setiap tiga bulan", "每三個月", "Ba tháng một lần"),
            ("Less often", "Lebih jarang", "更久一次", "Ít thường xuyên hơn"),
        ),
    ),
)
