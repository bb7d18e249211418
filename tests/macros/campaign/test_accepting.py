"""A person takes a file that nothing proves: on record, by its content, and taken back."""

import datetime
import getpass
import json
import re
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

import kaohe as library
from macros.campaign.acceptances import accepted
from macros.campaign.accepting import accept, undo
from macros.campaign.cases import cases
from macros.campaign.folder import Campaign
from macros.campaign.ledger import ACCEPTED, NAME
from macros.campaign.notices import notices
from macros.campaign.state import State, gather
from scoring.errors import KaoheError
from scoring.scorecard import Answer, Office
from tests.macros import forms
from tests.macros.campaign.campaigns import came
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import KEY, card, saved_at
from tests.macros.terminal import kaohe, written
from tests.workbook.forms import without_identity
from workbook.collection.checked import standing
from workbook.identity import identity_of, sign

UNSIGNED = without_identity(forms.form(forms.TAIPEI, card({"1.1.1": 20})))


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made_campaign(tmp_path / "107")


@pytest.fixture
def dropped(campaign: Campaign) -> Path:
    """A form without its identity, in the inbox."""
    return written(campaign.inbox / "a.xlsx", UNSIGNED)


def standings(state: State) -> dict[str, str]:
    return {result.office.name: standing(result.checked) for result in state.collection.results}


def test_a_form_that_lost_its_identity_stands_to_be_confirmed_until_a_person_takes_it(
    campaign: Campaign, dropped: Path
) -> None:
    assert standings(gather(campaign))["臺北分署"] == "unconfirmed"
    line = accept(gather(campaign), dropped, "電話確認　無誤")
    assert (line.path, line.code, line.reason, line.by) == (
        "a.xlsx",
        "B01",
        "電話確認 無誤",
        getpass.getuser(),
    )
    state = gather(campaign)
    assert standings(state)["臺北分署"] == "accepted"
    assert state.collection.results[0].rank == 1
    assert cases(state).open == ()


def test_it_is_taken_back(campaign: Campaign, dropped: Path) -> None:
    accept(gather(campaign), dropped, "電話確認")
    undo(campaign, dropped)
    assert standings(gather(campaign))["臺北分署"] == "unconfirmed"
    with pytest.raises(KaoheError, match="沒有採用的紀錄"):
        undo(campaign, dropped)
    assert [
        json.loads(line)["kind"] for line in (campaign.inbox / ACCEPTED).read_text("utf-8").splitlines()
    ] == [
        "accept",
        "undo",
    ]


def test_a_file_that_was_taken_anew_after_a_change_is_taken_back_in_all_its_contents(
    campaign: Campaign, dropped: Path
) -> None:
    accept(gather(campaign), dropped, "電話確認")
    dropped.write_bytes(without_identity(forms.form(forms.TAIPEI, card({"1.1.1": 29}))))
    accept(gather(campaign), dropped, "再次電話確認")
    undo(campaign, dropped)
    assert accepted(campaign.inbox, campaign.key()) == {}
    assert standings(gather(campaign))["臺北分署"] == "unconfirmed"


def test_a_name_that_no_file_can_have_is_refused_when_taking_back(campaign: Campaign) -> None:
    with pytest.raises(KaoheError, match="有不能用的字元"):
        undo(campaign, Path("a\0.xlsx"))


def test_a_file_that_was_changed_is_no_longer_the_one_that_was_taken_and_that_is_told(
    campaign: Campaign, dropped: Path
) -> None:
    accept(gather(campaign), dropped, "電話確認")
    dropped.write_bytes(without_identity(forms.form(forms.TAIPEI, card({"1.1.1": 29}))))
    state = gather(campaign)
    assert standings(state)["臺北分署"] == "unconfirmed"
    changed, unproven = (each.said["zh-TW"] for each in notices(state))
    assert changed.startswith("內容與收到時不同")
    assert changed.endswith("；先前的採用（原因：電話確認）不再有效")
    assert "kaohe accept inbox/a.xlsx --reason" in unproven


def test_a_file_that_was_changed_and_taken_anew_is_not_said_to_count_no_longer(
    campaign: Campaign, dropped: Path
) -> None:
    accept(gather(campaign), dropped, "電話確認")
    dropped.write_bytes(without_identity(forms.form(forms.TAIPEI, card({"1.1.1": 29}))))
    accept(gather(campaign), dropped, "再次電話確認")
    assert not any("不再有效" in each.said["zh-TW"] for each in notices(gather(campaign)))


def test_one_that_was_taken_and_is_gone_is_said_to_count_no_longer_once(
    campaign: Campaign, dropped: Path
) -> None:
    accept(gather(campaign), dropped, "電話確認")
    dropped.unlink()
    (notice,) = notices(gather(campaign))
    assert "收到過的檔案不見了" in notice.said["zh-TW"]
    assert "that it was accepted (reason: 電話確認) counts no longer" in notice.said["en"]


def test_a_signed_form_that_comes_later_goes_before_it_until_it_is_taken_again(
    campaign: Campaign, dropped: Path
) -> None:
    accept(gather(campaign), dropped, "電話確認")
    state = came(campaign, "b.xlsx", forms.form(forms.TAIPEI), 1)
    assert state.collection.results[0].total == 1000
    accept(state, dropped, "仍以這一份為準")
    assert gather(campaign).collection.results[0].total == 990


def test_an_office_that_is_on_no_roster_can_be_taken(campaign: Campaign) -> None:
    stranger = Office("B99", "新設分署")
    path = written(campaign.inbox / "a.xlsx", forms.form(stranger))
    assert standings(gather(campaign))["新設分署"] == "unconfirmed"
    accept(gather(campaign), path, "名冊漏列")
    assert standings(gather(campaign))["新設分署"] == "accepted"


@pytest.mark.parametrize("named", ["a.xlsx", "inbox/a.xlsx"])
def test_a_file_is_named_as_from_the_campaign_or_its_inbox(
    campaign: Campaign, dropped: Path, named: str
) -> None:
    assert accept(gather(campaign), Path(named), "電話確認").path == dropped.name


REFUSED = {
    "no reason": (UNSIGNED, " ", "請以 --reason 寫明"),
    "proven": (forms.form(forms.TAIPEI), "因為", "不必再採用"),
    "broken": (UNSIGNED[:2000], "因為", "無法讀取，不能採用"),
    "of nobody": (
        forms.form(
            Office(), identity=replace(sign(identity_of(forms.rubric(), Office(), "1"), KEY), signature="")
        ),
        "因為",
        "看不出是哪一個機關",
    ),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_taken_is_said_and_nothing_is_written(campaign: Campaign, name: str) -> None:
    data, reason, said = REFUSED[name]
    path = written(campaign.inbox / "a.xlsx", data)
    with pytest.raises(KaoheError, match=said):
        accept(gather(campaign), path, reason)
    assert not (campaign.inbox / ACCEPTED).exists()


def test_what_was_not_received_cannot_be_taken(campaign: Campaign, tmp_path: Path) -> None:
    path = written(tmp_path / "a.xlsx", UNSIGNED)
    with pytest.raises(KaoheError, match="不是 inbox 收到的評分表"):
        accept(gather(campaign), path, "電話確認")


def test_a_line_that_was_written_without_the_key_does_not_count_and_is_told(
    campaign: Campaign, dropped: Path
) -> None:
    accept(gather(campaign), dropped, "電話確認")
    path = campaign.inbox / ACCEPTED
    path.write_text(path.read_text("utf-8").replace("電話確認", "長官指示"), "utf-8")
    assert accepted(campaign.inbox, campaign.key()) == {}
    state = gather(campaign)
    assert standings(state)["臺北分署"] == "unconfirmed"
    assert any("採用紀錄有 1 行不是 kaohe accept 寫的" in each.said["zh-TW"] for each in notices(state))


@pytest.mark.parametrize(
    "line", [b"[]", b"{}", b'{"kind": "accept", "over": 3}', b"\xff", b'{"kind": "accept']
)
def test_damaged_lines_do_no_harm(campaign: Campaign, dropped: Path, line: bytes) -> None:
    accept(gather(campaign), dropped, "電話確認")
    path = campaign.inbox / ACCEPTED
    path.write_bytes(line + b"\n" + path.read_bytes() + line)
    assert standings(gather(campaign))["臺北分署"] == "accepted"


# ── on every face ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def inside(campaign: Campaign, dropped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    del dropped
    monkeypatch.chdir(campaign.root)


@pytest.mark.usefixtures("inside")
def test_the_command_takes_it_and_takes_it_back() -> None:
    ran = kaohe("accept", "inbox/a.xlsx", "--reason", "電話確認")
    assert (ran.status, ran.out) == (
        0,
        "已採用「臺北分署」的 inbox/a.xlsx（原因：電話確認）；要取消請用 --undo\n",
    )
    (file,) = kaohe("check", "--json").json["files"]
    assert (file["proof"], file["state"]) == ("accepted", "accepted")
    assert [f["why"] for f in file["findings"] if f["code"] == "form-accepted"] == ["電話確認"]
    assert (
        kaohe("accept", "inbox/a.xlsx", "--undo", "--lang", "en").out
        == "inbox/a.xlsx is no longer accepted\n"
    )
    assert kaohe("check", "--json").json["files"][0]["proof"] == "unproven"


@pytest.mark.usefixtures("inside")
def test_without_a_reason_the_command_says_what_is_missing_before_it_reads_anything(
    campaign: Campaign,
) -> None:
    ran = kaohe("accept", "inbox/a.xlsx")
    assert ran.status == 2
    assert "--reason" in ran.err
    ran = kaohe("accept", "a.xlsx", "--undo", "--reason", "x")
    assert (ran.status, "取消採用不必附原因" in ran.err) == (2, True)
    assert not (campaign.inbox / NAME).exists()


@pytest.mark.usefixtures("inside")
def test_a_file_outside_a_campaign_has_nothing_to_be_proven_by() -> None:
    (file,) = kaohe("check", "inbox/a.xlsx", "--json").json["files"]
    assert file["proof"] is None


@pytest.mark.usefixtures("inside")
def test_the_library_takes_it_too(campaign: Campaign) -> None:
    library.accept(campaign.root, "inbox/a.xlsx", reason="電話確認")
    assert standings(gather(campaign))["臺北分署"] == "accepted"
    with pytest.raises(KaoheError, match="不必附原因"):
        library.accept(campaign.root, "inbox/a.xlsx", reason="電話確認", undo=True)
    library.accept(campaign.root, "inbox/a.xlsx", undo=True)
    assert standings(gather(campaign))["臺北分署"] == "unconfirmed"


# ── two halves of one form ──────────────────────────────────────────────────────────────────────

ITEMS = [item.id for item in forms.rubric().items]


def halves(campaign: Campaign) -> tuple[Path, Path]:
    """Two files of 臺北, each with the scores of half the items, as they came."""
    who = sign(identity_of(campaign.rubric, forms.TAIPEI, "107-1"), campaign.key())
    paths = []
    for name, blank in (("a.xlsx", ITEMS[18:]), ("b.xlsx", ITEMS[:18])):
        whole = card()
        nothing = {each: Answer() for each in blank}
        half = replace(whole, answers={**whole.answers, **nothing})
        paths.append(written(campaign.inbox / name, forms.form(forms.TAIPEI, half, identity=who)))
    return paths[0], paths[1]


def test_two_halves_are_joined_on_record_and_taken_back(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaign.root)
    halves(campaign)
    ran = kaohe("accept", "inbox/a.xlsx", "--join", "inbox/b.xlsx", "--reason", "電話確認")
    assert ran.status == 0, ran.said
    assert "已採用「臺北分署」的 inbox/a.xlsx，與 inbox/b.xlsx 合為一份（原因：電話確認）" in ran.out
    shape = kaohe("merge", "--json").json
    office = shape["offices"][0]
    assert (office["name"], office["total"], office["rank"]) == ("臺北分署", 1000, 1)
    sheet = openpyxl.load_workbook(campaign.summary_file)["來源"]
    sources = {row[0]: (row[4], row[5]) for row in sheet.iter_rows(3, values_only=True)}
    a, b = (str(campaign.inbox / name) for name in ("a.xlsx", "b.xlsx"))
    assert sources == {
        "a.xlsx": ("採用", f"由人與「{b}」合為一份：本檔 18 項，該檔 18 項。"),
        "b.xlsx": ("併入", f"評分由人併入「{a}」，合為一份。"),
    }
    office = kaohe("status", "--json").json["offices"][0]
    assert (office["state"], office["total"], office["differing"]) == ("accepted", 1000, [])
    assert kaohe("accept", "inbox/a.xlsx", "--undo").status == 0
    state = gather(campaign)
    assert standings(state)["臺北分署"] == "questioned"
    codes = {finding.code for checked in state.collection.files for finding in checked.findings}
    assert "version-halves" in codes
    assert "form-joined" not in codes


def test_a_half_that_nothing_proves_is_not_joined(campaign: Campaign) -> None:
    first, second = halves(campaign)
    second.write_bytes(without_identity(second.read_bytes()))
    with pytest.raises(KaoheError, match=r"不能合為一份：還不能確認 .*b.xlsx 是這次考核發出的表"):
        accept(gather(campaign), first, "電話", second)
    assert accepted(campaign.inbox, campaign.key()) == {}


def test_once_a_half_is_changed_the_two_are_none_any_more(campaign: Campaign) -> None:
    first, second = halves(campaign)
    accept(gather(campaign), first, "電話", second)
    assert standings(gather(campaign))["臺北分署"] == "accepted"
    second.write_bytes(saved_at(second.read_bytes(), datetime.datetime(2031, 1, 1)))
    assert standings(gather(campaign))["臺北分署"] == "questioned"


def test_inside_a_campaign_a_join_is_on_record_or_not_at_all(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaign.root)
    halves(campaign)
    ran = kaohe("merge", "--join", "inbox/a.xlsx", "inbox/b.xlsx")
    assert ran.status == 2
    assert "請用 kaohe accept inbox/a.xlsx --join inbox/b.xlsx --reason" in ran.err
    assert not campaign.summary_file.exists()


def test_outside_a_campaign_two_halves_are_joined_for_that_merge(campaign: Campaign, tmp_path: Path) -> None:
    first, second = halves(campaign)
    out = tmp_path / "總表.xlsx"
    options = ("--key-file", campaign.key_file, "--no-doubts", "--json")
    joined = kaohe("merge", first, second, "--join", first, second, "--out", out, *options)
    (office,) = joined.json["offices"]
    assert (joined.status, office["path"], office["total"]) == (0, str(first), 1000)
    apart = kaohe("merge", first, second, "--out", out, "--force", *options)
    assert (apart.status, apart.json["offices"][0]["rank"]) == (1, None)
    twice = kaohe("merge", first, second, "--join", first, first, "--out", out, "--force")
    assert (twice.status, "兩個檔案的內容完全相同" in twice.err) == (2, True)


def test_a_join_that_another_option_contradicts_is_refused(campaign: Campaign, tmp_path: Path) -> None:
    first, second = halves(campaign)
    third = written(campaign.inbox / "c.xlsx", forms.form(forms.TAIPEI))
    join = ("merge", first, second, third, "--join", first, second, "--out", tmp_path / "總表.xlsx")
    assert "不只一次" in kaohe(*join, "--join", second, first).err
    for other in (second, third):
        assert "用 --prefer 指定，同一機關的" in kaohe(*join, "--prefer", other).err
    assert kaohe(*join, "--prefer", first, "--no-doubts").status == 0


def test_halves_name_the_command_that_joins_them_and_the_one_that_parts_them(campaign: Campaign) -> None:
    first, second = halves(campaign)
    remedies = [f.remedy() for c in gather(campaign).collection.files for f in c.findings]
    command = re.compile(r"kaohe accept inbox/(\w).xlsx --join inbox/(?!\1)\w.xlsx --reason 原因")
    assert any(map(command.search, remedies))
    accept(gather(campaign), first, "電話", second)
    remedies = [f.remedy() for c in gather(campaign).collection.files for f in c.findings]
    assert any(each.startswith("如不應合併，請執行 kaohe accept inbox/a.xlsx --undo") for each in remedies)


def test_of_halves_that_are_joined_already_that_is_said(campaign: Campaign) -> None:
    first, second = halves(campaign)
    accept(gather(campaign), first, "電話", second)
    state = gather(campaign)
    for file, join in ((first, second), (second, first), (first, None), (second, None)):
        with pytest.raises(KaoheError, match=r"已經合為一份；.*請先執行 kaohe accept inbox/a.xlsx --undo"):
            accept(state, file, "再一次", join)
    with pytest.raises(KaoheError, match=r"併入 inbox/a.xlsx 的，.*inbox/a.xlsx --undo"):
        undo(campaign, second)


def test_an_earlier_proven_form_counts_once_a_person_takes_it(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(campaign.root)
    came(campaign, "a.xlsx", forms.form(forms.TAIPEI), 1)
    state = came(campaign, "b.xlsx", forms.form(forms.TAIPEI, card({"1.1.1": 20})), 2)
    assert state.collection.results[0].total == 990
    (earlier,) = [checked for checked in state.collection.files if checked.replaced]
    name = Path(earlier.path).relative_to(campaign.root)
    assert earlier.replaced
    assert f"kaohe accept {name.as_posix()} --reason 原因" in earlier.replaced.remedy()
    assert "--prefer 只在這一次合併有效" in kaohe("merge", "--prefer", name, "--no-doubts").err
    accept(state, name, "後一份是誤寄")
    assert gather(campaign).collection.results[0].total == 1000
    assert kaohe("merge", "--no-doubts", "--json").json["offices"][0]["total"] == 1000
    assert kaohe("status", "--json").json["offices"][0]["total"] == 1000
