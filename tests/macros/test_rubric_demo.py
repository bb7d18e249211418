"""`kaohe demo --rubric`: the whole cycle on each sample rubric, and on a file of one's own."""

import io
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from macros.rubric_demo import faults_of, offices_of
from macros.sample_answers import sample_card
from scoring.audit import audit
from scoring.catalogue import CATALOGUE
from scoring.findings import has_error
from scoring.rubric import Rubric
from scoring.rubric_file import bundled_rubric
from scoring.totals import recompute
from tests.macros.terminal import Json, kaohe, written
from tests.scoring.test_samples import SAMPLES

QUICK = ("sample-demerits", "sample-telephone")
"""Of which `make test` runs the whole cycle."""
of_samples = pytest.mark.parametrize(
    "rubric_id",
    [each if each in QUICK else pytest.param(each, marks=pytest.mark.judge) for each in SAMPLES],
)
of_every_sample = pytest.mark.parametrize("rubric_id", SAMPLES)


@dataclass(frozen=True)
class Demo:
    rubric: Rubric
    folder: Path
    out: str
    files: dict[str, Json]
    """What `kaohe check --json` says of each file of the inbox, by office."""

    def codes(self, office: str) -> list[str]:
        return [finding["code"] for finding in self.files[office]["findings"]]


@cache
def demo_of(rubric_id: str) -> Demo:
    folder = Path(mkdtemp()) / "demo"
    ran = kaohe("demo", folder, "--rubric", rubric_id)
    assert (ran.status, ran.err) == (0, "")
    checked = kaohe("check", "--json", folder / "inbox", "--key-file", folder / "signing.key").json
    files = {Path(file["path"]).stem.split("_")[0]: file for file in checked["files"]}
    return Demo(bundled_rubric(rubric_id), folder, ran.out, files)


# ── the sample answers ──────────────────────────────────────────────────────────────────────────


@of_every_sample
def test_sample_answers_are_complete_and_have_nothing_wrong(rubric_id: str) -> None:
    rubric = bundled_rubric(rubric_id)
    for office in offices_of(rubric):
        card = sample_card(rubric, office)
        assert not has_error(audit(rubric, card).findings)
        assert recompute(rubric, card)[""].complete


@of_every_sample
def test_sample_answers_are_the_same_each_time_and_differ_between_offices(rubric_id: str) -> None:
    rubric = bundled_rubric(rubric_id)
    offices = offices_of(rubric)
    cards = [sample_card(rubric, office) for office in offices]
    assert cards == [sample_card(rubric, office) for office in offices]
    assert len({str(card.answers) for card in cards}) == len(cards)


@of_every_sample
def test_several_offices_get_something_wrong_and_each_in_another_way(rubric_id: str) -> None:
    faults = faults_of(bundled_rubric(rubric_id))
    assert len(faults) >= 3
    assert len({wrong.change for wrong in faults.values()}) == len(faults)
    assert {code for wrong in faults.values() for code in wrong.codes} <= CATALOGUE.keys()


# ── the cycle ───────────────────────────────────────────────────────────────────────────────────


@of_samples
def test_ten_forms_go_out_and_nine_come_back(rubric_id: str) -> None:
    demo = demo_of(rubric_id)
    names = {office.name for office in offices_of(demo.rubric)}
    assert {path.stem.split("_")[0] for path in (demo.folder / "outbox").iterdir()} == names
    *_, silent = offices_of(demo.rubric)
    assert set(demo.files) == names - {silent.name}


@of_samples
def test_each_fault_is_found_and_nothing_else_is_wrong(rubric_id: str) -> None:
    demo = demo_of(rubric_id)
    *offices, cut, _ = offices_of(demo.rubric)
    faults = faults_of(demo.rubric)
    for office in offices:
        codes = demo.codes(office.name)
        if office in faults:
            assert faults[office].codes & set(codes)
            assert demo.files[office.name]["state"] == "questioned"
        else:
            assert codes == []
            assert demo.files[office.name]["state"] == "accepted"
    assert demo.codes(cut.name) == ["file-truncated"]


@of_samples
def test_the_consolidated_workbook_has_the_totals_of_the_answers(rubric_id: str) -> None:
    demo = demo_of(rubric_id)
    book = openpyxl.load_workbook(io.BytesIO((demo.folder / "總表.xlsx").read_bytes()), data_only=True)
    page = book["總表"]
    assert isinstance(page, Worksheet)
    shown = set(page.iter_rows(values_only=True))
    for office in offices_of(demo.rubric):
        (row,) = [row for row in shown if office.name in row]
        if office.name in demo.files and demo.files[office.name]["state"] == "accepted":
            assert float(recompute(demo.rubric, sample_card(demo.rubric, office))[""].recomputed) in row


@of_samples
def test_it_says_who_is_first_and_where_the_files_lie(rubric_id: str) -> None:
    demo = demo_of(rubric_id)
    assert "【前三名】1. " in demo.out or "[First three] 1. " in demo.out
    assert all(str(demo.folder / name) in demo.out for name in ("outbox", "inbox", "總表.xlsx"))
    assert "107" not in demo.out.replace(str(demo.folder), "")


# ── which rubric ────────────────────────────────────────────────────────────────────────────────


def test_a_file_of_ones_own_is_shown(tmp_path: Path) -> None:
    text = """\
id: own
title: 自己的評分表
levels: [項目]
header: [{id: office, kind: office, label: 機關}]
children: [{id: "1", title: 一, maximum: 10}, {id: "2", title: 二, maximum: 5}]
"""
    path = written(tmp_path / "own.yaml", text)
    ran = kaohe("demo", tmp_path / "demo", "--rubric", path)
    assert (ran.status, ran.err) == (0, "")
    assert "/15" in ran.out


def test_107_is_shown_with_its_real_form(tmp_path: Path) -> None:
    assert "【臺北分署：107 年度真實評分表】" in kaohe("demo", tmp_path / "demo", "--rubric", "107").out


def test_an_unknown_rubric_is_refused_before_anything_is_written(tmp_path: Path) -> None:
    ran = kaohe("demo", tmp_path / "demo", "--rubric", "sample-helth")
    assert ran.status == 2
    assert "sample-health" in ran.err
    assert not (tmp_path / "demo").exists()
