"""`kaohe check`: what it reads, what it prints, how it ends."""

import hashlib
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from macros.campaign.folder import find
from scoring.rubric import WHOLE_FORM
from scoring.scorecard import Office
from tests.builders import answered, note_of, taipei
from tests.macros import forms
from tests.macros.terminal import Json, Ran, kaohe, written
from workbook.identity import identity_of, sign

RIGHT = forms.form()
_HAN = re.compile("[\u3400-\u9fff]")


def check(*arguments: object) -> Ran:
    return kaohe("check", *arguments)


def checked(data: bytes, *options: object) -> Json:
    """What `--json` says of one file."""
    (file,) = check("--json", written(Path("form.xlsx"), data), *options).json["files"]
    assert isinstance(file, dict)
    return file


def found(file: Json) -> set[tuple[str, str]]:
    return {(finding["code"], finding["id"]) for finding in file["findings"]}


@pytest.fixture(scope="session")
def taipei_form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real form of 107, as a file."""
    data = forms.form(filled=taipei(forms.rubric()))
    return written(tmp_path_factory.mktemp("taipei") / "臺北分署_107.xlsx", data)


# ── JSON, the documented shape ──────────────────────────────────────────────────────────────────


def test_json_has_the_documented_keys(taipei_form: Path) -> None:
    shape = check("--json", taipei_form).json
    assert list(shape) == ["rubric", "files", "passed_over"]
    assert shape["rubric"] == "107"
    (file,) = shape["files"]
    assert list(file) == [
        *("path", "sha256", "office", "state", "proof", "header", "items", "totals", "findings")
    ]
    assert file["path"] == str(taipei_form)
    assert file["sha256"] == hashlib.sha256(taipei_form.read_bytes()).hexdigest()
    assert file["office"] == {"code": "B01", "name": "臺北分署"}
    assert file["state"] == "questioned"
    assert file["header"] == {"date": "2018-07-05", "examiners": "為民服務專案小組"}


def test_json_has_every_item_and_every_total_in_printed_order(taipei_form: Path) -> None:
    (file,) = check("--json", taipei_form).json["files"]
    rubric = forms.rubric()
    assert list(file["items"]) == [item.id for item in rubric.items]
    assert list(file["totals"]) == [WHOLE_FORM, *(section.id for section in rubric.sections)]
    assert len(file["items"]) == 36
    assert {"", "1", "1.1", "1.2.2", "5.2"} <= set(file["totals"])
    assert all(list(item) == ["score", "ticked", "notes"] for item in file["items"].values())
    assert all(list(total) == ["stated", "recomputed", "maximum"] for total in file["totals"].values())


def test_json_says_scores_ticks_and_notes_as_they_are(taipei_form: Path) -> None:
    (file,) = check("--json", taipei_form).json["files"]
    assert file["items"]["1.1.1"] == {"score": 27, "ticked": [], "notes": [note_of("1.1.1")]}
    assert file["items"]["1.1.2"] == {"score": None, "ticked": [], "notes": []}
    assert file["items"]["1.1.3"] == {"score": 27, "ticked": [1], "notes": [note_of("1.1.3")]}
    assert file["items"]["1.2.4.3"]["ticked"] == [2]


def test_json_says_totals_as_stated_and_as_recomputed(taipei_form: Path) -> None:
    totals = check("--json", taipei_form).json["files"][0]["totals"]
    assert totals[""] == {"stated": 849, "recomputed": 813, "maximum": 1000}
    assert totals["1.1"] == {"stated": None, "recomputed": 54, "maximum": 100}
    assert totals["1.2"] == {"stated": 82, "recomputed": 83, "maximum": 100}
    assert totals["1.2.2"] == {"stated": None, "recomputed": 16, "maximum": 20}


def test_json_says_each_finding_with_its_place_and_its_numbers(taipei_form: Path) -> None:
    findings = check("--json", taipei_form).json["files"][0]["findings"]
    first_keys = ["code", "severity", "id", "sheet", "cell", "message", "remedy"]
    assert all(list(finding)[:7] == first_keys for finding in findings)
    assert all(isinstance(finding[key], str) for finding in findings for key in first_keys)
    wrong = next(f for f in findings if (f["code"], f["id"]) == ("total-mismatch", "1.2"))
    assert wrong["severity"] == "error"
    assert wrong["sheet"] == "評分表"
    assert re.fullmatch(r"B\d+", wrong["cell"])
    assert wrong["message"] == "「(二) 服務友善」得分寫 82，各細項加總是 83。"
    assert (wrong["stated"], wrong["recomputed"]) == (82, 83)


def types_of(value: object) -> object:
    """The shape of a JSON value: its keys and the types beneath."""
    if isinstance(value, dict):
        return {key: types_of(each) for key, each in value.items()}
    return [types_of(each) for each in value] if isinstance(value, list) else type(value).__name__


def test_whole_points_are_integers_and_others_fractions() -> None:
    card = answered(forms.card({"1.1.1": "17.5", "1.1.2": None}), "1.1.1", notes=())
    file = checked(forms.form(filled=card))
    assert types_of(file["items"]["1.1.1"]) == {"score": "NoneType", "ticked": [], "notes": []}
    assert types_of(file["items"]["1.1.3"]) == {"score": "int", "ticked": ["int"], "notes": ["str"]}
    assert types_of(file["totals"]["1.1"]) == {"stated": "float", "recomputed": "int", "maximum": "int"}
    assert file["totals"]["1.1"] == {"stated": 47.5, "recomputed": 30, "maximum": 100}


def test_json_of_a_file_that_cannot_be_read_has_the_same_keys_and_nothing_in_them() -> None:
    file = checked(b"")
    assert types_of({key: file[key] for key in ("path", "sha256", "state")}) == {
        "path": "str",
        "sha256": "str",
        "state": "str",
    }
    assert (file["state"], file["office"]) == ("rejected", {"code": None, "name": None})
    assert (file["header"], file["items"], file["totals"]) == ({}, {}, {})
    assert [finding["severity"] for finding in file["findings"]] == ["error"]
    assert file["sha256"] == hashlib.sha256(b"").hexdigest()


def test_json_of_a_form_issued_to_nobody_has_no_code() -> None:
    nobody = sign(identity_of(forms.rubric(), Office(), "107-1"), forms.KEY)
    file = checked(forms.form(identity=nobody))
    assert file["office"] == {"code": None, "name": "臺北分署"}
    assert file["state"] == "accepted"


# ── how it ends ─────────────────────────────────────────────────────────────────────────────────


def test_a_right_form_is_accepted_and_ends_with_0() -> None:
    ran = check(written(Path("form.xlsx"), RIGHT))
    assert (ran.status, ran.err) == (0, "")
    assert ran.out == ("共 1 個檔案：通過 1、待更正 0、無法讀取 0\n臺北分署　form.xlsx　[通過]　1000/1000\n")


def test_warnings_alone_end_with_0() -> None:
    card = answered(forms.card(), "1.1.1", score_is_text=True)
    ran = check(written(Path("form.xlsx"), forms.form(filled=card)))
    assert "警告 score-as-text" in ran.out
    assert ran.status == 0


def test_one_error_among_many_files_ends_with_1() -> None:
    written(Path("in/a.xlsx"), RIGHT)
    written(Path("in/b.xlsx"), forms.form(filled=forms.card({"1.1.1": 99})))
    assert check("in").status == 1
    assert check("--json", "in").status == 1


def test_a_file_that_cannot_be_read_ends_with_1() -> None:
    assert check(written(Path("form.xlsx"), b"PK")).status == 1


@pytest.mark.parametrize("arguments", [(), ("nowhere.xlsx",), (".", "nowhere"), (".", "--rubric", "999")])
def test_what_cannot_be_run_ends_with_2_and_a_sentence(arguments: tuple[str, ...]) -> None:
    ran = check(*arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err


def test_a_folder_without_forms_is_checked_and_counted() -> None:
    assert check(".").out == "共 0 個檔案：通過 0、待更正 0、無法讀取 0\n"
    assert check("--json", ".").json == {"rubric": None, "files": [], "passed_over": []}


# ── which files ─────────────────────────────────────────────────────────────────────────────────


def test_folders_are_read_with_those_beneath_in_order_and_what_is_no_form_is_passed_over() -> None:
    for name in ("b.xlsx", "a/z.XLSX", "a/c.xlsx"):
        written(Path("in") / name, RIGHT)
    for name in ("~$b.xlsx", ".b.xlsx", "a/~$z.xlsx", "readme.txt", "b.xlsx.bak", "b.docx"):
        written(Path("in") / name, b"not read")
    Path("in/folder.xlsx").mkdir()
    ran = check("--json", "in")
    assert [file["path"] for file in ran.json["files"]] == ["in/a/c.xlsx", "in/a/z.XLSX", "in/b.xlsx"]
    assert ran.status == 0


def test_old_and_open_formats_in_a_folder_are_listed_as_not_readable() -> None:
    for name in ("a.xls", "b.ods", "c.xlsb"):
        written(Path("in") / name, b"something")
    files = check("--json", "in").json["files"]
    assert [(file["path"], file["state"]) for file in files] == [
        ("in/a.xls", "rejected"),
        ("in/b.ods", "rejected"),
        ("in/c.xlsb", "rejected"),
    ]


def test_a_file_that_is_named_is_read_whatever_its_name() -> None:
    assert checked(RIGHT)["state"] == "accepted"
    assert check(written(Path("~$form.txt"), RIGHT)).status == 0


def test_files_and_folders_can_be_mixed_in_the_order_given() -> None:
    written(Path("z/1.xlsx"), RIGHT)
    written(Path("a.xlsx"), b"")
    paths = [file["path"] for file in check("--json", "z", "a.xlsx").json["files"]]
    assert paths == ["z/1.xlsx", "a.xlsx"]


BAD_FILES = {
    "empty": b"",
    "text": "評分表".encode(),
    "old format": bytes.fromhex("d0cf11e0a1b11ae1") + bytes(512),
    "cut off": RIGHT[:-2_000],
    "zip that is no workbook": forms.plain_zip({"a.txt": b"a"}),
    "another workbook": forms.plain_workbook(),
    "sheet that is no XML": forms.replaced(RIGHT, "xl/worksheets/sheet1.xml", b"<sheetData>", b"<sheet"),
    "no strings": forms.replaced(RIGHT, "xl/sharedStrings.xml", b"<", b""),
}


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_is_rejected_and_the_good_one_beside_it_is_read(name: str) -> None:
    written(Path("in/bad.xlsx"), BAD_FILES[name])
    written(Path("in/good.xlsx"), RIGHT)
    bad, good = check("--json", "in").json["files"]
    assert (bad["state"], good["state"]) == ("rejected", "accepted")
    assert len(bad["findings"]) == 1
    assert bad["findings"][0]["code"].startswith(("file-", "form-"))
    assert bad["findings"][0]["severity"] == "error"


@pytest.mark.parametrize("text", ["_x0000_", "_xD800_", "/dev/null", "../107", "107.yaml", "", "x" * 300])
def test_a_form_that_names_an_odd_rubric_is_rejected_and_the_others_read(text: str) -> None:
    identity = replace(identity_of(forms.rubric(), forms.TAIPEI, "1"), rubric="RUBRIC")
    odd = forms.form(identity=identity)
    written(Path("in/bad.xlsx"), forms.replaced(odd, "xl/sharedStrings.xml", b"RUBRIC", text.encode()))
    written(Path("in/good.xlsx"), RIGHT)
    bad, good = check("--json", "in").json["files"]
    assert (bad["state"], good["state"]) == ("rejected", "accepted")
    assert found(bad) == {("form-unknown", "")}


def test_a_form_cannot_name_a_file_of_this_machine_as_its_rubric() -> None:
    """Else a returned file could make headquarters read any path, a network share's too."""
    own = written(Path("own.yaml").resolve(), forms.rubric_file(id="108"))
    of = replace(forms.edition("108"), title=forms.rubric().title)
    identity = replace(identity_of(of, forms.TAIPEI, "1"), rubric=str(own.resolve()), rubric_hash="")
    assert {code for code, _ in found(checked(forms.form(identity=identity)))} == {"form-unknown"}


# ── whose form ──────────────────────────────────────────────────────────────────────────────────


def test_a_form_of_another_rubric_is_refused_where_one_is_named() -> None:
    own = written(Path("own.yaml").resolve(), forms.rubric_file(id="108", title="108 年度"))
    file = checked(RIGHT, "--rubric", own)
    assert (file["state"], found(file)) == ("rejected", {("form-other-rubric", "")})
    assert file["findings"][0]["message"] == "這份評分表是「107」，不是正在收的「108」。"


def test_a_form_of_a_rubric_of_our_own_is_read_where_its_file_is_named() -> None:
    own = written(Path("own.yaml").resolve(), forms.rubric_file(id="108", title="108 年度"))
    assert kaohe("issue", "--rubric", own, "--out", "out").status == 0
    without = check("--json", "out").json
    assert [finding["code"] for finding in without["files"][0]["findings"]] == ["form-own-rubric"]
    with_file = check("--json", "out", "--rubric", own).json
    assert (with_file["rubric"], with_file["files"][0]["state"]) == ("108", "questioned")


def test_without_the_key_the_signature_is_said_to_be_unverified(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAOHE_KEY_FILE")
    ran = check(written(Path("form.xlsx"), RIGHT))
    assert ran.status == 0
    assert "提醒 signature-unverified" in ran.out


def test_an_identity_that_was_changed_is_an_error() -> None:
    file = checked(forms.replaced(RIGHT, "xl/sharedStrings.xml", b">B01<", b">B02<"))
    assert (file["state"], found(file)) == ("questioned", {("signature-invalid", "")})
    assert file["office"]["code"] == "B02"


def test_a_changed_identity_that_names_another_key_is_no_better_where_the_key_is_named(
    key_file: Path,
) -> None:
    signed = sign(identity_of(forms.rubric(), forms.TAIPEI, "107-1"), forms.KEY)
    forged = replace(signed, office_code="B02", office_name="新北分署", key_id="0" * 16)
    file = checked(forms.form(forms.XINBEI, identity=forged), "--key-file", key_file)
    assert file["state"] == "questioned"


THEIRS = bytes(32)


def forged(folder: str) -> Path:
    """A form of another office, with the key that it is signed with: at each place around it in turn."""
    identity = sign(identity_of(forms.rubric(), forms.XINBEI, "107-1"), THEIRS)
    return written(Path(folder) / "a.xlsx", forms.form(forms.XINBEI, identity=identity))


@pytest.mark.parametrize("place", ["in/x/y", "in/x", "in", "."])
@pytest.mark.parametrize("named", ["in/x/y/a.xlsx", "in/x/y", "in/x", "in"])
@pytest.mark.parametrize("command", ["check", "merge"])
def test_a_key_that_came_with_the_files_proves_nothing(
    command: str, named: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAOHE_KEY_FILE")
    forged("in/x/y")
    written(Path(place) / "signing.key", THEIRS.hex())
    ran = kaohe(command, named, *(("--out", "out.xlsx", "--rubric", "107") if command == "merge" else ()))
    assert "signature-" in (ran.out if command == "check" else kaohe("check", named).out)


@pytest.mark.parametrize("place", ["in/x/y", "in/x", "in"])
@pytest.mark.parametrize("named", ["in/x/y/a.xlsx", "in/x/y"])
def test_a_key_that_came_with_the_files_is_told(
    named: str, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KAOHE_KEY_FILE")
    forged("in/x/y")
    key = written(Path(place) / "signing.key", THEIRS.hex()).resolve()
    assert check(named).err == (
        f"提醒：{key} 與收到的檔案放在一起，不當作金鑰；若是您的，請以 --key-file 指定\n"
    )


def test_a_campaign_with_its_key_in_what_came_is_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAOHE_KEY_FILE")
    assert kaohe("init", "107", "ours").status == 0
    assert kaohe("init", "107", "ours/inbox/theirs").status == 0
    written(Path("ours/inbox/theirs/signing.key"), THEIRS.hex())
    form = forged("ours/inbox/theirs/inbox/x")
    for named in (form, form.parent, form.parent.parent):
        ran = check(named, "--json")
        assert ("signature-invalid", "") in found(ran.json["files"][0])
    assert find(Path("ours/inbox/theirs/inbox")).root == Path("ours").resolve()


def test_the_key_of_the_campaign_that_files_lie_in_is_used_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KAOHE_KEY_FILE")
    assert kaohe("init", "107", "ours").status == 0
    written(Path("ours/signing.key"), forms.KEY.hex())
    written(Path("ours/inbox/x/a.xlsx"), RIGHT)
    ran = check("ours/inbox")
    assert (ran.status, "signature" in ran.out) == (0, False)
    assert f"提醒：以 {Path('ours/signing.key').resolve()} 驗證簽章" in ran.err
    monkeypatch.chdir("ours")
    written(Path("../signing.key"), THEIRS.hex())  # a copy that somebody keeps, which came with nothing
    assert check("inbox").err == ""
    assert check(".").err == ""


def test_a_file_that_is_no_key_ends_the_run() -> None:
    ran = check(".", "--key-file", written(Path("key"), "abc"))
    assert (ran.status, ran.err) == (2, "錯誤：key 不是簽章金鑰檔，或無法讀取；請從備份放回原來的\n")


# ── words ───────────────────────────────────────────────────────────────────────────────────────


def test_a_finding_on_the_terminal_says_where_what_and_what_to_do(taipei_form: Path) -> None:
    lines = check(taipei_form).out.splitlines()
    assert lines[0] == "共 1 個檔案：通過 0、待更正 1、無法讀取 0"
    assert lines[1] == f"臺北分署　{taipei_form}　[待更正]　813/1000（表列 849）"
    (line,) = [line for line in lines if "total-mismatch" in line and "1.2" in line.split("　")]
    assert re.fullmatch(
        r"  錯誤 total-mismatch　評分表!B\d+　1\.2　「\(二\) 服務友善」得分寫 82，各細項加總是 83。"
        r"→ 請確認是細項評分有誤，還是加總有誤。",
        line,
    )


def many_faults() -> bytes:
    """One form with as many kinds of findings as fit on it."""
    card = forms.card({"1.1.1": None, "1.1.2": 99, "1.2.2.1": "2.5"})
    changed: dict[str, dict[str, Any]] = {
        "1.1.3": {"ticked": ()},
        "2.1.1": {"score": None, "score_text": "約27"},
        "2.1.2": {"score_is_text": True},
        "2.1.3": {"notes": ()},
        "4.1.1": {"ticked": (1, 2)},
        "4.1.2": {"ticked": (3,)},
        "4.1.3": {"ticked": (), "odd_ticks": ((2, "好"),)},
    }
    for item_id, changes in changed.items():
        card = answered(card, item_id, **changes)
    return forms.form(
        filled=replace(card, header=replace(card.header, days={}, unread={"date": "7/5"}, texts={}))
    )


FAULTS = {
    ("score-missing", "1.1.1"),
    ("score-out-of-range", "1.1.2"),
    ("score-off-step", "1.2.2.1"),
    ("band-missing", "1.1.3"),
    ("score-not-a-number", "2.1.1"),
    ("score-as-text", "2.1.2"),
    ("notes-missing", "2.1.3"),
    ("band-multiple", "4.1.1"),
    ("band-score-mismatch", "4.1.2"),
    ("tick-unreadable", "4.1.3"),
    ("date-unreadable", "date"),
    ("header-missing", "examiners"),
}


def test_every_kind_of_fault_is_found_in_its_cell() -> None:
    file = checked(many_faults())
    assert found(file) == FAULTS
    cells = [finding["cell"] for finding in file["findings"]]
    assert all(re.fullmatch(r"[A-H]\d+", cell) for cell in cells)
    assert len(set(cells)) == len(FAULTS)


def test_in_english_only_names_from_the_form_are_chinese() -> None:
    file = checked(many_faults(), "--lang", "en")
    assert found(file) == FAULTS
    for finding in file["findings"]:
        said = f"{finding['message']} {finding['remedy']}"
        for name in (
            finding.get("name"),
            finding.get("text"),
            finding.get("label"),
            "107年7月5日",
            "紀錄事項",
        ):
            said = said.replace(str(name), "")
        assert not _HAN.search(said), said


def test_in_english_the_lines_are_english_too() -> None:
    lines = check(written(Path("form.xlsx"), many_faults()), "--lang", "en").out.splitlines()
    assert re.fullmatch(r"臺北分署　form\.xlsx　\[to be corrected\]　875/1000 \(stated 966\.5\)", lines[1])
    assert any(
        re.fullmatch(r"  error score-out-of-range　評分表!C\d+　1\.1\.2　The score of .* → Enter .*", line)
        for line in lines
    )
    assert lines[0] == "1 file(s): accepted 0, to be corrected 1, cannot be read 0"


def test_a_language_that_there_is_not_ends_with_2() -> None:
    assert check(".", "--lang", "fr").status == 2


# ── what people type ────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "text",
    ["107年7月5日", "107/7/5", "107.07.05", "1070705", "１０７／７／５", "2018-07-05", "民國107年7月5日"],
)
def test_a_date_in_any_form_used_here_is_that_day(text: str) -> None:
    card = forms.card()
    typed = forms.form(filled=replace(card, header=replace(card.header, days={}, unread={"date": text})))
    file = checked(typed)
    assert (file["header"]["date"], file["state"]) == (date(2018, 7, 5).isoformat(), "accepted")
