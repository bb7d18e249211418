"""A campaign's folder: made once, found from anywhere inside, its settings read in words."""

import datetime
import re
import shutil
import stat
import sys
from pathlib import Path

import openpyxl
import pytest

from macros.campaign.folder import README, ROSTER, SETTINGS, Campaign, Imap, Smtp, create, find, found, load
from scoring.errors import KaoheError, OutputError, RosterError
from scoring.roster import Entry, Roster, bundled_roster
from scoring.scorecard import Office
from tests.words import assert_says

DAY = datetime.date(2026, 11, 25)


@pytest.fixture
def campaign(tmp_path: Path) -> Campaign:
    return create(tmp_path / "107", "107", bundled_roster(), today=DAY)


def changed(campaign: Campaign, old: str, new: str) -> Path:
    path = campaign.root / SETTINGS
    text = path.read_text("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return path


def test_everything_has_its_place(campaign: Campaign) -> None:
    names = {path.name for path in campaign.root.iterdir()}
    folders = {"outbox", "inbox", "returned", "summary", "letters"}
    assert names == folders | {SETTINGS, ROSTER, README, "signing.key"}
    assert (len(campaign.roster.entries), campaign.rubric.id, campaign.language) == (13, "107", "zh-TW")


def test_the_deadline_is_six_weeks_away_unless_named(campaign: Campaign) -> None:
    assert campaign.deadline == datetime.date(2027, 1, 6)
    assert [campaign.days_left(DAY), campaign.days_left(campaign.deadline)] == [42, 0]
    assert campaign.days_left(datetime.date(2027, 1, 8)) == -2


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_only_its_owner_may_read_the_key(campaign: Campaign) -> None:
    assert stat.S_IMODE(campaign.key_file.stat().st_mode) == 0o600
    assert len(campaign.key()) == 32


def test_a_lost_key_is_not_replaced_by_another(campaign: Campaign) -> None:
    campaign.key_file.unlink()
    with pytest.raises(KaoheError, match="請從備份放回"):
        campaign.key()
    assert not campaign.key_file.exists()


def test_a_campaign_is_never_made_over_another(campaign: Campaign) -> None:
    before = campaign.key()
    with pytest.raises(OutputError, match="已經存在"):
        create(campaign.root, "107", bundled_roster())
    assert load(campaign.root).key() == before


def test_what_an_interrupted_run_made_is_kept(campaign: Campaign) -> None:
    key = campaign.key()
    (campaign.root / SETTINGS).unlink()
    assert create(campaign.root, "107", bundled_roster()).key() == key


def test_it_is_found_from_any_folder_inside_and_from_none_outside(campaign: Campaign) -> None:
    assert find(campaign.inbox).root == campaign.root.resolve()
    assert found(campaign.root.parent) is None
    with pytest.raises(KaoheError, match="kaohe init"):
        find(campaign.root.parent)


def test_a_copy_is_a_campaign_too(campaign: Campaign, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(campaign.root, tmp_path / "elsewhere"))
    shutil.rmtree(campaign.root)
    assert load(copy).outbox == copy / "outbox"


def test_texts_of_every_kind_come_back_as_they_were(tmp_path: Path) -> None:
    sender = ("署本部 <考核>: 「#1」 \\ '\"", "hq@example.tw")
    made = create(tmp_path / "c", "107", bundled_roster(), sender=sender, language="en")
    assert (made.sender_name, made.sender_email, made.language) == (*sender, "en")


def test_a_rubric_of_ones_own_lies_in_the_folder(tmp_path: Path) -> None:
    own = tmp_path / "next.yaml"
    text = (Path(__file__).parents[3] / "scoring" / "rubrics" / "107.yaml").read_text("utf-8")
    own.write_text(text.replace('id: "107"', 'id: "115"', 1), "utf-8")
    made = create(tmp_path / "c", str(own), bundled_roster())
    own.unlink()
    assert (load(made.root).rubric.id, (made.root / "115.yaml").is_file()) == ("115", True)


def test_the_roster_is_read_as_it_was_written(tmp_path: Path) -> None:
    roster = Roster(
        (
            Entry(Office("007", "臺北分署"), "王小明", "a@example.tw", ("b@example.tw", "c@example.tw")),
            Entry(Office("=1+1", "@新北分署"), group="北區"),
        )
    )
    assert create(tmp_path / "c", "107", roster).roster == roster


def test_the_roster_as_excel_shows_it(campaign: Campaign) -> None:
    sheet = openpyxl.load_workbook(campaign.root / ROSTER).worksheets[0]
    labels = ["代碼", "機關名稱", "聯絡人", "電子郵件", "副本", "組別", "電話"]
    assert [cell.value for cell in sheet[1]] == labels
    assert {cell.number_format for row in sheet.iter_rows(min_row=2) for cell in row} == {"@"}


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("2026-12-31", datetime.date(2026, 12, 31)),
        ("115年12月31日", datetime.date(2026, 12, 31)),
        ("115/12/31", datetime.date(2026, 12, 31)),
        ("1151231", datetime.date(2026, 12, 31)),
        ("2026-12-31 17:00:00", datetime.date(2026, 12, 31)),
    ],
)
def test_a_deadline_may_be_written_as_people_write_it(
    campaign: Campaign, said: str, day: datetime.date
) -> None:
    changed(campaign, "deadline: 2027-01-06", f"deadline: {said}")
    assert load(campaign.root).deadline == day


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("deadline: 2027-01-06", "deadline: 下週五", "deadline：看不出日期"),
        ("deadline: 2027-01-06", "", "deadline：缺少這個欄位"),
        ("language: zh-TW", "language: 中文", "language：不是可用的值，應為 'zh-TW' 或 'en'"),
        ("show_rank: false", "show_rank: 也許", "show_rank：應為 true 或 false"),
        ('email: ""', "email: 署本部", "sender.email：要填一個電子郵件地址"),
        ('email: ""', 'email: ""\n  phone: 02', "sender.phone：不認得這個欄位"),
        ('rubric: "107"', 'rubric: "999"', "999"),
        ('title: "', 'title: "" #', "title：不可空白"),
        ('email: ""', 'email: "署本部 <hq@example.tw>"', "sender.email：要填一個電子郵件地址"),
        ('email: ""', 'email: "明@example.tw"', "sender.email：要填一個電子郵件地址"),
        ('email: ""', 'email: "hq@example..tw"', "sender.email：要填一個電子郵件地址"),
        ('subject: ""', 'subject: "', "第 .* 行：引號或括號沒有成對"),
        ("  name: ", "\tname: ", "第 13 行：縮排請用空白，不要用 Tab"),
        ("deadline: ", "deadline：", "第 9 行：少了半形冒號"),
        ("# smtp: {", "smtp: {host: a, port: 1e400} # {", "smtp.port：應為整數"),
        ("# smtp: {", "smtp: {host: a, port: 1.0e+999999} # {", "「1.0e.999999」不是數字，或太大"),
        ("# smtp: {", f"smtp: {{host: a, port: {'9' * 10_000}}} # {{", "不是數字，或太大"),
        ("# smtp: {", f"smtp: {{host: a, port: '{'9' * 10_000}'}} # {{", "smtp.port：位數太多"),
        ("previous:", 'previous: "a\\0b.xlsx" #', "previous：有不能使用的字元"),
        ("previous:", 'previous: "a\\uD800.xlsx" #', "previous：有不能使用的字元"),
        ('rubric: "107"', 'rubric: "107\\0"', "rubric：有不能使用的字元"),
        ('email: ""', 'email: "a\\0@example.tw"', "sender.email：有不能使用的字元"),
        ("# smtp: {", 'smtp: {host: "a\\r\\nb"} # {', "smtp.host：有不能使用的字元"),
        ("# smtp: {", "smtp: {password: secret, ", "smtp.password：不認得這個欄位"),
        ('title: "', 'title: [a] # "', "title：應為文字"),
        ('title: "', 'title: true # "', "title：應為文字"),
    ],
)
def test_what_is_wrong_in_the_settings_is_said_with_its_field(
    campaign: Campaign, old: str, new: str, sentence: str
) -> None:
    changed(campaign, old, new)
    with pytest.raises(KaoheError, match=sentence):
        load(campaign.root)


@pytest.mark.parametrize("text", ["- a\n", "只有一句話"])
def test_settings_that_are_no_fields_are_refused_as_a_whole(campaign: Campaign, text: str) -> None:
    (campaign.root / SETTINGS).write_text(text, "utf-8")
    with pytest.raises(KaoheError, match="整個檔案：應為「欄位: 值」的結構"):
        load(campaign.root)


def test_of_many_wrong_settings_the_first_are_told_and_the_rest_counted(campaign: Campaign) -> None:
    """Thousands would fill the screen, and finding the line of each takes its time."""
    path = campaign.root / SETTINGS
    path.write_text(path.read_text() + "".join(f"field{n}: 1\n" for n in range(2_000)))
    with pytest.raises(KaoheError) as raised:
        load(campaign.root)
    assert "field19：不認得這個欄位" in raised.value.said()
    assert raised.value.said().count("不認得這個欄位") == 20
    assert "另有 1980 處" in raised.value.said()
    assert "and 1980 more" in raised.value.said("en")


def test_settings_in_another_encoding_are_refused_in_words(campaign: Campaign) -> None:
    (campaign.root / SETTINGS).write_bytes("title: 考核".encode("cp950"))
    with pytest.raises(KaoheError, match="編碼選 UTF-8"):
        load(campaign.root)


def test_the_mail_servers_are_read_once_the_mark_is_taken_away(campaign: Campaign) -> None:
    changed(campaign, "# smtp:", "smtp:")
    changed(campaign, "# imap:", "imap:")
    read = load(campaign.root)
    assert read.smtp == Smtp("smtp.example.gov.tw", 587, "starttls", "hq")
    assert read.imap == Imap("imap.example.gov.tw", 993, "hq", "INBOX")


def test_a_roster_that_is_gone_is_said(campaign: Campaign) -> None:
    (campaign.root / ROSTER).unlink()
    with pytest.raises(RosterError, match="無法開啟名冊"):
        load(campaign.root)


@pytest.mark.parametrize(
    ("field", "line"), [("title", 6), ("name", 13), ("email", 14), ("subject", 17), ("previous", 26)]
)
@pytest.mark.parametrize(
    "unseen",
    [r"\e[2J", r"\0", r"\r", r"\x85", r"\u2028", r"\u202e", r"\u2066", r"\u200f", r"\u061c", "\u202e"],
)
def test_what_nobody_sees_in_a_setting_is_refused_with_its_line(
    campaign: Campaign, field: str, line: int, unseen: str
) -> None:
    path = campaign.root / SETTINGS
    text = path.read_text("utf-8-sig")
    bad = re.sub(f"(?m)^( *){field}: .*", lambda found: f'{found[1]}{field}: "a{unseen}b"', text, count=1)
    assert bad.splitlines()[line - 1].strip() == f'{field}: "a{unseen}b"'
    path.write_text(bad, "utf-8")
    with pytest.raises(KaoheError) as raised:
        load(campaign.root)
    name = {"name": "sender.name", "email": "sender.email"}.get(field, field)
    assert_says(
        raised.value.sentence, f"第 {line} 行 {name}：有不能使用的字元", f"line {line}, {name}: it has"
    )


@pytest.mark.parametrize("field", ["host", "user", "folder"])
def test_what_nobody_sees_in_the_name_of_a_server_is_refused(campaign: Campaign, field: str) -> None:
    changed(
        campaign,
        "# imap: {",
        f'imap: {{{field}: "a\\u202eb", ' + f"{'user' if field != 'user' else 'host'}: x}} # ",
    )
    with pytest.raises(KaoheError, match=rf"第 [0-9]+ 行 imap\.{field}：有不能使用的字元"):
        load(campaign.root)


def test_a_title_over_two_lines_of_the_settings_is_one(campaign: Campaign) -> None:
    path = campaign.root / SETTINGS
    text = path.read_text("utf-8-sig")
    path.write_text(re.sub("(?m)^title: .*", "title: >\n  為民服務\n  考核\n", text), "utf-8")
    assert load(campaign.root).title == "為民服務 考核"


def test_a_number_is_a_title_and_a_letter_a_host(campaign: Campaign) -> None:
    path = campaign.root / SETTINGS
    text = path.read_text("utf-8-sig") + "\nsmtp: {host: a}\n"
    path.write_text(re.sub("title: .*", "title: 115", text), "utf-8")
    read = load(campaign.root)
    assert (read.title, read.smtp) == ("115", Smtp("a", 587, "starttls", ""))


def test_settings_of_any_size_are_not_read(campaign: Campaign) -> None:
    path = campaign.root / SETTINGS
    path.write_bytes(path.read_bytes() + b"#" * 2_000_000)
    with pytest.raises(KaoheError, match="檔案太大，請核對是不是這個檔案"):
        load(campaign.root)
