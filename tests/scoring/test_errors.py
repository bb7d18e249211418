"""What the system says of a file, in the words of a person."""

import errno
import os

import pytest

from scoring.errors import system_reason


@pytest.mark.parametrize(
    ("number", "says"),
    [
        (errno.ENOENT, "找不到"),
        (errno.EACCES, "正由別的程式開啟"),
        (errno.EISDIR, "是資料夾"),
        (errno.ENOSPC, "磁碟空間不足"),
        (errno.EROFS, "只能讀取"),
    ],
)
def test_a_refusal_by_the_system_is_said_in_words(number: int, says: str) -> None:
    assert says in system_reason(OSError(number, os.strerror(number)))


def test_what_has_no_words_of_ours_has_the_systems() -> None:
    assert system_reason(OSError(errno.EXDEV, "Cross-device link")) == "Cross-device link"
    assert system_reason(OSError("nothing more")) == "nothing more"
