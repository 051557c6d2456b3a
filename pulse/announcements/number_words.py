"""Numbers in words, to notice a percentage that is spelt out: `forty-seven per cent`, `百分之四十七`."""

ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
)
INDONESIAN = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus ratus"
VIETNAMESE = "không một mốt hai ba bốn tư năm lăm sáu bảy tám chín mười mươi trăm"

HAN = "[〇零一二兩三四五六七八九十百]"
PATTERN = rf"\b(?:{'|'.join(f'{ENGLISH} {INDONESIAN} {VIETNAMESE}'.split())})\b|(?<!{HAN}){HAN}++"
