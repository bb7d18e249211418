"""Campaigns as tests need them: made, answered by their offices, and what their letters say."""

import datetime
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path
from zlib import crc32

from macros.campaign.folder import ROSTER, SETTINGS, Campaign, create, load
from macros.campaign.posting import Posting
from macros.campaign.state import State, gather
from macros.post.outbox.server import Server
from scoring.roster import Entry, Roster
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.forms import SHILIN, TAIPEI, XINBEI
from tests.macros.post.inbox import mails
from tests.macros.post.outbox.letters import parsed
from tests.macros.terminal import written
from tests.servers.loopback import HOST
from tests.servers.smtp import Post
from workbook.roster import roster_workbook

NOW = datetime.datetime(2026, 11, 25, 9, 30)
WRONG = {"1.1.1": 31}
"""A score out of range."""


def email_of(office: Office) -> str:
    return f"{office.code.lower()}@branch.example.tw"


ENTRIES = tuple(
    Entry(office, contact, email_of(office))
    for office, contact in ((TAIPEI, "王小明"), (XINBEI, ""), (SHILIN, "陳大文"))
)


def campaign(
    folder: Path, *entries: Entry, deadline: datetime.date | None = None, **changes: object
) -> Campaign:
    """A campaign of three offices, or of these, signed with the key of these tests. It ends six weeks
    after `NOW` unless a deadline is given; ``changes`` are not in its settings on disk."""
    made = create(
        folder,
        "107",
        Roster(entries or ENTRIES),
        deadline=deadline,
        sender=("署本部", "hq@kaohe.example.tw"),
        today=NOW.date(),
    )
    written(made.key_file, forms.KEY.hex())
    return replace(made, **changes)  # type: ignore[arg-type]  # each test names its own fields


def came(of: Campaign, name: str, data: bytes, day: int, office: Office = TAIPEI) -> State:
    """A file comes by mail from an office's own address, on a day of December; and all that came."""
    date = f"{datetime.datetime(2025, 12, day, 9):%a, %d %b %Y %H:%M:%S} +0800"
    sender, message_id = email_of(office), f"<{day}.{crc32(name.encode())}@branch.example.tw>"
    mail = mails.mail({name: data}, sender=sender, date=date, message_id=message_id, subject=f"{day} {name}")
    written(of.inbox / f"{day:02} {name}.eml", mail)
    return gather(of)


def with_roster(of: Campaign, *entries: Entry) -> Campaign:
    """The campaign after somebody edited its roster."""
    (of.root / ROSTER).write_bytes(roster_workbook(Roster(entries), of.title))
    return load(of.root)


def with_setting(of: Campaign, old: str, new: str) -> Campaign:
    """The campaign after somebody edited its settings."""
    path = of.root / SETTINGS
    text = path.read_text("utf-8-sig")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")
    return load(of.root)


def server(post: Post) -> Server:
    return Server(HOST, post.port, "none")


def fates(posting: Posting) -> list[str]:
    return [each.fate for each in posting.posted]


def draft(path: Path) -> EmailMessage:
    return parsed(path.read_bytes())


def text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")


def attached(mail: EmailMessage) -> dict[str, bytes]:
    found = {}
    for part in mail.iter_attachments():
        data = part.get_payload(decode=True)
        assert isinstance(data, bytes)
        found[part.get_filename() or ""] = data
    return found


def receivers(post: Post) -> list[str]:
    """Who got a letter, in order."""
    return [each.recipients[0] for each in post.taken]
