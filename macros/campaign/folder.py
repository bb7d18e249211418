"""A campaign's folder: what stands in it, and its settings.

The folder is the state: there is no database beside it, and nothing in it names where it lies, so
that it can be copied, put on a share and looked into.
"""

import datetime
import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError
from pydantic_core import PydanticCustomError

import templates
from macros.campaign import place
from macros.files import hold_name, write_file
from macros.keys import KEY_NAME, signing_key
from macros.post.outbox.addresses import plain_email
from macros.post.texts import clean_text
from scoring import plain_file, text_file, yaml_text
from scoring.catalogue import Language
from scoring.errors import KaoheError, OutputError, TextError, system_reason
from scoring.fields import problems_text
from scoring.roster import Roster
from scoring.rubric import Rubric
from scoring.rubric_file import bundled_ids, load_rubric
from scoring.values import is_plausible, parse_date
from scoring.yaml_places import Places
from workbook.roster import read_roster, roster_workbook

SETTINGS, ROSTER, README = place.SETTINGS, "名冊.xlsx", "說明.txt"
SUMMARY, PROGRESS = "總表.xlsx", "進度.xlsx"
_MAX_LINE = 1_000
WEEKS = 6
"""Weeks that a campaign runs unless a deadline is named."""

Security = Literal["starttls", "tls", "none"]


def _day(value: Any) -> Any:
    """Read a day, as YAML or a person has written it."""
    if isinstance(value, datetime.datetime):
        value = value.date()
    day = value if isinstance(value, datetime.date) else parse_date(str(value))
    if day is None or not is_plausible(day):
        raise PydanticCustomError("date_unclear", "no date")
    return day


def _address(email: str) -> str:
    """Accept nothing, or the address alone: the sender's name stands in a field of its own."""
    if email and not plain_email(email):
        raise PydanticCustomError("email_unclear", "no e-mail address")
    return email


def _text(value: Any) -> Any:
    """Return a text, or a number as text. Refuse characters that nobody sees, which no file, host or user
    has in its name."""
    text = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if isinstance(text, str) and any(unicodedata.category(each) in _UNSEEN for each in text):
        raise PydanticCustomError("text_unusable", "control characters")
    return text


def _line(value: Any) -> Any:
    """Return one line that a sheet and a header of a mail can hold. Refuse what would end it or turn it
    around; the line ends of YAML's own blocks are blanks."""
    text = " ".join(value.split("\n")).strip() if isinstance(value, str) else value
    text = _text(text)
    return clean_text(text, _MAX_LINE) if isinstance(text, str) else text


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp"})
_Line = Annotated[str, BeforeValidator(_line)]
_FilledLine = Annotated[str, Field(min_length=1), BeforeValidator(_line)]
_Text = Annotated[str, BeforeValidator(_text)]
_Filled = Annotated[str, Field(min_length=1), BeforeValidator(_text)]
_Port = Annotated[int, Field(ge=1, le=65535)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SenderFile(_Model):
    name: _Line = ""
    email: Annotated[_Text, AfterValidator(_address)] = ""


class SmtpFile(_Model):
    host: _Filled
    port: _Port = 587
    security: Security = "starttls"
    user: _Text = ""


class ImapFile(_Model):
    host: _Filled
    port: _Port = 993
    user: _Filled
    folder: _Filled = "INBOX"


class CampaignFile(_Model):
    """campaign.yaml. Passwords have no place in it."""

    rubric: _Filled
    title: _FilledLine
    deadline: Annotated[datetime.date, BeforeValidator(_day)]
    sender: SenderFile = SenderFile()
    subject: _Line = ""
    language: Language = "zh-TW"
    show_rank: bool = False
    previous: _Text = ""
    smtp: SmtpFile | None = None
    imap: ImapFile | None = None


@dataclass(frozen=True, slots=True)
class Smtp:
    """The server that takes the letters; ``user`` is empty where it asks for none."""

    host: str
    port: int
    security: Security
    user: str


@dataclass(frozen=True, slots=True)
class Imap:
    """The mailbox that the answers come to."""

    host: str
    port: int
    user: str
    folder: str


@dataclass(frozen=True)
class Campaign:
    """One collection. ``deadline`` is the last day that is in time; ``subject`` is empty where the
    letters' own will do; ``rubric_name`` is what the settings call the rubric: an id or a file."""

    root: Path
    rubric: Rubric
    roster: Roster
    title: str
    deadline: datetime.date
    sender_name: str = ""
    sender_email: str = ""
    subject: str = ""
    language: Language = "zh-TW"
    show_rank: bool = False
    previous: Path | None = None
    smtp: Smtp | None = None
    imap: Imap | None = None
    rubric_name: str = ""

    @property
    def outbox(self) -> Path:
        return self.root / "outbox"

    @property
    def inbox(self) -> Path:
        return self.root / place.INBOX

    @property
    def returned(self) -> Path:
        return self.root / "returned"

    @property
    def summary(self) -> Path:
        return self.root / "summary"

    @property
    def summary_file(self) -> Path:
        """The consolidated workbook, which people adjust."""
        return self.summary / SUMMARY

    @property
    def letters(self) -> Path:
        """Where the campaign's own wording of letters may lie."""
        return self.root / "letters"

    @property
    def key_file(self) -> Path:
        return self.root / KEY_NAME

    def key(self) -> bytes:
        """Return the key that the campaign's forms are signed with.

        Raise KaoheError where it is gone, for no other key would know the forms that are out.
        """
        key = signing_key(self.key_file, create=False)
        if key is None:
            raise KaoheError(
                f"找不到簽章金鑰 {self.key_file}，請從備份放回；沒有它就無法辨認已發出的表",
                f"the signing key {self.key_file} is gone; put it back from a backup, for no other key"
                " knows the forms that are out",
            )
        return key

    def days_left(self, today: datetime.date) -> int:
        """Count the days to the deadline; 0 on its day, negative when it is over."""
        return (self.deadline - today).days


def create(
    root: Path,
    rubric_name: str,
    roster: Roster,
    *,
    deadline: datetime.date | None = None,
    sender: tuple[str, str] = ("", ""),
    language: Language = "zh-TW",
    today: datetime.date | None = None,
) -> Campaign:
    """Make the folder of a campaign. What an interrupted run has made is kept; settings come last.

    ``sender`` is a name and an e-mail address. Raises OutputError where there is a campaign already
    or something cannot be written, KaoheError for a rubric or an address that cannot be used.
    """
    hold_name(root)
    if sender[1] and not plain_email(sender[1]):
        raise KaoheError(
            f"寄件人的電子郵件「{sender[1]}」不對，請只填地址本身，如 name@example.gov.tw",
            f"the sender's e-mail “{sender[1]}” is no address; write it alone, like name@example.gov.tw",
        )
    if (root / SETTINGS).exists():
        raise OutputError(
            f"{root / SETTINGS} 已經存在，這裡已是一次考核；請換一個資料夾",
            f"{root / SETTINGS} exists, so there is a campaign already; name another folder",
        )
    if not root.parent.is_dir():
        raise OutputError(
            f"找不到資料夾 {root.parent}，請核對路徑", f"there is no folder {root.parent}; check the path"
        )
    rubric = load_rubric(rubric_name)
    if rubric_name not in bundled_ids():
        _write(root / f"{rubric.id}.yaml", plain_file.content(Path(rubric_name)))
        rubric_name = f"{rubric.id}.yaml"
    sender = (clean_text(sender[0], _MAX_LINE), sender[1])
    day = deadline or (today or datetime.date.today()) + datetime.timedelta(weeks=WEEKS)
    title = clean_text(rubric.title, _MAX_LINE)
    values = {
        "rubric": _quoted(rubric_name),
        "title": _quoted(title),
        "deadline": day.isoformat(),
        "sender_name": _quoted(sender[0]),
        "sender_email": _quoted(sender[1]),
        "language": language,
    }
    readme = {"title": title, "settings": SETTINGS, "roster": ROSTER, "key": KEY_NAME}
    made = Campaign(root, rubric, roster, title, day)
    try:
        for folder in (root, made.outbox, made.inbox, made.returned, made.summary, made.letters):
            folder.mkdir(exist_ok=True)
    except OSError as error:
        reason = system_reason(error)
        raise OutputError(
            f"無法建立資料夾 {root}：{reason.zh}", f"the folder {root} cannot be made: {reason.en}"
        ) from None
    signing_key(made.key_file, create=True)
    _write(root / ROSTER, roster_workbook(roster, title))
    _write(root / README, _text_file("campaign/readme.txt.j2", readme))
    _write(root / SETTINGS, _text_file("campaign/campaign.yaml.j2", values))
    return load(root)


def _write(path: Path, data: bytes) -> None:
    if not path.exists():
        write_file(path, data, force=False)


def _text_file(template: str, values: Mapping[str, object]) -> bytes:
    """Fill a template and encode it with the mark by which Notepad on an office PC knows UTF-8."""
    return f"{templates.render(template, values)}\n".encode("utf-8-sig")


def _quoted(text: str) -> str:
    """Quote a text for YAML whatever it holds: JSON's strings are YAML's."""
    return json.dumps(text, ensure_ascii=False)


def find(start: Path) -> Campaign:
    """Return the campaign that ``start`` lies in, however deep.

    Raise KaoheError where there is none.
    """
    campaign = found(start)
    if campaign is None:
        raise KaoheError(
            f"{start.resolve()} 不在考核資料夾裡；請先 cd 到該資料夾，或以 kaohe init 建立一個",
            f"{start.resolve()} lies in no campaign; go to its folder first, or make one with kaohe init",
        )
    return campaign


def found(start: Path) -> Campaign | None:
    """Return the campaign as `find` does, or None where there is none.

    Raise KaoheError where its settings cannot be used.
    """
    hold_name(start)
    root = place.root_of(start)
    return load(root) if root else None


def load(root: Path) -> Campaign:
    """Load the campaign of this folder.

    Raise KaoheError that names the file, the field and the remedy.
    """
    settings = _settings(root / SETTINGS)
    return Campaign(
        root,
        _rubric(root, settings.rubric),
        read_roster(root / ROSTER),
        settings.title,
        settings.deadline,
        settings.sender.name,
        settings.sender.email,
        settings.subject,
        settings.language,
        settings.show_rank,
        root / settings.previous if settings.previous else None,
        Smtp(**settings.smtp.model_dump()) if settings.smtp else None,
        Imap(**settings.imap.model_dump()) if settings.imap else None,
        settings.rubric,
    )


def _settings(path: Path) -> CampaignFile:
    text = ""
    try:
        text = text_file.read(path)
        return CampaignFile.model_validate(yaml_text.load(text) or {})
    except OSError as error:
        reason = system_reason(error)
        raise KaoheError(f"無法開啟 {path}：{reason.zh}", f"{path} cannot be opened: {reason.en}") from None
    except ValidationError as error:
        problems = problems_text(error, Places(text).line, CampaignFile)
        raise KaoheError(
            f"{path}：{problems.zh}。請改正這些欄位", f"{path}: {problems.en}. Correct these fields"
        ) from None
    except TextError as error:
        said = error.sentence
        raise KaoheError(f"{path}：{said.zh}", f"{path}: {said.en}") from None


def _rubric(root: Path, name: str) -> Rubric:
    """Load a bundled rubric or one that lies in the folder."""
    return load_rubric(name if name in bundled_ids() else str(root / name))
