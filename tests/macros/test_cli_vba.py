"""`kaohe vba`: a module to import, and what to do with it."""

from pathlib import Path

import pytest

from scoring.rubric_file import load_rubric
from tests.macros import forms
from tests.macros.terminal import kaohe, written
from tests.words import chinese_only, english_only
from workbook.summary import vba


def test_the_module_is_written_and_what_to_do_next_is_said() -> None:
    ran = kaohe("vba", "107", "--out", "merge.bas")
    assert ran.status == 0
    assert Path("merge.bas").read_bytes() == vba.module(load_rubric("107"))
    first, *_ = ran.out.splitlines()
    assert first == "已寫入 merge.bas"
    for step in ("Alt+F11", "檔案 → 匯入檔案", "Alt+F8", "KaoheMerge"):
        assert step in ran.out
    assert chinese_only(ran.out)
    assert english_only(kaohe("vba", "107", "--out", "other.bas", "--lang", "en").out)


def test_a_rubric_file_gives_a_module_of_its_own_name() -> None:
    written(Path("next.yaml"), forms.rubric_file(id="108"))
    assert kaohe("vba", "next.yaml", "--out", "108.bas").status == 0
    assert Path("108.bas").read_bytes().startswith(b'Attribute VB_Name = "Kaohe_108"\r\n')


def test_an_existing_file_is_replaced_only_when_asked_to() -> None:
    out = written(Path("merge.bas"), "somebody's")
    refused = kaohe("vba", "107", "--out", out)
    assert refused.status == 2
    assert "--force" in refused.err
    assert out.read_text() == "somebody's"
    assert kaohe("vba", "107", "--out", out, "--force").status == 0
    assert out.read_bytes() == vba.module(load_rubric("107"))


@pytest.mark.parametrize("name", ["nowhere.yaml", "999"])
def test_an_unknown_rubric_is_one_sentence(name: str) -> None:
    ran = kaohe("vba", name, "--out", "merge.bas")
    assert ran.status == 2
    assert "錯誤：" in ran.err
    assert not Path("merge.bas").exists()
