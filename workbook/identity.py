"""Who a form was issued to and of which rubric: written on the very hidden sheet, and signed."""

import datetime
import hashlib
import hmac
import json
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields, replace

from scoring.rubric import Rubric
from scoring.scorecard import Office
from workbook.layout import VERSION

PRODUCT = "kaohe"


@dataclass(frozen=True, slots=True)
class Identity:
    """The rows of the identity sheet, in this order: name in column A, value in column B."""

    product: str
    layout: str
    rubric: str
    rubric_hash: str
    issue: str
    office_code: str
    office_name: str
    key_id: str = ""
    signature: str = ""

    @property
    def office(self) -> Office:
        return Office(self.office_code, self.office_name)


def new_issue(now: datetime.datetime, after: str = "") -> str:
    """Name a run that issues forms so that the name sorts, by time, behind those before it.

    It also sorts behind ``after``, the name that an office's form had until now, whatever the clock says.
    """
    name = f"{now:%Y%m%d-%H%M%S}-{secrets.token_hex(4)}"
    return name if name > after else f"{after}+{name}"


FIELDS = tuple(field.name for field in fields(Identity))


def identity_of(rubric: Rubric, office: Office, issue: str) -> Identity:
    """Return the identity, not yet signed, of one office's form.

    ``issue`` names the run that issued it.
    """
    return Identity(PRODUCT, VERSION, rubric.id, rubric.hash, issue, office.code, office.name)


def from_rows(rows: Mapping[str, str]) -> Identity | None:
    """Return the identity that the sheet's rows say; None where it is not ours."""
    if rows.get("product") != PRODUCT:
        return None
    return Identity(**{name: rows.get(name, "") for name in FIELDS})


def sign(identity: Identity, key: bytes) -> Identity:
    """Return the identity with its signature: HMAC-SHA-256 (RFC 2104) over every other field."""
    named = replace(identity, key_id=key_id(key))
    return replace(named, signature=_signature(named, key))


def key_id(key: bytes) -> str:
    """Return the start of a key's hash, which tells two keys apart and reveals neither."""
    return hashlib.sha256(b"kaohe key " + key).hexdigest()[:16]


def is_genuine(identity: Identity, key: bytes) -> bool:
    """Tell whether the signature was made over just these fields with this key."""
    return hmac.compare_digest(identity.signature.encode(), _signature(identity, key).encode())


def _signature(identity: Identity, key: bytes) -> str:
    message = json.dumps(asdict(replace(identity, signature="")), sort_keys=True)
    return hmac.new(key, message.encode(), hashlib.sha256).hexdigest()
