"""Whole collections of spoiled forms, a few of them; and proof that what they are judged by finds faults."""

import hashlib
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.builders import SMALL, answered, scorecard
from tests.extent import cases
from tests.fuzz.batches import batch, outcome, put, ran
from tests.fuzz.faces import Faces, judged
from tests.fuzz.oracle import plain_ticks
from tests.workbook.forms import filled

BATCHES, OFFICES = 10, 20


@pytest.mark.parametrize("number", range(1, 1 + cases(BATCHES)))
def test_every_face_says_the_same_and_nothing_impossible_is_ranked(number: int) -> None:
    result = ran(3, number, OFFICES)
    assert result.found == ()
    assert result.ranked > OFFICES // 4
    assert len(result.states) > 2


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> tuple[Faces, Mapping[str, bytes]]:
    sent = batch(3, 8, OFFICES)
    made = put(tmp_path_factory.mktemp("batch") / "campaign", 8, sent, OFFICES)
    contents = {hashlib.sha256(each.data).hexdigest(): each.data for each in sent}
    return outcome(made, returns=True), contents


def ranked(faces: Faces) -> Any:
    return next(each for each in faces.collection["offices"] if each["rank"] == 1)


def counted(faces: Faces) -> Any:
    return next(e for e in faces.collection["files"] if e["path"] == ranked(faces)["path"])


def other_path_in_status(faces: Faces) -> None:
    for each in faces.status["offices"]:
        each["path"] = f"{each['path']}2"


def other_total_in_the_summary(faces: Faces) -> None:
    row: Any = faces.summary.offices[ranked(faces)["code"]]
    row["@total"] += 1


def other_score_in_the_summary(faces: Faces) -> None:
    row: Any = faces.summary.offices[ranked(faces)["code"]]
    row["1.1.1"] = 77


def other_file_in_the_sources(faces: Faces) -> None:
    row: Any = next(each for each in faces.summary.sources if each["採用"] == "採用")
    row["採用"] = "未採用"


def other_use_in_the_findings(faces: Faces) -> None:
    row: Any = next(each for each in faces.summary.findings if each["採用"] == "採用")
    row["採用"] = "未採用"


def other_file_returned(faces: Faces) -> None:
    code = next(e["code"] for e in faces.collection["offices"] if e["state"] == "questioned")
    returned: Any = faces.returned
    returned.append((code, "return", ("0" * 64,)))


def no_letter(faces: Faces) -> None:
    reported: Any = faces.reported
    del reported[ranked(faces)["code"]]


def another_total_in_a_letter(faces: Faces) -> None:
    reported: Any = faces.reported
    codes = [each["code"] for each in faces.collection["offices"] if each["rank"]]
    totals = {each["code"]: each["total"] for each in faces.collection["offices"]}
    other = next(code for code in codes if totals[code] != totals[codes[0]])
    reported[codes[0]] = reported[other]


@pytest.mark.parametrize(
    ("spoil", "where"),
    [
        (other_path_in_status, "status"),
        (other_total_in_the_summary, "總表"),
        (other_score_in_the_summary, "總表"),
        (other_file_in_the_sources, "來源"),
        (other_use_in_the_findings, "檢核結果"),
        (other_file_returned, "return"),
        (no_letter, "report"),
        (another_total_in_a_letter, "report"),
    ],
)
def test_a_face_that_says_otherwise_is_found_out(
    said: tuple[Faces, Mapping[str, bytes]], spoil: Callable[[Faces], None], where: str
) -> None:
    faces, contents = said[0], said[1]
    assert list(judged(faces, contents)) == []
    spoilt = deepcopy(faces)
    spoil(spoilt)
    found = [violation.signature for _, violation in judged(spoilt, contents)]
    assert f"disagree {where}" in found


@pytest.mark.parametrize(
    ("score", "ticked"), [(Decimal(61), ()), (Decimal("7.5"), ()), (Decimal(-1), ()), (Decimal(5), (1,))]
)
def test_a_rank_over_an_impossible_value_is_found_out(
    said: tuple[Faces, Mapping[str, bytes]], score: Decimal, ticked: tuple[int, ...]
) -> None:
    faces, contents = said
    item = "1.1.2" if ticked else "2.1.1"
    card = answered(scorecard(SMALL), item, score=score, ticked=ticked)
    of = replace(faces, collection=deepcopy(faces.collection))
    other = {**contents, counted(of)["sha256"]: filled(card)}
    assert [violation.kind for _, violation in judged(of, other)] == ["ranked"]


def test_a_rank_that_does_not_follow_from_the_totals_is_found_out(
    said: tuple[Faces, Mapping[str, bytes]],
) -> None:
    faces, contents = said
    of = deepcopy(faces)
    ranked(of)["rank"] = 2
    assert "ranked" in {violation.kind for _, violation in judged(of, contents)}


def test_ticks_are_read_as_they_stand() -> None:
    assert plain_ticks(filled(answered(scorecard(SMALL), "1.1.2", ticked=(2,))), SMALL) == {"1.1.2": [2]}
