"""An office with nothing proven: told alike on every face, in no letter but that which asks it again."""

import datetime
from pathlib import Path

import openpyxl
import pytest

from macros.campaign.folder import Campaign
from macros.campaign.merging import CampaignFiles
from macros.campaign.posting import Mailing
from macros.campaign.reminding import due_in, remind
from macros.campaign.reporting import report, unsettled
from macros.campaign.returning import send_back, written_to
from macros.campaign.sending import send
from macros.campaign.state import gather
from macros.campaign.status import status
from macros.merging import Choices, merge
from scoring.errors import KaoheError
from tests.macros import forms
from tests.macros.campaign.campaigns import NOW, came, draft, text
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import SHILIN, TAIPEI, XINBEI, card
from tests.macros.terminal import kaohe
from tests.workbook.forms import without_identity

DAY = datetime.timedelta(days=1)
BARE = without_identity(forms.form(TAIPEI))


@pytest.fixture
def campaign(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Campaign:
    """臺北's form has lost its identity, 新北's is proven, 士林's is missing."""
    made = made_campaign(tmp_path / "107")
    send(made, Mailing(now=NOW))
    came(made, "a.xlsx", BARE, 1)
    came(made, "b.xlsx", forms.form(XINBEI, card({"1.1.1": 20})), 1, XINBEI)
    monkeypatch.chdir(made.root)
    return made


def fates_by_office(campaign: Campaign, day: datetime.datetime) -> dict[str, str]:
    """What becomes of the reminders of a day."""
    now = status(gather(campaign), {}, day.date())
    due = due_in(now, written_to(gather(campaign)))
    return {each.office.name: each.fate for each in remind(campaign, due, Mailing(now=day)).posted}


@pytest.mark.usefixtures("campaign")
def test_status_has_its_state_its_sender_and_no_total() -> None:
    rows = kaohe("status").out.splitlines()
    begins = [row.partition(" ")[0].partition("：")[0] for row in rows[:5]]
    assert begins == ["代碼", "B02", "B03", "以下待確認", "B01"]
    assert rows[-1].startswith("共 3 個機關：尚未寄回 1、待確認 1、待更正 0、無法讀取 0、通過 1。")
    assert any(
        row.startswith("請留意") and "b01@branch.example.tw 是這個機關在名冊上的地址" in row for row in rows
    )
    shape = kaohe("status", "--json").json
    office = next(each for each in shape["offices"] if each["code"] == "B01")
    assert (office["state"], office["total"], office["overdue"]) == ("unconfirmed", None, False)
    assert "to be confirmed" in kaohe("status", "--lang", "en").out


def test_progress_marks_it_and_says_who_has_to_look(campaign: Campaign) -> None:
    kaohe("status")
    book = openpyxl.load_workbook(campaign.root / "進度.xlsx")
    states = {row[1]: row[2] for row in book["進度"].iter_rows(min_row=4, values_only=True)}
    assert states == {"新北分署": "通過", "士林分署": "尚未寄回", "臺北分署": "待確認"}
    assert "待確認的檔案" in str(book["請人查看"]["A2"].value)


@pytest.mark.usefixtures("campaign")
def test_check_and_merge_say_the_same() -> None:
    assert "待確認 1" in kaohe("check").out.splitlines()[0]
    offices = {each["code"]: each for each in kaohe("merge", "--json").json["offices"]}
    assert (offices["B01"]["state"], offices["B01"]["total"], offices["B01"]["rank"]) == (
        "unconfirmed",
        None,
        None,
    )
    assert (offices["B02"]["total"], offices["B02"]["rank"]) == (990, 1)


def test_a_file_that_nothing_proves_cannot_be_preferred_before_one_that_is(campaign: Campaign) -> None:
    came(campaign, "c.xlsx", forms.form(TAIPEI, card({"1.1.1": 20})), 2)
    (path,) = (campaign.inbox / "workbooks").glob("a_*.xlsx")
    with pytest.raises(KaoheError, match="請先以 kaohe accept 採用"):
        gather(campaign, prefer=[path])


def test_it_is_reminded_only_once_it_was_asked_again(campaign: Campaign) -> None:
    assert fates_by_office(campaign, NOW) == {"臺北分署": "unready", "士林分署": "drafted"}
    send_back(gather(campaign), Mailing(now=NOW))
    assert fates_by_office(campaign, NOW + DAY) == {"臺北分署": "drafted", "士林分署": "drafted"}
    day = (NOW + DAY).date().isoformat()
    words = text(draft(campaign.outbox / "remind" / day / "臺北分署_107.eml"))
    assert "無法確認是發出的評分表，也尚未收到重填的檔案" in words


def test_a_form_filled_in_anew_ends_it(campaign: Campaign) -> None:
    send_back(gather(campaign), Mailing(now=NOW))
    state = came(campaign, "c.xlsx", forms.form(TAIPEI), 3)
    assert [each.office.name for each in state.collection.unconfirmed] == []
    assert "superseded" in {f.code for each in state.collection.files for f in each.findings}


def test_its_result_is_told_to_nobody(campaign: Campaign) -> None:
    files = CampaignFiles(campaign)
    merge(files, files.outputs(), Choices())
    doubtful = next(iter(unsettled(gather(campaign))))
    assert "臺北分署 還待確認" in doubtful.zh
    assert doubtful.en.startswith("still to be confirmed, without totals to tell: “臺北分署”; ")
    posting = report(campaign, Mailing(now=NOW))
    assert {each.office: each.fate for each in posting.posted} == {
        TAIPEI: "unready",
        XINBEI: "drafted",
        SHILIN: "unready",
    }
