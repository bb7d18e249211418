"""`kaohe issue`: one locked form an office, or a blank one."""

import base64
import codecs
import csv
import hashlib
import io
import itertools
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from macros.keys import password_in
from scoring.roster import bundled_roster
from tests.macros import forms
from tests.macros.terminal import contents, kaohe, written
from workbook.layout import FORM_SHEET
from workbook.package import open_package

OFFICE_CELL = "C2"
BRANCHES = (
    *("臺北", "新北", "士林", "桃園", "新竹", "臺中", "彰化"),
    *("嘉義", "臺南", "高雄", "屏東", "花蓮", "宜蘭"),
)
ROSTER = [["代碼", "機關名稱"], ["B01", "臺北分署"], ["B02", "新北分署"]]
LONGER = [
    ["電子郵件", "機關名稱", "備註", "代碼", "聯絡人"],
    ["a@example.tw", " 臺北分署 ", "", "B01", "王小明"],
    ["", "", "", "", ""],
    ["", "新北分署", "新設", "B02", ""],
]
BOTH = {"臺北分署_107.xlsx", "新北分署_107.xlsx"}


def sheet(path: Path) -> Worksheet:
    form = openpyxl.load_workbook(path)[FORM_SHEET]
    assert isinstance(form, Worksheet)
    return form


def as_csv(rows: list[list[str]], encoding: str = "utf-8", separator: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=separator).writerows(rows)
    return stream.getvalue().encode(encoding)


def as_xlsx(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    assert isinstance(book.active, Worksheet)
    for row in rows:
        book.active.append(row)
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def names(folder: Path) -> set[str]:
    return set(contents(folder)) if folder.exists() else set()


# ── the forms ───────────────────────────────────────────────────────────────────────────────────


def test_each_of_the_thirteen_branches_gets_a_form_named_after_office_and_year(outbox: Path) -> None:
    assert names(outbox) == {f"{branch}分署_107.xlsx" for branch in BRANCHES}


def test_each_form_carries_its_office_and_is_signed(outbox: Path) -> None:
    ran = kaohe("check", "--json", outbox)
    offices = {(file["office"]["code"], file["office"]["name"]) for file in ran.json["files"]}
    assert offices == {(office.code, office.name) for office in bundled_roster().offices}
    codes = {finding["code"] for file in ran.json["files"] for finding in file["findings"]}
    assert codes == {"score-missing", "band-missing", "header-missing"}


def test_the_office_name_is_printed_and_locked(outbox: Path) -> None:
    form = sheet(outbox / "士林分署_107.xlsx")
    assert form[OFFICE_CELL].value == "士林分署"
    assert form[OFFICE_CELL].protection.locked
    assert form.protection.sheet


def test_without_a_roster_there_is_one_blank_form_whose_office_can_be_written_in() -> None:
    ran = kaohe("issue", "--rubric", "107", "--out", "out")
    assert (ran.status, names(Path("out"))) == (0, {"空白評分表_107.xlsx"})
    form = sheet(Path("out/空白評分表_107.xlsx"))
    assert form[OFFICE_CELL].value is None
    assert not form[OFFICE_CELL].protection.locked


def test_the_newest_bundled_rubric_is_issued_where_none_is_named() -> None:
    assert kaohe("issue", "--out", "out").status == 0
    assert names(Path("out")) == {"空白評分表_107.xlsx"}


def test_it_says_how_many_forms_lie_where() -> None:
    written(Path("roster.csv"), as_csv(ROSTER))
    ran = kaohe("issue", "--offices", "roster.csv", "--out", "out")
    assert ran.out == "已發出 2 份評分表，在 out\n"
    assert ran.err == ""


def test_a_rubric_of_our_own_is_issued_by_its_file() -> None:
    own = written(Path("own.yaml").resolve(), forms.rubric_file(id="108", title="新表"))
    assert kaohe("issue", "--rubric", own, "--out", "out").status == 0
    assert sheet(Path("out/空白評分表_108.xlsx"))["A1"].value == "新表"


# ── what is in the way ──────────────────────────────────────────────────────────────────────────


def test_where_one_form_exists_none_is_written_and_the_sentence_says_force() -> None:
    out = Path("out")
    written(out / "新北分署_107.xlsx", "theirs")
    written(Path("roster.csv"), as_csv(ROSTER))
    ran = kaohe("issue", "--offices", "roster.csv", "--out", out)
    assert ran.status == 2
    assert "新北分署_107.xlsx" in ran.err
    assert "--force" in ran.err
    assert contents(out) == {"新北分署_107.xlsx": b"theirs"}


def test_with_force_existing_forms_are_replaced_and_others_left_alone() -> None:
    out = Path("out")
    written(out / "新北分署_107.xlsx", "old")
    written(out / "notes.txt", "mine")
    written(Path("roster.csv"), as_csv(ROSTER))
    assert kaohe("issue", "--offices", "roster.csv", "--out", out, "--force").status == 0
    assert names(out) == {*BOTH, "notes.txt"}
    assert sheet(out / "新北分署_107.xlsx")[OFFICE_CELL].value == "新北分署"
    assert (out / "notes.txt").read_text() == "mine"


def test_a_file_where_the_folder_should_be_is_told_in_a_sentence() -> None:
    written(Path("out"), "a file")
    ran = kaohe("issue", "--out", "out")
    assert ran.status == 2
    assert ran.err.startswith("錯誤：無法寫入 out")
    assert Path("out").read_text() == "a file"


# ── rosters ─────────────────────────────────────────────────────────────────────────────────────


ROSTERS = {
    "UTF-8.csv": as_csv(ROSTER),
    "UTF-8 with a mark.csv": as_csv(ROSTER, "utf-8-sig"),
    "cp950.csv": as_csv(ROSTER, "cp950"),
    "roster.xlsx": as_xlsx(ROSTER),
    "more columns, no last line end.csv": as_csv(LONGER).replace(b"\r\n", b"\n").rstrip(),
    "more columns.xlsx": as_xlsx(LONGER),
}


@pytest.mark.parametrize("name", ROSTERS)
def test_a_roster_is_read_as_staff_keep_it(name: str) -> None:
    roster = written(Path(name), ROSTERS[name])
    assert kaohe("issue", "--offices", roster, "--out", "out").status == 0
    assert names(Path("out")) == BOTH


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"", "找不到欄位「代碼」「機關名稱」"),
        (as_csv([["代碼", "機關"], ["B01", "臺北分署"]]), "找不到欄位「機關名稱」"),
        (as_csv(ROSTER[:1]), "名冊沒有機關，請一列填一個"),
        (as_csv([*ROSTER, ["B03", ""]]), "第 4 列：沒有填「機關名稱」"),
        (as_csv([*ROSTER, ["", "士林分署"]]), "第 4 列：沒有填「代碼」"),
        (as_csv([*ROSTER, ["B01", "士林分署"]]), "第 4 列與第 2 列的代碼重複"),
        (as_csv([*ROSTER, ["B03", "台北分署"]]), "第 4 列與第 2 列的機關名稱重複"),
        (as_csv(ROSTER, separator=";"), "找不到欄位"),
        (as_csv(ROSTER, "utf-16"), "請用 Excel 另存成「CSV UTF-8」"),
        (b"\xff\xff\xff", "看不出文字編碼"),
        (as_csv([*ROSTER, ["B03", "長" * 200_000]]), "不是正確的 CSV"),
        (as_xlsx([["代碼"], ["B01"]]), "找不到欄位「機關名稱」"),
        (as_xlsx([]), "找不到欄位「代碼」「機關名稱」"),
        (as_xlsx(ROSTER)[:800], "無法開啟名冊，檔案損壞或傳送時被截斷"),
        (b"PK\x03\x04", "無法開啟名冊"),
        (codecs.BOM_UTF8, "找不到欄位"),
    ],
    ids=itertools.count(1),
)
def test_a_roster_that_cannot_be_used_is_refused_in_a_sentence(data: bytes, says: str) -> None:
    roster = written(Path("名冊.csv"), data)
    ran = kaohe("issue", "--offices", roster, "--out", "out")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith("錯誤：名冊.csv")
    assert says in ran.err
    assert not Path("out").exists()


def test_a_missing_roster_is_refused_in_a_sentence() -> None:
    ran = kaohe("issue", "--offices", "nowhere.csv", "--out", "out")
    assert ran.status == 2
    assert ran.err == "錯誤：無法開啟名冊 nowhere.csv：找不到，請核對名稱與路徑\n"


def test_names_that_no_file_can_bear_are_cleaned_and_told_apart_by_code() -> None:
    written(Path("r.csv"), as_csv([ROSTER[0], ["1", "法制/訴願"], ["2", "法制:訴願"], ["3", "../上層"]]))
    assert kaohe("issue", "--offices", "r.csv", "--out", "out").status == 0
    assert names(Path("out")) == {"法制_訴願_1_107.xlsx", "法制_訴願_2_107.xlsx", "_上層_107.xlsx"}
    assert sheet(Path("out/法制_訴願_1_107.xlsx"))[OFFICE_CELL].value == "法制/訴願"


# ── the password ────────────────────────────────────────────────────────────────────────────────

PASSWORD = "考核 107 "


def opens(form: Worksheet, password: str) -> bool:
    """Whether a password fits, computed as the standard has it (ISO/IEC 29500-1 §18.3.1.85)."""
    lock = form.protection
    assert (lock.algorithmName, lock.spinCount) == ("SHA-512", 100_000)
    digest = hashlib.sha512(base64.b64decode(str(lock.saltValue)) + password.encode("utf-16-le")).digest()
    for spin in range(100_000):
        digest = hashlib.sha512(digest + spin.to_bytes(4, "little")).digest()
    return base64.b64encode(digest).decode() == str(lock.hashValue)


def issued(*options: str, typed: str = "") -> Worksheet:
    ran = kaohe("issue", "--out", "out", *options, typed=typed)
    assert ran.status == 0, ran.said
    assert PASSWORD.strip() not in ran.said
    form = Path("out/空白評分表_107.xlsx")
    package = open_package(form.read_bytes())
    assert not any(PASSWORD.strip().encode() in package.read(part) for part in package.members)
    return sheet(form)


def test_the_password_may_come_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("KAOHE_PASSWORD", PASSWORD)
    form = issued()
    assert opens(form, PASSWORD)
    assert not opens(form, PASSWORD.strip())


@pytest.mark.parametrize("end", ["", "\r\n"])
def test_the_password_may_come_from_a_file_whose_line_end_is_not_part_of_it(end: str) -> None:
    Path("password").write_bytes(f"{PASSWORD}{end}".encode())
    assert opens(issued("--protect-password-file", "password"), PASSWORD)


def test_the_option_may_be_called_as_it_once_was_and_the_new_name_is_told() -> None:
    written(Path("password"), PASSWORD.encode())
    ran = kaohe("issue", "--out", "out", "--password-file", "password")
    assert ran.err == "提醒：--password-file 現在叫做 --protect-password-file，請改用\n"
    assert opens(sheet(Path("out/空白評分表_107.xlsx")), PASSWORD)


def test_the_password_may_be_typed_twice_at_a_prompt_that_does_not_show_it() -> None:
    assert opens(issued("--ask-password", typed=f"{PASSWORD}\n{PASSWORD}\n"), PASSWORD)


def test_a_password_that_was_typed_differently_is_asked_for_anew() -> None:
    typed = f"{PASSWORD}\nother\n{PASSWORD}\n{PASSWORD}\n"
    ran = kaohe("issue", "--out", "out", "--ask-password", typed=typed)
    assert "錯誤：兩次輸入的不同，請重新輸入" in ran.err
    assert ran.status == 0


def test_the_password_is_never_taken_from_the_command_line() -> None:
    for given in (("--password", PASSWORD), (f"--password={PASSWORD}",), ("--ask-password", PASSWORD)):
        ran = kaohe("issue", "--out", "out", *given)
        assert ran.status == 2
        assert not Path("out").exists()


def test_without_a_password_the_form_is_locked_but_anybody_may_unlock_it() -> None:
    form = issued()
    assert form.protection.sheet
    assert form.protection.hashValue is None
    assert form.protection.password is None


@pytest.mark.parametrize("content", [None, b"\xa5\x78"])
def test_a_password_file_that_cannot_be_read_ends_the_run_before_anything_is_written(
    content: bytes | None,
) -> None:
    if content is not None:
        written(Path("password"), content)
    ran = kaohe("issue", "--out", "out", "--protect-password-file", "password")
    assert ran.status == 2
    assert ran.err.startswith("錯誤：無法讀取密碼檔 password")
    assert not Path("out").exists()


def test_a_password_file_that_notepad_saved_holds_the_password_alone() -> None:
    written(Path("password"), codecs.BOM_UTF8 + "密碼\r\n".encode())
    assert password_in(Path("password")) == "密碼"


# ── the signing key ─────────────────────────────────────────────────────────────────────────────


def test_a_key_is_made_on_first_use_and_verifies_the_forms_later(tmp_path: Path) -> None:
    key = tmp_path / "keys" / "new.key"
    assert kaohe("issue", "--out", "out", "--key-file", key).status == 0
    assert bytes.fromhex(key.read_text()) != forms.KEY
    assert "signature" not in kaohe("check", "out", "--key-file", key).out
    assert "signature-invalid" in kaohe("check", "out").out  # the key named in the environment is another


def test_a_file_that_is_no_key_is_refused_and_left_alone(tmp_path: Path) -> None:
    other = written(tmp_path / "diary.txt", "今天天氣很好")
    ran = kaohe("issue", "--out", "out", "--key-file", other)
    assert ran.status == 2
    assert "不是簽章金鑰檔" in ran.err
    assert other.read_text("utf-8") == "今天天氣很好"
    assert not Path("out").exists()


def test_a_form_may_have_one_line_above_its_table() -> None:
    """The count of what is missing stands there too, and takes three."""
    text = forms.rubric_file(id="short")
    lines = [
        line
        for line in text.splitlines()
        if "kind: date" not in line and "kind: text, label: 考核" not in line
    ]
    rubric = written(Path("short.yaml"), "\n".join(lines))
    roster = written(Path("r.csv"), "代碼,機關名稱\nB01,臺北分署\n")
    ran = kaohe("issue", "--rubric", rubric, "--offices", roster, "--out", "out")
    assert (ran.status, ran.err) == (0, "")
    (form,) = Path("out").iterdir()
    assert sheet(form)[OFFICE_CELL].value == "臺北分署"
    found = kaohe("check", form, "--rubric", rubric, "--json").json["files"][0]
    assert found["office"] == {"code": "B01", "name": "臺北分署"}
    assert {finding["code"] for finding in found["findings"]} >= {"score-missing"}
