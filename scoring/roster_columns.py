"""The columns of a roster, found by their headings as people write them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.errors import RosterError
from scoring.findings import quoted_names
from scoring.values import office_key

COLUMNS = {
    "code": "代碼",
    "name": "機關名稱",
    "contact": "聯絡人",
    "email": "電子郵件",
    "cc": "副本",
    "group": "組別",
    "phone": "電話",
}
"""The roster's columns; all but the first two may be missing."""
NEEDED = ("code", "name")
EXTENSION = "分機"
_ALSO: Mapping[str, str] = {
    "code": "機關代碼 代號 機關代號 code",
    "name": "受考核機關 受考核機關名稱 單位名稱 office",
    "contact": "連絡人 承辦人 承辦人員 聯絡人姓名 contact",
    "email": (
        "email mail 信箱 電郵 電子信箱 電子郵箱 電子郵件信箱 電子郵件地址 電子郵件位址"
        " 電郵信箱 email信箱 公務信箱 聯絡信箱 機關信箱 機關電子郵件 emailaddress"
        " 承辦人信箱 承辦人email 承辦人電子郵件 聯絡人信箱 聯絡人email 聯絡人電子郵件"
    ),
    "cc": "cc 副本收件人 副本信箱",
    "group": "分組 group",
    "phone": (
        f"聯絡電話 連絡電話 公務電話 電話號碼 電話分機 {EXTENSION} phone tel telephone"
        " 承辦人電話 聯絡人電話 phoneno"
    ),
}
"""What else people call a column, as `_key` has it."""
_MARKS = re.compile(r"[-‐‑–—_.:*/、，,]")
_BRACKETED = re.compile(r"\(.*?\)")
_ROWS_ABOVE = 20
"""How many rows may stand above the headings: a title, a date, a remark."""


def _key(heading: str) -> str:
    """Return a heading in the form in which two are one: width, case, blanks and marks do not count."""
    return _MARKS.sub("", office_key(heading).casefold())


_KINDS = {
    _key(heading): kind for kind, also in _ALSO.items() for heading in (COLUMNS[kind], *also.split(" "))
}


def kind_of(heading: str) -> str | None:
    """Return which column a heading names, a remark in brackets aside; None where it names none."""
    key = _key(heading)
    return _KINDS.get(key) or _KINDS.get(_BRACKETED.sub("", key))


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of a table that names the columns, counted from 0, and what stands in it."""

    row: int
    cells: tuple[str, ...]

    @property
    def kinds(self) -> tuple[str | None, ...]:
        return tuple(map(kind_of, self.cells))

    @property
    def named(self) -> tuple[str, ...]:
        """The headings that are not blank."""
        return tuple(filter(None, self.cells))

    @property
    def are_whole(self) -> bool:
        """Whether the columns are among them that a roster cannot do without."""
        return set(NEEDED) <= set(self.kinds)


def headings(table: Sequence[Sequence[str]]) -> Headings:
    """Return the first row that has the columns needed; else the one that has most of a roster's."""
    rows = [Headings(row, tuple(cells)) for row, cells in enumerate(table[:_ROWS_ABOVE])]
    whole = next((each for each in rows if each.are_whole), None)
    if whole:
        return whole
    known = {each.row: len(set(filter(None, each.kinds))) for each in rows}
    return max(rows, key=lambda each: (known[each.row], bool(each.named), -each.row), default=Headings(0, ()))


def hold_whole(found: Headings, source: str) -> None:
    """Raise RosterError where a column is missing that a roster needs, with what was found in its place."""
    missing = [COLUMNS[kind] for kind in NEEDED if kind not in found.kinds]
    if not missing:
        return
    row, needed = found.row + 1, [COLUMNS[kind] for kind in NEEDED]
    has = f"第 {row} 列的欄名是「{'」「'.join(found.named)}」" if found.named else "裡面沒有欄名"
    has_en = f"row {row} has {quoted_names(found.named)}" if found.named else "there are no headings"
    raise RosterError(
        f"{source}：找不到欄位「{'」「'.join(missing)}」。名冊要有「{'」「'.join(needed)}」；{has}。請補上或改正欄名",
        f"{source}: the column {quoted_names(missing)} is missing. A roster needs {quoted_names(needed)};"
        f" {has_en}. Add it, or correct the heading",
    )


def places(found: Headings, source: str) -> Mapping[str, Sequence[int]]:
    """Return the places of each kind of column: one, but that a telephone and its extension are two.

    Raise RosterError where two columns may be meant; the one under the roster's own heading goes before
    others.
    """
    chosen: dict[str, list[int]] = {}
    for kind, own in COLUMNS.items():
        at = [place for place, each in enumerate(found.kinds) if each == kind]
        if kind == "phone":
            chosen[kind] = at
            continue
        exact = [place for place in at if found.cells[place] == own]
        chosen[kind] = exact if len(exact) == 1 else at
        if len(chosen[kind]) > 1:
            raise _several(own, [found.cells[place] for place in chosen[kind]], source, found.row + 1)
    return chosen


def is_extension(heading: str) -> bool:
    """Tell whether a column holds the extension of a telephone alone."""
    return _key(heading) == EXTENSION


def _several(own: str, cells: Sequence[str], source: str, row: int) -> RosterError:
    return RosterError(
        f"{source}：第 {row} 列的「{'」「'.join(cells)}」都可能是「{own}」，請只留一欄叫「{own}」",
        f"{source}: {quoted_names(cells)} of row {row} may each be “{own}”; leave one column of that name",
    )
