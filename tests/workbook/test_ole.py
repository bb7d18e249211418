"""OLE files: the streams at their outermost level; a damaged one has none, and ends nothing."""

import random
import struct

import pytest

from tests.workbook.ole import ole as built
from tests.workbook.ole import ole_tree
from workbook import ole

WHOLE = built("Workbook", b"\x09\x08 a workbook")


def test_the_streams_that_are_wanted_are_read() -> None:
    assert ole.names(WHOLE) == {"Workbook"}
    found = ole.streams(WHOLE, ole.OLD_WORKBOOKS)
    assert found is not None
    assert found["Workbook"].startswith(b"\x09\x08 a workbook")
    assert ole.streams(WHOLE, [ole.ENCRYPTED]) == {}


@pytest.mark.parametrize("name", ["WORKBOOK", "workbook", "Workbook"])
def test_a_stream_is_found_in_any_case_and_can_be_given_its_usual_letters(name: str) -> None:
    data = built(name, b"WORKBOOK".ljust(200) + "WORKBOOK\0".encode("utf-16-le"))
    assert ole.names(data) == {"Workbook"}
    found, renamed = (ole.streams(each, ole.OLD_WORKBOOKS) for each in (data, ole.with_usual_names(data)))
    assert found == renamed
    assert found is not None
    assert found["Workbook"].startswith(b"WORKBOOK ")
    assert ole.with_usual_names(data) == built("Workbook", found["Workbook"])


def test_two_streams_of_one_name_are_damage() -> None:
    tree = {"Workbook": b"one", "WORKBOOK": b"another"}
    assert ole.streams(ole_tree(tree), ole.OLD_WORKBOOKS) is None


@pytest.mark.parametrize(
    ("tree", "is_managed"),
    [
        ({"\x09DRMContent": b"x"}, True),
        ({"\x06DataSpaces": {"DataSpaceInfo": {"DRMEncryptedDataSpace": b"x"}}}, True),
        ({"\x06DataSpaces": {"DataSpaceInfo": {"StrongEncryptionDataSpace": b"x"}}}, False),
        ({"Workbook": b"DRMContent"}, False),
    ],
)
def test_rights_management_is_known_by_what_it_adds(tree: dict[str, bytes], *, is_managed: bool) -> None:
    assert ole.has_managed_rights(ole_tree(tree)) is is_managed
    assert not ole.has_managed_rights(ole_tree(tree)[:600])


@pytest.mark.parametrize("data", [b"", ole.SIGNATURE, WHOLE[:600]])
def test_a_damaged_file_has_none(data: bytes) -> None:
    assert ole.names(data) == frozenset()
    assert ole.streams(data, ole.OLD_WORKBOOKS) is None


def test_a_stream_that_was_cut_off_is_damaged() -> None:
    assert ole.names(WHOLE[:2000]) == {"Workbook"}
    assert ole.streams(WHOLE[:2000], ole.OLD_WORKBOOKS) is None


@pytest.mark.parametrize("seed", range(200))
def test_no_damage_ends_in_an_error(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(WHOLE)
    for _ in range(chance.randint(1, 40)):
        data[chance.randrange(1536)] = chance.choice((0, 1, 0xFE, 0xFF, chance.randrange(256)))
    ole.names(bytes(data))
    ole.streams(bytes(data), ole.OLD_WORKBOOKS)
    ole.active_content(bytes(data))


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


_SHEET, _MACROS = (_record(0x85, struct.pack("<LBB", 0, 0, kind) + b"\4\0Name") for kind in (0, 1))
_BEGIN, _END = _record(0x809, bytes(16)), _record(0x0A, b"")


@pytest.mark.parametrize(
    ("tree", "found"),
    [
        ({"Workbook": _BEGIN + _SHEET + _END}, set()),
        ({"Workbook": _BEGIN + _SHEET + _MACROS + _END}, {"macros"}),
        ({"Book": _BEGIN + _MACROS + _END}, {"macros"}),
        ({"Workbook": _BEGIN + _END + _MACROS}, set()),
        ({"Workbook": _BEGIN + _MACROS[:6]}, set()),
        ({"Workbook": _BEGIN + _END, "_VBA_PROJECT_CUR": {"VBA": {"dir": b"x"}}}, {"macros"}),
        ({"Workbook": _BEGIN + _END, "MBD0018D4CE": {"\x01Ole": b"x"}}, {"objects"}),
    ],
)
def test_what_runs_in_an_old_workbook_is_found_by_its_storages_and_sheets(
    tree: dict[str, bytes], found: set[str]
) -> None:
    assert ole.active_content(ole_tree(tree)) == found


@pytest.mark.parametrize("data", [b"", ole.SIGNATURE, WHOLE[:600]])
def test_nothing_is_found_in_a_damaged_one(data: bytes) -> None:
    assert ole.active_content(data) == frozenset()
