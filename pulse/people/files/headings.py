"""Which column of a file is which: the names of the contract, and what spreadsheets of four languages call them."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property

from pulse.i18n import N_
from pulse.people.files.problems import BadFile, Problem

CALLED = {  # every name in small letters, its words parted by one space
    "person_id": """person id; personid; employee id; employee number; employee no; employee code; emp id;
        staff id; staff number; staff no; worker id; personnel number; payroll number;
        id karyawan; nomor karyawan; no karyawan; nomor induk karyawan; id pegawai; nomor pegawai; no pegawai;
        員工編號; 員工代號; 員工代碼; 員工號碼; 工號; 員編; 人員編號; 職員編號;
        mã nhân viên; mã số nhân viên; mã nv; số nhân viên""",
    "name": """name; full name; employee name; staff name; display name;
        nama; nama lengkap; nama karyawan; nama pegawai; 姓名; 名字; 員工姓名; 名稱;
        họ tên; họ và tên; tên; tên nhân viên""",
    "email": """email; e mail; mail; email address; e mail address; work email; work e mail; company email;
        alamat email; surel; alamat surel; email kantor;
        電子郵件; 電子信箱; 電子郵件地址; 電郵; 郵件; 信箱; email 信箱;
        thư điện tử; địa chỉ email; địa chỉ thư điện tử""",
    "unit": """unit; department; dept; team; division; section; business unit; organisational unit;
        organizational unit; org unit; unit kerja; departemen; bagian; divisi; tim; seksi;
        單位; 部門; 團隊; 組別; 部門名稱; đơn vị; phòng ban; bộ phận; phòng; nhóm""",
    "location": """location; work location; site; office; place; plant; branch; workplace;
        lokasi; lokasi kerja; tempat kerja; kantor; cabang; 地點; 工作地點; 據點; 廠區; 辦公地點; 辦公室;
        địa điểm; địa điểm làm việc; nơi làm việc; văn phòng; chi nhánh""",
    "language": """language; preferred language; lang; bahasa; 語言; 語系; 慣用語言; ngôn ngữ""",
    "time_zone": """time zone; timezone; tz; zona waktu; 時區; múi giờ""",
    "manager_id": """manager id; manager number; manager no; manager employee id; line manager id; supervisor id;
        supervisor number; reports to id; id atasan; nomor atasan; id manajer; nomor manajer;
        主管編號; 主管工號; 主管代號; 主管員工編號; mã quản lý; mã người quản lý; mã cấp trên""",
    "tenure_start": """tenure start; start date; hire date; hired on; date of hire; date of joining; joining date;
        join date; employment date; here since; tanggal masuk; tanggal bergabung; tanggal mulai kerja; mulai bekerja;
        到職日; 到職日期; 入職日; 入職日期; ngày vào làm; ngày bắt đầu; ngày bắt đầu làm việc; ngày nhận việc""",
    "phone": """phone; phone number; telephone; telephone number; tel; mobile; mobile phone; mobile number; cell;
        cell phone; telepon; nomor telepon; no telepon; no telp; nomor hp; no hp; hp; ponsel;
        電話; 電話號碼; 手機; 手機號碼; 行動電話; 聯絡電話; điện thoại; số điện thoại; sđt; di động""",
    "status": """status; employment status; employee status; status karyawan; status kerja;
        狀態; 在職狀態; trạng thái; tình trạng""",
}
REQUIRED = ("person_id", "name")
_KNOWN = {name.strip(): column for column, names in CALLED.items() for name in re.split(r";\s*", names)}
_BETWEEN = re.compile(r"[\s_./:*-]+")
SHOWN = 60  # letters of a heading that are shown


@dataclass(frozen=True)
class Headings:
    """The columns of a file by their place in it; None where a column is not read."""

    columns: tuple[str | None, ...]
    read_as: tuple[tuple[str, str], ...] = ()
    left_out: tuple[str, ...] = ()

    @cached_property
    def read(self) -> list[tuple[int, str]]:
        """Those that are read, with their place."""
        return [(at, column) for at, column in enumerate(self.columns) if column]

    @cached_property
    def given(self) -> frozenset[str]:
        """Those that are read."""
        return frozenset(column for column in self.columns if column)


def headings(texts: Sequence[str], line: int) -> Headings:
    """What the columns of this header are; `BadFile` when two are the same, or a needed one is missing."""
    shown = [_plain(text)[:SHOWN] for text in texts]
    exact = [_small(text).replace(" ", "_") for text in texts]
    columns = [name if name in CALLED else None for name in exact]
    for place, text in enumerate(texts):
        meant = _KNOWN.get(_small(text))
        if columns[place] is None and meant not in exact:
            columns[place] = meant
    left_out = tuple(dict.fromkeys(text for text, column in zip(shown, columns, strict=True) if not column and text))
    if problems := [*_twice(columns, shown, line), *_missing(columns, left_out, line)]:
        raise BadFile(problems)
    pairs = zip(shown, columns, texts, strict=True)
    read_as = tuple((text, column) for text, column, raw in pairs if column and raw.strip().lower() != column)
    return Headings(tuple(columns), read_as, left_out)


def _plain(text: str) -> str:
    return " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())


def _small(text: str) -> str:
    return _BETWEEN.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()


def _twice(columns: Sequence[str | None], shown: Sequence[str], line: int) -> list[Problem]:
    problems = []
    for column in CALLED:
        names = [text for text, found in zip(shown, columns, strict=True) if found == column]
        if len(names) > 1 and {_small(name).replace(" ", "_") for name in names} == {column}:
            problems.append(Problem(N_("This column is there twice."), line=line, column=column))
        elif len(names) > 1:
            sentence = N_("“%(first)s” and “%(second)s” could both be this column. Keep the one you mean.")
            said = (("first", names[0]), ("second", names[1]))
            problems.append(Problem(sentence, said, line, column))
    return problems


def _missing(columns: Collection[str | None], left_out: Sequence[str], line: int) -> list[Problem]:
    problems = []
    for column in (name for name in REQUIRED if name not in columns):
        if left_out:
            sentence = N_("This column is missing. Not known to Pulse: %(columns)s.")
            said = (("columns", ", ".join(f"“{name}”" for name in left_out[:20])),)
            problems.append(Problem(sentence, said, line, column))
        else:
            problems.append(Problem(N_("This column is missing."), line=line, column=column))
    return problems
