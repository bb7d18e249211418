"""A campaign that is attacked throughout ends as the same campaign left alone, and tells of it all."""

import dataclasses
import datetime
import io
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

import macros.merging
import macros.tasks
from macros.campaign.folder import Campaign
from macros.campaign.history import letters
from macros.campaign.ledger import NAME
from macros.campaign.merging import CampaignFiles
from macros.campaign.notices import notices
from macros.campaign.posting import Mailing
from macros.campaign.reminding import due_in, remind
from macros.campaign.reporting import report
from macros.campaign.returning import send_back, written_to
from macros.campaign.sending import send
from macros.campaign.state import gather
from macros.campaign.status import status
from macros.merging import Choices, merge
from scoring.roster import Entry
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.campaign.campaigns import ENTRIES, attached, came, email_of, text
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import TAIPEI, XINBEI, card, saved_at
from tests.macros.post.outbox.letters import parsed
from tests.macros.terminal import written
from tests.workbook.forms import without_identity
from workbook.book import read_book
from workbook.identity import identity_of, sign
from workbook.layout import FORM_SHEET, layout_of
from workbook.package import Package, open_package
from workbook.summary import dimensions, distribution, figures
from workbook.summary.columns import MAIN_SHEET
from workbook.summary.lists import NOTES

HSINCHU = Office("B04", "新竹分署")
STRANGER = Office("stranger", "")
NOW = datetime.datetime(2025, 12, 10, 9, 30)
SHEETS = (MAIN_SHEET, dimensions.NAME, distribution.NAME, figures.NAME, NOTES.name)
"""What the consolidated workbook says of the offices; the others list files and findings."""


def at(day: int) -> datetime.datetime:
    return datetime.datetime(2025, 12, day, 9)


def genuine(office: Office, day: int, score: int) -> bytes:
    return saved_at(forms.form(office, card({"1.1.1": score})), at(day))


def forged(office: Office, day: int, score: int) -> bytes:
    """Signed with a key that is not ours, faultless, saved late."""
    who = sign(identity_of(forms.rubric(), office, "999"), b"a stranger's own key")
    return saved_at(forms.form(office, card({"1.1.1": score}), identity=who), at(day))


def under_another_name(office: Office, name: Office, day: int) -> bytes:
    """An office's signed form with another's name printed on it."""
    book, stream = openpyxl.load_workbook(io.BytesIO(genuine(office, day, 3))), io.BytesIO()
    book[FORM_SHEET][f"C{layout_of(forms.rubric()).by_key['@office'].number}"].value = name.name
    book.save(stream)
    return stream.getvalue()


@dataclass(frozen=True)
class End:
    """What the offices get to see, and the consolidated workbook."""

    workbook: Mapping[str, str]
    letters: Mapping[str, object]
    returned: Mapping[str, object]
    totals: list[tuple[str, object, object]]


@pytest.fixture
def _still(monkeypatch: pytest.MonkeyPatch) -> None:
    """One moment for all that is made, and the same names for all runs that issue forms."""

    class Clock(datetime.datetime):
        @classmethod
        def now(cls, tz: datetime.tzinfo | None = None) -> "Clock":
            return cls(2025, 12, 10, 9, 30, tzinfo=tz)

    class Moments:
        datetime = Clock

    for module in (macros.merging, macros.tasks):
        monkeypatch.setattr(module, "datetime", Moments)
    monkeypatch.setattr("workbook.identity.secrets.token_hex", lambda count: "0" * 2 * count)


def made(folder: Path) -> Campaign:
    campaign = made_campaign(folder, *ENTRIES, Entry(HSINCHU, "", email_of(HSINCHU)))
    send(campaign, Mailing(now=NOW))
    return campaign


def first_round(campaign: Campaign) -> None:
    came(campaign, "臺北.xlsx", genuine(TAIPEI, 1, 30), 1)
    came(campaign, "新北 1.xlsx", genuine(XINBEI, 1, 28), 1, XINBEI)
    came(campaign, "新北 2.xlsx", genuine(XINBEI, 2, 31), 2, XINBEI)  # out of range
    came(campaign, "新竹.xlsx", genuine(HSINCHU, 1, 27), 1, HSINCHU)


def attack(campaign: Campaign) -> None:
    """Everything at once: by mail, in archives, and in the inbox itself."""
    inbox = campaign.inbox
    came(campaign, "forged.xlsx", forged(TAIPEI, 9, 1), 9)
    came(campaign, "forged 2.xlsx", forged(XINBEI, 9, 2), 9, XINBEI)
    came(campaign, "forged 3.xlsx", forged(XINBEI, 9, 3), 9, STRANGER)
    came(campaign, "bare.xlsx", without_identity(genuine(HSINCHU, 9, 4)), 9, HSINCHU)
    came(campaign, "replay.xlsx", genuine(XINBEI, 1, 28), 9, XINBEI)
    came(campaign, "leaked.xlsx", genuine(TAIPEI, 9, 5), 9, XINBEI)
    came(campaign, "named.xlsx", under_another_name(HSINCHU, TAIPEI, 9), 9)
    came(campaign, "broken.xlsx", genuine(TAIPEI, 9, 6)[:3000], 9)
    archive = {"signing.key": (b"11" * 32), "a.xlsx": forged(HSINCHU, 9, 7)}
    written(inbox / "keys.zip", forms.plain_zip(archive))
    written(inbox / "workbooks" / "a_0000000000.xlsx", genuine(TAIPEI, 9, 8))
    (stored,) = (inbox / "workbooks").glob("新竹_*.xlsx")
    stored.write_bytes(genuine(HSINCHU, 9, 9))
    (stored,) = (inbox / "workbooks").glob("臺北_*.xlsx")
    ledger = (inbox / NAME).read_text("utf-8").splitlines()
    edited = [
        {**json.loads(line), "sha256": "0" * 64} if stored.name in line else json.loads(line)
        for line in ledger
    ]
    (inbox / NAME).write_text("".join(f"{json.dumps(line)}\n" for line in edited), "utf-8")
    line = {
        "kind": "accept",
        "sha256": "0" * 64,
        "path": "a.xlsx",
        "code": "B01",
        "name": "臺北分署",
        "reason": "x",
    }
    written(inbox / "accepted.jsonl", f"{json.dumps(line)}\n")


def end(campaign: Campaign) -> End:
    """Return, remind, merge and report."""
    mailing = Mailing(now=NOW)
    state = gather(campaign)
    send_back(state, mailing)
    now = status(gather(campaign), letters(campaign), NOW.date())
    remind(campaign, due_in(now, written_to(gather(campaign))), mailing)
    files = CampaignFiles(campaign)
    merged = merge(files, files.outputs(), Choices())
    report(campaign, mailing)
    package = open_package(campaign.summary_file.read_bytes())
    parts = {sheet.name: spelled(package, sheet.part) for sheet in read_book(package).sheets}
    drafts = [*campaign.outbox.rglob("*.eml"), *campaign.returned.glob("*.eml")]
    return End(
        {name: parts[name] for name in SHEETS},
        {path.relative_to(campaign.root).as_posix(): shown(path) for path in drafts},
        {path.name: content(path.read_bytes()) for path in campaign.returned.glob("*.xlsx")},
        [(each.office.name, each.total, each.rank) for each in merged.collection.results],
    )


def spelled(package: Package, part: str) -> str:
    """A sheet's part with its strings in place of their numbers, which depend on what other sheets say."""
    strings = re.findall(r"<si>(.*?)</si>", package.read("xl/sharedStrings.xml").decode(), re.DOTALL)
    number = re.compile(r't="s"><v>(\d+)</v>')
    return number.sub(lambda found: f">{strings[int(found[1])]}", package.read(part).decode())


def shown(path: Path) -> object:
    """A letter as its office sees it."""
    mail = parsed(path.read_bytes())
    files = {name: content(data) for name, data in attached(mail).items()}
    return str(mail["To"]), str(mail["Subject"]), text(mail), files


def content(data: bytes) -> Mapping[str, bytes]:
    """The parts of a form but for when it was made."""
    package = open_package(data)
    return {name: package.read(name) for name in package.members if name != "docProps/core.xml"}


@pytest.mark.usefixtures("_still")
def test_an_attacked_campaign_ends_as_the_undisturbed_one_and_tells_of_everything(tmp_path: Path) -> None:
    quiet, attacked = made(tmp_path / "quiet"), made(tmp_path / "attacked")
    first_round(quiet)
    first_round(attacked)
    attack(attacked)
    expected, found = end(quiet), end(attacked)
    for field in dataclasses.fields(End):
        assert getattr(found, field.name) == getattr(expected, field.name), field.name
    assert [name for name, _, _ in expected.totals] == ["臺北分署", "新北分署", "士林分署", "新竹分署"]
    assert sorted(expected.returned) == ["新北分署_107_待更正1.xlsx"]
    assert "outbox/remind/2025-12-10/士林分署_107.eml" in expected.letters

    told = [
        (Path(each.path).name.partition("_")[0], each.said["zh-TW"]) for each in notices(gather(attacked))
    ]
    for name, said in (
        ("forged", "不能確認是這次考核發出的表，未採用（沒有這次考核的簽章"),
        ("forged 2", "沒有這次考核的簽章"),
        ("forged 3", "寄件人 stranger@branch.example.tw 不在名冊上"),
        ("bare", "沒有識別資料，簽章無從驗證"),
        ("leaked", "由「新北分署」的信箱 b02@branch.example.tw 寄來的表，未採用"),
        ("named", "表上的機關名稱與發出時不同"),
        ("a", "收取紀錄沒有這個檔案"),
        ("a", "沒有這次考核的簽章"),
        ("新竹", "內容與收到時不同"),
        ("臺北", "收取紀錄所寫的內容與這個檔案不同"),
        ("accepted.jsonl", "採用紀錄有 1 行不是 kaohe accept 寫的"),
    ):
        assert [each for each in told if each[0] == name and said in each[1]], (name, said)
    now = status(gather(attacked), {}, NOW.date())
    strays = [Path(stray.checked.path).name.partition("_")[0] for stray in now.strays]
    assert strays == ["broken"]
    assert notices(gather(quiet)) == ()
