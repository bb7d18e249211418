"""Who is missing: each office once, by what it handed in, told alike on every face."""

import datetime
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from macros.campaign import telling
from macros.campaign.folder import Campaign
from macros.campaign.history import Letters
from macros.campaign.state import gather
from macros.campaign.status import OfficeStatus, Status, status
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.campaign.campaigns import ENTRIES, with_roster
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import card, saved_at
from tests.macros.post.inbox import mails
from tests.macros.terminal import kaohe, written
from workbook.identity import identity_of, sign
from workbook.summary.progress import OFFICES

DEADLINE = datetime.date(2025, 12, 31)
LATER = datetime.date(2026, 1, 3)


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return made_campaign(tmp_path / "107", deadline=DEADLINE)


def at(campaign: Campaign, today: datetime.date = DEADLINE) -> Status:
    return status(gather(campaign), {}, today)


def by_name(told: Status) -> dict[str, OfficeStatus]:
    return {each.office.name: each for each in told.offices}


def test_who_sent_nothing_is_missing_and_overdue_once_the_day_is_over(campaign: Campaign) -> None:
    assert [(each.standing, each.is_overdue) for each in at(campaign).offices] == [("missing", False)] * 3
    told = at(campaign, LATER)
    assert [each.is_overdue for each in told.offices] == [True] * 3
    assert told.days_left == -3


def test_each_office_stands_by_its_file(campaign: Campaign) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    written(campaign.inbox / "b.xlsx", forms.form(forms.XINBEI, card({"1.1.1": 31})))
    told = by_name(at(campaign, LATER))
    standings = {name: (each.standing, each.count("error"), each.is_overdue) for name, each in told.items()}
    assert standings == {
        "臺北分署": ("accepted", 0, False),
        "新北分署": ("questioned", 1, False),
        "士林分署": ("missing", 0, True),
    }


def test_a_later_version_counts_and_its_number_is_told(campaign: Campaign) -> None:
    first = saved_at(forms.form(forms.TAIPEI, card({"1.1.1": 31})), datetime.datetime(2025, 12, 1))
    second = saved_at(forms.form(forms.TAIPEI), datetime.datetime(2025, 12, 2))
    written(campaign.inbox / "1.eml", mails.mail({"a.xlsx": first}))
    at(campaign)
    written(campaign.inbox / "2.xlsx", second)
    told = by_name(at(campaign))["臺北分署"]
    assert (told.standing, told.version, told.versions) == ("accepted", 2, 2)


def test_the_same_file_twice_is_one_version(campaign: Campaign) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        written(campaign.inbox / name, forms.form(forms.TAIPEI))
    told = by_name(at(campaign))["臺北分署"]
    assert (told.version, told.versions) == (1, 1)


@pytest.mark.parametrize(
    ("day", "is_late"), [("Wed, 31 Dec 2025 15:00:00 +0800", False), ("Thu, 1 Jan 2026 15:00:00 +0800", True)]
)
def test_what_was_mailed_after_the_deadlines_day_is_late(campaign: Campaign, day: str, is_late: bool) -> None:
    written(campaign.inbox / "1.eml", mails.mail({"a.xlsx": forms.form(forms.TAIPEI)}, date=day))
    told = by_name(at(campaign, LATER))["臺北分署"]
    assert (told.standing, told.is_late) == ("accepted", is_late)


def test_a_mail_that_claims_to_be_still_to_come_is_of_when_it_was_collected(campaign: Campaign) -> None:
    mail = mails.mail({"a.xlsx": forms.form(forms.TAIPEI)}, date="Fri, 1 Jan 2088 15:00:00 +0800")
    written(campaign.inbox / "a.eml", mail)
    state = gather(campaign)
    [checked] = state.collection.files
    mailed = state.mailed(checked)
    assert mailed
    assert mailed <= datetime.datetime.now().astimezone()
    assert state.known(checked).arrived == mailed.timestamp()


def test_of_a_file_that_was_dropped_nobody_says_that_it_is_late(campaign: Campaign) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    gone = replace(campaign, deadline=datetime.date(2018, 7, 5))
    assert by_name(at(gone, LATER))["臺北分署"].is_late is False


def test_a_file_of_nobody_is_listed_with_its_sender(campaign: Campaign) -> None:
    broken = forms.form(forms.TAIPEI)[:2000]
    written(campaign.inbox / "1.eml", mails.mail({"a.xlsx": broken}))
    told = at(campaign)
    assert [each.standing for each in told.offices] == ["missing"] * 3
    (stray,) = told.strays
    assert told.notices == ()
    assert (stray.checked.state, "@" in stray.sender) == ("rejected", True)


def test_an_office_that_is_not_on_the_roster_has_a_row_too(campaign: Campaign) -> None:
    other = Office("B99", "新設分署")
    identity = sign(identity_of(forms.rubric(), other, "107-1"), forms.KEY)
    written(campaign.inbox / "a.xlsx", forms.form(other, identity=identity))
    told = at(campaign)
    assert [each.office.name for each in told.offices][-1] == "新設分署"


def test_telling_twice_changes_nothing(campaign: Campaign) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    assert at(campaign) == at(campaign)


def test_a_total_stands_where_the_file_that_counts_could_be_read(campaign: Campaign) -> None:
    written(campaign.inbox / "a.xlsx", forms.form(forms.TAIPEI))
    written(campaign.inbox / "b.xlsx", forms.form(forms.XINBEI, card({"1.1.1": 31})))
    written(campaign.inbox / "c.eml", mails.mail({"c.xlsx": forms.form(forms.SHILIN)[:2000]}))
    told = at(campaign)
    (total,) = [number for number, column in enumerate(OFFICES) if column.en == "total"]
    rows = [telling.office_row(told, each, campaign.root) for each in told.offices]
    assert [bool(row[total]) for row in rows] == [True, True, False]


# ── on every face ───────────────────────────────────────────────────────────────────────────────


@pytest.fixture
def inside(campaign: Campaign, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    written(campaign.inbox / "a.xlsx", forms.form(forms.XINBEI, card({"1.1.1": 31})))
    monkeypatch.chdir(campaign.inbox)
    return lambda: None


@pytest.mark.usefixtures("inside")
def test_the_terminal_has_a_row_an_office_and_the_sum_of_it() -> None:
    ran = kaohe("status")
    assert ran.status == 0
    rows = ran.out.splitlines()
    assert [row.split()[:3] for row in rows[1:4]] == [
        ["B01", "臺北分署", "尚未寄回"],
        ["B02", "新北分署", "待更正"],
        ["B03", "士林分署", "尚未寄回"],
    ]
    assert rows[-1].startswith("共 3 個機關：尚未寄回 2、待更正 1、無法讀取 0、通過 0。")


@pytest.mark.usefixtures("inside")
def test_json_and_the_workbook_say_the_same(campaign: Campaign) -> None:
    shape = kaohe("status", "--json").json
    assert [(each["code"], each["state"]) for each in shape["offices"]] == [
        ("B01", "missing"),
        ("B02", "questioned"),
        ("B03", "missing"),
    ]
    assert [finding["code"] for finding in shape["offices"][1]["findings"]] == ["score-out-of-range"]
    sheet = openpyxl.load_workbook(campaign.root / "進度.xlsx")["進度"]
    rows = list(sheet.iter_rows(min_row=4, values_only=True))
    assert [row[2] for row in rows] == ["尚未寄回", "待更正", "尚未寄回"]
    assert [cell.hyperlink.target for (cell,) in sheet["N5:N5"]] == ["inbox/a.xlsx"]


@pytest.mark.usefixtures("inside")
def test_json_names_who_sent_what_is_of_nobody_where_that_is_known(campaign: Campaign) -> None:
    broken = forms.form(forms.TAIPEI)
    written(campaign.inbox / "b.eml", mails.mail({"b.xlsx": broken[:2000]}, sender="x@branch.example.tw"))
    written(campaign.inbox / "c.xlsx", broken[:3000])
    strays = kaohe("status", "--json").json["strays"]
    assert sorted(str(each["sender"]) for each in strays) == ["None", "x@branch.example.tw"]


@pytest.mark.usefixtures("inside")
def test_a_workbook_that_cannot_be_written_is_a_remark(campaign: Campaign) -> None:
    (campaign.root / "進度.xlsx").mkdir()
    ran = kaohe("status")
    assert ran.status == 0
    assert "提醒" in ran.err


def test_a_workbook_on_another_drive_has_whole_paths(
    campaign: Campaign, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(campaign.inbox / "表 1.xlsx", forms.form(forms.TAIPEI))
    told = at(campaign)

    def refuse(path: str, start: str) -> str:
        raise ValueError(f"path is on mount {path!r}, start on mount {start!r}")

    monkeypatch.setattr("os.path.relpath", refuse)
    data = telling.progress_book(told, campaign.title, Path("C:/"))
    cell = openpyxl.load_workbook(io.BytesIO(data))["進度"]["N4"]
    assert cell.value == str(campaign.inbox / "表 1.xlsx")
    assert cell.hyperlink.target == (campaign.inbox / "表 1.xlsx").as_uri()


def test_letters_stand_in_their_columns(campaign: Campaign) -> None:
    moment = datetime.datetime(2026, 11, 25, 14, 5).astimezone()
    letters = {"B01": Letters(moment, moment, moment, moment)}
    told = status(gather(campaign), letters, DEADLINE)
    data = telling.progress_book(told, campaign.title, campaign.root)
    row = next(openpyxl.load_workbook(io.BytesIO(data))["進度"].iter_rows(min_row=4, values_only=True))
    assert [value for value in row if isinstance(value, datetime.datetime)] == [
        moment.replace(tzinfo=None)
    ] * 4


def test_outside_a_campaign_one_sentence_says_where_to_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    ran = kaohe("status")
    assert ran.status == 2
    assert "kaohe init" in ran.err


def test_the_telephone_of_an_office_is_told_where_nothing_came(campaign: Campaign) -> None:
    one, two, three = ENTRIES
    made = with_roster(
        campaign, replace(one, phone="02-2345-6789 分機 12"), two, replace(three, phone="1234")
    )
    written(made.inbox / "a.xlsx", forms.form(forms.SHILIN))
    told = at(made)
    lines = list(telling.status_lines(told, made.root, "zh-TW"))
    assert "電話　臺北分署 02-2345-6789 分機 12" in lines
    assert "telephones　臺北分署 02-2345-6789 分機 12" in telling.status_lines(told, made.root, "en")
    offices = telling.status_json(told, "zh-TW")["offices"]
    assert [each["phone"] for each in offices] == ["02-2345-6789 分機 12", None, "1234"]
    sheet = openpyxl.load_workbook(io.BytesIO(telling.progress_book(told, "107", made.root))).worksheets[0]
    column = [column.en for column in OFFICES].index("phone")
    assert [row[column] for row in sheet.iter_rows(4, values_only=True)] == [
        "02-2345-6789 分機 12",
        None,
        "1234",
    ]
