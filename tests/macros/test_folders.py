"""Workbooks in folders: found by what they are; what else lies there is told, with what to do."""

import os
import random
import tempfile
from pathlib import Path
from typing import get_args

import openpyxl
import pytest

import kaohe as library
from macros.folders import Looked, Passed, find_workbooks, look_into, passed_json, passed_lines
from macros.post.inbox.content import Kind
from scoring.errors import KaoheError
from tests.macros import forms
from tests.macros.forms import plain_zip
from tests.macros.terminal import kaohe, written
from tests.workbook.ole import ole
from workbook import package as packages

FORM = forms.form()
XLS = ole("Workbook", b"\x09\x08")
MAIL = b"From: a@b.tw\r\nSubject: form\r\nMIME-Version: 1.0\r\n\r\n..."


def _found(looked: Looked, folder: Path) -> list[str]:
    return [path.relative_to(folder).as_posix() for path in looked.workbooks]


def _passed(looked: Looked) -> dict[str, str]:
    return {each.path.name: each.reason for each in looked.passed}


def test_workbooks_are_found_beneath_folders_in_one_order_whatever_their_case(tmp_path: Path) -> None:
    for name in ("b.XLSX", "a.xlsm", "z/a.xls", "z/.hidden.xlsx", "~$b.xlsx", "c.txt", "d.xlsx.tmp", "e.ods"):
        written(tmp_path / name, b"")
    (tmp_path / "f.xlsx").mkdir()
    looked = look_into([tmp_path])
    assert _found(looked, tmp_path) == ["a.xlsm", "b.XLSX", "e.ods", "z/a.xls"]
    system = {"~$b.xlsx": "system-file", ".hidden.xlsx": "system-file"}
    assert _passed(looked) == {"c.txt": "empty", "d.xlsx.tmp": "empty", **system}


@pytest.mark.parametrize("name", ["a.xlsx.txt", "a.xlsx_", "a", "a.xltx", "a.bin", "a.xlsx.bak"])
def test_a_form_is_found_by_its_content_whatever_it_is_called(name: str, tmp_path: Path) -> None:
    written(tmp_path / name, FORM)
    assert _found(look_into([tmp_path]), tmp_path) == [name]


def test_an_old_workbook_of_another_program_is_found(tmp_path: Path) -> None:
    written(tmp_path / "a.et", XLS)
    assert _found(look_into([tmp_path]), tmp_path) == ["a.et"]


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("信.eml", MAIL, "mail"),
        ("掃描.jpg", b"\xff\xd8\xff" + bytes(99), "picture"),
        ("a.7z", b"7z\xbc\xaf\x27\x1c", "archive"),
        ("a.pdf", b"%PDF-1.7", "pdf"),
        ("a.numbers", plain_zip({"Index/Document.iwa": b"x"}), "numbers"),
        ("a.exe", b"MZ", "other"),
        ("a.docx", plain_zip({"[Content_Types].xml": b"", "word/document.xml": b""}), "other"),
        ("a", b"", "empty"),
        ("a.zip", b"PK\x03\x04 cut off", "zip-damaged"),
        (".git/config", FORM, "system-file"),
    ],
)
def test_what_is_no_workbook_is_passed_over_with_the_reason(
    name: str, content: bytes, reason: str, tmp_path: Path
) -> None:
    written(tmp_path / name, content)
    looked = look_into([tmp_path])
    assert (looked.workbooks, _passed(looked)) == ((), {Path(name).name: reason})


@pytest.mark.parametrize("kind", [kind for kind in get_args(Kind) if kind != "workbook"])
def test_every_kind_of_file_that_is_no_workbook_has_a_sentence(kind: str) -> None:
    passed = Passed(Path("a"), kind)
    assert passed.message("zh-TW")
    assert passed.message("en").isascii()


def test_a_folder_beneath_a_hidden_one_is_looked_into_where_it_is_named(tmp_path: Path) -> None:
    folder = tmp_path / ".hidden" / "forms"
    written(folder / "a.xlsx_", FORM)
    assert _found(look_into([folder]), folder) == ["a.xlsx_"]


def test_a_file_that_is_named_is_taken_whatever_it_is_and_only_once(tmp_path: Path) -> None:
    picture = written(tmp_path / "a.jpg", b"\xff\xd8\xff")
    looked = look_into([tmp_path, picture, tmp_path])
    assert (looked.workbooks, looked.passed) == ((picture,), ())
    assert find_workbooks([picture, tmp_path]) == (picture,)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes")
def test_a_pipe_in_a_folder_is_passed_over_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.xlsx")
    (tmp_path / "b.xlsx").symlink_to(tmp_path / "nowhere")
    assert _passed(look_into([tmp_path])) == {"a.xlsx": "not-a-file", "b.xlsx": "not-a-file"}


def test_a_file_that_is_larger_than_any_that_is_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("macros.folders.MAX_FILE", 100_000)
    noise = random.Random(1).randbytes(100_000)
    written(tmp_path / "a", packages.ZIP + noise)
    written(tmp_path / "b", noise)
    assert _passed(look_into([tmp_path])) == {"a": "too-large", "b": "other"}


def test_a_path_that_does_not_exist_is_an_error_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(KaoheError, match=r"找不到 .*nowhere"):
        look_into([tmp_path, tmp_path / "nowhere"])


def test_those_that_come_by_the_dozen_share_a_line_and_archives_have_one_each(tmp_path: Path) -> None:
    for number in range(5):
        written(tmp_path / f"{number}.txt", b"text")
    for name in ("a.zip", "b.zip"):
        written(tmp_path / name, b"PK\x03\x04 cut off")
    passed = look_into([tmp_path]).passed
    first, *zips = passed_lines(passed, "zh-TW")
    assert first.endswith("2.txt 等 5 個：不是試算表")
    assert [line.partition("：")[2] for line in zips] == ["壓縮檔損壞；請重新取得"] * 2
    assert next(iter(passed_lines(passed, "en"))).endswith("2.txt and 2 more: no spreadsheet")
    assert passed_json(passed, "en")[-1] == {
        "name": "b.zip",
        "where": str(tmp_path),
        "source": str(tmp_path / "b.zip"),
        "reason": "zip-damaged",
        "message": "a damaged zip file; get it again",
    }


def test_check_and_merge_read_a_form_of_any_name_and_say_what_they_passed_over(tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    written(folder / "臺北分署.xlsx.txt", FORM)
    written(folder / "信.eml", MAIL)
    for command in (("check",), ("merge", "--out", tmp_path / "a.xlsx")):
        told = kaohe(*command, folder)
        assert "略過" in told.out
        assert "信.eml：信件；要收其中的附件，請放入考核資料夾的 inbox" in told.out
        assert "共 1 個檔案：通過 1" in told.out
    shape = kaohe("check", "--json", folder).json
    assert [Path(file["path"]).name for file in shape["files"]] == ["臺北分署.xlsx.txt"]
    assert [each["reason"] for each in shape["passed_over"]] == ["mail"]
    merged = kaohe("merge", "--json", "--out", tmp_path / "b.xlsx", folder).json
    assert [each["name"] for each in merged["passed_over"]] == ["信.eml"]


# ── zips ────────────────────────────────────────────────────────────────────────────────────────


def test_a_zip_in_a_folder_is_opened_and_what_else_it_holds_is_told(tmp_path: Path) -> None:
    folder = tmp_path / "forms"
    inner = plain_zip({"深/新北分署.xlsx": forms.form(forms.XINBEI), "說明.pdf": b"%PDF-1.7"})
    archive = written(folder / "第一批.zip", plain_zip({"臺北分署.xlsx": FORM, "其他.zip": inner}))
    assert look_into([folder]) == Looked((), (), (archive,))
    told = kaohe("merge", folder, "--out", tmp_path / "a.xlsx", "--no-doubts")
    assert told.status == 0, told.said
    assert told.out.startswith("共 2 個檔案：通過 2")
    assert f"略過　{archive} › 其他.zip › 說明.pdf：PDF，不是評分表" in told.out
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx")["來源"]
    links = [(row[0].value, row[0].hyperlink) for row in sheet.iter_rows(3)]
    names = {name: link.target if link else None for name, link in links}
    address = "forms/%E7%AC%AC%E4%B8%80%E6%89%B9.zip"
    assert names == {
        "第一批.zip › 臺北分署.xlsx": address,
        "第一批.zip › 其他.zip › 新北分署.xlsx": address,
    }
    shape = kaohe("check", "--json", folder).json
    assert [each["name"] for each in shape["passed_over"]] == ["其他.zip › 說明.pdf"]


def test_a_zip_that_is_named_itself_is_opened_too(tmp_path: Path) -> None:
    archive = written(tmp_path / "全部.zip", plain_zip({"臺北分署.xlsx": FORM, "說明.pdf": b"%PDF-1.7"}))
    ran = kaohe("check", archive)
    assert ran.out.startswith("共 1 個檔案：通過 1")
    assert f"略過　{archive} › 說明.pdf：PDF，不是評分表" in ran.out
    without = written(tmp_path / "說明.zip", plain_zip({"說明.pdf": b"%PDF-1.7"}))
    assert (ran.status, kaohe("check", archive, without).status, kaohe("check", tmp_path).status) == (0, 1, 0)
    merged = kaohe("merge", archive, "--out", tmp_path / "總表.xlsx", "--no-doubts", "--json").json
    assert merged["offices"][0]["path"] == f"{archive} › 臺北分署.xlsx"


def test_scripts_read_forms_in_zips_too(tmp_path: Path, key_file: Path) -> None:
    written(tmp_path / "in" / "a.zip", plain_zip({"a.xlsx": FORM}))
    given = library.files(tmp_path / "in", key_file=key_file)
    assert [each.path for each in library.check(given)] == [f"{tmp_path / 'in' / 'a.zip'} › a.xlsx"]
    assert library.merge(given, tmp_path / "b.xlsx").collection.results[0].rank == 1


def test_two_files_of_one_name_in_a_zip_are_two(tmp_path: Path) -> None:
    members = {"甲/a.xlsx": FORM, "乙/a.xlsx": forms.form(forms.XINBEI)}
    written(tmp_path / "a.zip", plain_zip(members))
    paths = [each["path"] for each in kaohe("check", "--json", tmp_path).json["files"]]
    assert paths == [f"{tmp_path / 'a.zip'} › a.xlsx", f"{tmp_path / 'a.zip'} › a.xlsx（2）"]


def test_a_zip_that_cannot_be_read_to_the_end_says_so_and_the_others_are_read(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", FORM)
    locked = bytearray(plain_zip({"b.xlsx": FORM}))
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    locked[6] |= 1
    written(tmp_path / "b.zip", bytes(locked))
    ran = kaohe("check", tmp_path)
    assert "共 1 個檔案：通過 1" in ran.out
    assert f"{tmp_path / 'b.zip'} › b.xlsx：有密碼的壓縮檔；請以密碼解壓縮，再執行一次" in ran.out


def test_nothing_that_was_unpacked_is_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    place = tmp_path / "temporary"
    place.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(place))
    written(tmp_path / "in" / "a.zip", plain_zip({"a.xlsx": FORM}))
    assert kaohe("check", tmp_path / "in").status == 0
    assert list(place.iterdir()) == []


def test_what_a_zip_has_that_lies_beside_it_too_is_one_file(tmp_path: Path) -> None:
    written(tmp_path / "forms" / "臺北分署.xlsx", FORM)
    written(tmp_path / "forms" / "第一批.zip", plain_zip({"臺北分署_107.xlsx": FORM}))
    told = kaohe("check", str(tmp_path / "forms"))
    assert told.out.startswith("共 1 個檔案：通過 1")
