"""A folder of many files, a third of them hostile: the good ones merge, the rest are listed, in any order."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from macros import report
from macros.merging import NamedFiles, Outputs, merge
from scoring.findings import Finding
from scoring.rubric import Rubric
from scoring.rubric_file import load_rubric
from scoring.scorecard import Office
from tests.builders import SMALL
from tests.extent import cases
from tests.macros import forms
from tests.macros.terminal import written
from tests.workbook.forms import KEY
from tests.workbook.intake.damage import BASE, BROKEN_XLSB, LOCKED, MAIL, inflating, ods_of, zipped
from tests.workbook.intake.damage import TABLE as DAMAGED
from tests.workbook.ole import ole
from workbook.collection.checked import Checked
from workbook.collection.selection import Collection, select
from workbook.identity import identity_of, sign
from workbook.intake.check import Terms, check
from workbook.package import assemble, open_package

# ── a folder of files, for here and for the benchmark ───────────────────────────────────────────

_BOOK = "xl/workbook.xml"
_NOT_OURS = "file-not-a-workbook"


def _bomb() -> bytes:
    return assemble({**open_package(forms.form()).members, _BOOK: inflating(_BOOK, 60)}.values())


@cache
def _hostile() -> Sequence[tuple[bytes, str]]:
    """Files that must be refused, each with the code that it is refused with."""
    form = forms.form()
    doctype = forms.replaced(form, _BOOK, b"<workbook ", b"<!DOCTYPE workbook []><workbook ")
    return (
        (b"", "file-empty"),
        (b"%PDF-1.4", _NOT_OURS),
        (MAIL, _NOT_OURS),
        (LOCKED, "file-encrypted"),
        (zipped({"word/document.xml": b"<w/>"}), _NOT_OURS),
        (form[: len(form) // 2], "file-truncated"),
        (form[:-9], "file-truncated"),
        (_bomb(), "file-suspicious"),
        (doctype, "file-suspicious"),
        (forms.replaced(form, _BOOK, b"</sheets>", b""), "file-unreadable"),
        (forms.plain_workbook(), "form-unknown"),
        (ole("Workbook"), "file-unreadable"),
        (ods_of(1_048_576, 16_384), "file-too-large"),
        (BROKEN_XLSB, "file-unreadable"),
    )


def batch(folder: Path, good: int, hostile: int) -> Mapping[str, str]:
    """Write so many filled forms, each of an office of its own, and so many hostile files.

    What each hostile file is refused with, by its name.
    """
    folder.mkdir(parents=True, exist_ok=True)
    free = iter([f"{number:04}.xlsx" for number in range(good + hostile)])
    for number in range(good):
        office = Office(f"X{number:03}", f"第{number:03}分署")
        card = forms.card({"1.1.1": 1 + number % 30, "2.3.1": 1 + number // 30})
        (folder / next(free)).write_bytes(forms.form(office, card))
    expected = {}
    for number in range(hostile):
        content, code = _hostile()[number % len(_hostile())]
        name = next(free)
        (folder / name).write_bytes(content)
        expected[name] = code
    return expected


# ── many files ──────────────────────────────────────────────────────────────────────────────────

GOOD, HOSTILE = cases(200), cases(100)


def merged(folder: Path) -> Collection:
    outputs = Outputs(folder.parent / "總表.xlsx", force=True)
    return merge(NamedFiles([folder], Terms(forms.KEY)), outputs).collection


def outcome(collection: Collection) -> tuple[list[Any], list[Any]]:
    """The offices with their results, and the files by their content, whatever they are called."""
    shape = report.collection_json(collection, "zh-TW")
    offices = [{**office, "path": None} for office in shape["offices"]]
    files = [{**file, "path": None} for file in shape["files"]]
    return offices, sorted(files, key=lambda file: (file["sha256"], str(file)))


def test_the_good_files_of_a_batch_merge_and_the_hostile_ones_are_listed(tmp_path: Path) -> None:
    expected = batch(tmp_path / "in", GOOD, HOSTILE)
    collection = merged(tmp_path / "in")
    assert len(collection.files) == GOOD + HOSTILE
    assert len(collection.results) == GOOD
    assert all(result.checked and result.checked.state == "accepted" for result in collection.results)
    found = {
        Path(file.path).name: [f.code for f in file.findings] for file in collection.files if file.findings
    }
    assert found == {name: [code] for name, code in expected.items()}
    rows = forms.rubric().items
    assert [result.total for result in collection.results] == [
        sum(item.maximum for item in rows if item.id not in {"1.1.1", "2.3.1"}) + 1 + n % 30 + 1 + n // 30
        for n in range(GOOD)
    ]

    files = sorted((tmp_path / "in").iterdir())
    names = [file.name for file in files]
    random.Random(7).shuffle(names)
    for name, file in zip(names, files, strict=True):
        written(tmp_path / "shuffled" / "in" / name, file.read_bytes())
    assert outcome(merged(tmp_path / "shuffled" / "in")) == outcome(collection)


@pytest.mark.judge
def test_the_table_of_damage_merges_as_a_batch(tmp_path: Path) -> None:
    """Every kind of damage in one folder: whatever each is, none ends the run."""
    for number, damage in enumerate(DAMAGED):
        (tmp_path / "in").mkdir(exist_ok=True)
        (tmp_path / "in" / f"{number:03}.xlsx").write_bytes(damage.make(BASE))
    out = tmp_path / "總表.xlsx"
    collection = merge(NamedFiles([tmp_path / "in"], Terms(KEY, rubric=SMALL)), Outputs(out)).collection
    assert len(collection.files) == len(DAMAGED)
    alone = [check(damage.make(BASE), "", Terms(KEY, rubric=SMALL)).state for damage in DAMAGED]
    assert [file.state for file in collection.files] == alone
    assert openpyxl.load_workbook(out).sheetnames[0] == "封面"


# ── several versions of one office ──────────────────────────────────────────────────────────────

EARLY, LATE = datetime(2018, 7, 1, tzinfo=UTC), datetime(2018, 7, 2, tzinfo=UTC)


def version(
    path: str,
    score: int = 30,
    *,
    issue: str = "107-1",
    saved: datetime | None = EARLY,
    at: float = 0.0,
    office: Office = forms.TAIPEI,
    content: bytes | None = None,
) -> Checked:
    """One file of an office, and what tells when it was made."""
    who = sign(identity_of(forms.rubric(), office, issue), forms.KEY)
    data = forms.form(office, forms.card({"1.1.1": score}), identity=who) if content is None else content
    if content is None and saved:
        data = forms.saved_at(data, saved)
    return check(data, path, Terms(forms.KEY, rubric_of=load_rubric), file_time=at)


def chosen(*files: Checked, prefer: frozenset[str] = frozenset()) -> tuple[str, dict[str, list[str]]]:
    """The path that counts for the office, and what is said of each; the same in every order."""
    of: Rubric = forms.rubric()
    outcomes = []
    for order in (files, files[::-1], (*files[1:], files[0])):
        collection = select(of, order, None, prefer)
        (result,) = [result for result in collection.results if result.checked]
        assert result.checked
        said = {file.path: sorted(finding.code for finding in file.findings) for file in collection.files}
        outcomes.append((result.checked.path, said))
    assert outcomes[0] == outcomes[1] == outcomes[2]
    return outcomes[0]


def test_the_same_file_twice_is_a_duplicate() -> None:
    assert chosen(version("a"), version("b")) == ("b", {"a": ["duplicate"], "b": []})


def test_the_same_answers_saved_again_are_a_duplicate() -> None:
    assert chosen(version("a", saved=LATE), version("b")) == ("a", {"a": [], "b": ["duplicate"]})


@pytest.mark.parametrize(
    ("newer", "older", "said"),
    [
        ({"issue": "107-2", "saved": LATE, "at": 9.0}, {"issue": "107-1", "saved": EARLY, "at": 1.0}, []),
        (
            {"issue": "107-2", "saved": EARLY, "at": 1.0},
            {"issue": "107-1", "saved": LATE, "at": 9.0},
            ["version-doubtful"],
        ),
        ({"saved": LATE, "at": 1.0}, {"saved": EARLY, "at": 9.0}, []),
        ({"at": 9.0}, {"at": 1.0}, []),
    ],
    ids=["issue", "issue though saved before", "saved", "file time"],
)
def test_the_newer_version_counts(
    newer: Mapping[str, Any], older: Mapping[str, Any], said: list[str]
) -> None:
    files = version("a", 20, **newer), version("b", 10, **older)
    assert chosen(*files) == ("a", {"a": said, "b": ["superseded"]})


def test_three_versions_leave_the_newest() -> None:
    files = version("a", 10, at=1.0), version("b", 20, at=3.0), version("c", 29, at=2.0)
    assert chosen(*files) == ("b", {"a": ["superseded"], "b": [], "c": ["superseded"]})


def test_two_versions_of_equal_standing_are_a_conflict_that_a_person_decides() -> None:
    files = version("a", 10), version("b", 20)
    _, said = chosen(*files)
    assert said == {"a": ["version-conflict"], "b": ["version-conflict"]}
    for path in ("a", "b"):
        other = {"a": "b", "b": "a"}[path]
        assert chosen(*files, prefer=frozenset({path})) == (path, {path: [], other: ["superseded"]})


def test_a_preferred_older_version_counts() -> None:
    files = version("old", 10, at=1.0), version("new", 20, at=2.0)
    assert chosen(*files, prefer=frozenset({"old"})) == ("old", {"old": [], "new": ["superseded"]})


def test_a_newer_version_that_cannot_be_read_does_not_count() -> None:
    unreadable = replace(
        version("new", 20, at=9.0),
        state="rejected",
        rubric=None,
        findings=(Finding("form-outdated", params={"found": "0", "expected": "1"}),),
    )
    path, said = chosen(version("old", 10, at=1.0), unreadable)
    assert path == "old"
    assert said == {"old": [], "new": ["form-outdated", "superseded"]}


def test_versions_of_two_offices_are_no_versions() -> None:
    collection = select(forms.rubric(), [version("a"), version("b", office=forms.XINBEI)], None, frozenset())
    assert [file.findings for file in collection.files] == [(), ()]
