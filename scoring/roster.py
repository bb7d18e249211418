"""The roster (受考核機關名冊): which offices a form goes to and comes back from."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from importlib.resources import files

from scoring.errors import RosterError, Sentence
from scoring.findings import quoted_names
from scoring.roster_columns import COLUMNS, EXTENSION, Headings, headings, hold_whole, is_extension, places
from scoring.scorecard import Office
from scoring.values import office_key

_BETWEEN = re.compile(r"[;；,，、\r\n]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """An office with whom to write to. ``cc`` are the addresses that get a copy; ``group`` is whom it is
    compared with (a region, a size), empty where it is not; ``phone`` is where to call."""

    office: Office
    contact: str = ""
    email: str = ""
    cc: tuple[str, ...] = ()
    group: str = ""
    phone: str = ""

    @property
    def row(self) -> tuple[str, ...]:
        """As a row of the roster, in the order of `COLUMNS`."""
        return (
            *(self.office.code, self.office.name, self.contact, self.email),
            *("; ".join(self.cc), self.group, self.phone),
        )


@dataclass(frozen=True, slots=True)
class Roster:
    """The offices. ``headings`` are those of the table that they were read from, none where they were not."""

    entries: tuple[Entry, ...]
    headings: tuple[str, ...] = field(default=(), compare=False)

    @property
    def without_email(self) -> Sentence | None:
        """Say that the table has no column for e-mail addresses, and which it has; None where it has one."""
        if not self.headings or any(entry.email for entry in self.entries):
            return None
        if "email" in Headings(0, self.headings).kinds:
            return None
        return Sentence(
            f"名冊沒有「{COLUMNS['email']}」這一欄（欄名是「{'」「'.join(self.headings)}」），信寄不出去；請補上",
            f"the roster has no column “{COLUMNS['email']}” (it has {quoted_names(self.headings)}), so no"
            " letter can be sent; add it",
        )

    @property
    def offices(self) -> tuple[Office, ...]:
        return tuple(entry.office for entry in self.entries)

    def find(self, office: Office) -> Office | None:
        """Return the roster's office that ``office`` is: by name (臺 and 台 are one), else by code.

        The name decides: where somebody has sorted one column of the roster and not the other, each code
        stands beside another office's name, and people read the name.
        """
        key = office_key(office.name)
        by_name = next((o for o in self.offices if key and office_key(o.name) == key), None)
        if by_name:
            return by_name
        return next((o for o in self.offices if office.code and o.code == office.code), None)


def likeness(rows: Iterable[Iterable[str]]) -> tuple[bool, int]:
    """Tell whether a table has the columns that a roster needs, and how many of a roster's it has."""
    found = headings([[str(cell).strip() for cell in row] for row in rows])
    return found.are_whole, len({kind for kind in found.kinds if kind})


def roster_from_rows(rows: Iterable[Iterable[str]], source: str) -> Roster:
    """Build a roster from a table's rows. One of the first names the columns, under a title or without.

    Raise RosterError with the row and the remedy: no headings, an empty or repeated code or name.
    """
    table = [[str(cell).strip() for cell in row] for row in rows]
    found = headings(table)
    hold_whole(found, source)
    at = places(found, source)
    entries: list[Entry] = []
    seen: dict[tuple[str, str], tuple[int, str]] = {}
    groups: dict[str, str] = {}  # of two spellings the first
    for number, row in enumerate(table[found.row + 1 :], start=found.row + 2):
        if any(row) and tuple(row) != found.cells:  # headings may stand again, on each page
            entry = _entry(_values(row, at, found), source, number)
            for kind, text in (("code", entry.office.code), ("name", entry.office.name)):
                first, before = seen.setdefault((kind, _one_key(text)), (number, text))
                if first != number:
                    raise _repeated(source, kind, (first, before), (number, text))
            group = groups.setdefault(office_key(entry.group).casefold(), entry.group)
            entries.append(replace(entry, group=group))
    if not entries:
        raise RosterError(
            f"{source}：名冊沒有機關，請一列填一個", f"{source}: the roster has no office; write one a row"
        )
    return Roster(tuple(entries), found.named)


def _values(row: Sequence[str], at: Mapping[str, Sequence[int]], found: Headings) -> Mapping[str, str]:
    """Return a row by its kinds of columns; a telephone and its extension become one."""
    texts = {place: row[place] if place < len(row) else "" for kind in at.values() for place in kind}
    values = {kind: next((texts[place] for place in own), "") for kind, own in at.items()}
    phone = [
        f"{EXTENSION} {texts[place]}" if is_extension(found.cells[place]) else texts[place]
        for place in at["phone"]
        if texts[place]
    ]
    return {**values, "phone": " ".join(phone)}


def _one_key(text: str) -> str:
    """Return a code or name in the form in which two are one: to the eye, or to Excel, which looks for a code
    without regard to case. Width, blanks and what nobody sees do not count."""
    seen = "".join(each for each in text if unicodedata.category(each) != "Cf")
    return office_key(seen).casefold()


def _repeated(source: str, kind: str, first: tuple[int, str], again: tuple[int, str]) -> RosterError:
    (row, text), (later, other) = first, again
    column, alike = Sentence(COLUMNS[kind], kind), Sentence("", "")
    if text != other:
        alike = Sentence(
            f"（「{text}」與「{other}」只差全形半形、大小寫、空白或看不見的字）",
            f" (“{text}” and “{other}” differ in width, case, blanks or what nobody sees alone)",
        )
    return RosterError(
        f"{source}：第 {later} 列與第 {row} 列的{column.zh}重複{alike.zh}，請刪去一列或改正",
        f"{source}: row {later} has the {column.en} of row {row}{alike.en}; delete one of them, or"
        " correct it",
    )


def _entry(values: Mapping[str, str], source: str, number: int) -> Entry:
    for key in ("code", "name"):
        if not values[key]:
            raise RosterError(
                f"{source} 第 {number} 列：沒有填「{COLUMNS[key]}」，請補上；"
                "不是機關的列（合計、備註）請刪去",
                f"{source}: row {number} has no “{COLUMNS[key]}”; fill it in, or delete the row where it is"
                " no office (a sum, a remark)",
            )
    office, cc = Office(values["code"], values["name"]), separate(values["cc"])
    return Entry(office, values["contact"], values["email"], cc, values["group"], values["phone"])


def separate(text: str) -> tuple[str, ...]:
    """Split a cell into its addresses, each as it was written.

    Addresses are separated by ; , 、 or line breaks, and by blanks where no names stand beside them.
    """
    found: list[str] = []
    for part in _BETWEEN.split(text):
        words = part.split()
        are_bare = all("@" in word or "＠" in word for word in words)
        found += words if are_bare else [part.strip()]
    return tuple(found)


def bundled_roster() -> Roster:
    """Return the 13 branches (分署) of the 107 form."""
    text = (files("scoring") / "rosters" / "branches.csv").read_text(encoding="utf-8")
    found = roster_from_rows((line.split(",") for line in text.splitlines()), "branches.csv")
    return Roster(found.entries)
