"""The XML of workbook parts: texts that XML cannot hold, cells, what the workbook says of itself."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from scoring.errors import AnswersError, WorkbookError
from workbook.fit import MAX_CELL_TEXT, utf16_length
from workbook.sheetxml import (
    MAIN,
    Element,
    escape,
    parse,
    rich_text,
    set_cached,
    set_value,
    tag,
    to_bytes,
    unescape,
)


def _cell(content: str = "", attributes: str = "") -> Element:
    return etree.fromstring(f'<c xmlns="{MAIN}" r="A1" s="7"{attributes}>{content}</c>')


# ── texts ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("中文 a\tb\nc", "中文 a\tb\nc"),
        ("\r\n", "_x000D_\n"),
        ("\x00\x1f\x0b", "_x0000__x001F__x000B_"),
        ("_x0041_", "_x005F_x0041_"),
        ("_x0041_x0042_", "_x005F_x0041_x005F_x0042_"),
        ("_x41_ _xZZZZ_ x0041_", "_x41_ _xZZZZ_ x0041_"),
        ("\ufffe\uffff", "_xFFFE__xFFFF_"),
        ("😀", "😀"),
    ],
)
def test_what_xml_cannot_hold_is_escaped(text: str, written: str) -> None:
    assert escape(text) == written
    assert unescape(written) == text


@given(st.text(max_size=60) | st.text("_x004AF1\x01\r", max_size=20).filter(lambda t: "\x01" not in t[1:]))
def test_any_text_survives_being_written_and_read(text: str) -> None:
    root = etree.Element("t")
    root.text = escape(text)
    read = etree.fromstring(etree.tostring(root, encoding="UTF-8")).text or ""
    assert unescape(read) == text


@pytest.mark.parametrize("text", ["_x0041\x01", "_x0041\r\n", "a_xFFFF\x00"])
def test_a_half_escape_before_a_control_character_survives(text: str) -> None:
    assert unescape(escape(text)) == text


def test_half_a_surrogate_pair_is_no_text_and_refused_in_words() -> None:
    with pytest.raises(AnswersError, match="無效字元"):
        escape("a\ud83d")


@pytest.mark.parametrize(("text", "length"), [("", 0), ("中文", 2), ("😀", 2), ("a😀\n", 4)])
def test_a_text_is_as_long_as_excel_counts_it(text: str, length: int) -> None:
    assert utf16_length(text) == length == len(text.encode("utf-16-le")) // 2


def test_rich_text_is_its_runs_without_phonetic_guides() -> None:
    runs = "<r><t>考</t></r><r><rPr/><t>核_x000D_</t></r>"
    root = etree.fromstring(f'<si xmlns="{MAIN}">{runs}<rPh sb="0" eb="1"><t>ㄎㄠ</t></rPh></si>')
    assert rich_text(root) == "考核\r"
    assert rich_text(etree.fromstring(f'<si xmlns="{MAIN}"/>')) == ""


# ── parsing ─────────────────────────────────────────────────────────────────────────────────────

BOMB = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "UTF-16", "utf-16-le", "us-ascii"])
@pytest.mark.parametrize("says_so", [True, False])
def test_the_encodings_of_a_part_are_read(encoding: str, says_so: bool) -> None:
    name = encoding.removesuffix("-sig").replace("-le", "LE")
    declared = f' encoding="{name}"' if says_so else ""
    assert parse(f'<?xml version="1.0"{declared}?><a/>'.encode(encoding), "xl/a.xml").tag == "a"


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "not well-formed"),
        (b"<a>", "not well-formed"),
        (b"<a/><b/>", "not well-formed"),
        (b"<a>&b;</a>", "not well-formed"),
        (b'<?xml version="1.0" encoding="nonsense"?><a/>', "another encoding"),
        (b'<?xml version="1.0" encoding="UTF-7"?><a/>', "another encoding"),
        (b'<?xml version="1.0"' + b" " * 9_999 + b'encoding="UTF-7"?><a/>', "another encoding"),
        ('<?xml version="1.0" encoding="UTF-7"?><a/>'.encode("utf-16"), "another encoding"),
        ('<?xml version="1.0" encoding="UTF-16"?><a/>'.encode("utf-32"), "another encoding"),
        ("<a/>".encode("utf-32-be"), "another encoding"),
        ('<?xml version="1.0"?><a/>'.encode("cp037"), "another encoding"),
        (b"\xff\xfe\x00", "not well-formed"),
        (b"<!DOCTYPE a><a/>", "has a DTD"),
        (f"{BOMB}<x/>".encode(), "has a DTD"),
        (f"{BOMB}<x>&b;</x>".encode(), "has a DTD"),
        (b'<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>', "has a DTD"),
        (b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>', "has a DTD"),
    ],
)
def test_what_is_no_plain_xml_is_refused_with_the_name_of_its_part(content: bytes, reason: str) -> None:
    with pytest.raises(WorkbookError) as raised:
        parse(content, "xl/a.xml")
    assert raised.value.code == ("file-suspicious" if "DTD" in reason else "file-unreadable")
    assert reason in str(raised.value.params["reason_en"])
    assert "xl/a.xml" in str(raised.value.params["reason"])


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_part_is_read_in_the_encoding_that_it_names(encoding: str) -> None:
    declared = encoding.removesuffix("-sig")
    content = f'<?xml version="1.0" encoding="{declared}"?><a>評分表</a>'.encode(encoding)
    assert parse(content, "a").text == "評分表"


# ── cells ───────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("value", "kind", "text"),
    [
        ("=1+1", "inlineStr", "=1+1"),
        ("27", "inlineStr", "27"),
        ("  a\r\n", "inlineStr", "  a\r\n"),
        (Decimal("27.50"), None, "27.50"),
        (Decimal("1E+3"), None, "1000"),
        (None, None, None),
    ],
)
def test_a_value_takes_the_place_of_all_that_stood_there(
    value: str | Decimal | None, kind: str | None, text: str | None
) -> None:
    cell = _cell("<f>1+1</f><v>2</v>", ' t="str"')
    set_value(cell, value)
    assert (cell.get("t"), cell.get("s"), cell.get("r")) == (kind, "7", "A1")
    assert cell.find(tag("f")) is None
    inline = cell.find(tag("is"))
    assert (rich_text(inline) if inline is not None else cell.findtext(tag("v"))) == text


@pytest.mark.parametrize("text", ["字" * MAX_CELL_TEXT, "😀" * (MAX_CELL_TEXT // 2)])
def test_a_text_fills_a_cell_to_the_last_character_and_no_further(text: str) -> None:
    set_value(_cell(), text)
    with pytest.raises(AnswersError, match="請分段") as raised:
        set_value(_cell(), text + "😀")
    assert "split it" in raised.value.said("en")


def test_a_saved_value_stands_beside_its_formula_in_place_of_the_old() -> None:
    cell = _cell("<f>A2</f><v>1</v>", ' t="str"')
    set_cached(cell, 82)
    assert (cell.get("t"), cell.findtext(tag("f")), cell.findtext(tag("v"))) == (None, "A2", "82")
    set_cached(cell, "得分：")
    assert (cell.get("t"), [v.text for v in cell.iterfind(tag("v"))]) == ("str", ["得分："])


def test_parts_are_written_with_their_declaration() -> None:
    assert to_bytes(_cell()).startswith(b"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>")


@pytest.mark.parametrize(
    "content",
    ["<r><t>10</t></r><t>1~</t>", "<t>1~</t><r><t>10</t></r>", "<t>1</t><t>2</t>", "<t/><r><t>1</t></r>"],
)
def test_a_string_has_one_text_or_runs(content: str) -> None:
    """Programs differ about which comes first."""
    with pytest.raises(WorkbookError):
        rich_text(parse(f'<si xmlns="{MAIN}">{content}</si>'.encode(), "x"))
