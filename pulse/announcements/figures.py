"""Which figures a text claims, and whether each of them was released.

A claim is looked for in the forms of all four languages, with digits of any script: percentages,
points, "N of M" and scores. What is found must be among the released values; anything else would
publish, by way of a sentence, what the gate holds back. A share in words cannot be compared,
so it counts as one that was not released.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from pulse.announcements import number_words


class Kind(StrEnum):
    """What a figure claims to be."""

    PERCENT = "percent"
    POINTS = "points"
    COUNT = "count"
    SCORE = "score"


# Begins only where a row of digits, dots and commas begins, so that no text takes long to read. (Possessive
# quantifiers would say it better; Python 3.11.2 gets them wrong.)
_NUMBER = r"(?<!\d)(?<!\d[.,])(?:\d{1,3}(?: \d{3}(?!\d))+(?:[.,]\d+)?|\d+(?:[.,]\d+)*)"
_PERCENT = (
    r"(?:[%٪]|percent\w*|per[ -]cents?|pct|p\.c\.|persen\w*|peratus\w*|per ?seratus|phần trăm|per (?:hundred|100)|趴)"
)
_POINTS = (
    r"(?:(?:[%٪]|percent(?:age)?|per[ -]cent|persen(?:tase)?)?[ -]*(?:points?\b|pts?\b|poin\b)|p\.?p\.?\b"
    r"|điểm(?: phần trăm| %)?|個?百分點|個點)"
)
_TO = r"(?:[-–—~〜]|to|and|or|s/d|sampai|hingga|dan|atau|đến|tới|và|hoặc|hay|至|到|和|與|或|,(?= )|、)"
_WHOLE = r"(?:the|your|our|all|every|each|total|semua|seluruh|tổng số|những|các|全部|所有|每)"
_FOLLOWING = r"(?:of|out of|from among|dari(?: total)?|trên(?: tổng số)?|trong(?: số)?|之於)"
_SCORE = (
    r"(?:scor(?:e|es|ed|ing)|rating|rated|(?:e-?)?nps|skor(?:nya)?|điểm số|đạt điểm|chấm|得分|分數|評分|均分)"
    r"(?:\W+(?:of|is|was|at|to|with|by|a|an|adalah|sebesar|ke|là|được|為|是|達|到)\b|為|是|達|到)*"
)
_TIME = (
    r"(?!\d| ?(?:days?|weeks?|months?|minutes?|hours?|years?|hari|minggu|bulan|tahun|menit|jam|ngày|tuần|tháng|năm"
    r"|phút|giờ)\b)"
)

_SHARE = r"(?:percentage|persentase|tỷ lệ phần trăm|百分比)\W{0,2}(?:of|is|was|adalah|sebesar|là|為|是)?"
_OF = rf"(?:\w+ )?{_FOLLOWING} ?(?:{_WHOLE} )*"

_FORMS = {
    "before": re.compile(rf"(?:百分之|[%٪](?=\d)|{_SHARE}) ?({_NUMBER})", re.IGNORECASE),
    "signed": re.compile(rf"(?<![\w.)+])([+±] ?{_NUMBER}|(?<![^\s(])[−-]{_NUMBER}(?![\d/:-]))"),
    "of": re.compile(rf"(?<![\d.,])({_NUMBER}) ?{_OF}({_NUMBER}){_TIME}", re.IGNORECASE),
    "in": re.compile(rf"(?<![\d.,])({_NUMBER}) in (?:{_WHOLE} )?({_NUMBER}){_TIME}", re.IGNORECASE),
    "slash": re.compile(rf"(?<![\d/.,])({_NUMBER}) ?[/⁄∕] ?({_NUMBER})(?![\d/])"),
    "among": re.compile(rf"({_NUMBER}) ?[人位名個]?(?:當中|之中|中|裡|裏)的? ?(?:有|約)? ?({_NUMBER})"),
    "parts": re.compile(rf"({_NUMBER}) ?分之 ?({_NUMBER})"),
    "score": re.compile(rf"{_SCORE}\W{{0,3}}([+−-]?{_NUMBER})", re.IGNORECASE),
}  # fmt: skip
_CHAIN = re.compile(rf"(?:[+±] ?|[−-])?{_NUMBER}(?: ?{_TO} ?{_NUMBER})*", re.IGNORECASE)
_TAILS = {
    Kind.POINTS: re.compile(rf" ?{_POINTS}", re.IGNORECASE),
    Kind.PERCENT: re.compile(rf" ?(?:{_PERCENT}|‰)", re.IGNORECASE),
}
_SCORE_AFTER = re.compile(rf"({_NUMBER}) ?分(?![鐘鍾之店公鐵家行部類區組享配開工機點])")
_PHONE = re.compile(r"\+\d[\d ().-]{5,}\d(?! ?[%٪])")
_MARKS = re.compile(rf"({number_words.PATTERN})\W{{0,2}}(?:{_PERCENT}|‰)|百分之({number_words.HAN}+)", re.IGNORECASE)
_SHARES = re.compile(number_words.SHARES, re.IGNORECASE)
_TENTHS = re.compile(rf"({number_words.HAN}|\d)成({number_words.HAN}|半)?(?![員立功為果本長效年交分不品績就熟])")
_HUNDRED = 100
_LONGEST_PART = 9


Reading = frozenset[Decimal]  # the values that digits with dots and commas may stand for


@dataclass(frozen=True)
class Claim:
    """One figure in a text, as it is written there, and what it may be read as.

    Several values: the ends of a range, the parts of a list, or N and M of "N of M". No value: it
    is written in words.
    """

    written: str
    kind: Kind
    values: tuple[Reading, ...]
    signed: bool = False


@dataclass(frozen=True)
class Released:
    """The figures of one topic that may be repeated."""

    levels: frozenset[int] = frozenset()
    bands: frozenset[tuple[int, int]] = frozenset()
    changes: frozenset[int] = frozenset()
    counts: frozenset[tuple[int, int]] = frozenset()
    participation: frozenset[int] = frozenset()
    newest: tuple[str, ...] = field(default=(), compare=False)

    def allows(self, claim: Claim) -> bool:
        """Whether this figure was released."""
        if not claim.values:
            return False
        if claim.kind is Kind.POINTS:
            return all(self._moved(value, claim.signed) for value in claim.values)
        if claim.kind is Kind.COUNT:
            return self._counted(claim.values[0], claim.values[1])
        if claim.kind is Kind.SCORE:
            return all(_any(value, self.levels) for value in claim.values)
        return self._banded(claim.values) or all(
            _any(value, self.levels | self.participation) for value in claim.values
        )

    def _banded(self, values: tuple[Reading, ...]) -> bool:
        return len(values) == 2 and any(low in values[0] and high in values[1] for low, high in self.bands)

    def _moved(self, value: Reading, signed: bool) -> bool:
        known = self.changes if signed else {abs(change) for change in self.changes}
        return _any(value, known)

    def _counted(self, part: Reading, whole: Reading) -> bool:
        as_share = _HUNDRED in whole and _any(part, self.levels | self.participation)
        return as_share or any(some in part and of in whole for some, of in self.counts)


def _any(reading: Reading, known: Iterable[int]) -> bool:
    return any(value in reading for value in known)


def unreleased(text: str, released: Released) -> list[str]:
    """The figures of a text that were not released, as written, each once, in their order."""
    return list(dict.fromkeys(claim.written for claim in claims(text) if not released.allows(claim)))


def claims(text: str) -> list[Claim]:
    """Every figure that a text claims, in its order."""
    plain = _plain(text)
    found = sorted(_found(plain), key=lambda each: each[0])
    return [claim for _, claim in found]


def _plain(text: str) -> str:
    """The text as it is compared: one form for each character, nothing invisible, single spaces."""
    text = unicodedata.normalize("NFKC", text)
    seen = (c for c in text if c.isspace() or unicodedata.category(c) not in {"Cf", "Cc", "Mn", "Me", "Co", "Cn"})
    return unicodedata.normalize("NFKC", " ".join("".join(seen).split()))


def _found(text: str) -> Iterator[tuple[int, Claim]]:
    rest = []
    at = 0
    for chain, tail, kind in _measured(text):
        yield chain.start(), _claim(chain[0], tail[0], kind)
        rest.append(text[at : chain.start()])
        at = tail.end()
    rest.append(text[at:])
    for match in _FORMS["before"].finditer(text):
        yield match.start(), Claim(match[0], Kind.PERCENT, (_reading(match[1]),))
    for pattern in (_MARKS, _TENTHS, _SHARES):
        for match in pattern.finditer(text):
            yield match.start(), Claim(match[0], Kind.PERCENT, ())
    for match in _FORMS["signed"].finditer(_PHONE.sub("\0", "\0".join(rest))):
        yield match.start(), _claim(match[0], "", Kind.POINTS)
    yield from _counts(text)
    for pattern in (_FORMS["score"], _SCORE_AFTER):
        for match in pattern.finditer(text):
            yield match.start(), Claim(match[0], Kind.SCORE, (_reading(match[1].lstrip("+−-")),))


def _measured(text: str) -> Iterator[tuple[re.Match[str], re.Match[str], Kind]]:
    """Numbers, ranges and lists of numbers that are followed by points or a percentage."""
    for chain in _CHAIN.finditer(text):
        for kind, form in _TAILS.items():
            if tail := form.match(text, chain.end()):
                yield chain, tail, kind
                break


def _counts(text: str) -> Iterator[tuple[int, Claim]]:
    for name in ("of", "in", "slash", "among", "parts"):
        for match in _FORMS[name].finditer(text):
            part, whole = _reading(match[1]), _reading(match[2])
            if name in {"among", "parts"}:
                part, whole = whole, part
            if _is_share(name, match, part, whole):
                yield match.start(), Claim(match[0], Kind.COUNT, (part, whole))


def _is_share(name: str, match: re.Match[str], part: Reading, whole: Reading) -> bool:
    """Whether "N of M" can be a part of a whole: `30/11` is a day, `3 in 2026` a year."""
    if name == "in" and min(whole) > _HUNDRED * 10:
        return False
    if name == "slash" and (len(match[2]) > _LONGEST_PART or match[0].replace(" ", "") == "24/7"):
        return False
    return min(part) <= max(whole)


def _claim(chain: str, tail: str, kind: Kind) -> Claim:
    """Of a list, numbers above 100 are years and the like, but for the last."""
    sign = chain[0] if chain[0] in "+−-" else ""
    readings = [_reading(number) for number in re.findall(_NUMBER, chain)]
    if tail.endswith("‰"):
        readings = [frozenset(value / 10 for value in reading) for reading in readings]
    values = tuple(each for each in readings[:-1] if min(each) <= _HUNDRED) + tuple(readings[-1:])
    if kind is Kind.PERCENT:
        return Claim((chain[1:].lstrip() if sign else chain) + tail, kind, values)
    if sign in {"−", "-"}:
        values = tuple(frozenset(-value for value in reading) for reading in values)
    return Claim(chain + tail, kind, values, signed=bool(sign))


def _reading(written: str) -> Reading:
    """What digits may mean: `1.204` is 1204 in one language and less than two in another."""
    if " " in written:
        return _reading(written.replace(" ", "")) | _reading(written.rpartition(" ")[2])
    bare = "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in written)
    groups = re.split(r"[.,]", bare)
    found = {_decimal(bare.replace(",", "."))} if len(groups) <= 2 else set()
    if all(len(group) == 3 for group in groups[1:]):
        found.add(_decimal("".join(groups)))
    elif len(groups) > 2:
        found.add(_decimal("".join(groups[:-1]) + "." + groups[-1]))
    return frozenset(found)


def _decimal(text: str) -> Decimal:
    try:
        return Decimal(text)
    except InvalidOperation:  # pragma: no cover - the patterns let only digits through
        return Decimal(-1)
