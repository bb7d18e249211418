"""A form saved in another format reads to the same scorecard; what each format loses is said here.

format | findings more      | findings fewer    | texts changed         | in the file and not read
.xlsx  | structure-unlocked |                   | CR LF → LF            |
.ods   | format-unproven    | formula-replaced  | CR LF → LF; no        |
       |                    |                   | U+0001, U+FFFE (XML)  |
.xls   | format-unproven    | formula-replaced, | CR LF → LF            | U+FEFF, U+FFFE in front *, an
       |                    | input-formula     |                       | emoji where a record ends *
.xlsb  | LibreOffice does not write it: see test_writers.py

All 32,767 characters of a note, blanks at its ends, blank lines and every other odd text are kept.
A total typed over with what the formula would show anyway can only be told in .xlsx, where
formulas are seen. What is marked * is a fault of ours or of python-calamine: a test here says so
and is expected to fail.
"""

import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from pathlib import Path

import openpyxl
import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from macros.demo import taipei
from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Answer, Scorecard, Stated
from tests.macros.terminal import Json, kaohe, written
from tests.office import libreoffice as office
from tests.office import scorecards, workbooks
from tests.office.libreoffice import LibreOffice
from tests.office.parts import Parts, packed
from workbook.collection.checked import Checked
from workbook.form.correction import correct
from workbook.intake.check import Terms, check
from workbook.intake.gate import admit
from workbook.layout import FORM_SHEET, IDENTITY_SHEET, header_key, layout_of
from workbook.protection import Lock

NOTE_AT = "1.1.1"
NEEDS_FORMULAS = frozenset({"formula-replaced", "input-formula"})
LONGEST = 32_767
"""Characters that a cell holds, in UTF-16 as Excel counts them."""
Where = tuple[str, ...]


@dataclass(frozen=True)
class Format:
    """What saving in a format does. ``unread``: characters that are in the file, and not read (*)."""

    finding: str
    dropped: str = ""
    unread: str = ""
    proves: bool = False

    def kept(self, text: str) -> str:
        """A text as the format has it."""
        return _without(text.replace("\r\n", "\n"), self.dropped)


FORMATS = {
    "xlsx": Format("structure-unlocked", proves=True),
    "ods": Format("format-unproven", dropped="\x01\ufffe"),
    "xls": Format("format-unproven", unread="\ufeff"),
}
UNPROVEN = tuple(kind for kind, known in FORMATS.items() if not known.proves)


def rubric_of(rubric_id: str) -> Rubric:
    return workbooks.tenths() if rubric_id == workbooks.tenths().id else load_rubric(rubric_id)


def read(data: bytes, password: str | None = None) -> Checked:
    return check(data, "form", Terms(workbooks.KEY, password=password, rubric_of=rubric_of))


def _last_of(rubric: Rubric) -> Scorecard:
    *_, last = scorecards.random_scorecards(rubric, 3, seed=107)
    return last


CARDS: dict[str, Callable[[], tuple[Rubric, Scorecard]]] = {
    "right": lambda: (workbooks.whole(), scorecards.right(workbooks.whole())),
    "full of faults": lambda: (workbooks.whole(), _last_of(workbooks.whole())),
    "full of odd texts": lambda: (workbooks.whole(), scorecards.odd(workbooks.whole())),
    "臺北 107": lambda: (workbooks.whole(), taipei(workbooks.whole())),
    "tenths, full of faults": lambda: (workbooks.tenths(), _last_of(workbooks.tenths())),
}


@cache
def form(name: str) -> bytes:
    """The form with the scorecard of a name in it, as we write it."""
    return workbooks.filled(*CARDS[name]())


def noted(*notes: str) -> bytes:
    """A form with nothing wrong, and these notes at one item."""
    right = scorecards.right(workbooks.whole())
    answer = replace(right.answer(NOTE_AT), notes=notes)
    return workbooks.filled(workbooks.whole(), replace(right, answers={**right.answers, NOTE_AT: answer}))


def with_totals(stated: Mapping[str, Stated]) -> bytes:
    """A form with nothing wrong but these totals, typed."""
    card = replace(scorecards.right(workbooks.whole()), stated=stated)
    return workbooks.filled(workbooks.whole(), card)


def edited(change: Callable[[Worksheet], None]) -> bytes:
    """A form with nothing wrong, changed as a user would change it."""
    book = openpyxl.load_workbook(io.BytesIO(form("right")))
    change(book[FORM_SHEET])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _resaved(libreoffice: LibreOffice, data: bytes, kind: str, source: str = "xlsx") -> bytes:
    with libreoffice.open(data, source) as document:
        document.recalculate()
        return document.stored(kind)


def _without(text: str, characters: str) -> str:
    return "".join(character for character in text if character not in characters)


def differences(
    before: Checked, after: Checked, kept: Callable[[str], str] = str, unread: str = ""
) -> list[tuple[Where, object, object]]:
    """Where two readings differ by more than is known of texts; totals are compared by value."""
    expected = _values(before, lambda text: _without(kept(text), unread))
    found = _values(after, lambda text: _without(text, unread))
    places = {**expected, **found}
    missing = "(missing)"
    return [
        (place, was, now)
        for place in places
        if (was := expected.get(place, missing)) != (now := found.get(place, missing))
    ]


def _values(checked: Checked, said: Callable[[str], str]) -> dict[Where, object]:
    card = checked.scorecard
    header = card.header
    assert checked.rubric
    return {
        ("office",): card.office,
        ("date",): (header.days, {name: said(text) for name, text in header.unread.items()}),
        **{("header", name): said(text) for name, text in header.texts.items()},
        **{
            ("answer", item.id): replace(
                answer, notes=tuple(note for note in map(said, answer.notes) if note.strip())
            )
            for item in checked.rubric.items
            for answer in [card.answer(item.id)]
        },
        **{("stated", total_id): stated.value for total_id, stated in card.stated.items()},
        **{
            ("total", total_id): (total.recomputed, total.blank) for total_id, total in checked.totals.items()
        },
    }


def _told(findings: tuple[Finding, ...]) -> Counter[Where]:
    return Counter((f.code, f.id, f.part, str(f.index), f.cell) for f in findings)


def changed(before: Checked, after: Checked) -> tuple[set[str], set[str]]:
    """The codes of findings that came and of those that went, place by place."""
    was, now = _told(before.findings), _told(after.findings)
    return {code for code, *_ in now - was}, {code for code, *_ in was - now}


# ── LibreOffice ─────────────────────────────────────────────────────────────────────────────────


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", list(FORMATS))
@pytest.mark.parametrize("name", list(CARDS))
def test_a_form_resaved_in_another_format_reads_to_the_same_scorecard(
    name: str, kind: str, libreoffice: LibreOffice
) -> None:
    known = FORMATS[kind]
    before, after = read(form(name)), read(_resaved(libreoffice, form(name), kind))
    assert differences(before, after, known.kept, known.unread) == []
    assert after.state == before.state
    assert after.identity == before.identity
    came, went = changed(before, after)
    about_totals = set() if known.proves else {code for code in came if code.startswith("total-")}
    if "faults" in name:  # with totals that were emptied: see the tests of typed totals below
        came -= about_totals
    assert came == {known.finding}
    assert went <= (frozenset() if known.proves else NEEDS_FORMULAS)


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", list(FORMATS))
def test_only_the_texts_in_the_table_change(kind: str, libreoffice: LibreOffice) -> None:
    known = FORMATS[kind]
    long = ("長" * LONGEST, "行\n" * (LONGEST // 2))
    texts = (*scorecards.ODD_TEXTS, "  a   b  \n   c  ", "第一行\r\n第二行", *long)
    after = read(_resaved(libreoffice, _all_noted(texts), kind))
    notes = [note for item in workbooks.whole().items for note in after.scorecard.answer(item.id).notes]
    assert [_without(note, known.unread) for note in notes] == [
        _without(known.kept(text), known.unread) for text in texts
    ]


def _all_noted(texts: Sequence[str]) -> bytes:
    """A form with these notes, as many at each item as it has room for."""
    rubric, rest, answers = workbooks.whole(), list(texts), {}
    for item in rubric.items:
        room = layout_of(rubric).blocks[item.id].rows
        answers[item.id], rest = Answer(notes=tuple(rest[:room])), rest[room:]
    assert not rest
    return workbooks.filled(rubric, Scorecard(scorecards.OFFICE, answers=answers))


READ_WRONG = {
    "ods, tabs": ("ods", "一\t二\t\t三", ""),
    "xls, U+FEFF in front": ("xls", "\ufeff位元組", "python-calamine takes U+FEFF for a byte order mark"),
    "xls, U+FFFE in front": ("xls", "\ufffe位元組", "python-calamine takes U+FFFE for a byte order mark"),
    "xls, split emoji": ("xls", "ab😀" * 4000, "python-calamine decodes each CONTINUE record by itself"),
}


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    ("kind", "text"),
    [
        pytest.param(
            kind, text, marks=[pytest.mark.xfail(strict=True, reason=reason)] if reason else [], id=name
        )
        for name, (kind, text, reason) in READ_WRONG.items()
    ],
)
def test_a_text_that_is_in_the_file_is_read_from_it(kind: str, text: str, libreoffice: LibreOffice) -> None:
    after = read(_resaved(libreoffice, noted(text), kind))
    assert after.scorecard.answer(NOTE_AT).notes == (text,)


@pytest.mark.libreoffice
@pytest.mark.parametrize("name", [name for name, (kind, *_) in READ_WRONG.items() if kind == "xls"])
def test_what_is_read_wrong_from_xls_is_right_in_the_file(name: str, libreoffice: LibreOffice) -> None:
    kind, text, _ = READ_WRONG[name]
    stored = _resaved(libreoffice, noted(text), kind)
    cell = f"G{layout_of(workbooks.whole()).blocks[NOTE_AT].first}"
    with libreoffice.open(stored, kind) as document:
        assert document.values(FORM_SHEET, cell) == {cell: text}


@pytest.mark.libreoffice
def test_a_hidden_form_is_told_in_an_ods_too(libreoffice: LibreOffice) -> None:
    """LibreOffice drops the lock on the structure when it saves; then sheets can be hidden."""
    unlocked = _resaved(libreoffice, form("right"), "xlsx")
    with libreoffice.open(unlocked) as document:
        document.hide(FORM_SHEET)
        after = read(document.stored("ods"))
    assert "form-hidden" in {finding.code for finding in after.findings}
    assert "form-hidden" not in {f.code for f in read(_resaved(libreoffice, unlocked, "ods")).findings}


@pytest.mark.libreoffice
def test_an_xls_says_which_of_its_sheets_are_hidden(libreoffice: LibreOffice) -> None:
    book = admit(_resaved(libreoffice, form("right"), "xls"))
    assert [name for name in book.sheet_names if not book.is_visible(name)] == [IDENTITY_SHEET]


@pytest.mark.libreoffice
def test_a_tab_is_in_an_ods_as_an_element_of_its_own(libreoffice: LibreOffice) -> None:
    """LibreOffice 7.4 writes them and does not read them itself."""
    stored = _resaved(libreoffice, noted("一\t二"), "ods")
    with zipfile.ZipFile(io.BytesIO(stored)) as archive:
        assert "一<text:tab/>二" in archive.read("content.xml").decode()


DATE_FORMATS = ("mm-dd-yy", '[$-404]e"年"m"月"d"日"')


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", list(FORMATS))
@pytest.mark.parametrize("shown_as", DATE_FORMATS)
def test_a_real_date_in_the_date_cell_is_that_day_in_every_format(
    shown_as: str, kind: str, libreoffice: LibreOffice
) -> None:
    data = edited(lambda sheet: _put_date(sheet, datetime(2018, 7, 5), shown_as))
    assert read(_resaved(libreoffice, data, kind)).scorecard.header.days == {"date": (date(2018, 7, 5),)}


@pytest.mark.libreoffice
@pytest.mark.parametrize(
    "kind",
    [
        "xlsx",
        *UNPROVEN,
    ],
)
def test_a_date_with_a_time_of_day_is_that_day_in_every_format(kind: str, libreoffice: LibreOffice) -> None:
    data = edited(lambda sheet: _put_date(sheet, datetime(2018, 7, 5, 17, 50), "yyyy/m/d hh:mm"))
    assert read(_resaved(libreoffice, data, kind)).scorecard.header.days == {"date": (date(2018, 7, 5),)}


def _put_date(sheet: Worksheet, when: datetime, shown_as: str) -> None:
    cell = sheet[f"C{layout_of(workbooks.whole()).by_key[header_key('date')].number}"]
    cell.value, cell.number_format = when, shown_as


SCORES: dict[str, tuple[object, str, Decimal | None]] = {
    "shown as money": (27, '"NT$"#,##0', Decimal(27)),
    "shown as a whole number": (26.5, "0", Decimal("26.5")),
    "shown as per cent": (0.27, "0%", Decimal("0.27")),
    "a third": (26.1, "General", Decimal("26.1")),
    "a number as text": ("２７分", "@", Decimal(27)),
    "a formula": ("=20+7", "General", Decimal(27)),
    "a truth value": (True, "General", None),
    "an error": ("=1/0", "General", None),
    "not there": ("=NA()", "General", None),
}
SCORE_CELLS = {
    name: (item.id, f"C{layout_of(workbooks.whole()).blocks[item.id].first}")
    for name, item in zip(SCORES, workbooks.whole().items, strict=False)
}


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", list(FORMATS))
def test_a_score_is_the_number_that_the_cell_holds_however_it_is_shown(
    kind: str, libreoffice: LibreOffice
) -> None:
    def put(sheet: Worksheet) -> None:
        for name, (_, cell) in SCORE_CELLS.items():
            sheet[cell].value, sheet[cell].number_format, _ = SCORES[name]

    after = read(_resaved(libreoffice, edited(put), kind))
    scores = {name: after.scorecard.answer(item).score for name, (item, _) in SCORE_CELLS.items()}
    assert scores == {name: score for name, (*_, score) in SCORES.items()}
    wrong = {finding.id for finding in after.findings if finding.severity == "error"}
    assert {item for name, (item, _) in SCORE_CELLS.items() if SCORES[name][2] is None} <= wrong


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_an_error_in_a_score_cell_is_told_as_what_it_is(kind: str, libreoffice: LibreOffice) -> None:
    data = edited(lambda sheet: sheet.__setitem__(SCORE_CELLS["shown as money"][1], "=1/0"))
    after = read(_resaved(libreoffice, data, kind))
    assert after.scorecard.answer(workbooks.whole().items[0].id).score_text == "#DIV/0!"


# ── comments ────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", UNPROVEN)
def test_a_comment_is_told_with_its_cell_and_what_it_says(kind: str, libreoffice: LibreOffice) -> None:
    cell = SCORE_CELLS["shown as money"][1]
    data = edited(lambda sheet: setattr(sheet[cell], "comment", Comment("本項分數待主管核定", "某人")))
    told = [
        each for each in read(_resaved(libreoffice, data, kind)).findings if each.code == "comment-on-form"
    ]
    assert [(each.cell, each.params["text"]) for each in told] == [(cell, "本項分數待主管核定")]


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", UNPROVEN)
def test_our_own_comments_on_a_form_that_went_back_are_none(kind: str, libreoffice: LibreOffice) -> None:
    bad = read(noted())
    assert bad.identity
    back = correct(workbooks.whole(), Lock(), bad.identity, bad.scorecard, bad.findings)
    assert "comment-on-form" not in [each.code for each in read(_resaved(libreoffice, back, kind)).findings]


# ── totals where formulas cannot be seen ────────────────────────────────────────────────────────


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", UNPROVEN)
def test_totals_typed_over_with_other_numbers_are_told_with_the_same_findings(
    kind: str, libreoffice: LibreOffice
) -> None:
    typed = {"1.1": Decimal(0), "2.3": Decimal(103), "5.2": Decimal("49.5")}
    data = with_totals({total_id: Stated(number) for total_id, number in typed.items()})
    before, after = read(data), read(_resaved(libreoffice, data, kind))
    assert changed(before, after) == ({"format-unproven"}, {"formula-replaced"})
    assert {total_id: after.scorecard.stated[total_id].value for total_id in typed} == typed


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", UNPROVEN)
def test_a_total_typed_over_with_what_the_formula_shows_is_taken_for_the_formula(
    kind: str, libreoffice: LibreOffice
) -> None:
    data = with_totals({"2.3": Stated(Decimal(100))})
    after = read(_resaved(libreoffice, data, kind))
    assert not any(stated.typed for stated in after.scorecard.stated.values())
    assert after.state == "accepted"


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", UNPROVEN)
def test_totals_above_one_that_was_typed_over_do_not_count_as_typed(
    kind: str, libreoffice: LibreOffice
) -> None:
    after = read(_resaved(libreoffice, with_totals({"2.3": Stated(Decimal(103))}), kind))
    assert [total_id for total_id, stated in after.scorecard.stated.items() if stated.typed] == ["2.3"]


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", UNPROVEN)
def test_an_emptied_total_adds_no_findings_about_the_totals_above(
    kind: str, libreoffice: LibreOffice
) -> None:
    data = form("full of faults")
    came, _ = changed(read(data), read(_resaved(libreoffice, data, kind)))
    assert came == {"format-unproven"}


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", UNPROVEN)
def test_a_total_typed_over_in_words_is_told_with_those_words(kind: str, libreoffice: LibreOffice) -> None:
    after = read(_resaved(libreoffice, with_totals({"2.3": Stated(None, text="約80")}), kind))
    assert after.scorecard.stated["2.3"] == Stated(None, typed=True, text="約80")
    assert "total-not-a-number" in {finding.code for finding in after.findings}


# ── with a password that opens them ─────────────────────────────────────────────────────────────

OPENS = "考核 107"


@cache
def encrypted(name: str) -> bytes:
    """A form as Excel encrypts it (agile, AES)."""
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(form(name))).encrypt(OPENS, stream)
    return stream.getvalue()


def _refusal(checked: Checked) -> str:
    assert checked.state == "rejected"
    (finding,) = checked.findings
    return finding.code


@pytest.mark.parametrize("password", [None, "", "wrong", OPENS.strip() + "\n", "x" * 300, "考核\x00107"])
def test_an_encrypted_form_is_refused_without_its_own_password(password: str | None) -> None:
    assert _refusal(read(encrypted("right"), password)) == "file-encrypted"


@pytest.mark.parametrize("name", list(CARDS))
def test_an_encrypted_form_reads_with_its_password_as_if_it_were_not_encrypted(name: str) -> None:
    before, after = read(form(name)), read(encrypted(name), OPENS)
    assert after.scorecard == before.scorecard
    assert after.findings == before.findings
    assert after.totals == before.totals


def test_a_password_for_a_form_that_is_not_encrypted_does_not_matter() -> None:
    assert read(form("right"), OPENS) == read(form("right"))


@pytest.mark.libreoffice
def test_an_encrypted_ods_is_refused_as_encrypted_with_any_password(libreoffice: LibreOffice) -> None:
    """msoffcrypto-tool opens Office's encryption, not OpenDocument's."""
    data = _encrypted_by(libreoffice, "ods")
    assert {_refusal(read(data, password)) for password in (None, "wrong", OPENS)} == {"file-encrypted"}


@pytest.mark.libreoffice
def test_an_encrypted_xls_is_refused_as_encrypted(libreoffice: LibreOffice) -> None:
    assert _refusal(read(_encrypted_by(libreoffice, "xls"))) == "file-encrypted"


@pytest.mark.libreoffice
def test_an_encrypted_xls_reads_with_its_password(libreoffice: LibreOffice) -> None:
    after = read(_encrypted_by(libreoffice, "xls"), OPENS)
    assert after.state == "accepted"


@pytest.mark.libreoffice
def test_an_xls_that_excel_encrypts_unasked_is_read_without_a_password(libreoffice: LibreOffice) -> None:
    assert read(_encrypted_by(libreoffice, "xls", "VelvetSweatshop")).state == "accepted"


def _encrypted_by(libreoffice: LibreOffice, kind: str, password: str = OPENS) -> bytes:
    with libreoffice.open(form("right")) as document:
        path = document._folder / f"encrypted.{kind}"
        how = office._properties({"FilterName": office._FILTERS[kind], "Password": password})
        document._model.storeToURL(path.as_uri(), how)
        return path.read_bytes()


# ── from the command line ───────────────────────────────────────────────────────────────────────


@pytest.fixture
def key_file(tmp_path: Path) -> Path:
    return written(tmp_path / "key" / "signing.key", workbooks.KEY.hex())


def _kaohe_check(folder: Path, key_file: Path, *options: object) -> Json:
    ran = kaohe("check", "--json", folder, "--key-file", key_file, *options)
    return {Path(file["path"]).name: file for file in ran.json["files"]}


@pytest.mark.parametrize("ending", ["", "\n", "\r\n"])
def test_kaohe_check_opens_what_the_password_file_opens(ending: str, tmp_path: Path, key_file: Path) -> None:
    folder = tmp_path / "inbox"
    written(folder / "locked.xlsx", encrypted("right"))
    written(folder / "plain.xlsx", form("right"))
    password_file = written(tmp_path / "password", OPENS + ending)
    found = _kaohe_check(folder, key_file, "--password-file", password_file)
    assert [file["state"] for file in found.values()] == ["accepted", "accepted"]
    assert found["locked.xlsx"]["items"] == found["plain.xlsx"]["items"]


@pytest.mark.parametrize("password", ["", "wrong"])
def test_kaohe_check_refuses_what_the_password_does_not_open_and_reads_the_rest(
    password: str, tmp_path: Path, key_file: Path
) -> None:
    folder = tmp_path / "inbox"
    written(folder / "locked.xlsx", encrypted("right"))
    written(folder / "plain.xlsx", form("right"))
    options = ["--password-file", written(tmp_path / "password", password)] if password else []
    found = _kaohe_check(folder, key_file, *options)
    assert [finding["code"] for finding in found["locked.xlsx"]["findings"]] == ["file-encrypted"]
    assert found["plain.xlsx"]["state"] == "accepted"


def test_kaohe_check_without_its_password_file_ends_before_reading(tmp_path: Path, key_file: Path) -> None:
    form_file = written(tmp_path / "locked.xlsx", encrypted("right"))
    ran = kaohe("check", form_file, "--key-file", key_file, "--password-file", tmp_path / "nowhere")
    assert ran.status == 2
    assert ran.out == ""
    assert "密碼檔" in ran.err


# ── macros ──────────────────────────────────────────────────────────────────────────────────────

TYPES, RELATIONS, VBA = "[Content_Types].xml", "xl/_rels/workbook.xml.rels", "xl/vbaProject.bin"
_PLAIN = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_MACROS = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
_VBA_TYPE = "application/vnd.ms-office.vbaProject"
_VBA_RELATION = "http://schemas.microsoft.com/office/2006/relationships/vbaProject"


def with_macros(data: bytes) -> bytes:
    """The workbook as Excel saves it with a macro: .xlsm, and somebody's real vbaProject.bin."""
    with zipfile.ZipFile(str(files("xlwings") / "quickstart_standalone.xlsm")) as archive:
        macros = archive.read(VBA)
    contents = Parts(data).contents
    types = contents[TYPES].decode().replace(_PLAIN, _MACROS)
    override = f'<Override PartName="/{VBA}" ContentType="{_VBA_TYPE}"/></Types>'
    relation = f'<Relationship Id="rIdVba" Type="{_VBA_RELATION}" Target="vbaProject.bin"/></Relationships>'
    relations = contents[RELATIONS].decode().replace("</Relationships>", relation)
    assert _MACROS in types
    assert relation in relations
    return packed(
        {
            **contents,
            TYPES: types.replace("</Types>", override).encode(),
            RELATIONS: relations.encode(),
            VBA: macros,
        }
    )


@pytest.mark.parametrize("name", list(CARDS))
def test_macros_are_told_and_every_value_is_kept(name: str) -> None:
    before, after = read(form(name)), read(with_macros(form(name)))
    assert after.scorecard == before.scorecard
    assert after.totals == before.totals
    assert after.state == before.state
    assert changed(before, after) == ({"macro-present"}, set())


def test_macros_in_an_encrypted_form_are_told_too() -> None:
    stream = io.BytesIO()
    OOXMLFile(io.BytesIO(with_macros(form("right")))).encrypt(OPENS, stream)
    before, after = read(form("right")), read(stream.getvalue(), OPENS)
    assert changed(before, after) == ({"macro-present"}, set())


def _refilled(data: bytes, name: str, tmp_path: Path) -> bytes:
    source, out = written(tmp_path / name, data), tmp_path / "out.xlsx"
    change = {"items": {NOTE_AT: {"score": 17, "notes": ["改"]}}}
    answers = written(tmp_path / "answers.json", json.dumps(change))
    ran = kaohe("fill", source, answers, "--out", out)
    assert ran.status == 0, ran.said
    return out.read_bytes()


@pytest.mark.parametrize("name", ["form.xlsm", "form.xlsx"])
def test_kaohe_fill_makes_a_form_without_macros_of_one_with_them(name: str, tmp_path: Path) -> None:
    filled = _refilled(with_macros(form("right")), name, tmp_path)
    contents = Parts(filled).contents
    assert not [part for part in contents if "vba" in part.lower()]
    assert b"macroEnabled" not in contents[TYPES]
    assert b"vba" not in (contents[TYPES] + contents[RELATIONS]).lower()
    after = read(filled)
    assert after.state == "accepted"
    assert after.scorecard.answer(NOTE_AT).score == Decimal(17)
    right = scorecards.right(workbooks.whole())
    assert {**after.scorecard.answers, NOTE_AT: None} == {**right.answers, NOTE_AT: None}


@pytest.mark.libreoffice
@pytest.mark.parametrize("kind", list(FORMATS))
def test_kaohe_fill_makes_a_locked_xlsx_of_any_format(
    kind: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    filled = _refilled(_resaved(libreoffice, form("right"), kind), f"form.{kind}", tmp_path)
    assert read(filled).findings == ()
    assert read(filled).scorecard.answer(NOTE_AT).score == Decimal(17)
