"""What is proven counts before what is not, and what is not has no rank."""

import datetime
from collections.abc import Mapping
from dataclasses import replace

import pytest

from scoring.findings import Finding, has_error
from scoring.scorecard import Office
from tests.builders import SMALL
from tests.workbook.summary.files import SHILIN, TAIPEI, XINBEI, Scores, checked, rejected, roster
from workbook.collection.checked import Checked, standing
from workbook.collection.proof import Acceptance, Known, Provenance
from workbook.collection.selection import Collection, Result, select

ROSTER = roster(TAIPEI, XINBEI, SHILIN)
EARLY, LATE = "2026-12-01T08:00:00Z", "2026-12-09T08:00:00Z"
FORGED, BARE, OTHER = "signature-invalid", "identity-missing", "form-other-office"
PARAMS = {"office": "臺北分署", "issued": "臺北分署", "shown": "新北分署"}


def unproven(
    path: str, code: str = FORGED, office: Office = TAIPEI, scores: Scores | None = None, saved_at: str = LATE
) -> Checked:
    """A form that could be read and whose signature does not fit, or that has none."""
    file = checked(path, office, scores or {"1.1.1": 1}, saved_at=saved_at)
    findings = (*file.findings, Finding(code, params=PARAMS))
    identity = None if code == BARE else file.identity
    return replace(file, findings=findings, identity=identity, state="questioned")


def collected(*files: Checked, preferred: tuple[str, ...] = (), **known: Known) -> Collection:
    provenance = Provenance(ROSTER, "", known)
    return select(SMALL, files, ROSTER, frozenset(preferred), provenance)


def of(collection: Collection, office: Office = TAIPEI) -> Result:
    return next(result for result in collection.results if result.office == office)


def file(collection: Collection, path: str) -> Checked:
    return next(each for each in collection.files if each.path == path)


def codes(checked_file: Checked) -> list[str]:
    return [finding.code for finding in checked_file.findings]


def against(collection: Collection, path: str) -> str:
    return next(str(f.params["against"]) for f in file(collection, path).findings if "against" in f.params)


# ── before one another ──────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("code", [FORGED, BARE, OTHER])
def test_what_nothing_proves_never_goes_before_what_is_proven(code: str) -> None:
    ours = checked("ours", saved_at=EARLY)
    collection = collected(unproven("theirs", code), ours)
    assert of(collection).checked == replace(ours, proof="proven")
    assert codes(file(collection, "theirs"))[-1] == "superseded"
    assert "該檔確認是這次考核發出的表" in file(collection, "theirs").findings[-1].message()


def test_not_even_where_a_run_prefers_it() -> None:
    collection = collected(unproven("theirs"), checked("ours", saved_at=EARLY), preferred=("theirs",))
    assert of(collection).checked == replace(checked("ours", saved_at=EARLY), proof="proven")


def test_a_proven_form_that_must_be_corrected_goes_before_a_faultless_one_that_nothing_proves() -> None:
    ours = checked("ours", scores={"1.1.1": None}, saved_at=EARLY)
    assert has_error(ours.findings)
    assert standing(of(collected(unproven("theirs"), ours)).checked) == "questioned"


def test_a_proven_form_gets_no_finding_from_what_is_passed_over() -> None:
    collection = collected(unproven("theirs"), unproven("theirs too", BARE), checked("ours"))
    assert codes(file(collection, "ours")) == []


def test_a_form_that_is_not_what_was_received_is_not_proven() -> None:
    ours = checked("ours", saved_at=EARLY)
    collection = collected(ours, checked("edited", scores={"1.1.1": 1}, saved_at=LATE), edited=Known(False))
    assert of(collection).checked == replace(ours, proof="proven")
    alone = collected(checked("edited"), edited=Known(False))
    assert (standing(of(alone).checked), codes(file(alone, "edited"))) == (
        "unconfirmed",
        ["content-changed", "form-unconfirmed"],
    )


def test_outside_a_campaign_nothing_is_asked_to_be_proven() -> None:
    late = unproven("late")
    collection = select(SMALL, [late, checked("early", saved_at=EARLY)], ROSTER)
    assert of(collection).checked == late
    assert (standing(late), of(collection).total) == ("questioned", late.totals[""].recomputed)


# ── where nothing is proven ─────────────────────────────────────────────────────────────────────


def test_an_office_with_nothing_proven_is_to_be_confirmed_without_rank_and_total() -> None:
    collection = collected(unproven("theirs", scores={"1.1.1": 10}), checked("other", XINBEI))
    result = of(collection)
    assert (standing(result.checked), result.rank, result.total, result.form) == (
        "unconfirmed",
        None,
        None,
        None,
    )
    assert result.read is not None
    assert of(collection, XINBEI).rank == 1
    assert [each.office for each in collection.confirmed] == [XINBEI, SHILIN]
    assert [each.office for each in collection.results] == [XINBEI, SHILIN, TAIPEI]
    assert not collection.is_used(file(collection, "theirs"))


def test_an_office_that_is_on_no_roster_is_to_be_confirmed_too() -> None:
    stranger = Office("X1", "離島分署")
    collection = collected(checked("a", stranger))
    assert standing(of(collection, stranger).checked) == "unconfirmed"
    assert "機關不在名冊上" in against(collection, "a")
    assert "office-unlisted" not in codes(file(collection, "a"))


def test_two_forged_files_are_said_to_be_that() -> None:
    collection = collected(unproven("a", saved_at=EARLY), unproven("b", scores={"1.1.1": 2}))
    assert "這個機關收到的 2 份都沒有一份能確認" in against(collection, "a")
    assert "沒有這次考核的簽章" in against(replaced_key(collection), "b")
    assert codes(file(collection, "a"))[-1] == "unconfirmed-too"
    assert [file(collection, path).replaced is not None for path in "ab"] == [True, False]


def replaced_key(_: Collection) -> Collection:
    """The same two where the campaign's key has another id than theirs."""
    files = [unproven("a", saved_at=EARLY), unproven("b", scores={"1.1.1": 2})]
    return select(SMALL, files, ROSTER, provenance=Provenance(ROSTER, "0123456789abcdef"))


SENDERS: Mapping[str, tuple[Known, str, str]] = {
    "its own address": (Known(sender_is="own", sender="a@b.tw"), "寄件人 a@b.tw 是這個機關", ""),
    "another office's": (Known(True, "other", "x@b.tw", "新北分署"), "", "x@b.tw 在名冊屬於「新北分署」"),
    "nobody's": (Known(sender_is="unknown", sender="x@y.tw"), "", "寄件人 x@y.tw 不在名冊上"),
    "no mail": (Known(), "", "不是由信件收到"),
}


@pytest.mark.parametrize("name", SENDERS)
def test_what_speaks_for_it_and_what_against_is_listed(name: str) -> None:
    known, speaks_for, speaks_against = SENDERS[name]
    (finding,) = [
        each
        for each in collected(unproven("a", BARE), a=known).files[0].findings
        if each.code == "form-unconfirmed"
    ]
    assert speaks_for in str(finding.params["for"])
    assert speaks_against in str(finding.params["against"])
    assert "沒有識別資料" in finding.message()
    assert finding.severity == "warning"


def test_a_readable_file_that_nothing_proves_goes_before_one_that_cannot_be_read() -> None:
    collection = collected(rejected("broken", TAIPEI, saved_at=LATE), unproven("a", saved_at=EARLY))
    assert standing(of(collection).checked) == "unconfirmed"


def test_a_file_that_cannot_be_read_stands_as_before() -> None:
    assert standing(of(collected(rejected("broken", TAIPEI))).checked) == "rejected"


# ── mailed by another office ────────────────────────────────────────────────────────────────────

PASSED_ON = Known(sender_is="other", sender="b02@branch.example.tw", sender_office="新北分署")


def test_a_signed_form_from_another_offices_address_counts_with_a_warning_that_names_both() -> None:
    collection = collected(checked("a"), a=PASSED_ON)
    assert (standing(of(collection).checked), of(collection).rank) == ("accepted", 1)
    (finding,) = file(collection, "a").findings
    assert finding.code == "sender-other-office"
    assert "b02@branch.example.tw 在名冊屬於「新北分署」" in finding.message()
    assert finding.severity == "warning"


def test_it_does_not_go_before_one_that_came_otherwise() -> None:
    ours, theirs = checked("ours", saved_at=EARLY), checked("theirs", scores={"1.1.1": 1}, saved_at=LATE)
    collection = collected(ours, theirs, theirs=PASSED_ON)
    assert of(collection).checked == replace(ours, proof="proven")
    assert "不是由別的機關的信箱寄來" in file(collection, "theirs").findings[-1].message()


def test_of_two_that_were_passed_on_the_later_one_counts() -> None:
    early, late = checked("early", saved_at=EARLY), checked("late", scores={"1.1.1": 1}, saved_at=LATE)
    collection = collected(early, late, early=PASSED_ON, late=PASSED_ON)
    assert of(collection).checked is file(collection, "late")


# ── taken by a person ───────────────────────────────────────────────────────────────────────────


TAKEN_AT = "2026-12-10T11:30:00+00:00"


def taken(*over: Checked, at: str = TAKEN_AT) -> Known:
    return Known(acceptance=Acceptance("電話確認", "王小明", at, frozenset(each.sha256 for each in over)))


def test_what_a_person_took_counts_and_says_who_when_and_why() -> None:
    collection = collected(unproven("a"), a=taken())
    result = of(collection)
    assert (standing(result.checked), result.rank) == ("accepted", 1)
    (finding,) = file(collection, "a").findings
    taken_at = datetime.datetime.fromisoformat(TAKEN_AT).astimezone()
    assert finding.message() == f"由 王小明 於 115年12月10日 {taken_at:%H:%M} 採用：電話確認。"
    assert finding.message("en") == f"Accepted by 王小明 on 2026-12-10 {taken_at:%H:%M}: 電話確認."


def test_it_goes_before_what_was_proven_when_it_was_taken() -> None:
    ours = checked("ours", saved_at=LATE)
    collection = collected(ours, unproven("a", saved_at=EARLY), a=taken(ours))
    assert of(collection).checked is file(collection, "a")
    assert "由人採用" in file(collection, "ours").findings[-1].message()


def test_what_is_proven_and_came_after_it_goes_before_it_until_it_is_taken_again() -> None:
    first, later = checked("first", scores={"1.1.1": 2}, saved_at=EARLY), checked("later", saved_at=LATE)
    collection = collected(first, later, unproven("a"), a=taken(first))
    assert of(collection).checked == replace(later, proof="proven")
    assert "在人採用本檔之後才收到" in file(collection, "a").findings[-1].message()
    again = collected(first, later, unproven("a"), a=taken(first, later))
    assert of(again).checked is file(again, "a")


def test_of_two_that_were_taken_the_one_taken_last_counts() -> None:
    a, b = unproven("a", saved_at=LATE), unproven("b", scores={"1.1.1": 2}, saved_at=EARLY)
    collection = collected(a, b, a=taken(b), b=taken(a, at="2026-12-11T09:30:00+08:00"))
    assert of(collection).checked is file(collection, "b")
    assert "該檔是人較後採用的" in file(collection, "a").findings[-1].message()
    assert "version-doubtful" not in codes(file(collection, "b"))


def test_what_a_person_took_is_not_proven_by_that() -> None:
    a, b = unproven("a"), unproven("b", scores={"1.1.1": 2})
    collection = collected(a, b, a=taken(b), b=taken(at="2026-12-11T09:30:00+08:00"))
    assert of(collection).checked is file(collection, "b")


def test_what_is_wrong_with_its_answers_is_still_wrong() -> None:
    collection = collected(unproven("a", scores={"1.1.1": None}), a=taken())
    assert standing(of(collection).checked) == "questioned"
    assert FORGED not in codes(file(collection, "a"))


def test_a_form_that_was_passed_on_and_taken_goes_before_one_that_came_otherwise() -> None:
    ours, theirs = checked("ours", saved_at=LATE), checked("theirs", scores={"1.1.1": 1}, saved_at=EARLY)
    known = replace(PASSED_ON, acceptance=taken(ours).acceptance)
    collection = collected(ours, theirs, theirs=known)
    assert of(collection).checked is file(collection, "theirs")
