"""The examples of docs/python.md, run as a reader would, on a small collection."""

import csv
import datetime
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

from docs.generate import python
from tests.extent import PATIENCE
from tests.macros import forms
from tests.macros.campaign import campaigns
from tests.macros.terminal import ROOT, written

DOCUMENT = ROOT / "docs" / "python.md"
EXAMPLES = sorted((ROOT / "examples").glob("*.py"))


def run(example: str, *arguments: object) -> list[str]:
    """The lines that an example prints; it must end well."""
    ran = started(example, *arguments)
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.splitlines()


def started(example: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-X", "utf8", ROOT / "examples" / f"{example}.py", *map(str, arguments)],
        env={**os.environ, "PYTHONPATH": str(ROOT), "KAOHE_MAIL_PASSWORD": "", "KAOHE_KEY_FILE": ""},
        capture_output=True,
        encoding="utf-8",
        timeout=PATIENCE,
        check=False,
    )


@pytest.fixture
def inbox(tmp_path: Path) -> Path:
    """臺北's form is right, 新北's has a score out of range, a third file is no workbook; the key beside."""
    written(tmp_path / "signing.key", forms.KEY.hex())
    written(tmp_path / "inbox" / "a.xlsx", forms.form(forms.TAIPEI))
    written(tmp_path / "inbox" / "b.xlsx", forms.form(forms.XINBEI, forms.card({"1.1.1": 31})))
    written(tmp_path / "inbox" / "c.xlsx", b"PK")
    return tmp_path / "inbox"


def test_the_document_shows_every_example_as_it_is() -> None:
    text = DOCUMENT.read_text("utf-8")
    assert text == python()
    for example in EXAMPLES:
        assert f"```python\n{example.read_text('utf-8').strip()}\n```" in text
    assert len(EXAMPLES) == text.count("<!-- examples/") == 5


def test_a_folder_becomes_a_table(inbox: Path) -> None:
    rows = list(csv.DictReader(io.StringIO("\n".join(run("check_folder", inbox)))))
    assert [(row["office"], row["state"], row["1.1.1"]) for row in rows] == [
        ("臺北分署", "accepted", f"{forms.card().answer('1.1.1').score}.0"),
        ("新北分署", "questioned", "31.0"),
        ("", "rejected", ""),
    ]


def test_a_rule_of_ones_own_chooses_the_file(inbox: Path) -> None:
    """The later of two files is used, but not where it was saved after the deadline."""
    early, late = datetime.datetime(2026, 12, 30).astimezone(), datetime.datetime(2027, 1, 2).astimezone()
    written(inbox / "a.xlsx", forms.saved_at(forms.form(forms.TAIPEI), early))
    written(inbox / "a2.xlsx", forms.saved_at(forms.form(forms.TAIPEI, forms.card({"1.1.1": 1})), late))
    chosen = {}
    for deadline in ("2026-12-31T17:00", "2027-01-31T17:00"):
        lines = run("merge_by_rule", inbox, deadline, inbox.parent / "總表.xlsx")
        (line,) = (line for line in lines if "臺北分署" in line)
        chosen[deadline] = Path(line.split()[-1]).name
    assert chosen == {"2026-12-31T17:00": "a.xlsx", "2027-01-31T17:00": "a2.xlsx"}


def test_a_forms_scores_are_read(inbox: Path) -> None:
    lines = run("read_form", inbox / "b.xlsx")
    assert lines[0] == "新北分署"
    assert any(line.startswith("1.1.1 ") and "　31／" in line for line in lines)
    assert any("請" in line and line.split()[0].isalnum() for line in lines[37:])  # a cell, and what to do


def test_a_form_that_cannot_be_read_is_said_in_a_sentence(inbox: Path) -> None:
    for name in ("c.xlsx", "none.xlsx"):
        ran = started("read_form", inbox / name)
        assert ran.returncode == 1
        assert "Traceback" not in ran.stderr
        assert ran.stderr.strip()


def test_a_nightly_collection_takes_what_is_new_and_says_who_is_missing(tmp_path: Path) -> None:
    campaign = campaigns.campaign(tmp_path / "107", deadline=datetime.date(2099, 12, 31))
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    written(campaign.inbox / "b.xlsx", forms.form(forms.XINBEI, forms.card({"1.1.1": 31})))
    first, second = run("nightly", campaign.root), run("nightly", campaign.root)
    assert first[:3] == ["新收 2 份，略過 0 個檔案", "尚未寄回 1：士林分署", "待更正 1：新北分署"]
    assert second[0] == "新收 0 份，略過 0 個檔案"


def test_next_year_stands_beside_this_year(inbox: Path, tmp_path: Path) -> None:
    this, then = tmp_path / "總表.xlsx", tmp_path / "next" / "總表.xlsx"
    run("merge_by_rule", inbox, "2099-12-31", this)
    written(tmp_path / "next" / "signing.key", forms.KEY.hex())
    written(tmp_path / "next" / "inbox" / "a.xlsx", forms.form(forms.TAIPEI, forms.card({"1.1.1": 1})))
    (line,) = run("next_year", tmp_path / "next" / "inbox", this, then)
    name, now, before, change = line.split()
    assert name == "臺北分署"
    assert int(now) - int(before) == int(change) < 0
    assert then.exists()
