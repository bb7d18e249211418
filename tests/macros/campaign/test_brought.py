"""What came in place of a form is told with the remedy that fits, and answered as what it is."""

from pathlib import Path

import pytest

from macros.campaign.folder import Campaign
from macros.campaign.notices import notices
from macros.campaign.posting import Mailing
from macros.campaign.reminding import due_in, remind
from macros.campaign.returning import send_back, written_to
from macros.campaign.sending import send
from macros.campaign.state import State, gather
from macros.campaign.status import status
from tests.macros import forms
from tests.macros.campaign.campaigns import NOW, came, draft, email_of, text
from tests.macros.campaign.campaigns import campaign as made_campaign
from tests.macros.forms import TAIPEI
from tests.macros.post.inbox import mails
from tests.macros.post.inbox.test_archive import zip_of
from tests.macros.terminal import written

PDF = {"評分表.pdf": b"%PDF-1.7"}
REMINDER = Path("remind") / NOW.date().isoformat() / "臺北分署_107.eml"


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    made = made_campaign(tmp_path / "107")
    send(made, Mailing(now=NOW))
    return made


def mailed(campaign: Campaign, files: dict[str, bytes], name: str = "1.eml", body: bytes = b"") -> State:
    data = mails.mail(files, sender=email_of(TAIPEI))
    written(campaign.inbox / name, data + body if body else data)
    return gather(campaign)


def linked(campaign: Campaign) -> State:
    head = f"From: {email_of(TAIPEI)}\nDate: Mon, 05 Jan 2026 09:30:00 +0800\n\n"
    written(campaign.inbox / "1.eml", f"{head}https://drive.google.com/file/d/1".encode())
    return gather(campaign)


def reminded(campaign: Campaign) -> str:
    state = gather(campaign)
    due = due_in(status(state, {}, NOW.date()), written_to(state))
    remind(campaign, due, Mailing(now=NOW))
    return text(draft(campaign.outbox / REMINDER))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        (PDF, "（評分表.pdf）：PDF，不是評分表；請機關寄回原來的 Excel 檔"),
        (
            {"表.numbers": forms.plain_zip({"Index/Document.iwa": b"x"})},
            "Apple Numbers 的檔案；請機關匯出成 Excel",
        ),
        ({"表.zip": zip_of({b"a.xlsx": b"x"}, flags=1)}, "有密碼的壓縮檔；請以密碼解壓縮後放入 inbox"),
        ({"winmail.dat": bytes.fromhex("789f3e2200000000")}, "winmail.dat；請寄件人改以 HTML"),
        ({"掃描.jpg": b"\xff\xd8\xff\xe0"}, "如為評分表的掃描或照片，請向機關索取 Excel 檔"),
        ({"說明.docx": forms.plain_zip({"[Content_Types].xml": b""})}, "不是活頁簿；請向機關索取 Excel 檔"),
    ],
)
def test_why_a_mail_brought_no_form_stays_told(
    campaign: Campaign, files: dict[str, bytes], said: str
) -> None:
    for state in (mailed(campaign, files), gather(campaign)):
        (notice,) = notices(state)
        assert notice.office == TAIPEI
        assert said in notice.said["zh-TW"]


def test_of_several_things_the_telling_one_is_named_first(campaign: Campaign) -> None:
    (notice,) = notices(mailed(campaign, {"說明.txt": b"x", **PDF}))
    assert "（評分表.pdf、說明.txt）：PDF" in notice.said["zh-TW"]
    assert "(“評分表.pdf”, “說明.txt”): a PDF" in notice.said["en"]


def test_a_reminder_says_what_came_in_place_of_the_form(campaign: Campaign) -> None:
    mailed(campaign, PDF)
    said = reminded(campaign)
    assert "收到的是 PDF 檔，不是評分表的 Excel 檔" in said
    assert "尚未收到貴機關的評分表" not in said
    assert "可能是信沒有送到" not in said


def test_a_reminder_says_that_a_link_came(campaign: Campaign) -> None:
    linked(campaign)
    assert "雲端連結，不是評分表的 Excel 檔" in reminded(campaign)


def test_returning_answers_it_once_with_what_to_send(campaign: Campaign) -> None:
    back = send_back(mailed(campaign, PDF), Mailing(now=NOW))
    ((case, line),) = back.made.new
    assert case.office == TAIPEI
    said = text(draft((campaign.returned / line.path).with_suffix(".eml")))
    assert "評分表.pdf" in said
    assert "收到的是 PDF 檔，不是評分表的 Excel 檔" in said
    assert "請把填好的 Excel 檔（.xlsx）附在信裡寄回" in said
    assert send_back(gather(campaign), Mailing(now=NOW)).made.new == ()


def test_nothing_of_it_is_told_or_answered_once_the_form_came(campaign: Campaign) -> None:
    mailed(campaign, PDF)
    state = came(campaign, "form.xlsx", forms.form(), 30)
    assert notices(state) == ()
    assert send_back(state, Mailing(now=NOW)).made.new == ()
