"""Text files that people write: read as UTF-8, or called by the name of what they are instead."""

from pathlib import Path

from scoring import plain_file
from scoring.errors import NOT_UTF8, Sentence, TextError

MAX_TEXT = 1_000_000
"""Bytes of a file: a rubric has some 20,000."""
TOO_LARGE = Sentence(
    "檔案太大，請核對是不是這個檔案", "the file is too large; check that it is the right one"
)
_OTHER_KINDS = {
    b"PK\x03\x04": Sentence(
        "這是 Excel、Word 或壓縮檔，不是文字檔；請指定文字檔（.yaml）",
        "it is an Excel or Word file or a zip, not a text; name a text file (.yaml)",
    ),
    b"\xd0\xcf\x11\xe0": Sentence(
        "這是舊版 Excel 或 Word 檔（或加了密碼），不是文字檔；請指定文字檔（.yaml）",
        "it is an old Excel or Word file, or one with a password, not a text; name a text file (.yaml)",
    ),
    b"%PDF": Sentence(
        "這是 PDF，不是文字檔；請指定文字檔（.yaml）", "it is a PDF, not a text; name a text file (.yaml)"
    ),
    b"{\\rtf": Sentence(
        "這是 RTF 文件，不是純文字；請另存為純文字（UTF-8）",
        "it is a document (RTF), not plain text; save it as plain text (UTF-8)",
    ),
}
_SAVE = "；請在記事本按「另存新檔」，編碼選 UTF-8", "; in Notepad choose Save As and the encoding UTF-8"
_UTF16 = Sentence(f"檔案的編碼是 UTF-16（Unicode）{_SAVE[0]}", f"the file is in UTF-16 (Unicode){_SAVE[1]}")
_BIG5 = Sentence(f"檔案的編碼是 Big5（ANSI）{_SAVE[0]}", f"the file is in Big5 (ANSI){_SAVE[1]}")
_MARKS = (b"\xff\xfe", b"\xfe\xff")


def read(path: Path) -> str:
    """Return a file's text. Raise OSError; TextError where it is too large or is no text in UTF-8; ValueError
    where no file can have the name."""
    return decoded(plain_file.content(path, MAX_TEXT + 1))


def decoded(data: bytes) -> str:
    """Return the text of a file's bytes. Raise TextError where it is too large or no text in UTF-8."""
    for beginning, said in _OTHER_KINDS.items():
        if data.startswith(beginning):
            raise TextError(said)
    if len(data) > MAX_TEXT:
        raise TextError(TOO_LARGE)
    if data.startswith(_MARKS) or b"\0" in data[:2]:
        raise TextError(_UTF16)
    try:
        return data.decode("utf-8-sig")  # Notepad may begin with a mark
    except UnicodeDecodeError:
        raise TextError(_BIG5 if _is_big5(data) else NOT_UTF8) from None


def _is_big5(data: bytes) -> bool:
    try:
        text = data.decode("cp950")
    except UnicodeDecodeError:
        return False
    return any("\u4e00" <= sign <= "\u9fff" for sign in text)
