"""The Message-ID of a letter (RFC 5322 3.6.4), worked out from what the letter is.

The same letter has the same one whoever sends it, from whichever copy of the campaign's folder and
however often it is tried, so that the office's mail program shows it once. Nothing in it is left to chance.
"""

import hashlib
import hmac
import json
import re

from macros.campaign.folder import Campaign
from scoring.scorecard import Office

_PURPOSE = b"kaohe message-id"
_DIGITS = 32
_WRITTEN = re.compile(rf"<[0-9a-f]{{{_DIGITS}}}@[A-Za-z0-9.-]{{1,253}}>")


def campaign_mark(campaign: Campaign) -> bytes:
    """Return what only this campaign has, derived from its key, of which it reveals nothing.

    Rubric and title are in it for a folder that was copied, with its key, to be the next campaign. Raise
    KaoheError where the key is gone.
    """
    purpose = hmac.digest(campaign.key(), _PURPOSE, "sha256")
    return hmac.digest(purpose, _joined(campaign.rubric.hash, campaign.title), "sha256")


def message_id(mark: bytes, office: Office, domain: str, *what: str) -> str:
    """Return the Message-ID of a letter to an office; ``mark`` is that of the campaign, ``what`` tells it
    from the other letters to this office."""
    digest = hmac.new(mark, _joined(office.code or office.name, *what), hashlib.sha256).hexdigest()
    return f"<{digest[:_DIGITS]}@{domain}>"


def is_message_id(text: str) -> bool:
    """Tell whether a text is written as one of ours."""
    return bool(_WRITTEN.fullmatch(text))


def _joined(*texts: str) -> bytes:
    """Join texts so that no two rows of them are joined to the same."""
    return json.dumps(texts).encode("ascii")
