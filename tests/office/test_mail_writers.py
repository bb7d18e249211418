"""Mails and archives that other programs make are read: the form, its name, who sent it and when."""

import json
import os
import shutil
import subprocess
from datetime import UTC, datetime
from pathlib import Path

import pytest

from macros.post.inbox.found import Found, Ignored, Mail
from macros.post.inbox.unpack import workbooks_in
from tests.extent import PATIENCE
from tests.macros import forms
from tests.macros.post.inbox import mails

_FOLDER = Path(__file__).parent
NAME = "臺北分署_107年度為民服務不定期考核項目評分表（更正後・最終版）碁.xlsx"
SENT = datetime(2026, 1, 5, 1, 30, tzinfo=UTC)
FORM = forms.form()


@pytest.fixture(autouse=True)
def _programs() -> None:
    """Skip where a program is missing, or fail where KAOHE_NO_SKIP=1 says that it must be there."""
    packages = ("nodemailer", "jszip", "archiver", "cfb")
    absent = [name for name in packages if not (_FOLDER / "node_modules" / name).is_dir()]
    absent += [name for name in ("node", "zip") if shutil.which(name) is None]
    if absent:
        reason = f"no {' and '.join(absent)}"
        if os.environ.get("KAOHE_NO_SKIP") == "1":
            pytest.fail(f"KAOHE_NO_SKIP=1, but {reason}", pytrace=False)
        pytest.skip(reason)


def node(script: str, *arguments: object) -> None:
    command: list[str | Path] = ["node", _FOLDER / "writers" / f"{script}.mjs", *map(str, arguments)]
    subprocess.run(command, check=True, capture_output=True, timeout=PATIENCE)


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / NAME
    path.write_bytes(FORM)
    return path


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_a_mail_of_nodemailer(encoding: str, form: Path, tmp_path: Path) -> None:
    attachments = [
        {"filename": NAME, "path": str(form)},
        {"filename": "logo.png", "content": "iVBORw0KGgo=", "encoding": "base64", "cid": "logo@x"},
    ]
    options = {
        "from": "王小明 <ming@taipei.example.tw>",
        "to": "hq@kaohe.example.tw",
        "subject": "檢送本分署 107 年度為民服務不定期考核項目評分表，請查收，如有問題請與承辦人聯絡",
        "date": SENT.isoformat(),
        "messageId": "<1@taipei.example.tw>",
        "html": '如附件<img src="cid:logo@x">',
        "textEncoding": encoding,
        "attachments": attachments,
    }
    node("nodemailer", tmp_path / "信.eml", json.dumps(options))
    picture, workbook = sorted(
        workbooks_in("信.eml", (tmp_path / "信.eml").read_bytes()), key=lambda each: isinstance(each, Found)
    )
    mail = Mail(SENT, "王小明", "ming@taipei.example.tw", "<1@taipei.example.tw>", str(options["subject"]))
    assert workbook == Found(NAME, FORM, ("信.eml",), mail)
    assert picture == Ignored("logo.png", "picture-inline", ("信.eml",), mail)


@pytest.mark.parametrize("program", ["jszip", "archiver"])
def test_a_zip_of_javascript(program: str, form: Path, tmp_path: Path) -> None:
    node("zips", program, tmp_path / "全部.zip", json.dumps({f"107年/{NAME}": str(form)}))
    assert list(workbooks_in("全部.zip", (tmp_path / "全部.zip").read_bytes())) == [
        Found(NAME, FORM, ("全部.zip",))
    ]


def test_a_zip_of_info_zip_with_a_folder(form: Path, tmp_path: Path) -> None:
    (tmp_path / "107年").mkdir()
    form.rename(tmp_path / "107年" / NAME)
    command = ["zip", "-q", "-r", "all.zip", "107年"]
    subprocess.run(
        command, cwd=tmp_path, check=True, timeout=PATIENCE, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    assert list(workbooks_in("all.zip", (tmp_path / "all.zip").read_bytes())) == [
        Found(NAME, FORM, ("all.zip",))
    ]


def test_a_zip_of_info_zip_with_a_password(form: Path, tmp_path: Path) -> None:
    command = ["zip", "-q", "-P", "secret", "all.zip", form.name]
    subprocess.run(
        command, cwd=tmp_path, check=True, timeout=PATIENCE, env={**os.environ, "LC_ALL": "C.UTF-8"}
    )
    [only] = workbooks_in("all.zip", (tmp_path / "all.zip").read_bytes())
    assert only == Ignored(NAME, "zip-encrypted", ("all.zip",))


def test_a_mail_of_outlook_written_anew_by_another_library(tmp_path: Path) -> None:
    before = mails.outlook({NAME: FORM}, sent=SENT, pictures=["image001.png"])
    (tmp_path / "before.msg").write_bytes(before)
    node("cfb", tmp_path / "before.msg", tmp_path / "after.msg")
    after = (tmp_path / "after.msg").read_bytes()
    assert after != before
    assert list(workbooks_in("信.msg", after)) == list(workbooks_in("信.msg", before))
