"""Errors are said in the language asked for; what the system says of a file, in the words of a person."""

import errno
import os

import pytest

from scoring.errors import KaoheError, Sentence, system_reason, text_reason


def test_an_error_is_said_in_either_language_and_shown_in_chinese() -> None:
    error = KaoheError("找不到名冊", "there is no roster")
    assert (error.said(), error.said("en")) == ("找不到名冊", "there is no roster")
    assert str(error) == "找不到名冊"


@pytest.mark.parametrize(
    ("number", "zh", "en"),
    [
        (errno.ENOENT, "找不到", "not there"),
        (errno.EACCES, "正由別的程式開啟", "another program has it open"),
        (errno.EISDIR, "是資料夾", "it is a folder"),
        (errno.ENOSPC, "磁碟空間不足", "the disk is full"),
        (errno.EROFS, "只能讀取", "read-only"),
    ],
)
def test_a_refusal_by_the_system_is_said_in_words(number: int, zh: str, en: str) -> None:
    reason = system_reason(OSError(number, os.strerror(number)))
    assert zh in reason.zh
    assert en in reason.en


def test_what_has_no_words_of_ours_has_the_systems_number_in_chinese_and_its_words_in_english() -> None:
    unknown = system_reason(OSError(errno.EXDEV, "Cross-device link"))
    assert unknown == Sentence(f"系統錯誤 {errno.EXDEV}", "Cross-device link")
    assert system_reason(OSError("nothing more")) == Sentence("系統錯誤", "nothing more")


def test_a_text_file_that_is_not_utf_8_is_told_how_to_save_it() -> None:
    reason = text_reason(UnicodeDecodeError("utf-8", b"\xb4", 0, 1, "invalid start byte"))
    assert "另存為 UTF-8" in reason.zh
    assert "save it as UTF-8" in reason.en
