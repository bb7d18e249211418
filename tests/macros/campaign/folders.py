"""A campaign of three offices, and what comes into its inbox."""

import datetime
from pathlib import Path
from zlib import crc32

from macros.campaign.folder import Campaign, create
from macros.campaign.state import State, gather
from scoring.roster import Entry, Roster
from scoring.scorecard import Office
from tests.macros import forms
from tests.macros.terminal import written
from tests.workbook.post.inbox import mails

DEADLINE = datetime.date(2026, 12, 31)
OFFICES = (forms.TAIPEI, forms.XINBEI, forms.SHILIN)
WRONG = {"1.1.1": 31}
"""A score out of range."""


def campaign_in(folder: Path) -> Campaign:
    """A campaign whose forms are signed with the key of these tests."""
    roster = Roster(tuple(Entry(office, "", f"{office.code}@example.tw") for office in OFFICES))
    made = create(folder / "107", "107", roster, deadline=DEADLINE, sender=("署本部", "hq@example.tw"))
    written(made.key_file, forms.KEY.hex())
    return made


def came(campaign: Campaign, name: str, data: bytes, day: int, office: Office = forms.TAIPEI) -> State:
    """A file comes by mail from an office's own address, on a day of December; and all that came."""
    date = f"{datetime.datetime(2026, 12, day, 9):%a, %d %b %Y %H:%M:%S} +0800"
    sender, message_id = f"{office.code}@example.tw", f"<{day}.{crc32(name.encode())}@example.tw>"
    mail = mails.mail({name: data}, sender=sender, date=date, message_id=message_id, subject=f"{day} {name}")
    written(campaign.inbox / f"{day:02} {name}.eml", mail)
    return gather(campaign)
