"""Forms that go back: made once for each file, each office's own, newer than the one before."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from macros import tasks
from macros.campaign.cases import cases
from macros.campaign.folder import Campaign
from macros.campaign.returning import NAME, Made, issued_lock, make_forms, returned
from macros.campaign.state import State, gather
from scoring.errors import KaoheError
from scoring.roster import Entry, Roster
from scoring.scorecard import Office
from tests.builders import answered
from tests.macros import forms
from tests.macros.campaign.folders import WRONG, came, campaign_in
from tests.macros.forms import card
from tests.macros.terminal import contents, written
from workbook.intake.check import Checked, check
from workbook.protection import Lock

NOW = datetime(2026, 12, 5, 10)
BROKEN = forms.form(forms.TAIPEI)[:3000]


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return campaign_in(tmp_path)


def made(campaign: Campaign, state: State | None = None, now: datetime = NOW) -> Made:
    return make_forms(campaign, cases(state or gather(campaign)).open, now)


def read(campaign: Campaign, name: str) -> Checked:
    data = (campaign.returned / name).read_bytes()
    return check(data, name, lambda _: campaign.rubric, forms.KEY, only_this_key=True)


def files(campaign: Campaign) -> list[str]:
    return sorted(path.name for path in campaign.returned.iterdir())


def test_a_questioned_office_gets_its_own_form_with_its_values(campaign: Campaign) -> None:
    run = made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    assert files(campaign) == [NAME, "臺北分署_107_待更正1.xlsx"]
    again = read(campaign, "臺北分署_107_待更正1.xlsx")
    assert again.office == forms.TAIPEI
    assert [finding.code for finding in again.findings] == ["score-out-of-range"]
    assert again.scorecard.answers == card(WRONG).answers
    ((case, line),) = run.new
    assert (case.office, line.why, line.round, line.code) == (forms.TAIPEI, "return", 1, "B01")


def test_an_office_whose_file_cannot_be_read_gets_a_blank_form(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", BROKEN, 1, forms.XINBEI))
    assert files(campaign) == [NAME, "新北分署_107_新表1.xlsx"]
    blank = read(campaign, "新北分署_107_新表1.xlsx")
    assert blank.office == forms.XINBEI
    assert all(answer.score is None for answer in blank.scorecard.answers.values())


def test_the_same_file_is_answered_once_however_often_it_comes(campaign: Campaign) -> None:
    data = forms.form(forms.TAIPEI, card(WRONG))
    first = made(campaign, came(campaign, "a.xlsx", data, 1))
    before = contents(campaign.returned)
    second = made(campaign, came(campaign, "b.xlsx", data, 2), datetime(2026, 12, 6))
    assert contents(campaign.returned) == before
    assert (second.new, [line for _, line in second.known]) == ((), [first.new[0][1]])


def test_a_second_wrong_file_starts_a_second_round(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    corrected = (campaign.returned / "臺北分署_107_待更正1.xlsx").read_bytes()
    run = made(campaign, came(campaign, "b.xlsx", corrected, 2))
    assert [line.path for _, line in run.new] == ["臺北分署_107_待更正2.xlsx"]


def test_a_form_sent_back_wins_over_the_one_before_and_the_next_over_it(campaign: Campaign) -> None:
    issues = ["107-1"]
    for day in (1, 2, 3):
        data = forms.form(forms.TAIPEI, card({"1.1.1": 30 + day}))
        made(campaign, came(campaign, "a.xlsx", data, day))
    issues += [line.issue for line in returned(campaign)]
    assert len(issues) == 4
    assert issues == sorted(issues)
    assert read(campaign, "臺北分署_107_待更正3.xlsx").identity is not None


def test_a_corrected_form_counts_although_the_old_file_was_saved_later(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    identity = read(campaign, "臺北分署_107_待更正1.xlsx").identity
    came(campaign, "b.xlsx", forms.saved_at(forms.form(forms.TAIPEI, identity=identity), NOW), 2)
    late = forms.saved_at(forms.form(forms.TAIPEI, card({"1.1.1": 99})), datetime(2026, 12, 30))
    state = came(campaign, "c.xlsx", late, 3)
    assert cases(state).open == ()
    assert state.collection.results[0].total is not None


def test_unreadable_files_are_answered_as_they_come_and_only_once(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", BROKEN, 1))
    run = made(campaign, came(campaign, "b.xlsx", BROKEN[:2000], 2))
    ((case, line),) = run.new
    assert (len(case.files), line.path) == (1, "臺北分署_107_新表2.xlsx")
    assert made(campaign).new == ()


def test_an_office_that_no_roster_knows_gets_a_form_too(campaign: Campaign) -> None:
    other = Office("B99", "新設分署")
    made(campaign, came(campaign, "a.xlsx", forms.form(other, card(WRONG)), 1, other))
    assert "新設分署_107_待更正1.xlsx" in files(campaign)


def test_two_offices_whose_names_make_one_file_name_have_two_files(tmp_path: Path) -> None:
    campaign = campaign_in(tmp_path)
    alike = (Office("B01", "甲/分署"), Office("B02", "甲:分署"))
    campaign = replace(campaign, roster=Roster(tuple(Entry(office) for office in alike)))
    for day, office in enumerate(alike, start=1):
        came(campaign, "a.xlsx", forms.form(office, card({"1.1.1": 30 + day})), day, office)
    made(campaign)
    assert files(campaign)[1:] == ["甲_分署_107_待更正1.xlsx", "甲_分署_B02_107_待更正1.xlsx"]


def test_a_text_that_fits_no_form_is_told_and_the_others_go_on(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.XINBEI, card(WRONG)), 1, forms.XINBEI)
    (case,) = cases(state).open
    long = answered(card(WRONG), "1.1.1", notes=("長" * 40_000,))
    too_long = replace(case, files=(replace(case.files[0], scorecard=long, sha256="0"),))
    run = make_forms(campaign, [too_long, case], NOW)
    assert [line.office for _, line in run.new] == ["新北分署"]
    assert "40000" in run.failed[0][1]


# ── interruptions ───────────────────────────────────────────────────────────────────────────────


def test_a_form_that_no_line_tells_of_is_made_again_under_its_name(campaign: Campaign) -> None:
    written(campaign.returned / "臺北分署_107_待更正1.xlsx", b"half")
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    assert read(campaign, "臺北分署_107_待更正1.xlsx").office == forms.TAIPEI
    assert len(list(returned(campaign))) == 1


def test_a_run_that_is_cancelled_keeps_what_it_made_and_the_next_one_goes_on(campaign: Campaign) -> None:
    for day, office in enumerate((forms.TAIPEI, forms.XINBEI, forms.SHILIN), start=1):
        state = came(campaign, "a.xlsx", forms.form(office, card({"1.1.1": 30 + day})), day, office)
    asked: Iterator[bool] = iter([False, True])
    first = make_forms(campaign, cases(state).open, NOW, cancelled=lambda: next(asked))
    assert [line.office for _, line in first.new] == ["臺北分署"]
    second = made(campaign)
    assert [line.office for _, line in second.new] == ["新北分署", "士林分署"]
    assert [line.office for _, line in second.known] == ["臺北分署"]


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"kind": "form"}', '{"kind": "other"}', '{"kind": "form", "files": 1, "round": "x"}'],
)
def test_a_line_that_says_nothing_is_passed_over(campaign: Campaign, line: str) -> None:
    written(campaign.returned / NAME, line + "\n")
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    assert len(list(returned(campaign))) == 1


def test_a_line_that_leads_out_of_the_folder_is_passed_over(campaign: Campaign) -> None:
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    journal = campaign.returned / NAME
    written(journal, journal.read_text("utf-8").replace('"path": "', '"path": "../'))
    assert list(returned(campaign)) == []


# ── key and password ────────────────────────────────────────────────────────────────────────────


def test_without_its_key_nothing_goes_back(campaign: Campaign) -> None:
    state = came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1)
    campaign.key_file.unlink()
    with pytest.raises(KaoheError, match="金鑰"):
        made(campaign, state)


def test_a_form_that_goes_back_opens_with_the_password_of_those_that_were_sent(campaign: Campaign) -> None:
    assert issued_lock(campaign) == Lock()
    written(campaign.outbox / "a.xlsx", BROKEN)
    tasks.issue(campaign.rubric, campaign.roster, campaign.outbox, key=forms.KEY, password="考核")
    lock = issued_lock(campaign)
    assert lock.hash_value
    made(campaign, came(campaign, "a.xlsx", forms.form(forms.TAIPEI, card(WRONG)), 1))
    copy = (campaign.returned / "臺北分署_107_待更正1.xlsx").read_bytes()
    for path in campaign.outbox.iterdir():
        path.unlink()
    written(campaign.outbox / "b.xlsx", copy)
    assert issued_lock(campaign) == lock
