"""Campaigns as tests need them, and what their letters say."""

import datetime
from dataclasses import replace
from email.message import EmailMessage
from pathlib import Path

from macros.campaign.folder import ROSTER, SETTINGS, Campaign, create, load
from macros.campaign.posting import Run
from scoring.roster import Entry, Roster
from scoring.scorecard import Office
from tests.servers.loopback import HOST
from tests.servers.smtp import Post
from tests.workbook.post.outbox.letters import parsed
from workbook.post.outbox.server import Server
from workbook.roster import roster_workbook

TAIPEI, XINBEI, SHILIN = Office("B01", "臺北分署"), Office("B02", "新北分署"), Office("B03", "士林分署")
NOW = datetime.datetime(2026, 11, 25, 9, 30)
ENTRIES = tuple(
    Entry(office, contact, f"{office.code.lower()}@branch.example.tw")
    for office, contact in ((TAIPEI, "王小明"), (XINBEI, ""), (SHILIN, "陳大文"))
)


def campaign(folder: Path, *entries: Entry, **changes: object) -> Campaign:
    """A campaign of three offices, or of these."""
    made = create(
        folder,
        "107",
        Roster(entries or ENTRIES),
        sender=("署本部", "hq@kaohe.example.tw"),
        today=NOW.date(),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


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


def fates(run: Run) -> list[str]:
    return [each.fate for each in run.posted]


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
