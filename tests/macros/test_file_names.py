"""Names of files: such as every system takes, unable to lead anywhere, never too long."""

import shlex
import sys
import unicodedata
from pathlib import Path, PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from macros.file_names import argument, file_name, safe_name, stored_name
from macros.files import write_file

# ── that we make ────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("臺北分署", "107"), "臺北分署_107"),
        (("臺北分署", "", "107"), "臺北分署_107"),
        (("法制/訴願\\甲", "1"), "法制_訴願_甲_1"),
        (('a:b*c?d"e<f>g|h',), "a_b_c_d_e_f_g_h"),
        (("a\tb\nc\0d\x1f",), "a_b_c_d_"),
        (("../../etc/passwd",), "_.._etc_passwd"),
        ((" . 前後 . ",), "前後"),
        (("...",), "_"),
        ((), "_"),
        (("臺北 <一科>", "107"), "臺北 _一科__107"),
        (("臺北\u202exslx.\u200b\x9b\ud800", "107"), "臺北xslx_107"),
    ],
)
def test_a_file_name_has_nothing_that_some_system_refuses(parts: tuple[str, ...], name: str) -> None:
    assert file_name(*parts) == name


@pytest.mark.parametrize("text", ["長" * 500, "a" * 500, "𠀀" * 500])
@pytest.mark.parametrize("part", ["107", "𠀀" * 500])
def test_a_file_name_is_never_too_long(text: str, part: str, tmp_path: Path) -> None:
    name = file_name(text, part)
    write_file(tmp_path / f"{name}.xlsx", b"", force=False)
    assert len(name) <= 80


def test_the_year_is_not_cut_off_a_long_name() -> None:
    assert file_name("長" * 100, "107").endswith("_107")


# ── that came ───────────────────────────────────────────────────────────────────────────────────


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


@given(st.text())
def test_what_came_is_stored_under_a_short_name_that_its_content_tells_apart(text: str) -> None:
    stem = PurePosixPath(safe_name(text)).stem
    name = stored_name(stem, "0123456789", ".xlsx")
    assert name.endswith("_0123456789.xlsx")
    assert len(name) <= 60 + len("_0123456789.xlsx")
    assert len(name.encode()) < 255


def test_the_digits_follow_the_name_at_once() -> None:
    assert stored_name("評分表. ", "ab", ".eml") == "評分表_ab.eml"


@pytest.mark.parametrize("path", ["inbox/臺北分署_107.xlsx", "a-b/c.xlsx"])
def test_a_plain_path_stands_on_a_command_line_as_it_is(path: str) -> None:
    assert argument(path) == path


@pytest.mark.parametrize("path", ["inbox/a b.xlsx", "inbox/$(id).xlsx", "inbox/a（2）.xlsx", "inbox/a;b"])
def test_any_other_path_is_one_word_on_a_command_line(path: str) -> None:
    quoted = argument(path)
    if sys.platform == "win32":
        assert quoted == f'"{path}"'
    else:
        assert shlex.split(quoted) == [path]
