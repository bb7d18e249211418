"""Names from mails and archives: decoded as they were meant, and unable to lead anywhere."""

import unicodedata
from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.post.names import clean_text, decoded, decoded_as, safe_name


@pytest.mark.parametrize(
    ("given_name", "name"),
    [
        ("臺北分署_107.xlsx", "臺北分署_107.xlsx"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\王\\表.xlsx", "表.xlsx"),
        ("/abs/表.xlsx", "表.xlsx"),
        ("..", "未命名"),
        ("", "未命名"),
        ("   . . ", "未命名"),
        ("a/", "a"),
        (".hidden.xlsx", "hidden.xlsx"),
        ("~$表.xlsx", "表.xlsx"),
        ("CON", "_CON"),
        ("nul.xlsx", "_nul.xlsx"),
        ("COM1 .xlsx", "_COM1.xlsx"),
        ("a:b*c?.xlsx", "a_b_c_.xlsx"),
        ("a\r\nBcc: x@example.org.xlsx", "a Bcc_ x@example.org.xlsx"),
        ("a\0b\x1b[31m.xlsx", "ab[31m.xlsx"),
        ("fdp\u202exslx.exe", "fdpxslx.exe"),
        ("\ud800.xlsx", "xlsx"),
        ("cafe\u0301.xlsx", "café.xlsx"),
        ("表.xlsx.", "表.xlsx"),
    ],
)
def test_a_name_is_made_safe(given_name: str, name: str) -> None:
    assert safe_name(given_name) == name


def test_a_long_name_keeps_its_suffix() -> None:
    name = safe_name("臺" * 500 + ".xlsx")
    assert name.endswith("臺.xlsx")
    assert len(name.encode()) <= 180


@given(st.text() | st.text(alphabet="./\\:~$ \0CONn\u202e\ud800臺𠀀"))
def test_whatever_it_was_it_is_one_step_of_a_path(text: str) -> None:
    name = safe_name(text)
    assert PurePosixPath(name).parts == PureWindowsPath(name).parts == (name,)
    assert name not in {"", ".", ".."}
    assert not name.startswith((".", "~$"))
    assert 0 < len(name.encode("utf-8")) <= 200
    assert all(unicodedata.category(c) not in {"Cc", "Cf", "Cs"} for c in name)


@given(st.text())
def test_what_is_safe_stays_as_it_is(text: str) -> None:
    assert safe_name(safe_name(text)) == safe_name(text)


@pytest.mark.parametrize("encoding", ["utf-8", "cp950"])
def test_bytes_of_no_said_encoding_are_read_as_meant(encoding: str) -> None:
    assert decoded("臺北分署碁銹裏墻恒粧嫺".encode(encoding)) == "臺北分署碁銹裏墻恒粧嫺"


@pytest.mark.parametrize(
    ("charset", "encoding"),
    [("big5", "cp950"), ("Big5-HKSCS", "cp950"), ("UTF-8", "utf-8"), ("gb2312", "gbk"), ("no-such", "cp950")],
)
def test_bytes_of_a_said_encoding(charset: str, encoding: str) -> None:
    assert decoded_as("評分表".encode(encoding), charset) == "評分表"


def test_bytes_that_are_not_what_they_are_said_to_be_are_read_all_the_same() -> None:
    assert decoded_as("評分表".encode("cp950"), "utf-8") == "評分表"
    assert decoded_as(b"plain", "hex") == "plain"


@given(st.binary(), st.text())
def test_no_bytes_are_too_odd_to_decode(data: bytes, charset: str) -> None:
    assert isinstance(decoded_as(data, charset), str)


def test_a_text_is_one_line_without_what_cannot_be_seen() -> None:
    assert clean_text(" a\r\n\tb\u200b\x07 c ") == "a b c"
    assert len(clean_text("長" * 10_000)) == 300
