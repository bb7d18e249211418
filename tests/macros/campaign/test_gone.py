"""An office whose proven form is no longer in the inbox: neither missing nor reminded, and told once."""

from pathlib import Path

import openpyxl
import pytest

from macros.campaign.accepting import accept, undo
from macros.campaign.cases import cases
from macros.campaign.folder import Campaign
from macros.campaign.history import letters
from macros.campaign.ledger import NAME
from macros.campaign.merging import CampaignFiles
from macros.campaign.notices import notices
from macros.campaign.reminding import due_in, remind
from macros.campaign.reporting import unsettled
from macros.campaign.state import State, gather
from macros.campaign.status import status
from macros.merging import Choices, merge
from tests.macros import forms
from tests.macros.campaign.campaigns import ENTRIES, NOW, came, fates, with_roster
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import TAIPEI, XINBEI, card
from tests.macros.terminal import kaohe, written
from tests.workbook.forms import without_identity
from workbook.collection.checked import standing

GONE = "收到過、也確認過的「a.xlsx」不在 inbox 裡了"


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made_campaign(tmp_path / "107")


@pytest.fixture
def dropped(campaign: Campaign) -> Path:
    """A proven form of 臺北, in the inbox and on record."""
    path = written(campaign.inbox / "a.xlsx", forms.form(TAIPEI))
    gather(campaign)
    return path


def taipei(state: State) -> tuple[str, list[str]]:
    """Where 臺北 stands, and the findings of what stands for it."""
    result = next(each for each in state.collection.results if each.office == TAIPEI)
    found = result.checked.findings if result.checked else ()
    return standing(result.checked), [finding.code for finding in found]


def told(state: State) -> list[tuple[str, str]]:
    return [(each.office.name, each.said["zh-TW"].partition("，")[0]) for each in notices(state)]


def reminded(state: State) -> list[str]:
    """What becomes of a reminder to 臺北."""
    now = status(state, letters(state.campaign), NOW.date())
    return fates(remind(state.campaign, [each for each in due_in(now, {}) if each.office == TAIPEI]))


def test_a_vanished_form_stands_for_its_office_and_is_told_once(campaign: Campaign, dropped: Path) -> None:
    dropped.unlink()
    for _ in range(2):
        state = gather(campaign)
        assert taipei(state) == ("rejected", ["file-vanished"])
        assert told(state) == [("臺北分署", GONE)]
        assert "kaohe send --office B01 --again" in notices(state)[0].said["en"]
        assert reminded(state) == ["unready"]
    assert cases(state).open == ()
    assert [checked.path for checked in cases(state).left] == [str(dropped)]


def test_it_ends_when_the_form_is_put_back(campaign: Campaign, dropped: Path) -> None:
    data = dropped.read_bytes()
    dropped.unlink()
    gather(campaign)
    written(campaign.inbox / "b.xlsx", data)
    state = gather(campaign)
    assert (taipei(state), told(state)) == (("accepted", []), [])


def test_it_ends_when_the_office_sends_it_again(campaign: Campaign, dropped: Path) -> None:
    dropped.unlink()
    state = came(campaign, "b.xlsx", forms.form(TAIPEI, card({"1.1.1": 20})), 1)
    assert taipei(state)[0] == "accepted"
    assert told(state) == [("臺北分署", "收到過的檔案不見了；如果不是有意移走")]


def test_an_earlier_proven_form_counts_in_its_place(campaign: Campaign, dropped: Path) -> None:
    written(campaign.inbox / "b.xlsx", forms.form(TAIPEI, card({"1.1.1": 20})))
    gather(campaign)
    dropped.unlink()
    state = gather(campaign)
    assert taipei(state)[0] == "accepted"
    assert len(state.collection.files) == 1


def test_a_form_of_which_the_record_is_gone_too_is_told_all_the_same(
    campaign: Campaign, dropped: Path
) -> None:
    dropped.unlink()
    (campaign.inbox / NAME).unlink()
    state = gather(campaign)
    assert taipei(state) == ("rejected", ["file-vanished"])
    assert ("臺北分署", GONE) in told(state)


def test_one_that_lies_there_without_mail_and_record_is_told_as_such(campaign: Campaign) -> None:
    came(campaign, "a.xlsx", forms.form(TAIPEI), 1)
    for path in (campaign.inbox / NAME, *campaign.inbox.glob("*.eml")):
        path.unlink()
    state = gather(campaign)
    assert taipei(state) == ("rejected", ["file-vanished"])
    assert ("臺北分署", "收取紀錄沒有這個檔案") in told(state)


@pytest.mark.parametrize(
    ("over", "others"), [(b"nothing", []), (forms.form(XINBEI), ["新北分署"])], ids=["nobody's", "another's"]
)
def test_one_that_was_written_over_stands_for_its_office(
    campaign: Campaign, dropped: Path, over: bytes, others: list[str]
) -> None:
    dropped.write_bytes(over)
    state = gather(campaign)
    assert taipei(state) == ("rejected", ["file-vanished"])
    assert [(office, said) for office, said in told(state) if said == GONE] == [("臺北分署", GONE)]
    assert reminded(state) == ["unready"]
    assert [r.office.name for r in state.collection.unconfirmed] == others


def test_what_nothing_proves_stands_before_it_and_it_is_told(campaign: Campaign, dropped: Path) -> None:
    dropped.unlink()
    state = came(campaign, "b.xlsx", without_identity(forms.form(TAIPEI)), 1)
    assert taipei(state)[0] == "unconfirmed"
    assert ("臺北分署", GONE) in told(state)


def test_one_that_a_person_took_back_leaves_its_office_missing(campaign: Campaign) -> None:
    path = written(campaign.inbox / "a.xlsx", without_identity(forms.form(TAIPEI)))
    accept(gather(campaign), path, "電話確認")
    gather(campaign)
    undo(campaign, path)
    path.unlink()
    state = gather(campaign)
    assert taipei(state) == ("missing", [])
    assert told(state) == [("臺北分署", "收到過的檔案不見了；如果不是有意移走")]


def test_one_that_a_person_took_is_told_once_when_it_vanishes(campaign: Campaign) -> None:
    path = written(campaign.inbox / "a.xlsx", without_identity(forms.form(TAIPEI)))
    accept(gather(campaign), path, "電話確認")
    gather(campaign)
    path.unlink()
    state = gather(campaign)
    assert told(state) == [("臺北分署", GONE)]
    assert notices(state)[0].said["zh-TW"].endswith("請機關重寄；先前的採用（原因：電話確認）不再有效")


def test_an_office_that_was_taken_off_the_roster_is_only_told(campaign: Campaign, dropped: Path) -> None:
    dropped.unlink()
    state = gather(with_roster(campaign, *ENTRIES[1:]))
    assert state.collection.files == ()
    assert told(state) == [("臺北分署", "收到過的檔案不見了；如果不是有意移走")]


def test_every_face_says_so(campaign: Campaign, dropped: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    dropped.unlink()
    monkeypatch.chdir(campaign.root)
    rows = kaohe("status").out.splitlines()
    assert sum("不在 inbox 裡了" in row for row in rows) == 1
    assert rows[-1].startswith("共 3 個機關：尚未寄回 2、待更正 0、無法讀取 1、通過 0。")
    assert sum("不在 inbox 裡了" in row for row in kaohe("check").out.splitlines()) == 1
    office = next(each for each in kaohe("status", "--json").json["offices"] if each["code"] == "B01")
    assert (office["state"], office["received"]) == ("rejected", None)


def test_the_consolidated_workbook_names_its_office(campaign: Campaign, dropped: Path) -> None:
    dropped.unlink()
    files = CampaignFiles(campaign)
    merge(files, files.outputs(), Choices())
    cover = openpyxl.load_workbook(campaign.summary_file)["封面"]
    shown = {row[0]: row[1] for row in cover.iter_rows(min_row=3, max_col=2, values_only=True)}
    assert shown["表已不在 inbox 的機關"] == "臺北分署"
    assert "無法讀取機關" not in shown
    assert (shown["讀取檔案數"], shown["其中無法讀取"]) == (0, 0)
    (sentence,) = unsettled(gather(campaign))
    assert sentence.zh.startswith("臺北分署 確認過的表不在 inbox 裡了")
    assert sentence.en.startswith("proven forms no longer in inbox, without totals to tell: “臺北分署”")
