"""Links to places and files: addresses that any program decodes again, within what Excel takes."""

import os
from pathlib import Path
from urllib.parse import unquote_to_bytes

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from workbook.relations import relations_of
from workbook.summary.links import (
    MAX_LINKS,
    MAX_TARGET,
    Link,
    LinkedCell,
    file_address,
    linked,
    related,
)

SHEET = b'<worksheet><sheetData/><pageMargins left="1"/></worksheet>'


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/c/summary/a.xlsx", "a.xlsx"),
        ("/c/inbox/a b.xlsx", "../inbox/a%20b.xlsx"),
        ("/c/inbox/no#1.xlsx", "../inbox/no%231.xlsx"),
        ("/c/inbox/50%25 & <b>.xlsx", "../inbox/50%2525%20%26%20%3Cb%3E.xlsx"),
        ("/c/inbox/臺北.xlsx", "../inbox/%E8%87%BA%E5%8C%97.xlsx"),
        ("/c/summary/a:b.xlsx", "a%3Ab.xlsx"),
        ("/other/a.xlsx", "../../other/a.xlsx"),
    ],
)
def test_an_address_is_relative_and_has_plain_characters_only(path: str, expected: str) -> None:
    assert file_address(path, "/c/summary") == expected


NAMES = st.text(st.characters(exclude_characters="/\0", exclude_categories=["Cs"]), min_size=1, max_size=40)


@given(NAMES.filter(lambda name: name not in {".", ".."}))
def test_from_its_address_a_file_is_found_again_whatever_its_name(name: str) -> None:
    address = file_address(f"/c/inbox/{name}", "/c/summary")
    assert address.isascii()
    assert set(address).isdisjoint("#?&<>\"' ")
    found = os.path.normpath(os.path.join(b"/c/summary", unquote_to_bytes(address)))  # noqa: PTH118  bytes
    assert found == os.fsencode(f"/c/inbox/{name}")


def test_a_path_from_where_one_is_leads_there_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert file_address("in/a.xlsx", str(tmp_path / "out")) == "../in/a.xlsx"


def test_an_address_longer_than_excel_takes_is_none() -> None:
    assert file_address(f"/c/{'字' * 230}.xlsx", "/c") != ""
    assert file_address(f"/c/{'字' * 232}.xlsx", "/c") == ""
    assert len(file_address(f"/c/{'a' * (MAX_TARGET - 5)}.xlsx", "/c")) == MAX_TARGET


def test_a_sheet_without_links_stays_as_it_is() -> None:
    assert linked(SHEET, [LinkedCell("A1", Link())]) == (SHEET, ())


def test_links_go_to_a_place_a_file_or_a_place_in_a_file() -> None:
    cells = [
        LinkedCell("A1", Link("'總表'!D7")),
        LinkedCell("B1", Link(file="a%231.xlsx")),
        LinkedCell("B2", Link("'評分表'!C8", "b.xlsx")),
    ]
    content, files = linked(SHEET, cells)
    root = etree.fromstring(content)
    assert [child.tag for child in root] == ["sheetData", "hyperlinks", "pageMargins"]
    found = [{str(key).rpartition("}")[2]: value for key, value in one.attrib.items()} for one in root[1]]
    assert found == [
        {"ref": "A1", "location": "'總表'!D7", "display": "'總表'!D7"},
        {"ref": "B1", "id": "rIdFile1", "display": "a%231.xlsx"},
        {"ref": "B2", "location": "'評分表'!C8", "id": "rIdFile2", "display": "b.xlsx"},
    ]
    targets = {one.get("Id"): one.get("Target") for one in etree.fromstring(related(None, files))}
    assert targets == {"rIdFile1": "a%231.xlsx", "rIdFile2": "b.xlsx"}


def test_relations_that_were_there_stay() -> None:
    assert relations_of("xl/worksheets/sheet6.xml") == "xl/worksheets/_rels/sheet6.xml.rels"
    before = related(None, ["a.xlsx"])
    root = etree.fromstring(related(before.replace(b"rIdFile1", b"rId1"), ["b.xlsx"]))
    assert [(one.get("Id"), one.get("Target")) for one in root] == [
        ("rId1", "a.xlsx"),
        ("rIdFile1", "b.xlsx"),
    ]


def test_of_more_links_than_a_sheet_holds_the_first_are_made() -> None:
    cells = (LinkedCell(f"A{row}", Link("'總表'!D7")) for row in range(1, MAX_LINKS + 3))
    content, _ = linked(SHEET, cells)
    assert content.count(b"<hyperlink ") == MAX_LINKS
