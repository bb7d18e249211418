"""A short run of the fuzzer, Hypothesis on zip and XML, and proof that the fuzzer finds what is wrong."""

import io
import math
import re
import zipfile
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.errors import WorkbookError
from scoring.findings import Finding
from scoring.scorecard import Answer
from tests.extent import cases, examples
from tests.fuzz.campaign import Case, campaign, case_at, kept, made, run, smaller
from tests.fuzz.mutate import KINDS, mutant
from tests.fuzz.oracle import Violation, judge, plain_scores
from tests.fuzz.seeds import BOOK, SHEET, STRINGS, Seed, changed, read, seed_named, seeds
from workbook.collection.checked import Checked
from workbook.intake.cells import BLANK, Cell, Grid, Strings, _positioned, _walk
from workbook.intake.form import open_form
from workbook.intake.scan import RawCell, scan_sheet
from workbook.layout import layout_of
from workbook.sheetxml import parse, tag

FORMS = 1_500
NUMBERS = st.integers(0, 2**32 - 1)
SEEDS = st.sampled_from([seed.name for seed in seeds()])
SHEETS = ("small-inline", "small-shared", "small-text-scores", "small-odd")


def _texts(violations: list[tuple[Case, Violation]]) -> list[str]:
    return [
        f"{case.seed} {list(case.steps)} {violation.kind}: {violation.detail}"
        for case, violation in violations
    ]


# ── the short run ───────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.judge) for part in (1, 2))])
def test_no_mutant_does_harm(part: int) -> None:
    tally = run([case_at(0, index) for index in range(part, FORMS, 3)])
    assert tally.forms == FORMS // 3
    assert _texts(tally.found) == []
    assert set(tally.states) == {"accepted", "questioned", "rejected"}
    assert min(tally.states.values()) > FORMS // 50  # neither all refused nor nothing spoilt
    assert tally.slowest < 5


def test_every_kind_of_mutation_is_used_and_each_number_makes_the_same_file() -> None:
    used = {kind for index in range(FORMS) for kind in made(case_at(0, index))[2]}
    assert used == set(KINDS)
    assert all(made(case_at(7, index))[1] == made(case_at(7, index))[1] for index in range(20))


def test_a_run_in_processes_of_its_own_counts_every_form(tmp_path: Path) -> None:
    tally = campaign(60, 3, 2, math.inf, lambda line: None)
    assert tally.forms == sum(tally.states.values()) == 60
    assert campaign(60, 3, 2, -math.inf, lambda line: None).forms == 0


@pytest.mark.parametrize("name", [seed.name for seed in seeds()])
def test_the_plain_reading_of_a_good_form_is_that_of_the_product(name: str) -> None:
    seed = seed_named(name)
    scores = {item.id: seed.checked.scorecard.answer(item.id).score for item in seed.rubric.items}
    assert plain_scores(seed.data, seed.rubric) == scores
    assert judge(seed, seed.data, read)[1] == []


def test_a_number_that_python_would_not_convert_stops_no_step() -> None:
    seed = seed_named("small-inline")
    long = re.sub(rb'(?<= r=")([A-Z]*)[0-9]+', rb"\g<1>" + b"7" * 5_000, seed.parts[SHEET], count=30)
    spoilt = replace(seed, parts={**seed.parts, SHEET: long})
    assert all(mutant(spoilt, [step])[0] for step in range(1_000))


# ── hypothesis ──────────────────────────────────────────────────────────────────────────────────


@given(SEEDS, st.lists(NUMBERS, min_size=1, max_size=6))
@examples(250)
def test_any_steps_of_the_mutator_do_no_harm(name: str, steps: list[int]) -> None:
    seed, data, _ = made(Case(name, tuple(steps)))
    assert judge(seed, data, read)[1] == []


@given(
    SEEDS,
    st.lists(
        st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=8), st.integers(0, 60)), max_size=5
    ),
)
@examples(250)
def test_bytes_of_the_zip_spoilt_do_no_harm(name: str, edits: list[tuple[float, bytes, int]]) -> None:
    seed = seed_named(name)
    data = seed.data
    for where, new, length in edits:
        at = int(where * len(data))
        data = data[:at] + new + data[at + length :]
    assert judge(seed, data, read)[1] == []


WRITTEN = st.sampled_from(
    ["", "7", "<", ">", "&", "&#55;", "<v>", "</v>", "<c>", "</c>", "<row>", "</row>", "<!-- -->", '"', "'",
     " ", ' t="s"', ' t="str"', ' r="C9"', ' s="1"', "<f>1</f>", "<is><t>7</t></is>", "\n", "七", "<x/>"]
)  # fmt: skip
XML_EDITS = st.lists(
    st.tuples(st.floats(0, 1, exclude_max=True), WRITTEN, st.integers(0, 12)), min_size=1, max_size=3
)


def _edited(content: bytes, edits: list[tuple[float, str, int]], within: bytes = b"<sheetData>") -> bytes:
    text = content.decode()
    first = max(0, content.find(within))
    for where, new, length in edits:
        at = first + int(where * (len(text) - first))
        text = text[:at] + new + text[at + length :]
    return text.encode()


@given(SEEDS, st.sampled_from([SHEET, SHEET, SHEET, STRINGS, BOOK]), XML_EDITS)
@examples(250)
def test_xml_spoilt_within_a_sound_zip_does_no_harm(
    name: str, part: str, edits: list[tuple[float, str, int]]
) -> None:
    seed = seed_named(name)
    data = changed(seed.data, lambda parts: {part: _edited(parts[part], edits)})
    assert judge(seed, data, read)[1] == []


def _read_alike(content: bytes) -> bool:
    """Whether the scan accepts a sheet; then what it reads is held against the parser's tree."""
    scanned = scan_sheet(content)
    if scanned is None:
        return False
    root = parse(content, "sheet")  # what is scanned is well-formed
    walked: dict[str, RawCell] = {}
    walked.update(_walk(_positioned(root)))
    assert _decoded(scanned[0]) == _decoded(walked)
    around = scanned[1].find(tag("sheetProtection"))
    protection = root.find(tag("sheetProtection"))
    assert (around is None) == (protection is None)
    assert around is None or protection is None or around.items() == protection.items()
    return True


def _decoded(cells: dict[str, RawCell]) -> dict[str, Cell | str]:
    """Each cell as the product decodes it, or why it refuses it; those that say nothing left out."""
    grid = Grid(cells, Strings(seed_named("small-shared").parts[STRINGS]))
    return {address: cell for address in cells if (cell := _cell(grid, address)) != BLANK}


def _cell(grid: Grid, address: str) -> Cell | str:
    try:
        return grid.get(address)
    except WorkbookError as error:
        return error.code


@given(st.sampled_from(SHEETS), XML_EDITS)
@examples(400)
def test_what_is_scanned_of_a_spoiled_sheet_is_what_the_parser_reads(
    name: str, edits: list[tuple[float, str, int]]
) -> None:
    _read_alike(_edited(seed_named(name).parts[SHEET], edits))


def test_what_is_scanned_of_mutants_is_what_the_parser_reads() -> None:
    kinds = [kind for kind in KINDS if not kind.startswith(("zip", "file"))]
    accepted = 0
    for index in range(cases(600)):
        _, data, did = made(Case(SHEETS[index % len(SHEETS)], case_at(11, index).steps))
        if set(did) <= set(kinds):
            with suppress(KeyError), zipfile.ZipFile(io.BytesIO(data)) as archive:
                accepted += _read_alike(archive.read(SHEET))
    assert accepted > cases(150)


# ── the fuzzer finds what is wrong ──────────────────────────────────────────────────────────────


def _crashing(data: bytes) -> Checked:
    checked = read(data)
    if any(finding.code == "file-truncated" for finding in checked.findings):
        raise IndexError
    return checked


def _muting(data: bytes) -> Checked:
    checked = read(data)
    return replace(checked, findings=()) if checked.state == "rejected" else checked


def _silent(data: bytes) -> Checked:
    """Scores lost with their row, and nobody says so."""
    checked = read(data)
    quiet = ("form-damaged", "score-missing", "total-", "row-unknown")
    return replace(checked, findings=tuple(f for f in checked.findings if not f.code.startswith(quiet)))


def _shifting(data: bytes) -> Checked:
    """Scores taken from where they stood when the form was issued: a moved row shifts them."""
    checked = read(data)
    if checked.rubric is None:
        return checked
    from workbook.intake.gate import admit

    with suppress(WorkbookError):
        layout, book = layout_of(checked.rubric), admit(data)
        form = open_form(book, checked.identity, layout)
        assert form is not None
        answers = dict(checked.scorecard.answers)
        for item_id, block in layout.blocks.items():
            cell = form.grid.get(f"C{block.first}")
            score = Decimal(cell.text) if cell.kind == "number" and cell.text.isdecimal() else None
            answers[item_id] = replace(answers[item_id], score=score)
        return replace(checked, scorecard=replace(checked.scorecard, answers=answers))
    return checked


def _greedy(data: bytes) -> Checked:
    """Takes too much memory where a score is blank."""
    checked = read(data)
    if any(answer.score is None for answer in checked.scorecard.answers.values()):
        raise MemoryError
    return checked


@pytest.mark.parametrize(
    ("reader", "kinds"),
    [
        (_crashing, {"crash"}),
        (_muting, {"mute"}),
        (_silent, {"silent"}),
        (_shifting, {"wrong"}),
        (_greedy, {"crash"}),
    ],
)
def test_a_reader_with_a_planted_bug_is_found_out(
    reader: Callable[[bytes], Checked], kinds: set[str]
) -> None:
    small = [case for index in range(400) if (case := case_at(5, index)).seed.startswith("small")]
    found = run(small, reader).found
    assert kinds <= {violation.kind for _, violation in found}


def test_what_is_found_is_made_smaller_and_still_shows_it() -> None:
    tally = run([case_at(5, index) for index in range(300)], _crashing)
    case, violation = max(tally.found, key=lambda found: len(found[0].steps))
    least, data = smaller(case, violation, _crashing)
    assert len(least.steps) <= len(case.steps)
    assert violation.kind in {v.kind for v in judge(seed_named(least.seed), data, _crashing)[1]}


def test_what_is_found_is_written_with_what_was_done(tmp_path: Path) -> None:
    tally = run([case_at(5, index) for index in range(200)], _crashing)
    lines = kept(tally, tmp_path / "found")
    assert len(lines) == len(tally.found) == len(list((tmp_path / "found").iterdir())) > 0


def test_a_reader_that_does_not_end_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.oracle.TIME_LIMIT", 0.05)

    def endless(_: bytes) -> Checked:
        while True:
            pass

    seed = seed_named("small-inline")
    assert [violation.kind for violation in judge(seed, seed.data, endless)[1]] == ["slow"]


def _doctored(seed: Seed, item_id: str, score: Decimal | None, *findings: Finding) -> Checked:
    card = seed.checked.scorecard
    answers = {**card.answers, item_id: replace(card.answers.get(item_id, Answer()), score=score)}
    return replace(seed.checked, scorecard=replace(card, answers=answers), findings=findings)


@pytest.mark.parametrize(
    ("score", "findings", "kinds"),
    [
        (Decimal(7), (), []),
        (Decimal(8), (), ["wrong"]),
        (Decimal(8), (Finding("total-stale"),), ["wrong"]),
        (None, (), ["silent"]),
        (None, (Finding("total-stale"),), ["unexplained"]),
        (None, (Finding("score-missing", "1.1.1"),), []),
        (None, (Finding("form-damaged"),), []),
    ],
)
def test_what_counts_as_safe(score: Decimal | None, findings: tuple[Finding, ...], kinds: list[str]) -> None:
    seed = seed_named("small-inline")
    reading = _doctored(seed, "1.1.1", score, *findings)
    assert [violation.kind for violation in judge(seed, seed.data, lambda _: reading)[1]] == kinds


def test_a_score_that_the_office_itself_typed_is_no_violation() -> None:
    seed = seed_named("small-inline")
    data = changed(seed.data, lambda parts: {SHEET: parts[SHEET].replace(b"<v>51</v>", b"<v>50</v>")})
    checked, violations = judge(seed, data, read)
    assert checked is not None
    assert checked.scorecard.answer("2.1.1").score == 50
    assert violations == []
