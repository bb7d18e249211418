"""Letters as tests need them, and what a mail says, as Python's own package reads it."""

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

from hypothesis import strategies as st

from macros.file_names import safe_name
from macros.post.outbox.addresses import Address
from macros.post.outbox.letter import Attachment, Letter, message
from macros.post.texts import clean_text

HQ = Address("署本部", "hq@kaohe.example.tw")
TAIPEI = Address("臺北分署王小明", "taipei@branch.example.tw")
DATE, ID = datetime(2018, 7, 5, 1, 30, tzinfo=UTC), "<1@kaohe.example.tw>"
NAME = "臺北分署_107年度為民服務不定期考核項目評分表（更正後・最終版）碁.xlsx"

people = st.builds(Address, st.text(max_size=40), st.just("a.b@branch.example.tw"))
letters = st.builds(
    Letter,
    to=st.lists(people, min_size=1, max_size=3).map(tuple),
    cc=st.lists(people, max_size=2).map(tuple),
    subject=st.text(max_size=150),
    text=st.just("內文\n"),
    html=st.just("<p>內文</p>\n"),
    attachments=st.lists(
        st.builds(Attachment, st.text(max_size=200), st.binary(max_size=300)), max_size=3
    ).map(tuple),
)
"""Letters with any names at all in their headers."""


@dataclass(frozen=True)
class Said:
    """What a reader makes of a mail."""

    subject: str
    people: tuple[tuple[str, str], ...]
    attachments: tuple[tuple[str, str], ...]


def letter(**changes: object) -> Letter:
    made = {
        "to": (TAIPEI,),
        "cc": (),
        "subject": "請填寫評分表",
        "text": "檢送評分表。\n",
        "html": "<p>檢送評分表。</p>",
    }
    return Letter(**{**made, **changes})  # type: ignore[arg-type]


def mail(of: Letter | None = None, *, as_draft: bool = False) -> bytes:
    return message(of or letter(), HQ, date=DATE, message_id=ID, as_draft=as_draft)


def parsed(data: bytes) -> EmailMessage:
    found = message_from_bytes(data, policy=policy.default)
    assert isinstance(found, EmailMessage)
    return found


def meant(of: Letter) -> Said:
    """What a reader should make of it: every name on one line, without what is invisible."""
    return Said(
        clean_text(of.subject),
        tuple((clean_text(each.name, 100), each.email) for each in (*of.to, *of.cc)),
        tuple((safe_name(each.name), digest(each.data)) for each in of.attachments),
    )


def digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
