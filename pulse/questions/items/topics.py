"""The topics of the bank: the seven that an organisation begins with, and those that come with a template."""

from pulse.questions.items.item import BankTopic, said

TOPICS = (
    BankTopic("canteen", said("Canteen", "Kantin", "員工餐廳", "Nhà ăn")),
    BankTopic("meeting_rooms", said("Meeting rooms", "Ruang rapat", "會議室", "Phòng họp")),
    BankTopic("rest_areas", said("Rest areas", "Area istirahat", "休息區", "Khu nghỉ ngơi")),
    BankTopic("gym", said("Gym", "Pusat kebugaran", "健身房", "Phòng gym")),
    BankTopic("parking", said("Parking", "Parkir", "停車", "Chỗ để xe")),
    BankTopic("technology", said("Technology", "Teknologi", "資訊科技", "Công nghệ")),
    BankTopic(
        "office_environment", said("Office environment", "Lingkungan kantor", "辦公環境", "Môi trường văn phòng")
    ),
)
MORE_TOPICS = (
    BankTopic("office_move", said("The new office", "Kantor baru", "新辦公室", "Văn phòng mới")),
    BankTopic("hybrid_work", said("Working from home", "Bekerja dari rumah", "在家工作", "Làm việc ở nhà")),
    BankTopic("onboarding", said("First weeks", "Minggu-minggu pertama", "剛到職的日子", "Những tuần đầu")),
    BankTopic("customers", said("Our customers", "Pelanggan kita", "我們的顧客", "Khách hàng của chúng ta")),
    BankTopic("engagement", said("Your work", "Pekerjaan Anda", "您的工作", "Công việc của bạn")),
    BankTopic("trust", said("Trust", "Kepercayaan", "信任", "Sự tin tưởng")),
)
