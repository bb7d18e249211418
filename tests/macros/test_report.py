"""What was found of many files, in lines for a terminal: said once where it is the same."""

from dataclasses import replace

from macros.report import many_lines
from scoring.findings import Finding
from scoring.scorecard import Office
from tests.workbook.summary.files import checked
from workbook.collection.checked import Checked

NAMES = [f"第{number}分署" for number in range(1, 7)]


def claim(item_id: str) -> Finding:
    said = dict.fromkeys(("claimed", "claimed_en", "found_zh", "found_en"), "85%")
    return Finding("claim-unsupported", item_id, "notes", params={"name": "滿意度", "band": 1, **said})


def found(*items: str) -> list[Checked]:
    """Six files; all but the last have a doubt about each of these items, in an order of its own."""
    files = [checked(name, Office(name, name)) for name in NAMES]
    return [
        replace(file, findings=tuple(map(claim, items if place % 2 else reversed(items))))
        if place < len(files) - 1
        else file
        for place, file in enumerate(files)
    ]


def test_each_thing_that_is_said_alike_of_many_files_is_a_line_whatever_the_order() -> None:
    lines = list(many_lines(found("1.1", "1.2"), "zh-TW", all_files=False))
    assert [line.split("　")[-2] for line in lines] == ["1.2", "1.1"]


def test_a_line_about_some_of_the_files_names_their_offices() -> None:
    (line,) = many_lines(found("1.1"), "zh-TW", all_files=False)
    assert line.split("　")[1:4] == ["5 個檔案", "、".join(NAMES[:5]), "1.1"]


def test_a_line_about_all_of_the_files_names_none() -> None:
    (line,) = many_lines(found("1.1")[:-1], "en", all_files=False)
    assert line.startswith("info claim-unsupported　5 files　1.1　")
