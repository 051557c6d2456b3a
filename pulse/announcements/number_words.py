"""Numbers in words, to notice a share that is spelt out: `forty-seven per cent`, `nine out of ten`, `百分之四十七`."""

ENGLISH = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
    "seventeen eighteen nineteen twenty thirty forty fifty sixty seventy eighty ninety hundred"
)
INDONESIAN = "nol satu dua tiga empat lima enam tujuh delapan sembilan sepuluh sebelas belas puluh seratus ratus"
VIETNAMESE = "không một mốt hai ba bốn tư năm lăm sáu bảy tám chín mười mươi trăm"

HAN = "[〇零一二兩三四五六七八九十百]"
PATTERN = rf"\b(?:{'|'.join(f'{ENGLISH} {INDONESIAN} {VIETNAMESE}'.split())})\b|(?<!{HAN}){HAN}+"
_ENGLISH = "|".join(ENGLISH.split())
_PEOPLE = r"(?:you|us|them|all|everybody|everyone|(?:the )?people|those)"
_ORANG = r"(?:dari|orang|karyawan|kalian)"  # not of hours: `seperempat jam`
SHARES = "|".join(
    [
        rf"\b(?:{_ENGLISH}) (?:out of|in)(?: every)?(?: an?)? (?:{_ENGLISH})\b",
        rf"\b(?:(?:an?|one) (?:third|quarter|fifth)|half)(?: of)? {_PEOPLE}\b",
        r"\b(?:two[ -]thirds|three[ -]quarters|(?:two|three|four)[ -]fifths)\b(?! of an? )",
        rf"\b(?:\w+ (?:pertiga|perempat|perlima)|sepertiga|seperempat|seperlima|sepersepuluh|separuh) {_ORANG}\b",
        rf"\b(?:{'|'.join(INDONESIAN.split())}) dari (?:sepuluh|seratus)\b",
        rf"\b(?:{'|'.join(VIETNAMESE.split())}) (?:trên|phần) (?:mười|(?:một )?trăm|ba|tư|năm)\b",
        rf"(?<!{HAN})(?!百分){HAN}+分之{HAN}+",
        rf"(?<!{HAN}){HAN}+[人位名個](?:當中|之中|中|裡|裏)的?有?{HAN}+[人位名個]",
    ]
)
