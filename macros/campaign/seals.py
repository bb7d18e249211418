"""Seals on lines of the records of an inbox: whoever can write there, but has not the campaign's key, can
add no line that counts."""

import hashlib
import hmac
import json
from collections.abc import Mapping
from typing import Any

SEAL = "seal"


def sealed(entry: Mapping[str, object], key: bytes) -> dict[str, object]:
    """Return a line with its seal: HMAC-SHA-256 (RFC 2104) over all its other fields."""
    return {**entry, SEAL: _seal(entry, key)}


def is_sealed(entry: Mapping[str, Any], key: bytes) -> bool:
    """Tell whether a line bears the seal of this key."""
    given = entry.get(SEAL)
    return isinstance(given, str) and hmac.compare_digest(
        given.encode(errors="replace"), _seal(entry, key).encode()
    )


def _seal(entry: Mapping[str, object], key: bytes) -> str:
    own = {name: value for name, value in entry.items() if name != SEAL}
    message = b"record " + json.dumps(own, sort_keys=True).encode()
    return hmac.new(key, message, hashlib.sha256).hexdigest()
