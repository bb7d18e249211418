"""One file that came back: whatever its bytes are, the answer is findings, never an error."""

import json
import zlib
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.catalogue import LANGUAGES
from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Office
from tests.builders import OFFICE, SMALL, item, one, places, rubric, scorecard, section
from tests.extent import examples
from tests.workbook.forms import (
    BOOK,
    DATE_CELL,
    KEY,
    LAYOUT,
    STRINGS,
    STYLES,
    checked,
    edited,
    filled,
    identity,
    key_cell,
    note_cell,
    number,
    part_of,
    put,
    renamed,
    retyped,
    rewritten,
    rubric_of,
    score_cell,
    sheet_xml,
    stock_of,
    text,
    with_format,
    without,
    without_identity,
)
from tests.workbook.intake.damage import ods
from tests.workbook.ole import ole
from workbook import limits
from workbook.collection.checked import STATES, Checked
from workbook.identity import Identity, identity_of, sign
from workbook.intake.books import OoxmlBook, ValueBook
from workbook.intake.check import Terms, check, saved_at
from workbook.layout import FORM_SHEET, IDENTITY_SHEET, INSTRUCTIONS_SHEET
from workbook.package import MAX_FILE, Member, Package, assemble, compress, open_package
from workbook.sheetxml import MAIN

FULL = scorecard(SMALL)
BASE = filled(FULL)
RELATIONS = "xl/_rels/workbook.xml.rels"
CORE = "docProps/core.xml"


def _issued(who: Identity) -> Checked:
    return checked(filled(FULL, who=who))


# ── what is known of a file ─────────────────────────────────────────────────────────────────────


def test_a_file_is_known_by_its_path_its_hash_its_size_and_its_times() -> None:
    result = check(BASE, "a/b.xlsx", Terms(KEY, rubric_of=rubric_of), file_time=1234.5)
    assert (result.path, result.size, result.file_time) == ("a/b.xlsx", len(BASE), 1234.5)
    assert result.sha256 == sha256(BASE).hexdigest()
    assert result.rubric is SMALL
    assert result.identity == identity()
    assert result.totals[""].recomputed == 100
    assert result.office == OFFICE


def test_a_file_says_when_it_was_last_saved() -> None:
    core = '<cp:coreProperties xmlns:cp="c" xmlns:dcterms="d"><dcterms:modified x="y">2018-07-05T08:00:00Z<'
    data = open_package(BASE).replaced({CORE: f"{core}/dcterms:modified></cp:coreProperties>".encode()})
    assert checked(data).saved_at == "2018-07-05T08:00:00Z"
    assert checked(open_package(BASE).replaced({CORE: b"<x/>"})).saved_at == ""


def test_a_file_is_accepted_questioned_or_rejected() -> None:
    questioned = retyped(BASE, put(score_cell("1.1.1"), ""))
    states = [checked(data).state for data in (BASE, questioned, b"")]
    assert states == list(STATES)
    assert checked(b"").office == Office()


# ── whose form it is ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("who", "key", "codes", "state"),
    [
        (identity(), KEY, [], "accepted"),
        (identity(), None, ["signature-unverified"], "accepted"),
        (sign(identity(), b"another"), KEY, ["signature-unverified"], "accepted"),
        (replace(identity(), office_code="B02"), KEY, ["signature-invalid"], "questioned"),
        (replace(identity(), issue="107-2"), KEY, ["signature-invalid"], "questioned"),
        (replace(identity(), signature="0" * 64), KEY, ["signature-invalid"], "questioned"),
        (replace(identity(), signature="", key_id=""), KEY, ["signature-invalid"], "questioned"),
        (replace(identity(), signature="簽章"), KEY, ["signature-invalid"], "questioned"),
        (replace(identity(), office_code="B02"), None, ["signature-unverified"], "accepted"),
    ],
)
def test_an_identity_is_held_against_its_signature_where_the_key_is_at_hand(
    who: Identity, key: bytes | None, codes: list[str], state: str
) -> None:
    result = checked(filled(FULL, who=who), key)
    assert [finding.code for finding in result.findings] == codes
    assert result.state == state
    assert result.scorecard.answers == FULL.answers


def test_another_name_on_the_sheet_than_the_one_it_was_issued_to_is_said() -> None:
    result = checked(retyped(BASE, text("C2", "新北分署")))
    assert places(result.findings) == [("form-other-office", "office")]
    assert result.findings[0].cell == "C2"
    assert result.scorecard.office == OFFICE
    assert checked(retyped(BASE, text("C2", "台北 分署"))).findings == ()


@pytest.mark.parametrize(
    ("who", "code", "says"),
    [
        (replace(identity(), rubric_hash="0" * 64), "form-other-rubric", "small（不同版本）"),
        (replace(identity(), rubric="107"), "form-other-rubric", "「107"),
        (replace(identity(), rubric="999"), "form-own-rubric", "這是評分表「999」的表"),
        (replace(identity(), rubric=""), "form-unknown", "不是編號"),
        (replace(identity(), layout="99"), "form-outdated", "第 99 版"),
        (replace(identity(), rubric="/etc/hostname"), "form-unknown", "不是編號"),
    ],
)
def test_a_form_of_another_rubric_or_layout_is_rejected(who: Identity, code: str, says: str) -> None:
    result = _issued(sign(who, KEY))
    assert (result.state, places(result.findings)) == ("rejected", [(code, "")])
    assert says in result.findings[0].message()
    assert result.identity is not None
    assert result.rubric is None


def test_a_form_of_another_collection_is_rejected(rubric_107: Rubric) -> None:
    result = check(BASE, "file.xlsx", Terms(KEY, rubric=rubric_107, rubric_of=rubric_of))
    assert places(result.findings) == [("form-other-rubric", "")]
    assert result.findings[0].params == {"found": "small", "expected": "107"}


def test_a_form_without_its_identity_is_read_by_what_is_collected_and_doubted() -> None:
    result = check(without_identity(BASE), "file.xlsx", Terms(KEY, rubric=SMALL, rubric_of=rubric_of))
    assert places(result.findings) == [("identity-missing", "")]
    assert result.state == "questioned"
    assert result.scorecard.answers == FULL.answers
    assert result.scorecard.office == Office("", OFFICE.name)


def test_a_form_without_its_identity_is_not_taken_for_one_of_another_rubric() -> None:
    result = checked(without_identity(BASE))
    assert (result.state, places(result.findings)) == ("rejected", [("form-unknown", "")])


def test_an_identity_sheet_that_is_not_ours_is_no_identity() -> None:
    part = part_of(BASE, IDENTITY_SHEET)
    data = open_package(BASE).replaced({part: f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()})
    result = check(data, "file.xlsx", Terms(KEY, rubric=SMALL, rubric_of=rubric_of))
    assert places(result.findings) == [("identity-missing", "")]


def test_a_workbook_that_has_nothing_of_a_form_is_unknown() -> None:
    part = part_of(BASE, FORM_SHEET)
    empty = f'<worksheet xmlns="{MAIN}"><sheetData/></worksheet>'.encode()
    result = checked(open_package(without_identity(BASE)).replaced({part: empty}))
    assert (result.state, places(result.findings)) == ("rejected", [("form-unknown", "")])


def test_a_form_cannot_make_the_program_open_a_file(tmp_path: Path) -> None:
    path = tmp_path / "other.yaml"
    bundled = Path(__file__).parents[3] / "scoring" / "rubrics" / "107.yaml"
    path.write_bytes(bundled.read_bytes())
    of = load_rubric("107")
    who = sign(replace(identity(of), rubric=str(path)), KEY)
    result = check(filled(scorecard(of), of, who), "file.xlsx", Terms(KEY))
    assert (result.state, places(result.findings)) == ("rejected", [("form-unknown", "")])


# ── what else is in the file ────────────────────────────────────────────────────────────────────


def test_macros_are_said_and_the_form_read() -> None:
    result = checked(open_package(BASE).replaced({"xl/vbaProject.bin": b"\xd0\xcf"}))
    assert places(result.findings) == [("macro-present", "")]
    assert result.scorecard.answers == FULL.answers


def test_macros_are_said_of_a_file_that_is_no_form_too() -> None:
    package = open_package(
        without_identity(retyped(BASE, *(put(key_cell(row.key), "") for row in LAYOUT.rows)))
    )
    result = checked(package.replaced({"xl/vbaProject.bin": b"\xd0\xcf"}))
    assert places(result.findings) == [("form-unknown", ""), ("macro-present", "")]


@pytest.mark.parametrize(
    ("part", "code"), [("Basic/x.xml", "macro-present"), ("Object 1/x", "active-content")]
)
def test_what_runs_in_an_ods_is_said(part: str, code: str) -> None:
    package = open_package(ods("<table:table table:name='x'/>"))
    assert (code, "") in places(checked(package.replaced({part: b"x"})).findings)


def test_further_sheets_are_said_and_not_read() -> None:
    result = checked(renamed(BASE, INSTRUCTIONS_SHEET, "備份"))
    assert places(result.findings) == [("sheet-extra", "")]
    assert result.findings[0].params["names"] == "備份"
    assert result.state == "accepted"


@pytest.mark.parametrize(("keys", "is_copy"), [(2, False), (3, True)])
def test_a_sheet_with_three_keys_and_other_scores_is_a_copy_of_the_form(keys: int, *, is_copy: bool) -> None:
    rows = "".join(
        f'<row r="{n}"><c r="C{n}"><v>9</v></c><c r="J{n}" t="str"><v>{row.key}</v></c></row>'
        for n, row in enumerate(LAYOUT.rows[:keys], start=1)
    )
    sheet = f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData></worksheet>'
    data = open_package(BASE).replaced({part_of(BASE, INSTRUCTIONS_SHEET): sheet.encode()})
    result = checked(renamed(data, INSTRUCTIONS_SHEET, "備份"))
    codes = ["sheet-extra", "form-twice"] if is_copy else ["sheet-extra"]
    assert [finding.code for finding in result.findings] == codes
    assert result.scorecard.answers == FULL.answers


def test_a_form_saved_in_the_strict_format_is_read_all_the_same() -> None:
    strict, relations = "http://purl.oclc.org/ooxml/", "officeDocument/relationships"
    names = {
        MAIN: f"{strict}spreadsheetml/main",
        "http://schemas.openxmlformats.org/officeDocument/2006/relationships": f"{strict}{relations}",
    }
    package = open_package(BASE)
    parts = {}
    for name in package.members:
        content = package.read(name)
        for transitional, other in names.items():
            content = content.replace(transitional.encode(), other.encode())
        parts[name] = content
    result = checked(package.replaced(parts))
    assert result.findings == ()
    assert result.scorecard == checked(BASE).scorecard


# ── hostile and broken files ────────────────────────────────────────────────────────────────────


def _bomb(name: str) -> Member:
    packer = zlib.compressobj(1, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = b" " * (1024 * 1024)
    packed = b"".join(packer.compress(block) for _ in range(2 * limits.FORM.part // len(block)))
    return Member(name, 8, 0, 10, packed + packer.flush())


def _with(*members: Member) -> bytes:
    return assemble({**open_package(BASE).members, **{member.name: member for member in members}}.values())


def _lacking(*names: str) -> bytes:
    members = open_package(BASE).members
    assert set(names) <= set(members)
    return assemble(member for member in members.values() if member.name not in names)


def _twice(name: str) -> bytes:
    members = list(open_package(BASE).members.values())
    return assemble([*members, compress(name, b"<x/>")])


def _dtd(part: str) -> bytes:
    def change(xml: str) -> str:
        head, declared, rest = xml.rpartition("?>")
        return f'{head}{declared}<!DOCTYPE x [<!ENTITY a "aaaa">]>{rest}'

    return rewritten(BASE, change, part)


def _dated_with_a_dtd_in_the_styles() -> bytes:
    data, style = with_format(BASE, 14)
    dated = retyped(data, number("C3", "43286", style))
    return rewritten(dated, lambda xml: xml.replace("?>", "?><!DOCTYPE x [<!ENTITY a 'b'>]>", 1), STYLES)


FORM = part_of(BASE, FORM_SHEET)
IDENTITY = part_of(BASE, IDENTITY_SHEET)
BROKEN: dict[str, tuple[Callable[[], bytes], str]] = {
    "empty": (lambda: b"", "file-empty"),
    "one byte": (lambda: b"P", "file-not-a-workbook"),
    "a mail": (lambda: b"From: someone\r\nSubject: form\r\n\r\n...", "file-not-a-workbook"),
    "a web page": ("<html>登入</html>".encode, "file-other-format"),
    "ole without a workbook": (lambda: ole("WordDocument"), "file-not-a-workbook"),
    "a password": (lambda: ole("EncryptedPackage"), "file-encrypted"),
    "another zip": (lambda: assemble([compress("readme.txt", b"hello")]), "file-not-a-workbook"),
    "huge": (lambda: b"PK" + bytes(MAX_FILE), "file-too-large"),
    "cut off": (lambda: BASE[: len(BASE) // 2], "file-truncated"),
    "a byte short": (lambda: BASE[:-1], "file-truncated"),
    "bomb in the sheet": (lambda: _with(_bomb(FORM)), "file-suspicious"),
    "bomb in the workbook": (lambda: _with(_bomb(BOOK)), "file-suspicious"),
    "bomb in the strings": (lambda: _with(_bomb(STRINGS)), "file-suspicious"),
    "a part twice": (lambda: _twice(FORM), "file-suspicious"),
    "a part twice but for case": (lambda: _twice(FORM.upper()), "file-suspicious"),
    "a path that leads out": (lambda: _with(compress("../../x", b"")), "file-suspicious"),
    "dtd in the sheet": (lambda: _dtd(FORM), "file-suspicious"),
    "dtd in the identity": (lambda: _dtd(IDENTITY), "file-suspicious"),
    "dtd in the workbook": (lambda: _dtd(BOOK), "file-suspicious"),
    "dtd in the relations": (lambda: _dtd(RELATIONS), "file-suspicious"),
    "dtd in the strings": (lambda: _dtd(STRINGS), "file-suspicious"),
    "dtd in the styles": (_dated_with_a_dtd_in_the_styles, "file-suspicious"),
    "no workbook": (lambda: _lacking(BOOK), "file-unreadable"),
    "no relations": (lambda: _lacking(RELATIONS), "file-unreadable"),
    "no sheet": (lambda: _lacking(FORM), "file-unreadable"),
    "no strings": (lambda: _lacking(STRINGS), "file-unreadable"),
    "no sheets": (lambda: edited(BASE, BOOK, without("sheet")), "file-unreadable"),
    "sheet not well-formed": (lambda: rewritten(BASE, lambda xml: xml[:-5]), "file-unreadable"),
    "workbook not well-formed": (lambda: rewritten(BASE, lambda xml: xml[:-5], BOOK), "file-unreadable"),
    "strings not well-formed": (lambda: rewritten(BASE, lambda xml: xml[:-5], STRINGS), "file-unreadable"),
    "a cell twice": (
        lambda: rewritten(BASE, lambda xml: xml.replace("</row>", '<c r="C7"><v>1</v></c></row>', 1)),
        "file-suspicious",
    ),
    "sheet of noise": (lambda: _with(compress(FORM, bytes(range(256)) * 9)), "file-unreadable"),
    "sheet with a wrong sum": (
        lambda: _with(replace(open_package(BASE).members[FORM], crc=1)),
        "file-unreadable",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("make", "code"), BROKEN.values(), ids=BROKEN.keys())
def test_a_file_that_cannot_be_read_is_one_finding_with_a_sentence_and_a_remedy(
    make: Callable[[], bytes], code: str
) -> None:
    result = checked(make())
    assert (result.state, places(result.findings)) == ("rejected", [(code, "")])
    assert result.findings[0].severity == "error"
    assert result.rubric is None
    assert result.scorecard.answers == {}
    for language in LANGUAGES:
        assert "{" not in result.findings[0].message(language)
        assert result.findings[0].remedy(language)


def _sheet(old: str, new: str) -> bytes:
    return rewritten(BASE, lambda xml: xml.replace(old, new, 1))


def _noted(content: str) -> bytes:
    marked = retyped(BASE, text(note_cell("1.1.1"), "@@@"))
    return rewritten(marked, lambda xml: xml.replace("@@@", content))


def _by_the_parser(data: bytes) -> bytes:
    return rewritten(data, lambda xml: xml.replace("<sheetData>", "<sheetData><!-- -->"))


def _with_damaged_core() -> bytes:
    return _with(replace(open_package(BASE).members[CORE], crc=1))


RAISING: dict[str, Callable[[], bytes]] = {
    "reference beyond Unicode": lambda: _noted("&#x110000;"),
    "reference beyond Unicode, decimal": lambda: _noted("&#9999999;"),
    "reference to half a pair": lambda: _noted("&#xD800;"),
    "escape of half a pair": lambda: _noted("_xD800_"),
    "escape of half a pair, parsed": lambda: _by_the_parser(_noted("_xD800_")),
    "signature of half a pair": lambda: rewritten(
        BASE, lambda xml: xml.replace(identity().signature, "_xD800_"), STRINGS
    ),
    "style of five thousand digits": lambda: _sheet('<c r="C7" s="', f'<c r="C7" s="{"9" * 5000}'),
    "damaged core properties": _with_damaged_core,
    "bomb in the core properties": lambda: _with(_bomb(CORE)),
    "rubric with a NUL": lambda: filled(FULL, who=sign(replace(identity(), rubric="a\0b"), KEY)),
}


@pytest.mark.parametrize("make", RAISING.values(), ids=RAISING.keys())
def test_no_file_makes_the_check_itself_fail(make: Callable[[], bytes]) -> None:
    _speaks(checked(make()))


def _speaks(result: Checked) -> None:
    """Whatever is known of a file can be printed, in both languages, and written as UTF-8."""
    assert result.state in STATES
    assert result.findings or result.state == "accepted"
    for finding in result.findings:
        for language in LANGUAGES:
            assert finding.message(language).encode()
            assert finding.remedy(language).encode()
            assert len(finding.message(language)) < 2_000
        json.dumps(finding.params, ensure_ascii=False).encode()
    for answer in result.scorecard.answers.values():
        "".join((*answer.notes, answer.score_text, *(mark for _, mark in answer.odd_ticks))).encode()


TOKENS = (
    *(
        "",
        "<",
        ">",
        "&",
        '"',
        " ",
        "\r",
        "\x00",
        "]]>",
        "<!---->",
        "<?x?>",
        "&amp;",
        "&#10;",
        "&#0;",
        "0",
        "-1",
    ),
    *("</row>", "</c>", "<v>", "<v>1</v>", "<is><t>x</t></is>", "<f>A1</f>", ' t="s"', ' t="e"', ' t="b"'),
    *("1e9", "nan", "inf", "99999999999999999999", "true", "A1", "ZZZ9999999", "評", "_x0000_", "_x000D_"),
)


@given(st.data())
@examples(250)
def test_whatever_is_changed_in_a_part_the_answer_can_be_printed(data: st.DataObject) -> None:
    package = open_package(BASE)
    part = data.draw(st.sampled_from([FORM, FORM, IDENTITY, STRINGS, BOOK, RELATIONS, STYLES, CORE]))
    content = package.read(part).decode()
    for _ in range(data.draw(st.integers(1, 3))):
        at = data.draw(st.integers(0, len(content)))
        to = at + data.draw(st.integers(0, 30))
        content = content[:at] + data.draw(st.sampled_from(TOKENS)) + content[to:]
    _speaks(checked(package.replaced({part: content.encode()})))


WITHOUT_CORE = _lacking(CORE)


@given(st.data())
@examples(150)
def test_whatever_bytes_are_changed_the_answer_can_be_printed(data: st.DataObject) -> None:
    broken = bytearray(WITHOUT_CORE)
    for _ in range(data.draw(st.integers(1, 4))):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    _speaks(checked(bytes(broken)))


@given(st.binary(max_size=300) | st.binary(max_size=300).map(lambda tail: b"PK\x03\x04" + tail))
def test_whatever_bytes_come_they_are_rejected_with_one_finding(data: bytes) -> None:
    result = checked(data)
    assert result.state == "rejected"
    assert len(result.findings) == 1


def test_a_form_is_read_by_scan_and_by_parser_alike() -> None:
    assert "<!--" not in sheet_xml(BASE)
    assert checked(_by_the_parser(BASE)).scorecard == checked(BASE).scorecard


def test_two_rubrics_with_the_same_id_are_two(rubric_107: Rubric) -> None:
    other = rubric(section("1", section("1.1", item("1.1.1", 99))))
    result = check(BASE, "file.xlsx", Terms(KEY, rubric_of=lambda _: other))
    assert one(result.findings, "form-other-rubric").params["found"] == "small（不同版本）"
    assert stock_of(SMALL).layout.rubric is SMALL


@pytest.mark.parametrize("format_name", ["xlsx", "ods"])
def test_when_a_workbook_was_saved_is_empty_where_it_does_not_say(format_name: str) -> None:
    package = Package(
        [each for each in open_package(BASE).members.values() if each.name != "docProps/core.xml"]
    )
    book = OoxmlBook(package) if format_name == "xlsx" else ValueBook(format_name, {})
    assert saved_at(book) == ""


def test_a_day_years_from_the_issue_is_a_warning_at_its_cell() -> None:
    who = sign(identity_of(SMALL, OFFICE, "20261102-090000-1a2b3c4d"), KEY)
    result = checked(filled(scorecard(SMALL), who=who))  # of 5 July 2018
    (found,) = result.findings
    assert (found.code, found.cell, result.state) == ("day-of-another-year", DATE_CELL, "accepted")
    assert checked(filled(scorecard(SMALL))).findings == ()
