"""The forms of the outbox: whether each is as it was issued, and whether the key is the one that they were
issued with.

What came says nothing of that: anybody can send files that this key did not sign.
"""

import hashlib
from collections.abc import Callable, Container, Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from macros.campaign import journal
from macros.campaign.collecting import content_of
from macros.campaign.folder import Campaign
from macros.campaign.history import FORM
from macros.reading.own import looked_into
from scoring import plain_file
from scoring.errors import KaoheError, Sentence, WorkbookError
from scoring.rubric import Rubric
from scoring.scorecard import Office
from workbook.collection.selection import Collection
from workbook.form.fill import Stock, issue, stock
from workbook.identity import Identity, is_genuine
from workbook.intake.books import OpenedBook
from workbook.intake.form import identify, open_form, read_lock
from workbook.layout import layout_of
from workbook.package import MAX_FILE, open_package
from workbook.protection import Lock

SENT_WITH = "send "
"""What the journal says before the SHA-256 of a form, where it tells of the letter that it went out with."""
_PROPERTIES = "docProps/core.xml"
"""The one part of a form in which it stands when it was made."""


def put_on_record(campaign: Campaign, forms: Mapping[Office, Path]) -> None:
    """Add forms that were just issued to the record, by their content. Raises OutputError."""
    journal.add_all(
        campaign.outbox / journal.SENT,
        [
            {"kind": FORM, "office": office.code, "name": office.name, "sha256": content_of(path)}
            for office, path in forms.items()
        ],
    )


def on_record(campaign: Campaign) -> frozenset[str]:
    """Return the SHA-256 of every form that was issued, by the journal."""
    return frozenset(_on_record(campaign))


def is_as_issued(campaign: Campaign, path: Path, data: bytes, known: Container[str]) -> bool:
    """Tell whether a form of this campaign is byte for byte as it was issued: by the SHA-256 that are
    ``known``, or, where it is none of them, by making it once more.

    ``data`` are the bytes of the file ``path``.
    """
    if hashlib.sha256(data).hexdigest() in known:
        return True
    try:
        identity, lock = looked_into(path, data, campaign.rubric, _identity_and_lock(campaign.rubric))
        package = open_package(data)
        made = open_package(issue(_stock(campaign.rubric, lock, named=bool(identity.office_name)), identity))
        return set(package.members) == set(made.members) and all(
            package.read(name) == made.read(name) for name in made.members if name != _PROPERTIES
        )
    except WorkbookError:
        return False


@lru_cache(maxsize=1)
def _stock(rubric: Rubric, lock: Lock, *, named: bool) -> Stock:
    return stock(rubric, lock, named=named)


def _identity_and_lock(rubric: Rubric) -> Callable[[OpenedBook], tuple[Identity, Lock]]:
    layout = layout_of(rubric)

    def look(book: OpenedBook) -> tuple[Identity, Lock]:
        identity = identify(book)
        form = open_form(book, identity, layout) if identity else None
        if identity is None or form is None:
            raise WorkbookError("form-unknown", reason="找不到評分表", reason_en="there is no form in it")
        return identity, read_lock(form)

    return look


def _on_record(campaign: Campaign) -> Iterator[str]:
    for entry in journal.entries(campaign.outbox / journal.SENT):
        once = str(entry.get("once", ""))
        if entry.get("kind") == FORM:
            yield str(entry.get("sha256", ""))
        elif once.startswith(SENT_WITH):
            yield once.removeprefix(SENT_WITH)


def is_key_ours(campaign: Campaign) -> bool | None:
    """Tell whether any of the forms in the outbox is genuine by the campaign's key; None where none is there.

    Raise KaoheError where the key is gone.
    """
    key, there_are_any = campaign.key(), False
    for path in sorted(campaign.outbox.glob("*.xlsx")):
        try:
            data = plain_file.content(path, MAX_FILE + 1)
            identity = looked_into(path, data, campaign.rubric, identify)
        except (OSError, ValueError, WorkbookError):
            continue
        if identity is not None:
            there_are_any = True
            if is_genuine(identity, key):
                return True
    return False if there_are_any else None


def hold_key_ours(campaign: Campaign, collection: Collection) -> None:
    """Raise KaoheError where the key is not the one that the forms in the outbox were issued with, or where
    none of them is there to tell and nothing that came from several offices is proven: they would all be
    asked to fill in a form anew that perhaps a wrong key has signed."""
    is_ours = is_key_ours(campaign)
    if is_ours is False:
        raise _other_key(campaign)
    if is_ours is None and len(collection.unconfirmed) > 1 and not _is_any_proven(collection):
        count, outbox = len(collection.unconfirmed), campaign.outbox
        raise KaoheError(
            f"{count} 個機關的檔案都不能確認是這次考核發出的表，{outbox} 裡也沒有發出的表可以核對；"
            "請從備份放回發出的表，再執行一次",
            f"nothing proves that the files of {count} offices are forms of this campaign, and {outbox} has"
            " none that was issued to compare; put the issued forms back from a backup and run again",
        )


def _is_any_proven(collection: Collection) -> bool:
    return any(checked.proof == "proven" for checked in collection.files)


def key_remark(campaign: Campaign) -> Sentence | None:
    """Say that the key is another one than that of the forms in the outbox; None where it is not."""
    return _other_key(campaign).sentence if is_key_ours(campaign) is False else None


def _other_key(campaign: Campaign) -> KaoheError:
    return KaoheError(
        f"{campaign.key_file} 不是發出時的金鑰（outbox 的表都不是它簽的），請從備份放回原來的再執行",
        f"{campaign.key_file} is not the key that the forms were issued with (none of those in outbox is"
        " signed with it); put the right one back from a backup and run again",
    )
