"""What was written is read, whatever happened between."""

import json
import tracemalloc
from pathlib import Path

import pytest

from macros.campaign.journal import add, entries, ready
from scoring.errors import OutputError
from tests.macros.disk import Disk, needs_proc


def test_what_was_added_is_read_in_its_order(tmp_path: Path) -> None:
    path = tmp_path / "outbox" / "sent.jsonl"
    for number in range(3):
        add(path, {"office": "臺北分署", "number": number})
    assert [entry["number"] for entry in entries(path)] == [0, 1, 2]
    assert "臺北分署" in path.read_text("utf-8")


@needs_proc
def test_each_line_is_on_disk_before_work_goes_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk, path = Disk(monkeypatch), tmp_path / "sent.jsonl"
    ready(path)
    for number in range(3):
        add(path, {"number": number})
        assert disk.has(path)


def test_there_is_nothing_where_there_is_no_file(tmp_path: Path) -> None:
    assert list(entries(tmp_path / "sent.jsonl")) == []


@pytest.mark.parametrize("cut", range(1, 20))
def test_a_line_that_was_torn_is_none_and_the_next_is_whole(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "sent.jsonl"
    add(path, {"n": 1})
    whole = path.read_bytes()
    add(path, {"office": "臺北分署"})
    path.write_bytes(path.read_bytes()[: len(whole) + cut])
    assert list(entries(path)) == [{"n": 1}]
    add(path, {"n": 2})
    assert list(entries(path)) == [{"n": 1}, {"n": 2}]


def test_a_last_line_whose_end_an_editor_took_away_is_a_line(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    path.write_bytes(b'{"n": 1}\r\n{"n": 2}')
    assert list(entries(path)) == [{"n": 1}, {"n": 2}]
    add(path, {"n": 3})
    assert list(entries(path)) == [{"n": 1}, {"n": 2}, {"n": 3}]


def test_a_line_that_no_run_wrote_is_not_read_into_memory(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    with path.open("wb") as stream:
        stream.write(b'{"n": 1}\n')
        stream.truncate(50_000_000)
    add(path, {"n": 2})
    tracemalloc.start()
    try:
        assert list(entries(path)) == [{"n": 1}, {"n": 2}]
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_damaged_line_is_passed_over(tmp_path: Path) -> None:
    path = tmp_path / "sent.jsonl"
    path.write_bytes(b'{"n": 1}\n\xff\xfe\n[1]\n' + b"[" * 100_000 + b'\n{"n": 2}\n')
    assert list(entries(path)) == [{"n": 1}, {"n": 2}]


def test_a_name_that_is_not_in_the_systems_encoding_is_kept(tmp_path: Path) -> None:
    add(tmp_path / "sent.jsonl", {"file": "a\udcff"})
    assert json.dumps(next(iter(entries(tmp_path / "sent.jsonl")))) == json.dumps({"file": "a\udcff"})


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (tmp_path / "sent.jsonl").mkdir()
    with pytest.raises(OutputError, match="無法寫入"):
        add(tmp_path / "sent.jsonl", {})
