"""Files that people write by hand are read as UTF-8; others are called by their names, with a way out."""

from pathlib import Path

import pytest

from scoring import text_file
from scoring.errors import TextError
from scoring.plain_file import NotAFileError


def test_a_file_in_utf_8_is_read_with_or_without_a_mark(tmp_path: Path) -> None:
    path = tmp_path / "a.yaml"
    for text in ("考核", "\ufeff考核"):
        path.write_bytes(text.encode())
        assert text_file.read(path) == "考核"


@pytest.mark.parametrize(
    ("data", "zh", "en"),
    [
        ("title: 考核".encode("cp950"), "檔案的編碼是 Big5（ANSI）；請在記事本", "the file is in Big5"),
        ("title: 考核".encode("utf-16"), "檔案的編碼是 UTF-16", "the file is in UTF-16"),
        ("title: 考核".encode("utf-16-be"), "檔案的編碼是 UTF-16", "the file is in UTF-16"),
        ("title".encode("utf-16-le"), "檔案的編碼是 UTF-16", "the file is in UTF-16"),
        (b"PK\x03\x04" + b"x" * 2_000_000, "這是 Excel、Word 或壓縮檔", "it is an Excel or Word file"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "這是舊版 Excel 或 Word 檔", "it is an old Excel or Word file"),
        (b"%PDF-1.7\n%\xe2\xe3", "這是 PDF", "it is a PDF"),
        (b"{\\rtf1\\ansi", "這是 RTF 文件", "it is a document (RTF)"),
        (b"caf\xe9", "不是 UTF-8 編碼", "it is not UTF-8"),
        (b" " * 1_000_001, "檔案太大", "the file is too large"),
    ],
)
def test_a_file_of_another_kind_is_called_by_its_name(tmp_path: Path, data: bytes, zh: str, en: str) -> None:
    path = tmp_path / "a.yaml"
    path.write_bytes(data)
    with pytest.raises(TextError) as raised:
        text_file.read(path)
    assert raised.value.sentence.zh.startswith(zh)
    assert raised.value.sentence.en.startswith(en)


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="the system has no file without end")
def test_what_never_ends_is_no_file() -> None:
    with pytest.raises(NotAFileError):
        text_file.read(Path("/dev/zero"))
