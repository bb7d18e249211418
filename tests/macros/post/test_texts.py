"""Texts from mails and archives: decoded as they were meant, without what nobody sees."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.post.texts import clean_text, decoded, decoded_as


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
