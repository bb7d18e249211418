"""Whether the key of a campaign is the one that its forms were issued with: by the forms in the outbox.

What came says nothing of that: anybody can send files that this key did not sign.
"""

from macros.campaign.folder import Campaign
from macros.reading.own import looked_into
from scoring import plain_file
from scoring.errors import KaoheError, Sentence, WorkbookError
from workbook.collection.selection import Collection
from workbook.identity import is_genuine
from workbook.intake.form import identify
from workbook.package import MAX_FILE


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
