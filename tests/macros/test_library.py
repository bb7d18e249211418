"""The library's functions: the same jobs as the commands, by the same rules."""

import datetime
from decimal import Decimal
from pathlib import Path

import pytest

import kaohe
from macros.campaign.folder import Campaign
from tests.macros import forms
from tests.macros.campaign import campaigns
from tests.macros.terminal import contents, written
from tests.macros.terminal import kaohe as command


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    """臺北's form is right, 新北's has a score out of range, 士林 has sent nothing."""
    made = campaigns.campaign(tmp_path / "107", deadline=datetime.date(2099, 12, 31))
    written(made.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    written(made.inbox / "b.xlsx", forms.form(forms.XINBEI, forms.card({"1.1.1": 31})))
    return made


def test_paths_may_come_one_after_another(tmp_path: Path) -> None:
    kaohe.issue(tmp_path, roster=kaohe.load_roster())
    assert len(kaohe.check(tmp_path.glob("*.xlsx"))) == 13


def test_rules_of_doubt_are_loaded_by_a_path_of_either_kind(tmp_path: Path) -> None:
    path = written(tmp_path / "doubts.yaml", "{}")
    assert kaohe.load_rules(path) == kaohe.load_rules(str(path)) == kaohe.load_rules()


# ── forms ───────────────────────────────────────────────────────────────────────────────────────


def test_forms_are_issued_filled_and_checked(tmp_path: Path) -> None:
    paths = kaohe.issue(tmp_path / "out", roster=kaohe.load_roster())
    assert len(paths) == len(kaohe.load_roster().entries)
    answers = {"items": {"1.1.1": {"score": Decimal(20), "ticked": [], "notes": ["（測試）"]}}}
    filled = kaohe.fill(paths[0], answers, tmp_path / "filled.xlsx")
    (checked,) = kaohe.check(filled)
    assert checked.office.name in paths[0].name
    assert checked.scorecard.answer("1.1.1").score == 20
    assert "signature-invalid" not in {finding.code for finding in checked.findings}


def test_what_is_issued_is_what_the_command_issues(tmp_path: Path) -> None:
    roster = written(tmp_path / "roster.csv", "代碼,機關名稱\nB01,臺北分署\n")
    kaohe.issue(tmp_path / "a", rubric="107", roster=roster)
    assert command("issue", "--offices", roster, "--out", tmp_path / "b").status == 0
    assert contents(tmp_path / "a").keys() == contents(tmp_path / "b").keys()


def test_a_blank_form_is_issued_where_there_is_no_roster(tmp_path: Path) -> None:
    assert [path.name for path in kaohe.issue(tmp_path)] == ["空白評分表_107.xlsx"]


def test_answers_that_fit_no_form_are_refused_in_a_sentence(tmp_path: Path) -> None:
    form = written(tmp_path / "form.xlsx", forms.blank())
    with pytest.raises(kaohe.AnswersError, match=r"answers：評分表沒有這些細項：9\.9") as refused:
        kaohe.fill(form, {"items": {"9.9": {"score": 1}}}, tmp_path / "out.xlsx")
    assert "9.9" in refused.value.said("en")


@pytest.mark.parametrize("many", [False, True])
def test_files_are_checked_by_their_paths_or_all_together(many: bool, tmp_path: Path) -> None:
    paths = [written(tmp_path / f"{n}.xlsx", forms.form()) for n in range(2)]
    assert [checked.state for checked in kaohe.check(paths if many else str(tmp_path))] == ["accepted"] * 2


def test_a_rubric_that_is_named_refuses_other_forms(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", forms.form())
    other = written(tmp_path / "own.yaml", forms.rubric_file(id="108"))
    (checked,) = kaohe.check(kaohe.files(tmp_path, rubric=other))
    assert [finding.code for finding in checked.findings] == ["form-other-rubric"]


def test_a_merge_needs_a_place_to_write(tmp_path: Path) -> None:
    written(tmp_path / "a.xlsx", forms.form())
    with pytest.raises(kaohe.OutputError, match="請以 out 指定總表檔名"):
        kaohe.merge(tmp_path)


def test_a_merge_doubts_as_the_command_does_unless_told_otherwise(tmp_path: Path) -> None:
    claim = forms.card({"1.1.3": 28})
    written(tmp_path / "in" / "a.xlsx", forms.form(filled=claim))
    found = {}
    for name, choices in (("ours", None), ("none", kaohe.Choices(doubts=None))):
        merged = kaohe.merge(tmp_path / "in", tmp_path / f"{name}.xlsx", choices=choices)
        found[name] = [each.code for checked in merged.collection.files for each in checked.findings]
    shape = command("merge", tmp_path / "in", "--out", tmp_path / "c.xlsx", "--json").json
    assert found["ours"] == [each["code"] for file in shape["files"] for each in file["findings"]]
    assert set(found["none"]) < set(found["ours"])


def test_a_workbook_is_read_back_as_people_saved_it(tmp_path: Path) -> None:
    written(tmp_path / "in" / "a.xlsx", forms.form())
    merged = kaohe.merge(tmp_path / "in", tmp_path / "總表.xlsx")
    summary = kaohe.read_summary(merged.path)
    (result,) = merged.collection.results
    assert kaohe.pair([result.office], summary) == (0,)
    assert summary.offices[0].points[kaohe.WHOLE_FORM] == result.total


# ── a campaign ──────────────────────────────────────────────────────────────────────────────────


def test_a_campaign_is_collected_followed_sent_back_and_merged(campaign: Campaign) -> None:
    opened = kaohe.open_campaign(campaign.inbox)  # as deep as one likes
    assert len(kaohe.collect(opened).received) == 2
    standings = {each.office.name: each.standing for each in kaohe.status(opened).offices}
    assert standings == {"臺北分署": "accepted", "新北分署": "questioned", "士林分署": "missing"}
    back = kaohe.send_back(opened)
    assert [posted.fate for posted in back.posting.posted] == ["drafted"]
    merged = kaohe.merge(opened)
    assert merged.path == campaign.summary_file
    assert kaohe.merge(opened).kept is not None
    assert [checked.state for checked in kaohe.check(opened)] == ["accepted", "questioned"]


def test_a_campaign_settles_what_its_forms_are(campaign: Campaign) -> None:
    opened = kaohe.open_campaign(campaign.root)
    assert [path.parent for path in kaohe.issue(opened)] == [campaign.outbox] * 3
    with pytest.raises(kaohe.KaoheError, match="請拿掉這些參數"):
        kaohe.issue(opened, rubric="107")
    with pytest.raises(kaohe.ExistsError):
        kaohe.issue(opened)


def test_a_mailbox_that_no_settings_name_cannot_be_read(campaign: Campaign) -> None:
    with pytest.raises(kaohe.KaoheError, match=r"campaign\.yaml 沒有設定 imap"):
        kaohe.collect(campaign.root, mail_password="secret")


def test_where_there_is_no_campaign_it_is_said(tmp_path: Path) -> None:
    with pytest.raises(kaohe.KaoheError, match="不在考核資料夾裡"):
        kaohe.status(tmp_path)


def test_a_job_is_watched_and_cancelled(campaign: Campaign) -> None:
    seen: list[tuple[int, int]] = []
    opened = kaohe.open_campaign(campaign.root)
    kaohe.check(opened, watch=kaohe.Watch(lambda done, total: seen.append((done, total))))
    assert seen == [(1, 2), (2, 2)]
    with pytest.raises(kaohe.CancelledError):
        kaohe.merge(opened, watch=kaohe.Watch(cancelled=lambda: True))
