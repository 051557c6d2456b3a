"""What people of the demo organisation wrote: by hand, in four languages, none of it twice.

Where, in which language (as HTML writes it), in which part of the history (the canteen of Jakarta
gets a new kitchen in the middle of it), what.
"""

from typing import NamedTuple

JAKARTA, TAIPEI = "Jakarta", "Taipei"
BEFORE, AFTER, ANY = "before", "after", "any"


class Remark(NamedTuple):
    """One comment and who could have written it."""

    location: str
    language: str
    phase: str
    text: str


REMARKS = (
    Remark(JAKARTA, "id", BEFORE, "Menu kantin itu-itu saja, hampir setiap hari nasi goreng."),
    Remark(JAKARTA, "id", BEFORE, "Antrean kantin jam 12 bisa sampai dua puluh menit."),
    Remark(JAKARTA, "id", BEFORE, "Sayurnya sering sudah dingin waktu giliran saya."),
    Remark(JAKARTA, "id", BEFORE, "Tolong sediakan pilihan makanan yang tidak pedas."),
    Remark(JAKARTA, "id", AFTER, "Sejak dapurnya baru, makan siang jadi enak. Terima kasih!"),
    Remark(JAKARTA, "id", AFTER, "Soto hari Rabu juara. Semoga tetap ada."),
    Remark(JAKARTA, "id", AFTER, "Antrean kantin sekarang jauh lebih cepat."),
    Remark(JAKARTA, "id", ANY, "Parkir motor penuh sebelum jam delapan."),
    Remark(JAKARTA, "id", ANY, "Saya datang pukul 07.30 hanya supaya dapat tempat parkir."),
    Remark(JAKARTA, "id", ANY, "Atap parkiran bocor, helm selalu basah kalau hujan."),
    Remark(JAKARTA, "id", ANY, "Tempat parkir tamu selalu kosong, sementara karyawan berebut."),
    Remark(JAKARTA, "id", ANY, "Sofa di area istirahat lantai dua sudah robek."),
    Remark(JAKARTA, "id", ANY, "Shift malam tidak punya tempat yang tenang untuk istirahat."),
    Remark(JAKARTA, "id", ANY, "Tolong tambah dispenser air minum di dekat gudang."),
    Remark(JAKARTA, "id", ANY, "Wi-Fi di gudang putus terus saat memindai barang."),
    Remark(JAKARTA, "id", ANY, "AC di ruang kantor terlalu dingin, saya pakai jaket sepanjang hari."),
    Remark(JAKARTA, "id", ANY, "Treadmill di gym sudah sebulan rusak."),
    Remark(JAKARTA, "id", ANY, "Suasana kerja di sini baik, saling membantu."),
    Remark(JAKARTA, "en", BEFORE, "Lunch is the same three dishes every week."),
    Remark(JAKARTA, "en", BEFORE, "I bring my own food now, the canteen line is too long."),
    Remark(JAKARTA, "en", AFTER, "The new kitchen is a real improvement, well done."),
    Remark(JAKARTA, "en", ANY, "Booking a meeting room is easy, finding it empty is not."),
    Remark(JAKARTA, "en", ANY, "Parking is chaos on Mondays."),
    Remark(JAKARTA, "en", ANY, "Could we paint lines on the motorbike parking? People block each other in."),
    Remark(JAKARTA, "en", ANY, "The video screen in the large room needs five minutes to start."),
    Remark(JAKARTA, "en", ANY, "My laptop is six years old and it shows."),
    Remark(JAKARTA, "en", ANY, "I like the plants near the entrance. More of those, please."),
    Remark(TAIPEI, "en", ANY, "The rest area by the window is lovely in the afternoon."),
    Remark(TAIPEI, "en", ANY, "People take calls in the open office, it is hard to concentrate."),
    Remark(TAIPEI, "en", ANY, "All small meeting rooms are booked by one person sitting alone."),
    Remark(TAIPEI, "en", ANY, "Showers in the gym would let me cycle to work."),
    Remark(TAIPEI, "en", ANY, "Happy here. The team is friendly and hours are fair."),
    Remark(TAIPEI, "zh-Hant", ANY, "會議室常常被訂走卻沒有人使用。"),
    Remark(TAIPEI, "zh-Hant", ANY, "小會議室的隔音不好，隔壁講話都聽得到。"),
    Remark(TAIPEI, "zh-Hant", ANY, "希望會議室預約超過十分鐘沒人到就自動取消。"),
    Remark(TAIPEI, "zh-Hant", ANY, "三樓會議室的投影機顏色怪怪的。"),
    Remark(TAIPEI, "zh-Hant", ANY, "餐廳的菜色不錯，素食選擇可以再多一點。"),
    Remark(TAIPEI, "zh-Hant", ANY, "午餐時間座位不夠，常常要站著等。"),
    Remark(TAIPEI, "zh-Hant", ANY, "餐廳阿姨很親切，謝謝她們。"),
    Remark(TAIPEI, "zh-Hant", ANY, "機車停車位太少，只好停到巷子裡。"),
    Remark(TAIPEI, "zh-Hant", ANY, "地下停車場的燈壞了兩盞，晚上很暗。"),
    Remark(TAIPEI, "zh-Hant", ANY, "希望停車場可以裝電動車充電樁。"),
    Remark(TAIPEI, "zh-Hant", ANY, "健身房的器材很新，很喜歡。"),
    Remark(TAIPEI, "zh-Hant", ANY, "健身房下班後人太多，可以延長開放時間嗎？"),
    Remark(TAIPEI, "zh-Hant", ANY, "VPN 每天早上都要連好幾次才成功。"),
    Remark(TAIPEI, "zh-Hant", ANY, "換了新螢幕之後工作舒服很多。"),
    Remark(TAIPEI, "zh-Hant", ANY, "辦公室空調忽冷忽熱。"),
    Remark(TAIPEI, "zh-Hant", ANY, "休息區的咖啡機常常缺豆子。"),
    Remark(TAIPEI, "vi", ANY, "Phòng họp nhỏ luôn kín lịch vào buổi sáng."),
    Remark(TAIPEI, "vi", ANY, "Đồ ăn ở nhà ăn ngon nhưng hơi ngọt so với khẩu vị của tôi."),
    Remark(TAIPEI, "vi", ANY, "Mạng ở khu đóng gói rất chậm."),
    Remark(TAIPEI, "vi", ANY, "Đồng nghiệp thân thiện, tôi thấy thoải mái khi hỏi."),
    Remark(TAIPEI, "vi", ANY, "Khu nghỉ ngơi ồn quá, không chợp mắt được."),
    Remark(TAIPEI, "vi", ANY, "Mong có thêm tài liệu bằng tiếng Việt."),
    Remark(JAKARTA, "vi", BEFORE, "Nhà ăn hết cơm trước một giờ trưa."),
    Remark(JAKARTA, "vi", AFTER, "Nhà ăn mới sạch và nhanh hơn hẳn."),
    Remark(JAKARTA, "vi", ANY, "Chỗ để xe không có mái che."),
    Remark(JAKARTA, "vi", ANY, "Máy quét mã hay bị đơ khi vào ca."),
    Remark(JAKARTA, "vi", ANY, "Phòng gym nên mở cửa sớm hơn."),
    Remark(JAKARTA, "vi", ANY, "Ghế ở văn phòng ngồi lâu rất đau lưng."),
)
